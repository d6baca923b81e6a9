//! What a scenario stands on: accounts, rooms, and seats in them that hear.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use protocol::error::Reply;
use serde::Deserialize;
use tokio::time::Instant;

use super::seat::{Measured, Seat, Tally};
use super::socket::Socket;
use super::{LoadError, Target};
use crate::door::{self, Door};

/// Sockets that connect at a time.
const AT_ONCE: usize = 32;
/// How long it may take to sign everybody up.
const LONGEST: Duration = Duration::from_mins(10);
/// After so long without a sign of life nothing more comes.
pub(super) const QUIET: Duration = Duration::from_secs(5);

/// How many of what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) rooms: usize,
    pub(super) people_of_room: usize,
    pub(super) seats_of_person: usize,
}

/// A room and who sits in it. Neighbours are different people, as far as there are.
pub(super) struct Room {
    pub(super) id: String,
    pub(super) seats: Vec<Seat>,
}

/// The ground of a scenario.
pub(super) struct Ground {
    pub(super) tally: Arc<Tally>,
    pub(super) rooms: Vec<Room>,
}

/// Accounts for so many people: the cookie of each; without accounts, as often nothing. `run` is in their names.
pub(super) async fn accounts(target: &Target, people: usize, run: &str) -> Result<Vec<Option<String>>, LoadError> {
    if !target.accounts {
        return Ok(vec![None; people]);
    }
    let door = Door::new(Instant::now() + LONGEST);
    let accounts = stream::iter(0..people).map(|number| {
        let (door, name) = (door.clone(), format!("부하{number}-{run}"));
        async move { Ok(Some(door.sign_up(&target.url, &name, number).await?)) }
    });
    accounts.buffered(door::AT_ONCE).try_collect().await
}

impl Ground {
    /// Rooms of people who are in one room each, and whose every seat has heard a message.
    pub(super) async fn prepare(target: &Target, shape: Shape, run: &str) -> Result<Self, LoadError> {
        let Shape { rooms, people_of_room, seats_of_person } = shape;
        let cookies = accounts(target, rooms * people_of_room, run).await?;
        let tally = Tally::new();
        let mut ground = Self { tally: tally.clone(), rooms: Vec::new() };
        for (number, people) in cookies.chunks(people_of_room).enumerate() {
            // Each person once, then each once more.
            let places = (0..seats_of_person).flat_map(|_| people);
            let seats = stream::iter(places).map(|cookie| sit(target, cookie.as_deref(), tally.clone()));
            let seats: Vec<Seat> = seats.buffered(AT_ONCE).try_collect().await?;
            let id = create(&seats[0], number).await?;
            for seat in &seats[1..] {
                join(seat, &id).await?;
            }
            ground.rooms.push(Room { id, seats });
        }
        ground.wake().await?;
        Ok(ground)
    }

    /// Until every seat has heard something: joining is told before it is heard.
    async fn wake(&self) -> Result<(), LoadError> {
        let seats = self.rooms.iter().map(|room| room.seats.len() as u64).sum();
        let is_awake = || self.tally.awake.load(Ordering::Relaxed) >= seats;
        for round in 0..10 {
            for room in &self.rooms {
                room.seats[0].say(&room.id, format!("warm-up-{round}"), false);
            }
            if self.tally.until(Duration::from_secs(1), is_awake).await {
                return Ok(());
            }
        }
        let what = format!("{} of {seats} seats hear", self.tally.awake.load(Ordering::Relaxed));
        Err(LoadError::Prepare { command: "send_message", what })
    }

    /// Everybody goes.
    pub(super) async fn clear(self) -> Measured {
        let mut all = Measured::default();
        let seats: Vec<Seat> = self.rooms.into_iter().flat_map(|room| room.seats).collect();
        let mut left = stream::iter(seats).map(Seat::leave).buffer_unordered(AT_ONCE);
        while let Some(Measured { deliveries, acknowledgements }) = left.next().await {
            all.deliveries.extend(deliveries);
            all.acknowledgements.extend(acknowledgements);
        }
        all
    }
}

pub(super) async fn sit(target: &Target, cookie: Option<&str>, tally: Arc<Tally>) -> Result<Seat, LoadError> {
    Ok(Seat::take(Socket::open(&target.url, cookie).await?, tally))
}

async fn create(seat: &Seat, number: usize) -> Result<String, LoadError> {
    #[derive(Deserialize)]
    struct Created {
        id: String,
    }
    let payload = format!(r#"{{"kind":"public","name":"부하 시험 {number}"}}"#);
    Ok(call::<Created>(seat, "create_room", payload).await?.id)
}

/// Who is a member already is told the room, and that is all.
async fn join(seat: &Seat, room_id: &str) -> Result<(), LoadError> {
    let payload = serde_json::json!({ "roomId": room_id }).to_string();
    call::<serde::de::IgnoredAny>(seat, "join_room", payload).await.map(drop)
}

async fn call<T: for<'de> Deserialize<'de>>(seat: &Seat, command: &'static str, payload: String) -> Result<T, LoadError> {
    let fault = |what: String| LoadError::Prepare { command, what };
    let reply = tokio::time::timeout(QUIET, seat.call(command, payload)).await;
    let reply = reply.ok().flatten().ok_or_else(|| fault("no answer".to_owned()))?;
    match serde_json::from_str(&reply) {
        Ok(Reply::Ok(reply)) => Ok(reply),
        Ok(Reply::Error(error)) => Err(fault(error.to_string())),
        Err(error) => Err(fault(error.to_string())),
    }
}
