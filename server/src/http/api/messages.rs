//! The log of a room: reading it, adding to it, marking what was read.

use axum::extract::State;
use protocol::ids::Limit;
use protocol::messages::{DeleteMessage, EditMessage, History, MarkUnread, Page, React, Read, SendMessage, Sent, Unread};
use protocol::rooms::RoomHead;
use protocol::{ClientId, Emoji, MessageText, RoomId, Seq, Timestamp};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Done, Nothing, done, looked};
use super::asked::{Address, Asked, Body};
use super::caller::Caller;
use super::description::{Absent, Bounded, Changing, Full, SignedIn, WithBody};
use super::rooms::InRoom;
use crate::http::state::AppState;

/// Which page of a log: at most one of `before`, `after`, `around` and `since`; none of them gives the end of the log.
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
    /// The first entry that was stored at this time or later, and as many on either side.
    #[param(inline, nullable = false)]
    since: Option<Timestamp>,
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

/// A message of a room.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub struct MessageInRoom {
    /// Which room.
    #[param(inline)]
    room_id: RoomId,
    /// Which message.
    #[param(inline)]
    seq: Seq,
}

/// A reaction to a message of a room.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub struct ReactionToMessage {
    /// Which room.
    #[param(inline)]
    room_id: RoomId,
    /// To which message.
    #[param(inline)]
    seq: Seq,
    /// With what.
    #[param(inline)]
    emoji: Emoji,
}

/// What a message says from now on.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewContent {
    /// What it says from now on.
    content: MessageText,
}

/// From where on I have not read.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UnreadFrom {
    /// The first entry that is unread.
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
    Asked(Place { before, after, around, since, limit }): Asked<Place>,
) -> Answer<Page> {
    let command = History { room_id, before, after, around, since, limit };
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

/// Moves my read mark back to before an entry, at most 1,000 places before the end. It never goes forward.
#[utoipa::path(
    put, path = "/rooms/{roomId}/unread", tag = "messages",
    params(InRoom), request_body = UnreadFrom,
    responses((status = 200, description = "How it stands now", body = Done<Unread>), SignedIn, Bounded, Changing, WithBody, Absent)
)]
pub async fn mark_unread(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
    Body(UnreadFrom { seq }): Body<UnreadFrom>,
) -> Answer<Unread> {
    let command = MarkUnread { room_id, seq };
    done::<MarkUnread, _>(state.act(|state| async move { state.chat.mark_unread(&me, command).await }).await)
}

/// Changes what my message says. When it says so already, nothing is changed.
#[utoipa::path(
    patch, path = "/rooms/{roomId}/messages/{seq}", tag = "messages",
    params(MessageInRoom), request_body = NewContent,
    responses((status = 200, description = "The room's new head", body = Done<RoomHead>), SignedIn, Bounded, Changing, WithBody, Absent)
)]
pub async fn edit_message(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(MessageInRoom { room_id, seq }): Address<MessageInRoom>,
    Body(NewContent { content }): Body<NewContent>,
) -> Answer<RoomHead> {
    let command = EditMessage { room_id, seq, content };
    done::<EditMessage, _>(state.act(|state| async move { state.chat.edit_message(&me, command).await }).await)
}

/// Deletes a message: my own, or in my room anybody's. A tombstone is left.
#[utoipa::path(
    delete, path = "/rooms/{roomId}/messages/{seq}", tag = "messages",
    params(MessageInRoom),
    responses((status = 200, description = "The room's new head", body = Done<RoomHead>), SignedIn, Bounded, Changing, Absent)
)]
pub async fn delete_message(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(MessageInRoom { room_id, seq }): Address<MessageInRoom>,
) -> Answer<RoomHead> {
    let command = DeleteMessage { room_id, seq };
    done::<DeleteMessage, _>(state.act(|state| async move { state.chat.delete_message(&me, command).await }).await)
}

/// Reacts to a message. When I have already, nothing is changed.
#[utoipa::path(
    put, path = "/rooms/{roomId}/messages/{seq}/reactions/{emoji}", tag = "messages",
    params(ReactionToMessage),
    responses((status = 200, description = "The room's new head", body = Done<RoomHead>), SignedIn, Bounded, Changing, Absent, Full)
)]
pub async fn add_reaction(state: State<AppState>, caller: Caller, address: Address<ReactionToMessage>) -> Answer<RoomHead> {
    react(state, caller, address, true).await
}

/// Takes my reaction back. When there is none, nothing is changed.
#[utoipa::path(
    delete, path = "/rooms/{roomId}/messages/{seq}/reactions/{emoji}", tag = "messages",
    params(ReactionToMessage),
    responses((status = 200, description = "The room's new head", body = Done<RoomHead>), SignedIn, Bounded, Changing, Absent)
)]
pub async fn remove_reaction(state: State<AppState>, caller: Caller, address: Address<ReactionToMessage>) -> Answer<RoomHead> {
    react(state, caller, address, false).await
}

async fn react(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(ReactionToMessage { room_id, seq, emoji }): Address<ReactionToMessage>,
    on: bool,
) -> Answer<RoomHead> {
    let command = React { room_id, seq, emoji, on };
    done::<React, _>(state.act(|state| async move { state.chat.react(&me, command).await }).await)
}
