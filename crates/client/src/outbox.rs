//! Messages that are not yet acknowledged, by `clientId`, in order per room.
//!
//! **At most one message per room is in flight.** Pipelining would be faster and wrong: when the first of two is told
//! to come again later (rate limit, outage) and the second is taken, they stand in the log the wrong way round, and no
//! retry mends that. Rooms do not wait for each other. A message that failed for good does not hold up those behind
//! it; when the person retries it, it goes to the end, where its retry stands in time.
//!
//! A message keeps its `clientId` through every try and over a reload, so that sending twice stores once. A server
//! remembers a `clientId` for at least a day; a message whose fate was still unknown after that ([`CERTAIN_FOR_MS`]) is
//! not sent again by itself, for it might be doubled: the person decides.
//!
//! Pure: times and chance are arguments, and keeping it over a reload is somebody else's ([`Outbox::to_json`]). Two
//! windows that keep their outboxes in one place overwrite each other: give each a place of its own.

mod kept;

use std::fmt;

use protocol::messages::{Change, Entry, SendMessage, Sent};
use protocol::session::Person;
use protocol::{ClientId, ErrorBody, ErrorCode, RoomId, Timestamp};

use crate::connection::spread;
use crate::signal::CallError;

/// Most messages that an outbox holds.
pub const MAX_UNSENT: usize = 500;
/// How long after its first try a message may be tried again by itself, in milliseconds: an hour less than servers
/// remember a `clientId` at the least.
pub const CERTAIN_FOR_MS: i64 = 23 * 60 * 60 * 1_000;

/// The delay after the first failed try, in milliseconds; doubles with each.
const FIRST_DELAY_MS: u32 = 1_000;
/// No delay is longer, in milliseconds, unless the server asks for it.
const LAST_DELAY_MS: u32 = 30_000;
/// No delay is longer, whoever asks, in milliseconds. Also what a clock that was set back can cost.
const MOST_DELAY_MS: i64 = 10 * 60 * 1_000;
/// The delay when the call found no connection, in milliseconds: it only keeps a caller's loop from spinning.
const OFFLINE_DELAY_MS: u32 = 250;
/// A fault of the server this often in a row is one that this message causes: it may not hold up those behind it.
const MOST_FAULTS: u32 = 5;

/// Where an unsent message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It goes out as soon as it may.
    Waiting,
    /// It was sent and is not yet acknowledged.
    InFlight,
    /// It will not be sent again by itself; the person decides: [`Outbox::retry`] or [`Outbox::delete`].
    Failed(ErrorBody),
}

/// A message that is not yet acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// The command, with the same `clientId` at every try.
    pub message: SendMessage,
    /// When the person sent it, by this machine's clock. For display only.
    pub at: Timestamp,
    /// Where it stands.
    pub state: State,
    first_sent: Option<Timestamp>,
    not_before: Option<Timestamp>,
    tries: u32,
    faults: u32,
}

impl Unsent {
    fn new(message: SendMessage, at: Timestamp) -> Self {
        Self { message, at, state: State::Waiting, first_sent: None, not_before: None, tries: 0, faults: 0 }
    }

    /// The entry that it became, for the timeline: so it is confirmed in place, also before its event comes.
    pub fn into_entry(self, by: Person, sent: Sent) -> Entry {
        let SendMessage { room_id, client_id, content, reply_to } = self.message;
        let change = Change::said(client_id, content, reply_to);
        Entry { room_id, seq: sent.seq, at: sent.created_at, by, change }
    }

    /// Whether the server has put it off before, as it does while its storage is away.
    pub const fn is_put_off(&self) -> bool {
        self.tries > 0
    }

    fn is_due(&self, now: Timestamp) -> bool {
        self.not_before.is_none_or(|at| at <= now || at.0 - now.0 > MOST_DELAY_MS)
    }

    fn wait(&mut self, now: Timestamp, delay_ms: u32) {
        self.state = State::Waiting;
        self.not_before = Some(Timestamp(now.0.saturating_add(i64::from(delay_ms).min(MOST_DELAY_MS))));
    }

