//! People come: accounts, connections, rooms.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use client::{CallError, Client, Incoming, Signal};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use protocol::rooms::{CreateRoom, Invite, MAX_PARTICIPANTS, RoomKind};
use protocol::session::Sync;
use protocol::{ClientId, Command, RoomId, RoomName, UserId};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout_at};

use super::person::{PATIENCE, Ticket, wait};
use super::record::Run;
use super::{CrowdError, Plan, seating};
use crate::door::{self, Door};

/// How long it may take until everybody is there, and half a second for each of them: passwords are made to be slow.
const LONGEST: Duration = Duration::from_mins(1);
/// How many connect, or make a room, at a time.
const AT_ONCE: usize = 16;
const NAMES: [&str; 10] = ["서연", "민준", "지우", "도윤", "하은", "시우", "수아", "주원", "지민", "예준"];

/// A crowd that has come, and has said nothing yet.
pub(super) struct Gathered {
    pub(super) run: Run,
    /// For each room, its members by number.
    pub(super) members: Vec<Vec<usize>>,
    pub(super) people: Vec<Arrived>,
    pub(super) rng: StdRng,
}

/// Somebody who has an account and a connection.
pub(super) struct Arrived {
    pub(super) name: String,
    pub(super) ticket: Ticket,
    pub(super) client: Client,
    pub(super) incoming: Incoming,
    id: UserId,
}

pub(super) async fn gather(plan: &Plan) -> Result<Gathered, CrowdError> {
    let Plan { servers, people, rooms, seed } = plan;
    if servers.is_empty() || *people == 0 || *rooms == 0 {
        return Err(CrowdError::Empty);
    }
    let until = Instant::now() + LONGEST + Duration::from_millis(500) * u32::try_from(*people).unwrap_or(u32::MAX);
    let name = format!("{seed:x}");
    let mut rng = StdRng::seed_from_u64(*seed);
    let members = seating::seat(*people, *rooms, &mut rng);
    let servers: Arc<[String]> = servers.iter().map(|server| server.trim_end_matches('/').to_owned()).collect();

    let door = Door::new(until);
    let accounts = stream::iter(0..*people).map(|number| {
        let (door, name, servers) = (door.clone(), called(number, &name), servers.clone());
        async move {
            let at = number % servers.len();
            let cookie = door.sign_up(&servers[at], &name, number).await?;
            Ok::<_, CrowdError>((name, Ticket { servers, at, cookie }))
        }
    });
    let accounts: Vec<_> = accounts.buffered(door::AT_ONCE).try_collect().await?;
    let arrived = stream::iter(accounts).map(|(name, ticket)| arrive(name, ticket, until));
    let people: Vec<Arrived> = arrived.buffered(AT_ONCE).try_collect().await?;

    let furnished = stream::iter(members.iter().enumerate()).map(|(number, members)| {
        let members: Vec<&Arrived> = members.iter().map(|&person| &people[person]).collect();
        furnish(format!("{name}-room{number}"), number, members, until)
    });
    let rooms: Vec<RoomId> = furnished.buffered(AT_ONCE).try_collect().await?;

    let numbers: HashMap<RoomId, u32> = rooms.iter().cloned().zip(0..).collect();
    let ids = people.iter().map(|person| person.id.clone()).collect();
    let run = Run { name, began: Instant::now(), rooms, numbers, people: ids, changed: Notify::new() };
    Ok(Gathered { run, members, people, rng })
}

fn called(number: usize, run: &str) -> String {
    format!("{}{number}-{run}", NAMES[number % NAMES.len()])
}

async fn arrive(name: String, ticket: Ticket, until: Instant) -> Result<Arrived, CrowdError> {
    let (client, mut incoming) = ticket.start();
    connected(&mut incoming, until).await.map_err(|why| CrowdError::Outside { name: name.clone(), why })?;
    let me = insist(&client, Sync::default(), until).await?.me;
    Ok(Arrived { name, ticket, client, incoming, id: me.person.id })
}

/// A room, and everybody in it. Half of them are named when it is made; the others are invited by somebody else, where there is one.
async fn furnish(client_id: String, number: usize, members: Vec<&Arrived>, until: Instant) -> Result<RoomId, CrowdError> {
    let (host, others) = members.split_first().expect("a room has members");
    let (named, invited) = others.split_at((others.len() / 2).min(MAX_PARTICIPANTS));
    let ids = |people: &[&Arrived]| people.iter().map(|person| person.id.clone()).collect();
    let command = CreateRoom {
        client_id: Some(ClientId::new(&client_id).expect("a run's name is short, and of letters and digits")),
        name: Some(RoomName::new(&format!("수다방 {number}")).expect("a short name")),
        kind: RoomKind::Private,
        participants: ids(named),
    };
    let room_id = insist(&host.client, command, until).await?.id;
    let by = named.first().unwrap_or(host);
    for invited in invited.chunks(MAX_PARTICIPANTS) {
        insist(&by.client, Invite { room_id: room_id.clone(), participants: ids(invited) }, until).await?;
    }
    Ok(room_id)
}

/// Waits until a connection is up; what is heard meanwhile is dropped.
pub(super) async fn connected(incoming: &mut Incoming, until: Instant) -> Result<(), String> {
    let mut last = "no connection in time".to_owned();
    loop {
        match timeout_at(until, incoming.next()).await {
            Ok(Some(Signal::Connected)) => return Ok(()),
            Ok(Some(Signal::Disconnected { reason, .. })) => last = reason.to_string(),
            Ok(Some(Signal::Refused(error))) => return Err(error.to_string()),
            Ok(Some(Signal::Event(_))) => {}
            Ok(None) | Err(_) => return Err(last),
        }
    }
}

/// Sends a command, again and again while a repetition may help.
pub(super) async fn insist<C: Command + Clone>(client: &Client, command: C, until: Instant) -> Result<C::Reply, CrowdError> {
    loop {
        let error = match client.call(command.clone(), PATIENCE).await {
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        let may_help = match &error {
            CallError::Disconnected | CallError::TimedOut | CallError::Busy => true,
            CallError::Refused(error) => error.code.is_retryable(),
            CallError::TooLarge | CallError::Malformed(_) => false,
        };
        if !may_help || Instant::now() >= until {
            return Err(CrowdError::Command { command: C::NAME, error });
        }
        sleep(wait(&error)).await;
    }
}
