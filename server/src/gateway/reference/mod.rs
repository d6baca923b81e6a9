//! The namespace `/chat`: three released clients of the service that this one replaces, as they are.
//!
//! They name people by their names, are told the whole list of who is in a room and who is there, and are not told apart by a
//! handshake: a socket without an identity may become a guest once, by `register`. All of it is translated here to the rules and events
//! that everybody has; nothing else in the program knows of it. What the replaced service got wrong is not kept
//! (`server/tests/it/reference/`).
//!
//! | module | holds |
//! |---|---|
//! | [`socket`] | one connection: its identity, its queues, the task that works them off |
//! | [`commands`] | from an event of theirs to a rule |
//! | [`events`] | from an event of ours to theirs |
//! | [`nameless`] | connections that are nobody yet |
//! | [`roster`] | who is there, told at most once a second |
//! | [`http`] | `GET /chat/users`, `POST /chat/search` |

mod commands;
mod events;
mod http;
mod nameless;
mod roster;
mod socket;

use std::sync::Arc;

use axum::Router;
use socketioxide::SocketIo;

use super::{Edge, ReferenceClients, Requests};
use crate::chat::session::Accounts;
use crate::identity::limits::Limits;
use nameless::Count;
use roster::Roster;

/// The namespace.
const NAMESPACE: &str = "/chat";

/// What every connection here needs.
struct Reference {
    edge: Arc<Edge>,
    accounts: Accounts,
    limits: Arc<Limits>,
    roster: Arc<Roster>,
    requests: Requests,
    nameless: Count,
}

/// Listens on the namespace; returns the routes that go with it.
pub(super) fn listen(
    io: &SocketIo,
    edge: Arc<Edge>,
    requests: Requests,
    ReferenceClients { accounts, limits }: ReferenceClients,
) -> Router {
    let roster = Roster::start(io.clone(), edge.chat.clone(), edge.guard.clone());
    let reference = Arc::new(Reference { edge, accounts, limits, roster, requests, nameless: Count::default() });
    socket::listen(io, reference.clone());
    http::routes(reference)
}
