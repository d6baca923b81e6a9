//! Looking for messages. With POST: what is looked for would stand in logs if it stood in an address.

use axum::extract::State;
use protocol::search::{Hits, Search};

use super::answer::{Answer, Done, looked};
use super::asked::Body;
use super::caller::Caller;
use super::description::{Absent, Bounded, Changing, SignedIn, WithBody};
use crate::http::state::AppState;

/// Looks for messages in my rooms.
///
/// By keystrokes, initials and whole words; words such as `from:` narrow it. Changes nothing.
#[utoipa::path(
    post, path = "/search", tag = "search",
    request_body = Search,
    responses((status = 200, description = "A page of hits", body = Done<Hits>), SignedIn, Bounded, Changing, WithBody, Absent)
)]
pub async fn search(State(state): State<AppState>, Caller(me): Caller, Body(command): Body<Search>) -> Answer<Hits> {
    looked::<Search>(state.chat.search(&me, command).await)
}
