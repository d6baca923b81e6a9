//! Who I am, and people.

use axum::extract::State;
use protocol::session::{FindPeople, Me, PeoplePage};

use super::answer::{Answer, Done, looked};
use super::asked::Asked;
use super::caller::Caller;
use super::description::{Bounded, SignedIn};
use crate::http::state::AppState;

/// Who I am.
#[utoipa::path(get, path = "/me", tag = "session", responses((status = 200, description = "Me", body = Done<Me>), SignedIn))]
pub async fn me(Caller(me): Caller) -> Answer<Me> {
    Ok(Done::with(me.me()))
}

/// Finds people by name, or lists everybody.
#[utoipa::path(
    get, path = "/people", tag = "session",
    params(FindPeople),
    responses((status = 200, description = "A page of people, by name", body = Done<PeoplePage>), SignedIn, Bounded)
)]
pub async fn find_people(State(state): State<AppState>, Caller(me): Caller, Asked(command): Asked<FindPeople>) -> Answer<PeoplePage> {
    looked::<FindPeople>(state.chat.find_people(&me, command).await)
}
