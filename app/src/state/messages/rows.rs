//! What the log draws, from top to bottom. Pure: which day a moment belongs to is an argument.

use client::outbox::{State as Delivery, Unsent};
use protocol::messages::{Change, Entry};
use protocol::session::Person;
use protocol::{ClientId, ErrorCode, Seq, Timestamp, UserId};

use super::{Conversation, Focus, is_of_others};

/// Messages of one author within this time, in milliseconds, are one group.
pub const GROUP_MS: i64 = 5 * 60 * 1_000;

/// How far the reader's clock is ahead of UTC at a moment, in minutes.
pub type Zone = fn(Timestamp) -> i64;

/// The zone that the server draws in.
pub const fn utc(_: Timestamp) -> i64 {
    0
}

/// One row of the log.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// The first moment of a day.
    Day(Timestamp),
    /// What follows was unread.
    Divider,
    /// Somebody came, left, or changed the room.
    Notice(Entry),
    /// A message.
    Said(Said),
}

/// A message as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Its place in the log; `None` until it is stored.
    pub seq: Option<Seq>,
    /// Minted by its author's screen.
    pub client_id: ClientId,
    /// Who said it.
    pub by: Person,
    /// When; by this machine's clock until it is stored.
    pub at: Timestamp,
    /// What it says.
    pub text: String,
    /// Whether the reader said it.
    pub own: bool,
    /// Whether it begins a group of its author.
    pub first: bool,
    /// Whether it ends a group of its author.
    pub last: bool,
    /// Whether it is marked, and what of it matches a search (`[start, end)` in characters).
    pub marked: Option<Vec<(u32, u32)>>,
    /// Where it stands on its way.
    pub delivery: Stage,
}

/// Where a message stands on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is in the log.
    Stored,
    /// It is under way.
    Sending,
    /// It goes when there is a connection.
    Waiting,
    /// It was refused, for good.
    Failed(ErrorCode),
}

impl Row {
    /// Stays the same for as long as it is the same row to the reader: also when the reader's own message is confirmed.
    pub fn key(&self, zone: Zone) -> String {
        match self {
            Self::Day(at) => format!("d{}", day(*at, zone)),
            Self::Divider => "n".into(),
            Self::Notice(entry) => format!("s{}", entry.seq),
            Self::Said(said) => match said.seq {
                Some(seq) if !said.own => format!("s{seq}"),
                _ => format!("c{}", said.client_id),
            },
        }
    }
}

/// The rows of a conversation, and below them what the reader has sent that is not stored yet.
pub fn rows<'a>(conversation: &Conversation, unsent: impl Iterator<Item = &'a Unsent>, me: &Person, online: bool, zone: Zone) -> Vec<Row> {
    let mut log = Log { rows: Vec::new(), me: &me.id, zone, day: None, divider: conversation.divider() };
    for entry in conversation.drawn() {
        log.entry(entry, conversation.focus());
    }
    if conversation.ends() {
        for message in unsent {
            log.unsent(message, me, online);
        }
    }
    log.rows
}

struct Log<'a> {
    rows: Vec<Row>,
    me: &'a UserId,
    zone: Zone,
    day: Option<i64>,
    divider: Option<Seq>,
}

impl Log<'_> {
    fn entry(&mut self, entry: &Entry, focus: Option<&Focus>) {
        self.begin_day(entry.at);
        if self.divider.is_some_and(|read| entry.seq > read) && is_of_others(entry, self.me) {
            self.divider = None;
            self.rows.push(Row::Divider);
        }
        let Change::NewMessage { client_id, content, .. } = &entry.change else {
            self.rows.push(Row::Notice(entry.clone()));
            return;
        };
        self.said(Said {
            seq: Some(entry.seq),
            client_id: client_id.clone(),
            by: entry.by.clone(),
            at: entry.at,
            text: content.as_str().to_owned(),
            own: entry.by.id == *self.me,
            first: true,
            last: true,
            marked: focus.filter(|focus| focus.seq == entry.seq).map(|focus| focus.ranges.clone()),
            delivery: Stage::Stored,
        });
    }

    fn unsent(&mut self, unsent: &Unsent, me: &Person, online: bool) {
        // A clock that is behind the server's must not open yesterday below today.
        let newest = self.rows.iter().rev().find_map(Row::at).unwrap_or_default();
        let at = unsent.at.max(newest);
        self.begin_day(at);
        self.said(Said {
            seq: None,
            client_id: unsent.message.client_id.clone(),
            by: me.clone(),
            at,
            text: unsent.message.content.as_str().to_owned(),
            own: true,
            first: true,
            last: true,
            marked: None,
            delivery: match &unsent.state {
                Delivery::Failed(error) => Stage::Failed(error.code),
                // What was put off is not called "sending" at each new try.
                Delivery::InFlight | Delivery::Waiting if online && !unsent.is_put_off() => Stage::Sending,
                Delivery::InFlight | Delivery::Waiting => Stage::Waiting,
            },
        });
    }

    fn begin_day(&mut self, at: Timestamp) {
        let day = day(at, self.zone);
        // Days only go on: a clock that was set back opens none twice.
        if self.day.is_none_or(|today| day > today) {
            self.day = Some(day);
            self.rows.push(Row::Day(at));
        }
    }

    fn said(&mut self, mut said: Said) {
        if let Some(Row::Said(before)) = self.rows.last_mut()
            && before.by.id == said.by.id
            && said.at.0 - before.at.0 < GROUP_MS
        {
            before.last = false;
            said.first = false;
        }
        self.rows.push(Row::Said(said));
    }
}

impl Row {
    const fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Day(at) => Some(*at),
            Self::Divider => None,
            Self::Notice(entry) => Some(entry.at),
            Self::Said(said) => Some(said.at),
        }
    }
}

/// The day of a moment, counted from 1970-01-01 in the reader's zone.
pub fn day(at: Timestamp, zone: Zone) -> i64 {
    (at.0 + zone(at) * 60_000).div_euclid(86_400_000)
}
