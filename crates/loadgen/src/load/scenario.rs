//! The scenarios. What is measured begins when everybody sits and ends when all that was sent has come, or nothing comes any more.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use tokio::time::{Instant, sleep_until};

use super::ground::{Ground, QUIET, Shape, accounts, sit};
use super::seat::{Seat, Tally};
use super::socket::Socket;
use super::{Figures, LoadError, Target, process};
use crate::figures::Percentiles;

/// Sockets of one person: Suda takes up to 64.
const SOCKETS_OF_PERSON: usize = 50;
/// Connections that are opened at a time.
const AT_ONCE: usize = 32;
/// Sends of one seat that are on their way at a time.
const WINDOW: usize = 4;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// One room of 1,000 sockets, some messages a second.
    Room,
    /// The same room, all messages at once.
    Burst,
    /// 100 rooms of 10 sockets.
    Rooms,
    /// Sends that are acknowledged, by people who are alone in their rooms.
    Sends,
    /// Connections that are held and do nothing.
    Idle,
    /// Connections that come and go.
    Churn,
}

/// How much of everything.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Messages into the one room of 1,000, each way; in the rooms of 10, a hundred times as many.
    pub messages: usize,
    /// A second, in the one room; in the rooms of 10, fifty times as many, all together.
    pub rate: u32,
    /// Sends that are acknowledged. Suda lets a person send 300 at once; there are 50.
    pub sends: usize,
    /// Connections that are held.
    pub connections: usize,
    /// Connections that come and go.
    pub churn: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { messages: 200, rate: 20, sends: 10_000, connections: 5_000, churn: 2_000 }
    }
}

impl Scenario {
    /// Every scenario, in the order in which they are run. `idle` is the first: a server that was loaded before has memory that is free
    /// and would not be counted.
    pub const ALL: [Self; 6] = [Self::Idle, Self::Room, Self::Burst, Self::Rooms, Self::Sends, Self::Churn];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Burst => "burst",
            Self::Rooms => "rooms",
            Self::Sends => "sends",
            Self::Idle => "idle",
            Self::Churn => "churn",
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let names = || Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(|scenario| scenario.name() == name).ok_or_else(|| format!("a scenario is one of {}", names()))
    }
}

/// Runs one scenario. `run` stands in the names of its accounts: letters and digits, at most 20, and new to the server.
pub async fn run(scenario: Scenario, target: &Target, sizes: Sizes, run: &str) -> Result<Figures, LoadError> {
    let Sizes { messages, rate, sends, connections, churn } = sizes;
    let one = Shape { rooms: 1, people_of_room: 50, seats_of_person: 20 };
    match scenario {
        Scenario::Room => talk(target, one, messages, Some(rate), run).await,
        Scenario::Burst => talk(target, one, messages, None, run).await,
        Scenario::Rooms => {
            let many = Shape { rooms: 100, people_of_room: 2, seats_of_person: 5 };
            talk(target, many, messages * 100, Some(rate.saturating_mul(50)), run).await
        }
        Scenario::Sends => send(target, sends, run).await,
        Scenario::Idle => hold(target, connections, run).await,
        Scenario::Churn => come_and_go(target, churn, run).await,
    }
}

/// CPU seconds that the target has used since `before`.
fn used(target: &Target, before: Option<f64>) -> Result<Option<f64>, LoadError> {
    Ok(cpu(target)?.zip(before).map(|(now, before)| now - before))
}

fn cpu(target: &Target) -> Result<Option<f64>, LoadError> {
    target.pid.map(process::cpu).transpose()
}

fn load(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}

fn spread(micros: Vec<u64>) -> Percentiles {
    Percentiles::of(micros.into_iter().map(Duration::from_micros).collect())
}