    fn wait_longer(&mut self, now: Timestamp, random: u32, at_least_ms: u32) {
        let full = FIRST_DELAY_MS.saturating_mul(1 << self.tries.min(10)).min(LAST_DELAY_MS);
        self.tries += 1;
        self.wait(now, spread(full, random).max(at_least_ms));
    }
}

/// The outbox holds [`MAX_UNSENT`] messages already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MAX_UNSENT} messages wait already")
    }
}

impl std::error::Error for Full {}

/// The messages of one person that are not yet acknowledged.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    /// In the order in which they were sent; rooms mixed.
    unsent: Vec<Unsent>,
}

impl Outbox {
    /// Nothing waits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a message behind those of its room. The same `clientId` again changes nothing.
    pub fn push(&mut self, message: SendMessage, now: Timestamp) -> Result<(), Full> {
        self.take_up(Unsent::new(message, now))
    }

    /// Puts a message that was kept ([`Outbox::from_json`]) behind those of its room, as it stood: one that failed still
    /// waits for the person, and one that was tried is known to have been. The same `clientId` again changes nothing.
    pub fn take_up(&mut self, kept: Unsent) -> Result<(), Full> {
        if self.position(&kept.message.client_id).is_some() {
            return Ok(());
        }
        if self.unsent.len() >= MAX_UNSENT {
            return Err(Full);
        }
        self.unsent.push(kept);
        Ok(())
    }

    /// The next message to send, which counts as in flight from now on. While connected, call it until `None`: after
    /// every change of the outbox, and at [`Outbox::wake_at`]. Each one is to be answered by [`Outbox::answered`],
    /// [`Outbox::seen`] or [`Outbox::disconnected`].
    pub fn next(&mut self, now: Timestamp) -> Option<SendMessage> {
        for unsent in &mut self.unsent {
            let uncertain = unsent.first_sent.is_some_and(|first| now.0.saturating_sub(first.0) >= CERTAIN_FOR_MS);
            if unsent.state == State::Waiting && uncertain {
                let why = "it was tried for a day, and may have been stored: sending it again might double it";
                unsent.state = State::Failed(ErrorBody::new(ErrorCode::Unavailable, why));
            }
        }
        let due = self.firsts().find(|&at| self.unsent[at].state == State::Waiting && self.unsent[at].is_due(now))?;
        let unsent = &mut self.unsent[due];
        unsent.state = State::InFlight;
        unsent.not_before = None;
        unsent.first_sent.get_or_insert(now);
        Some(unsent.message.clone())
    }

    /// When [`Outbox::next`] may have something that it has not now; `None`: not by time alone.
    pub fn wake_at(&self) -> Option<Timestamp> {
        let waiting = self.firsts().map(|at| &self.unsent[at]).filter(|unsent| unsent.state == State::Waiting);
        waiting.map(|unsent| unsent.not_before.unwrap_or(unsent.at)).min()
    }

    /// What became of a message that [`Outbox::next`] gave out. Gives it back when it is stored. An answer for a
    /// message that is not here any more changes nothing.
    pub fn answered(&mut self, id: &ClientId, answer: &Result<Sent, CallError>, now: Timestamp, random: u32) -> Option<Unsent> {
        match answer {
            Ok(_) => return self.confirmed(id),
            Err(CallError::Refused(error)) => self.failed(id, error, now, random),
            Err(CallError::TooLarge) => {
                self.fail(id, ErrorBody::new(ErrorCode::Invalid, "the message is longer than the server takes"));
            }
            Err(CallError::Disconnected) => {
                if let Some(unsent) = self.in_flight(id) {
                    unsent.wait(now, OFFLINE_DELAY_MS);
                }
            }
            Err(CallError::TimedOut | CallError::Busy | CallError::Malformed(_)) => {
                if let Some(unsent) = self.in_flight(id) {
                    unsent.wait_longer(now, random, 0);
                }
            }
        }
        None
    }

    /// It is stored: forgets it, and gives it back for [`Unsent::into_entry`].
    pub fn confirmed(&mut self, id: &ClientId) -> Option<Unsent> {
        self.position(id).map(|at| self.unsent.remove(at))
    }

