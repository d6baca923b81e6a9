//! The Socket.IO edge, and the only part that knows Socket.IO. It proves who connects, keeps each socket's commands in order and
//! within bounds, calls the rules and hands what they announce to `announce`. It decides nothing.
//!
//! | module | holds |
//! |---|---|
//! | [`guard`] | what a request must pass before Socket.IO sees it: its origin, and that a polling session is its own |
//! | [`layers`] | Engine.IO and Socket.IO with their bounds, and the guard around them |
//! | [`socket`] | one connection: from the handshake to its end, its queue and the task that works it off |
//! | [`commands`] | from an event's name and payload to a rule and its reply |
//! | [`outlet`] | the way out to one socket |
//! | [`reference`] | the namespace `/chat`, for clients of the replaced service |
//!
//! What the parts below us do and do not do is written where we guard against it; each has a test.

pub mod commands;
mod guard;
pub mod layers;
mod outlet;
mod reference;
mod socket;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::request::Parts;
use socketioxide::SocketIo;

use crate::announce::Announcer;
use crate::chat::Chat;
use crate::chat::session::Accounts;
use crate::identity::Door;
use crate::identity::limits::Limits;
use guard::Guard;
use layers::Layers;

pub use guard::Client;

/// Where Engine.IO listens. Clients write it with a slash at the end too.
pub const PATH: &str = "/chat/ws";

/// Whether a request may come from where it says. One without an `Origin` comes from no browser.
pub type OriginCheck = Arc<dyn Fn(&Parts) -> bool + Send + Sync>;

/// What the edge must know of requests, of which it sees only the headers.
#[derive(Clone)]
pub struct Requests {
    /// Whether one may come from where it says.
    pub may_come: OriginCheck,
    /// Who sends it.
    pub client: Arc<dyn Fn(&Parts) -> Client + Send + Sync>,
}

/// What clients of the replaced service need besides; without it they are refused.
#[derive(Clone)]
pub struct ReferenceClients {
    /// Guests come in by themselves.
    pub accounts: Accounts,
    /// How often.
    pub limits: Arc<Limits>,
}

/// Bounds and times of the edge.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The largest packet, frame and polling payload that is taken, in bytes.
    pub max_payload: usize,
    /// Binary attachments of one packet. The chat has none.
    pub max_attachments: usize,
    /// Packets that wait to be written to one socket. Past it events and replies would be dropped in silence, so it is large, and a
    /// failure leaves the socket behind (see [`crate::announce::Hub::leave_behind`]).
    pub max_waiting: usize,
    /// Commands of one socket that wait for their turn; past it they are refused.
    pub max_commands: usize,
    /// Sockets of one person on this replica.
    pub max_sockets: usize,
    /// A connection that has not proven itself after this time is closed.
    pub connect_timeout: Duration,
    /// How often the server pings.
    pub ping_interval: Duration,
    /// After this time without an answer the connection is given up.
    pub ping_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_payload: 64 * 1024,
            max_attachments: 0,
            max_waiting: 1_024,
            max_commands: 256,
            max_sockets: 64,
            connect_timeout: Duration::from_secs(10),
            // Together with the grace of presence: who is unplugged is offline within 40 seconds.
            ping_interval: Duration::from_secs(20),
            ping_timeout: Duration::from_secs(15),
        }
    }
}

/// What every connection needs.
struct Edge {
    chat: Chat,
    announcer: Announcer,
    door: Door,
    guard: Arc<Guard>,
    settings: Settings,
}

/// The Socket.IO edge. Cheap to clone.
#[derive(Clone)]
pub struct Gateway {
    io: SocketIo,
    guard: Arc<Guard>,
    announcer: Announcer,
}

impl Gateway {
    /// The edge, and the routes to merge into the server's: [`PATH`], with its guards around it.
    pub fn new(
        (chat, announcer, door): (Chat, Announcer, Door),
        requests: Requests,
        reference: Option<ReferenceClients>,
        settings: Settings,
    ) -> (Router, Self) {
        let (mut routes, Layers { io, guard }) = Layers::new(PATH, requests.clone(), reference.as_ref().map(|_| door.clone()), settings);
        let edge = Arc::new(Edge { chat, announcer: announcer.clone(), door, guard: guard.clone(), settings });
        socket::listen(&io, edge.clone());
        if let Some(reference) = reference {
            routes = routes.merge(reference::listen(&io, edge, requests, reference));
        }
        (routes, Self { io, guard, announcer })
    }

    /// Closes every connection: clients come back by themselves, to whoever listens then.
    pub async fn close(&self) {
        self.io.close().await;
        // Polls, and connections that are nobody yet.
        self.guard.close();
        // Socket.IO closes the transports, but forgets its namespaces first, so no socket hears that it is gone: neither its handler nor
        // its task would end, and with them the store would stay open. With the transport gone, cutting tells the client nothing.
        self.announcer.hub().cut_everyone();
        self.announcer.hub().note_everyone_seen().await;
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gateway")
    }
}