/// Messages into rooms in turn, by each of their seats in turn: so many a second, or all at once.
async fn talk(target: &Target, shape: Shape, messages: usize, rate: Option<u32>, run: &str) -> Result<Figures, LoadError> {
    let ground = Ground::prepare(target, shape, run).await?;
    let before = cpu(target)?;
    let began = Instant::now();
    for number in 0..messages {
        if let Some(rate) = rate {
            sleep_until(began + Duration::from_secs(number as u64) / rate).await;
        }
        let room = &ground.rooms[number % ground.rooms.len()];
        let seat = &room.seats[number / ground.rooms.len() % room.seats.len()];
        seat.say(&room.id, format!("m{number}"), true);
    }
    let tally = &ground.tally;
    let answered = || load(&tally.acknowledged) + load(&tally.refused);
    tally.until(QUIET, || answered() >= messages as u64).await;
    let seats = (shape.people_of_room * shape.seats_of_person) as u64;
    let due = || load(&tally.acknowledged) * seats;
    tally.until(QUIET, || load(&tally.heard) >= due()).await;
    let cpu = used(target, before)?;
    let (done, refused) = (load(&tally.heard), load(&tally.refused));
    // What got no answer was promised to nobody, but should have been heard.
    let lost = ((messages as u64 - refused) * seats).saturating_sub(done);
    let times = spread(ground.clear().await.deliveries);
    Ok(Figures { done, lost, refused, times, cpu, bytes: None })
}

/// Sends that are acknowledged, by 50 people, each alone in a room.
async fn send(target: &Target, sends: usize, run: &str) -> Result<Figures, LoadError> {
    let shape = Shape { rooms: 50, people_of_room: 1, seats_of_person: 1 };
    let ground = Ground::prepare(target, shape, run).await?;
    let before = cpu(target)?;
    let tally = &ground.tally;
    let answered = || load(&tally.acknowledged) + load(&tally.refused);
    // Each seat has at most so many on their way, as long as all answer alike fast.
    for number in 0..sends {
        let room = &ground.rooms[number % ground.rooms.len()];
        let may_wait = (ground.rooms.len() * WINDOW) as u64;
        if !tally.until(QUIET, || answered() + may_wait > number as u64).await {
            break;
        }
        room.seats[0].say(&room.id, format!("m{number}"), true);
    }
    tally.until(QUIET, || answered() >= sends as u64).await;
    let cpu = used(target, before)?;
    let (done, refused) = (load(&tally.acknowledged), load(&tally.refused));
    let times = spread(ground.clear().await.acknowledgements);
    Ok(Figures { done, lost: sends as u64 - done - refused, refused, times, cpu, bytes: None })
}

/// Connections that do nothing. What the first tenth took is not counted: it also fills what was free already.
async fn hold(target: &Target, connections: usize, run: &str) -> Result<Figures, LoadError> {
    let cookies = accounts(target, connections.div_ceil(SOCKETS_OF_PERSON), run).await?;
    let tally = Tally::new();
    let before = cpu(target)?;
    let sitting = async |from: usize, to: usize| {
        let seats = stream::iter(from..to).map(|number| sit(target, cookies[number % cookies.len()].as_deref(), tally.clone()));
        seats.buffer_unordered(AT_ONCE).try_collect::<Vec<Seat>>().await
    };
    let memory = || target.pid.map(process::memory).transpose();
    let first = connections / 10;
    let mut seats = sitting(0, first).await?;
    let before_rest = memory()?;
    seats.extend(sitting(first, connections).await?);
    let bytes = memory()?.zip(before_rest).map(|(now, before)| now.saturating_sub(before) / (connections - first).max(1) as u64);
    let cpu = used(target, before)?;
    stream::iter(seats).map(Seat::leave).buffer_unordered(AT_ONCE).for_each(async |_| {}).await;
    Ok(Figures { done: connections as u64, cpu, bytes, ..Figures::default() })
}

/// Connections that are opened, let in, and closed.
async fn come_and_go(target: &Target, connections: usize, run: &str) -> Result<Figures, LoadError> {
    let cookies = accounts(target, AT_ONCE, run).await?;
    let before = cpu(target)?;
    let times = stream::iter(0..connections).map(|number| {
        let cookie = cookies[number % cookies.len()].as_deref();
        async move {
            let began = Instant::now();
            Socket::open(&target.url, cookie).await?.close().await;
            Ok::<_, LoadError>(began.elapsed())
        }
    });
    let times: Vec<Duration> = times.buffer_unordered(AT_ONCE).try_collect().await?;
    let cpu = used(target, before)?;
    Ok(Figures { done: times.len() as u64, times: Percentiles::of(times), cpu, ..Figures::default() })
}
