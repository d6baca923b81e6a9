//! The log of a room: reading it, adding to it, marking what was read.

use axum::extract::State;
use protocol::ids::Limit;
use protocol::messages::{History, Page, Read, SendMessage, Sent};
use protocol::{ClientId, MessageText, Seq};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Done, Nothing, done, looked};
use super::asked::{Address, Asked, Body};
use super::caller::Caller;
use super::description::{Absent, Bounded, Changing, SignedIn, WithBody};
use super::rooms::InRoom;
use crate::http::state::AppState;

/// Which page of a log: at most one of `before`, `after` and `around`; none of them gives the end of the log.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Place {
    /// The entries directly before this one.
    #[param(inline, nullable = false)]
    before: Option<Seq>,
    /// The entries directly after this one.
    #[param(inline, nullable = false)]
    after: Option<Seq>,
    /// This entry, and as many on either side.
    #[param(inline, nullable = false)]
    around: Option<Seq>,
    /// At most so many entries.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
}

/// What a message says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewMessage {
    /// Minted by you, once per message: sent twice, it is stored once.
    client_id: ClientId,
    /// What it says.
    content: MessageText,
    /// The `seq` of the message that it answers.
    #[serde(default)]
    reply_to: Option<Seq>,
}

/// Up to where I have read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReadUpTo {
    /// The last entry that I have read.
    seq: Seq,
}

/// A page of a room's log, oldest first.
#[utoipa::path(
    get, path = "/rooms/{roomId}/messages", tag = "messages",
    params(InRoom, Place),
    responses((status = 200, description = "A page of the log", body = Done<Page>), SignedIn, Bounded, Absent)
)]
pub async fn history(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
    Asked(Place { before, after, around, limit }): Asked<Place>,
) -> Answer<Page> {
    let command = History { room_id, before, after, around, limit };
    looked::<History>(state.chat.history(&me, command).await)
}

/// Sends a message.
///
/// It is stored when this answers. The same `clientId` in the same room gives the same `seq`, so repeat it until you are answered.
#[utoipa::path(
    post, path = "/rooms/{roomId}/messages", tag = "messages",
    params(InRoom), request_body = NewMessage,
    responses((status = 200, description = "It is stored", body = Done<Sent>), SignedIn, Bounded, Changing, WithBody, Absent)
)]
pub async fn send_message(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
    Body(NewMessage { client_id, content, reply_to }): Body<NewMessage>,
) -> Answer<Sent> {
    let command = SendMessage { room_id, client_id, content, reply_to };
    done::<SendMessage, _>(state.act(|state| async move { state.chat.send_message(&me, command).await }).await)
}

/// Marks what I have read, up to an entry. It never goes back.
#[utoipa::path(
    put, path = "/rooms/{roomId}/read", tag = "messages",
    params(InRoom), request_body = ReadUpTo,
    responses((status = 200, description = "It is marked", body = Done<Nothing>), SignedIn, Bounded, Changing, WithBody, Absent)
)]
pub async fn read(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
    Body(ReadUpTo { seq }): Body<ReadUpTo>,
) -> Answer<Nothing> {
    let command = Read { room_id, seq };
    done::<Read, _>(state.act(|state| async move { state.chat.read(&me, command).await }).await)
}
