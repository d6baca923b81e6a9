//! One person's task: keeps the connection's news in order, sends what they say until it is acknowledged, and fetches what they missed,
//! as `docs/PROTOCOL.md` asks of a client.
//!
//! A message counts as done only when its acknowledgement comes: an own message that is heard is no reason to stop repeating it here,
//! although a client may. So lost acknowledgements lead to repetitions, which is what is to be tested.

mod catch_up;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use client::connection::Pace;
use client::outbox::{MAX_UNSENT, Outbox, State};
use client::{CallError, Client, Incoming, Options, Reason, Signal};
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use protocol::messages::{Page, SendMessage, Sent};
use protocol::session::Synced;
use protocol::{ClientId, Event, Timestamp};
use rand::Rng as _;
use rand::rngs::StdRng;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::record::{Acknowledged, Outage, Record, Run, Shared, lock};
use crate::check::Marker;

pub(super) use catch_up::wait;

/// How long a reply may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Where to connect, and as whom.
#[derive(Clone, Debug)]
pub(super) struct Ticket {
    /// The servers of one installation. Who cannot reach theirs goes to the next, as a load balancer would send them.
    pub(super) servers: Arc<[String]>,
    /// Which of them.
    pub(super) at: usize,
    /// The header of the session.
    pub(super) cookie: String,
}

impl Ticket {
    /// Starts to connect.
    pub(super) fn start(&self) -> (Client, Incoming) {
        let server = &self.servers[self.at];
        let mut options = Options::new(server).with_cookie(&self.cookie);
        options.origin = Some(server.clone());
        Client::start(options)
    }
}

/// A message, and when it was said, since the run began.
pub(super) type Saying = (Marker, Duration);

/// Somebody.
pub(super) struct Person {
    number: usize,
    run: Arc<Run>,
    record: Arc<Shared>,
    ticket: Ticket,
    client: Client,
    incoming: Incoming,
    rng: StdRng,
    /// Said, and more than the outbox holds.
    queue: VecDeque<Saying>,
    outbox: Outbox,
    /// What is in the outbox, and when it was said.
    sending: HashMap<ClientId, Saying>,
    sends: FuturesUnordered<BoxFuture<'static, (ClientId, Result<Sent, CallError>)>>,
    asks: FuturesUnordered<BoxFuture<'static, (u64, Answer)>>,
    connection: Connection,
    /// Counts connections: what was asked on one before is no answer for this one.
    epoch: u64,
    /// Rooms of which a page is on its way.
    fetching: BTreeSet<u32>,
    /// When to ask once more what was missed.
    look_again: Option<Instant>,
    /// When to go to the next server, and how often that was done in a row.
    move_on: Option<Instant>,
    moves: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Connection {
    Away,
    /// It is up, and what was missed is not yet known: messages wait, holes are no holes yet.
    Syncing,
    Up,
}

enum Answer {
    Synced(Result<Synced, CallError>),
    Page(u32, Result<Page, CallError>),
}

#[expect(clippy::large_enum_variant, reason = "one at a time, on the stack")]
enum Happened {
    Sent(ClientId, Result<Sent, CallError>),
    Answered(u64, Answer),
    Heard(Option<Signal>),
    Told(Option<Saying>),
    Time,
}

impl Person {
    /// Somebody who is connected with these, or on the way; [`Person::live`] is their task.
    pub(super) fn new(number: usize, run: Arc<Run>, record: Arc<Shared>, ticket: Ticket, line: (Client, Incoming), rng: StdRng) -> Self {
        let (client, incoming) = line;
        Self {
            number,
            run,
            record,
            ticket,
            client,
            incoming,
            rng,
            queue: VecDeque::new(),
            outbox: Outbox::new(),
            sending: HashMap::new(),
            sends: FuturesUnordered::new(),
            asks: FuturesUnordered::new(),
            connection: Connection::Away,
            epoch: 0,
            fetching: BTreeSet::new(),
            look_again: None,
            move_on: None,
            moves: 0,
        }
    }

    /// Until nobody tells them any more what to say. `connected`: whether the connection is up already.
    pub(super) async fn live(mut self, connected: bool, mut told: mpsc::UnboundedReceiver<Saying>) {
        if connected {
            self.connected();
        }
        loop {
            self.send();
            let wake = self.wake_at();
            let happened = tokio::select! {
                biased;
                Some((id, answer)) = self.sends.next() => Happened::Sent(id, answer),
                Some((epoch, answer)) = self.asks.next() => Happened::Answered(epoch, answer),
                signal = self.incoming.next() => Happened::Heard(signal),
                saying = told.recv() => Happened::Told(saying),
                () = sleep_until(wake) => Happened::Time,
            };
            match happened {
                Happened::Sent(id, answer) => self.sent(&id, &answer),
                Happened::Answered(epoch, answer) => self.answered(epoch, answer),
                Happened::Heard(Some(signal)) => self.heard(signal),
                Happened::Told(Some(saying)) => self.queue.push_back(saying),
                Happened::Time => self.time_went_by(),
                Happened::Heard(None) | Happened::Told(None) => return,
            }
        }
    }

