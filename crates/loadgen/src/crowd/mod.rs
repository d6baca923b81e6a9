//! People who talk in rooms while servers are killed, frozen or cut off around them, and what they make of it.
//!
//! ```no_run
//! # async fn f(server: String) -> Result<(), loadgen::CrowdError> {
//! use std::time::Duration;
//! use loadgen::{Crowd, Plan};
//!
//! let mut crowd = Crowd::gather(Plan { servers: vec![server], people: 50, rooms: 10, seed: 7 }).await?;
//! crowd.talk(200, tokio::time::sleep(Duration::from_secs(10))).await;
//! let settled = crowd.settle(Duration::from_secs(15)).await;
//! let verdict = crowd.verdict().await?;
//! assert!(settled.is_ok() && verdict.is_clean(), "{verdict}");
//! # Ok(()) }
//! ```
//!
//! | module | holds |
//! |---|---|
//! | [`gather`] | accounts, connections, rooms |
//! | [`seating`] | who is in which room; pure |
//! | [`person`] | one person's task |
//! | [`settle`] | when everybody has everything |
//! | [`record`] | what they said, were told and saw |
//! | [`log`] | one room as one person saw it; pure |
//! | [`readback`] | the logs as they are stored |

mod gather;
mod log;
mod person;
mod readback;
mod record;
mod seating;
mod settle;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use client::CallError;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

pub use record::Outage;
pub use settle::Unsettled;

use crate::check::{self, Marker, Reader, RoomRun};
use crate::door::DoorError;
use crate::verdict::{Times, Verdict};
use person::{Person, Saying, Ticket};
use record::{Record, Run, Shared, lock};

/// How often it is looked at how much is due.
const TICK: Duration = Duration::from_millis(5);
/// Who has so many messages that are not acknowledged says no more until some are.
const MOST_UNSENT: usize = 2_000;

/// Who comes, and where to.
#[derive(Clone, Debug)]
pub struct Plan {
    /// `http://host:port` of each server of one installation; people are spread over them. At least one.
    pub servers: Vec<String>,
    /// How many people, at least one. An account each.
    pub people: usize,
    /// How many rooms, at least one. Each has 5 to 10 people, more or fewer only where it must.
    pub rooms: usize,
    /// Decides who is where and who talks when. Its names are taken once it was used on an installation.
    pub seed: u64,
}

/// Why there is no crowd, or no verdict.
#[derive(Debug, thiserror::Error)]
pub enum CrowdError {
    /// No server, nobody, or no room.
    #[error("a crowd needs a server, people and rooms")]
    Empty,
    /// Somebody could not sign up.
    #[error(transparent)]
    Door(#[from] DoorError),
    /// Somebody could not connect.
    #[error("{name} cannot connect: {why}")]
    Outside {
        /// Who, or where.
        name: String,
        /// The last that was said about it.
        why: String,
    },
    /// A command of the preparations, or one that reads the logs back, was not done.
    #[error("{command}: {error}")]
    Command {
        /// Which.
        command: &'static str,
        /// Why.
        error: CallError,
    },
}

/// People in rooms. When it is dropped, they go.
pub struct Crowd {
    plan: Plan,
    run: Arc<Run>,
    /// For each room, its members by number.
    members: Vec<Vec<usize>>,
    people: Vec<Somebody>,
    rng: StdRng,
    /// What could not be said because its author had too much unsent.
    held_back: u64,
    _tasks: JoinSet<()>,
}

/// A person, from outside.
struct Somebody {
    name: String,
    ticket: Ticket,
    rooms: Vec<u32>,
    record: Arc<Shared>,
    say: mpsc::UnboundedSender<Saying>,
}

impl Crowd {
    /// Signs everybody up, connects them, and makes the rooms. Times of this run count from its end. Takes at most a minute and half a
    /// second for each person.
    pub async fn gather(plan: Plan) -> Result<Self, CrowdError> {
        let gather::Gathered { run, members, people, mut rng } = gather::gather(&plan).await?;
        let run = Arc::new(run);
        let mut tasks = JoinSet::new();
        let people = people.into_iter().enumerate().map(|(number, arrived)| {
            let rooms: Vec<u32> = (0_u32..).zip(&members).filter(|(_, members)| members.contains(&number)).map(|(room, _)| room).collect();
            let logs = rooms.iter().map(|&room| (room, log::Log::default())).collect();
            let record = Arc::new(Shared::new(Record { logs, ..Record::default() }));
            let (say, told) = mpsc::unbounded_channel();
            let line = (arrived.client, arrived.incoming);
            let own = StdRng::seed_from_u64(rng.random());
            let person = Person::new(number, run.clone(), record.clone(), arrived.ticket.clone(), line, own);
            tasks.spawn(person.live(true, told));
            Somebody { name: arrived.name, ticket: arrived.ticket, rooms, record, say }
        });
        let people = people.collect();
        Ok(Self { plan, run, members, people, rng, held_back: 0, _tasks: tasks })
    }

    /// So many messages a second, all people together, until `until` is over; gives what that gave. Who talks and where is drawn for each
    /// message.
    pub async fn talk<T>(&mut self, per_second: u32, until: impl Future<Output = T>) -> T {
        let mut until = pin!(until);
        let began = Instant::now();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut said = 0;
        loop {
            tokio::select! {
                biased;
                done = &mut until => return done,
                _ = ticks.tick() => {
                    let due = began.elapsed().as_millis() * u128::from(per_second) / 1_000;
                    while said < due {
                        self.say_something();
                        said += 1;
                    }
                }
            }
        }
    }

