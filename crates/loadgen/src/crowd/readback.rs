//! The logs as they are stored, read from the first entry to the last by connections that were never there before.

use std::time::Duration;

use client::Client;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use protocol::ids::Limit;
use protocol::messages::{Cursor, History};
use protocol::{RoomId, Seq};
use tokio::time::Instant;

use super::person::Ticket;
use super::record::Run;
use super::{CrowdError, gather};
use crate::check::Item;

/// How long a server may take to let somebody in: one that is gone is found out by this.
const LONGEST_WAY_IN: Duration = Duration::from_secs(10);
/// How long it may take to give a page, rate limits included.
const LONGEST: Duration = Duration::from_secs(30);
/// Rooms that are read at a time.
const AT_ONCE: usize = 4;

/// Reads every room from one server, each by one of its members.
pub(super) async fn read(run: &Run, hosts: Vec<Ticket>) -> Result<Vec<Vec<Item>>, CrowdError> {
    let rooms = run.rooms.iter().zip(hosts);
    let logs = stream::iter(rooms).map(|(room_id, ticket)| read_room(run, room_id.clone(), ticket));
    logs.buffered(AT_ONCE).try_collect().await
}

async fn read_room(run: &Run, room_id: RoomId, ticket: Ticket) -> Result<Vec<Item>, CrowdError> {
    let (client, mut incoming) = ticket.start();
    let outside = |why| CrowdError::Outside { name: ticket.servers[ticket.at].clone(), why };
    gather::connected(&mut incoming, Instant::now() + LONGEST_WAY_IN).await.map_err(outside)?;
    drop(incoming);
    let log = pages(run, &client, room_id).await;
    client.stop();
    log
}

async fn pages(run: &Run, client: &Client, room_id: RoomId) -> Result<Vec<Item>, CrowdError> {
    let limit = Limit::new(Limit::MAX).expect("the most is a limit");
    let (mut log, mut after) = (Vec::new(), Seq::ZERO);
    loop {
        let command = History::new(room_id.clone(), Cursor::After(after), limit);
        let page = gather::insist(client, command, Instant::now() + LONGEST).await?;
        log.extend(page.entries.iter().map(|entry| run.item(entry)));
        if page.to >= page.head || page.to <= after {
            return Ok(log);
        }
        after = page.to;
    }
}