    fn record(&self, write: impl FnOnce(&mut Record)) {
        write(&mut lock(&self.record));
        self.run.changed.notify_one();
    }

    /// For the outbox: it only compares.
    fn timestamp(&self) -> Timestamp {
        Timestamp(i64::try_from(self.run.now().as_millis()).unwrap_or(i64::MAX))
    }

    fn wake_at(&self) -> Instant {
        let outbox = self.outbox.wake_at().filter(|_| self.is_up());
        let outbox = outbox.map(|at| self.run.began + Duration::from_millis(u64::try_from(at.0).unwrap_or(0)));
        let far = Instant::now() + Duration::from_hours(1);
        outbox.into_iter().chain(self.look_again).chain(self.move_on).min().unwrap_or(far)
    }

    fn time_went_by(&mut self) {
        let is_due = |at: Option<Instant>| at.is_some_and(|at| at <= Instant::now());
        if is_due(self.look_again) {
            self.look_again();
        }
        if is_due(self.move_on) {
            self.move_on = None;
            self.ticket.at = (self.ticket.at + 1) % self.ticket.servers.len();
            (self.client, self.incoming) = self.ticket.start();
        }
    }

    fn is_up(&self) -> bool {
        self.connection == Connection::Up
    }

    /// Sends what may be sent now.
    fn send(&mut self) {
        while self.outbox.len() < MAX_UNSENT
            && let Some(saying) = self.queue.pop_front()
        {
            let marker = saying.0;
            let room_id = self.run.rooms[marker.room as usize].clone();
            let client_id = marker.client_id(&self.run.name);
            let message = SendMessage { room_id, client_id: client_id.clone(), content: marker.text(&self.run.name), reply_to: None };
            self.sending.insert(client_id, saying);
            self.outbox.push(message, self.timestamp()).expect("there is room in the outbox");
        }
        if !self.is_up() {
            return;
        }
        while let Some(message) = self.outbox.next(self.timestamp()) {
            let id = message.client_id.clone();
            let answer = self.client.call(message, PATIENCE);
            self.sends.push(answer.map(|answer| (id, answer)).boxed());
            self.record(|record| record.sends += 1);
        }
    }

    fn sent(&mut self, id: &ClientId, answer: &Result<Sent, CallError>) {
        let now = self.run.now();
        let random = self.rng.random();
        self.outbox.answered(id, answer, self.timestamp(), random);
        let Some(&(marker, said)) = self.sending.get(id) else { return };
        if let Ok(Sent { seq, .. }) = answer {
            self.sending.remove(id);
            self.record(|record| {
                record.acknowledged.push(Acknowledged { marker, seq: seq.0, said, at: now });
                let to = record.acknowledged_to.entry(marker.room).or_default();
                *to = seq.0.max(*to);
                record.unsent -= 1;
            });
            return;
        }
        let room = &self.run.rooms[marker.room as usize];
        let failed = self.outbox.of_room(room).find_map(|unsent| match &unsent.state {
            State::Failed(error) if unsent.message.client_id == *id => Some(error.to_string()),
            _ => None,
        });
        if let Some(why) = failed {
            self.outbox.delete(id);
            self.sending.remove(id);
            self.record(|record| {
                record.refused.push((marker, why));
                record.unsent -= 1;
            });
        }
    }

    fn heard(&mut self, signal: Signal) {
        match signal {
            Signal::Connected => self.connected(),
            Signal::Disconnected { reason, .. } => self.disconnected(&reason),
            Signal::Refused(error) => {
                self.disconnected(&Reason::Ended);
                self.record(|record| record.ended = Some(error.to_string()));
            }
            Signal::Event(Event::RoomEvent(entry)) => {
                if let Some(room) = self.apply(&entry) {
                    self.fetch(room);
                }
            }
            Signal::Event(Event::Resync(_)) => self.look_again(),
            Signal::Event(_) => {}
        }
    }

    fn connected(&mut self) {
        let now = self.run.now();
        self.record(|record| {
            if let Some(outage) = record.outages.last_mut().filter(|outage| outage.back.is_none()) {
                outage.back = Some(now);
            }
        });
        // Also when a better transport took over, and nothing was lost.
        self.outbox.disconnected();
        self.fetching.clear();
        (self.move_on, self.moves) = (None, 0);
        self.epoch += 1;
        self.connection = Connection::Syncing;
        self.sync();
    }

    fn disconnected(&mut self, reason: &Reason) {
        if self.connection != Connection::Away {
            let (person, lost) = (self.number, self.run.now());
            self.record(|record| record.outages.push(Outage { person, lost, back: None }));
        }
        self.connection = Connection::Away;
        self.look_again = None;
        self.outbox.disconnected();
        if *reason == Reason::Unreachable && self.ticket.servers.len() > 1 {
            // The first time at once: a load balancer knows who is there. Where nobody is, as slowly as a client.
            let delay = if self.moves == 0 { 0 } else { Pace::default().delay(self.moves, self.rng.random()) };
            self.moves += 1;
            self.move_on = Some(Instant::now() + Duration::from_millis(u64::from(delay)));
        }
    }
}
