//! Rooms: mine and public ones, and who is in them.

use axum::extract::State;
use protocol::ids::Limit;
use protocol::openapi::cursor;
use protocol::rooms::{
    CreateLink, CreateRoom, DeleteRoom, Invite, JoinRoom, LeaveRoom, LinksOfRoom, Members, MembersPage, NewLink, Notify, PublicRooms,
    PublicRoomsPage, RemoveMember, RenameRoom, RevokeLink, RoomHead, RoomLinks, RoomSummary, SetRoom, SetTopic,
};
use protocol::session::{Sync, Synced};
use protocol::{RoomId, RoomName, RoomTopic, UserId};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::answer::{Answer, Done, Nothing, done, looked};
use super::asked::{Address, Asked, Body};
use super::caller::Caller;
use super::description::{Absent, Bounded, Changing, Full, NotForGuests, SignedIn, WithBody, invited};
use crate::http::state::AppState;

/// Which room.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub struct InRoom {
    /// Which room.
    #[param(inline)]
    pub room_id: RoomId,
}

/// Who, in which room.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub struct MemberInRoom {
    /// Which room.
    #[param(inline)]
    room_id: RoomId,
    /// Who.
    #[param(inline)]
    user_id: UserId,
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Where the last page ended.
    #[param(schema_with = cursor)]
    cursor: Option<String>,
    /// At most so many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
}

/// Whom to invite.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Invited {
    /// Who is a member from now on.
    #[schema(schema_with = invited)]
    participants: Vec<UserId>,
}

/// What a room is called from now on.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewName {
    /// The name.
    name: RoomName,
}

/// What a room is about from now on.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NewTopic {
    /// The topic; left out: nothing in particular.
    #[serde(default)]
    topic: Option<RoomTopic>,
}

/// What I choose for myself: at least one of the two. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Chosen {
    /// Whether the room stands before my others.
    #[serde(default)]
    starred: Option<bool>,
    /// What of it calls me.
    #[serde(default)]
    notify: Option<Notify>,
}

/// How many may come in by a link, and for how long.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Lasting {
    /// How many people.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    uses: Option<u32>,
    /// For how many days.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 90)]
    days: Option<u32>,
}

/// A link of a room.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path)]
pub struct LinkOfRoom {
    /// Which room.
    #[param(inline)]
    room_id: RoomId,
    /// Its handle.
    link_id: i64,
}

/// My rooms, by last activity, newest first.
///
/// As the command `sync` with nothing held: who I am, my rooms, and who of those that they show is there.
#[utoipa::path(get, path = "/rooms", tag = "rooms", responses((status = 200, description = "My rooms", body = Done<Synced>), SignedIn, Bounded))]
pub async fn my_rooms(State(state): State<AppState>, Caller(me): Caller) -> Answer<Synced> {
    looked::<Sync>(state.chat.sync(&me, Sync::default()).await)
}

/// Makes a room.
///
/// With the same `clientId` it finds the room that was made; a direct room is found if the two have one.
#[utoipa::path(
    post, path = "/rooms", tag = "rooms",
    request_body = CreateRoom,
    responses((status = 200, description = "The room as I see it", body = Done<RoomSummary>), SignedIn, Bounded, Changing, WithBody, Absent, Full)
)]
pub async fn create_room(State(state): State<AppState>, Caller(me): Caller, Body(command): Body<CreateRoom>) -> Answer<RoomSummary> {
    done::<CreateRoom, _>(state.act(|state| async move { state.chat.create_room(&me, command).await }).await)
}

/// Renames a room. Any member may.
#[utoipa::path(
    patch, path = "/rooms/{roomId}", tag = "rooms",
    params(InRoom), request_body = NewName,
    responses((status = 200, description = "Its new head", body = Done<RoomHead>), SignedIn, Bounded, Changing, WithBody, Absent)
)]
pub async fn rename_room(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
    Body(NewName { name }): Body<NewName>,
) -> Answer<RoomHead> {
    let command = RenameRoom { room_id, name };
    done::<RenameRoom, _>(state.act(|state| async move { state.chat.rename_room(&me, command).await }).await)
}

/// Says what a room is about. Any member may.
#[utoipa::path(
    put, path = "/rooms/{roomId}/topic", tag = "rooms",
    params(InRoom), request_body = NewTopic,
    responses((status = 200, description = "Its new head", body = Done<RoomHead>), SignedIn, Bounded, Changing, WithBody, Absent)
)]
pub async fn set_topic(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
    Body(NewTopic { topic }): Body<NewTopic>,
) -> Answer<RoomHead> {
    let command = SetTopic { room_id, topic };
    done::<SetTopic, _>(state.act(|state| async move { state.chat.set_topic(&me, command).await }).await)
}

/// Deletes a room with all that was said, for everybody. Its creator and administrators may.
#[utoipa::path(
    delete, path = "/rooms/{roomId}", tag = "rooms",
    params(InRoom),
    responses((status = 200, description = "It is gone", body = Done<Nothing>), SignedIn, Bounded, Changing, Absent)
)]
pub async fn delete_room(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
) -> Answer<Nothing> {
    let command = DeleteRoom { room_id };
    done::<DeleteRoom, _>(state.act(|state| async move { state.chat.delete_room(&me, command).await }).await)
}