    fn say_something(&mut self) {
        let person = self.rng.random_range(0..self.people.len());
        let somebody = &self.people[person];
        let room = somebody.rooms[self.rng.random_range(0..somebody.rooms.len())];
        let mut record = lock(&somebody.record);
        if record.unsent >= MOST_UNSENT {
            self.held_back += 1;
            return;
        }
        let said_in = record.said_in.entry(room).or_default();
        let marker = Marker { person: u32::try_from(person).expect("people are fewer"), room, number: *said_in };
        *said_in += 1;
        record.invoked.push(marker);
        record.unsent += 1;
        // Whose task is over says nothing more: the verdict finds it unanswered.
        let _over = somebody.say.send((marker, self.run.now()));
    }

    /// Waits until every message is acknowledged and every member of a room has everything that was acknowledged there; how long that
    /// took. What is missing after `deadline` is in the verdict, too.
    pub async fn settle(&self, deadline: Duration) -> Result<Duration, Unsettled> {
        settle::settle(self, deadline).await
    }

    /// Time since the run began: the clock of [`Outage`] and [`Verdict::back_since`].
    pub fn now(&self) -> Duration {
        self.run.now()
    }

    /// How many people have a connection now.
    pub fn connected(&self) -> usize {
        let is_back = |record: &Record| record.outages.last().is_none_or(|outage| outage.back.is_some());
        self.people.iter().filter(|somebody| is_back(&lock(&somebody.record))).count()
    }

    /// Reads every room back from every server that can be reached, by fresh connections, and compares it with what everybody said and
    /// saw. Call it when the crowd has settled: what is on its way counts as missing. Fails when no server gives the logs.
    pub async fn verdict(&self) -> Result<Verdict, CrowdError> {
        let (mut logs, mut read_from, mut last) = (Vec::new(), Vec::new(), CrowdError::Empty);
        for (at, server) in self.plan.servers.iter().enumerate() {
            let hosts = self.members.iter().map(|members| Ticket { at, ..self.people[members[0]].ticket.clone() });
            match readback::read(&self.run, hosts.collect()).await {
                Ok(log) => {
                    logs.push((server.clone(), log));
                    read_from.push(server.clone());
                }
                Err(error) => last = error,
            }
        }
        let mut logs = logs.into_iter();
        let Some((_, stored)) = logs.next() else { return Err(last) };
        let mut rooms: Vec<RoomRun> = stored.into_iter().enumerate().map(|(room, stored)| self.room_run(room, stored)).collect();
        // What another server gives is one more reader.
        for (server, log) in logs {
            for (room, saw) in rooms.iter_mut().zip(log) {
                room.readers.push(Reader { who: server.clone(), saw });
            }
        }
        let faults = rooms.iter().flat_map(check::check).collect();
        Ok(self.sum_up(&rooms, faults, read_from))
    }

    fn room_run(&self, number: usize, stored: Vec<check::Item>) -> RoomRun {
        let mut run = RoomRun { room: format!("room {number}"), stored, ..RoomRun::default() };
        let room = u32::try_from(number).expect("rooms are fewer");
        for &person in &self.members[number] {
            let somebody = &self.people[person];
            let record = lock(&somebody.record);
            let here = |marker: &&Marker| marker.room == room;
            run.invoked.extend(record.invoked.iter().filter(here));
            run.refused.extend(record.refused.iter().filter(|(marker, _)| marker.room == room).cloned());
            let acknowledged = record.acknowledged.iter().filter(|done| done.marker.room == room);
            run.acknowledged.extend(acknowledged.map(|done| (done.marker, done.seq)));
            let saw = record.logs.get(&room).map(log::Log::saw).unwrap_or_default();
            run.readers.push(Reader { who: format!("{} (p{person})", somebody.name), saw });
        }
        run
    }

    fn sum_up(&self, rooms: &[RoomRun], faults: Vec<check::Fault>, read_from: Vec<String>) -> Verdict {
        let mut verdict = Verdict {
            seed: self.plan.seed,
            servers: self.plan.servers.len(),
            people: self.people.len(),
            rooms: rooms.len(),
            read_from,
            held_back: self.held_back,
            stored: rooms.iter().map(|room| room.stored.len()).sum(),
            faults,
            ..Verdict::default()
        };
        let mut times = Times::default();
        for (number, somebody) in self.people.iter().enumerate() {
            let record = lock(&somebody.record);
            verdict.invoked += record.invoked.len();
            verdict.acknowledged += record.acknowledged.len();
            verdict.sends += record.sends;
            verdict.seen += record.logs.values().map(|log| log.saw().len()).sum::<usize>();
            verdict.repeats += record.logs.values().map(log::Log::repeats).sum::<u64>();
            verdict.outages.extend(&record.outages);
            verdict.ended.extend(record.ended.iter().map(|why| format!("{} (p{number}): {why}", somebody.name)));
            times.acknowledgement.extend(record.acknowledged.iter().map(|done| done.at.saturating_sub(done.said)));
        }
        for somebody in &self.people {
            let acknowledged = lock(&somebody.record).acknowledged.clone();
            for done in acknowledged {
                times.completion.extend(self.others(done.marker).filter_map(|reader| {
                    let complete = lock(&reader.record).logs.get(&done.marker.room)?.complete_at(done.seq)?;
                    Some(complete.saturating_sub(done.at))
                }));
            }
        }
        verdict.count(times);
        verdict
    }

    fn others(&self, marker: Marker) -> impl Iterator<Item = &Somebody> {
        let members = self.members[marker.room as usize].iter().filter(move |&&member| member != marker.person as usize);
        members.map(|&member| &self.people[member])
    }
}