    /// The server refused it: it waits for a while when a retry may help ([`ErrorCode::is_retryable`]), else it has
    /// failed. Who is not signed in any more waits too: nothing goes out before they are.
    pub fn failed(&mut self, id: &ClientId, error: &ErrorBody, now: Timestamp, random: u32) {
        let Some(unsent) = self.in_flight(id) else { return };
        unsent.faults = if error.code == ErrorCode::Internal { unsent.faults + 1 } else { 0 };
        let may_help = error.code.is_retryable() || error.code == ErrorCode::Unauthenticated;
        if may_help && unsent.faults < MOST_FAULTS {
            unsent.wait_longer(now, random, error.retry_after_ms.unwrap_or(0));
        } else {
            self.fail(id, error.clone());
        }
    }

    /// The connection ended: all that was in flight waits again, and goes first.
    pub fn disconnected(&mut self) {
        for unsent in self.unsent.iter_mut().filter(|unsent| unsent.state == State::InFlight) {
            unsent.state = State::Waiting;
        }
    }

    /// An entry of a log: when it is one of these messages, it is confirmed, before its acknowledgement or without
    /// one. Call it with every entry that I wrote, from events and from pages.
    pub fn seen(&mut self, entry: &Entry) -> Option<Unsent> {
        let Change::NewMessage { client_id, .. } = &entry.change else { return None };
        let at = self.position(client_id).filter(|&at| self.unsent[at].message.room_id == entry.room_id)?;
        Some(self.unsent.remove(at))
    }

    /// The person tries a failed message again: it goes to the end of its room. `false`: there is no such message.
    pub fn retry(&mut self, id: &ClientId) -> bool {
        let failed = self.position(id).filter(|&at| matches!(self.unsent[at].state, State::Failed(_)));
        let Some(at) = failed else { return false };
        let Unsent { message, at, .. } = self.unsent.remove(at);
        self.unsent.push(Unsent::new(message, at));
        true
    }

    /// The person gives a message up. One that is in flight may be stored all the same.
    pub fn delete(&mut self, id: &ClientId) -> Option<Unsent> {
        self.confirmed(id)
    }

    /// The room is gone, and its messages with it.
    pub fn forget_room(&mut self, room: &RoomId) {
        self.unsent.retain(|unsent| unsent.message.room_id != *room);
    }

    /// The messages of one room, in the order in which they were sent.
    pub fn of_room<'a>(&'a self, room: &RoomId) -> impl Iterator<Item = &'a Unsent> {
        self.unsent.iter().filter(move |unsent| unsent.message.room_id == *room)
    }

    /// Whether the server has put off any of them.
    pub fn is_put_off(&self) -> bool {
        self.unsent.iter().any(Unsent::is_put_off)
    }

    /// How many messages are held, in all rooms.
    pub fn len(&self) -> usize {
        self.unsent.len()
    }

    /// Whether none is held.
    pub fn is_empty(&self) -> bool {
        self.unsent.is_empty()
    }

    /// For keeping over a reload. What is in flight is kept as waiting.
    pub fn to_json(&self) -> String {
        kept::write(self)
    }

    /// What was kept. What cannot be read is left out: another version's, somebody else's, cut off. Never fails.
    pub fn from_json(json: &str) -> Self {
        kept::read(json)
    }

    fn position(&self, id: &ClientId) -> Option<usize> {
        self.unsent.iter().position(|unsent| unsent.message.client_id == *id)
    }

    fn in_flight(&mut self, id: &ClientId) -> Option<&mut Unsent> {
        self.unsent.iter_mut().find(|unsent| unsent.message.client_id == *id && unsent.state == State::InFlight)
    }

    fn fail(&mut self, id: &ClientId, error: ErrorBody) {
        if let Some(unsent) = self.in_flight(id) {
            unsent.state = State::Failed(error);
        }
    }

    /// For each room, the first message that has not failed: the only one that may be sent or in flight.
    fn firsts(&self) -> impl Iterator<Item = usize> {
        let mut rooms = Vec::new();
        let pending = self.unsent.iter().enumerate().filter(|(_, unsent)| !matches!(unsent.state, State::Failed(_)));
        let first = pending.filter(move |(_, unsent)| {
            let is_first = !rooms.contains(&&unsent.message.room_id);
            if is_first {
                rooms.push(&unsent.message.room_id);
            }
            is_first
        });
        first.map(|(at, _)| at)
    }
}