/// Sets what a room is to me: whether it stands before my others, and what of it calls me.
#[utoipa::path(
    put, path = "/rooms/{roomId}/settings", tag = "rooms",
    params(InRoom), request_body = Chosen,
    responses((status = 200, description = "It is set", body = Done<Nothing>), SignedIn, Bounded, Changing, WithBody, Absent)
)]
pub async fn set_room(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
    Body(Chosen { starred, notify }): Body<Chosen>,
) -> Answer<Nothing> {
    let command = SetRoom { room_id, starred, notify };
    done::<SetRoom, _>(state.act(|state| async move { state.chat.set_room(&me, command).await }).await)
}

/// Joins a public room; a member is told the room.
#[utoipa::path(
    post, path = "/rooms/{roomId}/join", tag = "rooms",
    params(InRoom),
    responses((status = 200, description = "The room as I see it", body = Done<RoomSummary>), SignedIn, Bounded, Changing, Absent, Full)
)]
pub async fn join_room(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
) -> Answer<RoomSummary> {
    let command = JoinRoom { room_id, code: None };
    done::<JoinRoom, _>(state.act(|state| async move { state.chat.join_room(&me, command).await }).await)
}

/// Who is in a room, those who came first first.
#[utoipa::path(
    get, path = "/rooms/{roomId}/members", tag = "rooms",
    params(InRoom, Paging),
    responses((status = 200, description = "A page of members", body = Done<MembersPage>), SignedIn, Bounded, Absent)
)]
pub async fn members(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
    Asked(Paging { cursor, limit }): Asked<Paging>,
) -> Answer<MembersPage> {
    let command = Members { room_id, cursor, limit };
    looked::<Members>(state.chat.members(&me, command).await)
}

/// Makes people members at once. Any member may; who is one already stays one.
#[utoipa::path(
    post, path = "/rooms/{roomId}/members", tag = "rooms",
    params(InRoom), request_body = Invited,
    responses((status = 200, description = "Its new head", body = Done<RoomHead>), SignedIn, Bounded, Changing, WithBody, Absent, Full)
)]
pub async fn invite(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
    Body(Invited { participants }): Body<Invited>,
) -> Answer<RoomHead> {
    let command = Invite { room_id, participants };
    done::<Invite, _>(state.act(|state| async move { state.chat.invite(&me, command).await }).await)
}

/// Leaves a room, when it is me; else removes somebody, as its creator and administrators may.
#[utoipa::path(
    delete, path = "/rooms/{roomId}/members/{userId}", tag = "rooms",
    params(MemberInRoom),
    responses((status = 200, description = "Its new head", body = Done<RoomHead>), SignedIn, Bounded, Changing, Absent)
)]
pub async fn remove_member(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(MemberInRoom { room_id, user_id }): Address<MemberInRoom>,
) -> Answer<RoomHead> {
    if user_id == me.person.id {
        let command = LeaveRoom { room_id };
        return done::<LeaveRoom, _>(state.act(|state| async move { state.chat.leave_room(&me, command).await }).await);
    }
    let command = RemoveMember { room_id, user_id };
    done::<RemoveMember, _>(state.act(|state| async move { state.chat.remove_member(&me, command).await }).await)
}

/// The invite links of a room that can still be used, the newest first.
#[utoipa::path(
    get, path = "/rooms/{roomId}/links", tag = "rooms",
    params(InRoom),
    responses((status = 200, description = "The links, without their codes", body = Done<LinksOfRoom>), SignedIn, Bounded, Absent)
)]
pub async fn room_links(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
) -> Answer<LinksOfRoom> {
    looked::<RoomLinks>(state.chat.room_links(&me, RoomLinks { room_id }).await)
}

/// Makes an invite link: `/join/{roomId}.{code}`. Any member may. The code is told once.
#[utoipa::path(
    post, path = "/rooms/{roomId}/links", tag = "rooms",
    params(InRoom), request_body = Lasting,
    responses((status = 200, description = "The link and its code", body = Done<NewLink>), SignedIn, Bounded, Changing, WithBody, Absent, Full)
)]
pub async fn create_link(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(InRoom { room_id }): Address<InRoom>,
    Body(Lasting { uses, days }): Body<Lasting>,
) -> Answer<NewLink> {
    let command = CreateLink { room_id, uses, days };
    done::<CreateLink, _>(state.act(|state| async move { state.chat.create_link(&me, command).await }).await)
}

/// Revokes an invite link, as who made it, the room's creator and administrators may.
#[utoipa::path(
    delete, path = "/rooms/{roomId}/links/{linkId}", tag = "rooms",
    params(LinkOfRoom),
    responses((status = 200, description = "It is none any more", body = Done<Nothing>), SignedIn, Bounded, Changing, Absent)
)]
pub async fn revoke_link(
    State(state): State<AppState>,
    Caller(me): Caller,
    Address(LinkOfRoom { room_id, link_id }): Address<LinkOfRoom>,
) -> Answer<Nothing> {
    let command = RevokeLink { room_id, link_id };
    done::<RevokeLink, _>(state.act(|state| async move { state.chat.revoke_link(&me, command).await }).await)
}

/// Rooms that anyone may join, by name.
#[utoipa::path(
    get, path = "/public-rooms", tag = "rooms",
    params(PublicRooms),
    responses((status = 200, description = "A page of rooms, by name", body = Done<PublicRoomsPage>), SignedIn, Bounded, NotForGuests)
)]
pub async fn public_rooms(
    State(state): State<AppState>,
    Caller(me): Caller,
    Asked(command): Asked<PublicRooms>,
) -> Answer<PublicRoomsPage> {
    looked::<PublicRooms>(state.chat.public_rooms(&me, command).await)
}
