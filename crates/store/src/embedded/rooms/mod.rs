//! Rooms, members and read marks.
//!
//! | module | holds |
//! |---|---|
//! | `changes` | what changes a room |
//! | `links` | invite links |
//! | `lists` | rooms and members as somebody sees them |

mod changes;
mod links;
mod lists;

use async_trait::async_trait;
use protocol::messages::{Entry, Unread};
use protocol::rooms::{Notify, PublicRoom, RoomLink, RoomSummary};
use protocol::{RoomId, RoomName, RoomTopic, Seq, Timestamp, UserId};

use super::Embedded;
use super::rows::{open_person, room_row};
use crate::StoreResult;
use crate::rooms::{Actor, Choice, Created, Invitation, Membership, NewLink, NewRoom, Rooms};
use crate::session::Digest;

#[async_trait]
impl Rooms for Embedded {
    async fn create_room(&self, new: NewRoom) -> StoreResult<Created> {
        self.write(move |connection| changes::create(connection, &new)).await
    }

    async fn invite(&self, room_id: &RoomId, actor: &Actor, participants: &[UserId], at: Timestamp) -> StoreResult<Vec<Entry>> {
        let (room_id, actor, participants) = (room_id.clone(), actor.clone(), participants.to_vec());
        self.write(move |connection| changes::invite(connection, &room_id, &actor, &participants, at)).await
    }

    async fn join(&self, room_id: &RoomId, actor: &Actor, at: Timestamp) -> StoreResult<Option<Entry>> {
        let (room_id, actor) = (room_id.clone(), actor.clone());
        self.write(move |connection| changes::join(connection, &room_id, &actor, at)).await
    }

    async fn join_by_link(&self, room_id: &RoomId, actor: &Actor, code: &Digest, at: Timestamp) -> StoreResult<Option<Entry>> {
        let (room_id, actor, code) = (room_id.clone(), actor.clone(), *code);
        self.write(move |connection| links::join(connection, &room_id, &actor, &code, at)).await
    }

    async fn create_link(&self, room_id: &RoomId, actor: &Actor, new: NewLink) -> StoreResult<RoomLink> {
        let (room_id, actor) = (room_id.clone(), actor.clone());
        self.write(move |connection| links::create(connection, &room_id, &actor, new)).await
    }

    async fn links(&self, room_id: &RoomId, user_id: &UserId, now: Timestamp) -> StoreResult<Vec<RoomLink>> {
        let (room_id, user_id) = (room_id.clone(), user_id.clone());
        self.read(move |connection| links::list(connection, &room_id, &user_id, now)).await
    }

    async fn revoke_link(&self, room_id: &RoomId, actor: &Actor, id: i64) -> StoreResult<()> {
        let (room_id, actor) = (room_id.clone(), actor.clone());
        self.write(move |connection| links::revoke(connection, &room_id, &actor, id)).await
    }

    async fn invitation(&self, room_id: &RoomId, code: &Digest, now: Timestamp) -> StoreResult<Option<Invitation>> {
        let (room_id, code) = (room_id.clone(), *code);
        self.read(move |connection| links::invitation(connection, &room_id, &code, now)).await
    }

    async fn leave(&self, room_id: &RoomId, actor: &Actor, at: Timestamp) -> StoreResult<Entry> {
        let (room_id, actor) = (room_id.clone(), actor.clone());
        self.write(move |connection| changes::leave(connection, &room_id, &actor, at)).await
    }

    async fn remove_member(&self, room_id: &RoomId, actor: &Actor, user_id: &UserId, at: Timestamp) -> StoreResult<Option<Entry>> {
        let (room_id, actor, user_id) = (room_id.clone(), actor.clone(), user_id.clone());
        self.write(move |connection| changes::remove_member(connection, &room_id, &actor, &user_id, at)).await
    }

    async fn rename(&self, room_id: &RoomId, actor: &Actor, name: RoomName, at: Timestamp) -> StoreResult<Option<Entry>> {
        let (room_id, actor) = (room_id.clone(), actor.clone());
        self.write(move |connection| changes::rename(connection, &room_id, &actor, name, at)).await
    }

    async fn set_topic(&self, room_id: &RoomId, actor: &Actor, topic: Option<RoomTopic>, at: Timestamp) -> StoreResult<Option<Entry>> {
        let (room_id, actor) = (room_id.clone(), actor.clone());
        self.write(move |connection| changes::set_topic(connection, &room_id, &actor, topic, at)).await
    }

    async fn delete_room(&self, room_id: &RoomId, actor: &Actor) -> StoreResult<Vec<UserId>> {
        let (room_id, actor) = (room_id.clone(), actor.clone());
        self.write(move |connection| changes::delete(connection, &room_id, &actor)).await
    }

    async fn room(&self, room_id: &RoomId, user_id: &UserId) -> StoreResult<RoomSummary> {
        let (room_id, user_id) = (room_id.clone(), user_id.clone());
        self.read(move |connection| lists::room(connection, &room_id, &user_id)).await
    }

    async fn rooms_of(&self, user_id: &UserId) -> StoreResult<Vec<RoomSummary>> {
        let user_id = user_id.clone();
        self.read(move |connection| lists::rooms_of(connection, &user_id)).await
    }

    async fn room_ids_of(&self, user_id: &UserId) -> StoreResult<Vec<RoomId>> {
        let user_id = user_id.clone();
        self.read(move |connection| lists::room_ids_of(connection, &user_id)).await
    }

    async fn members(
        &self,
        room_id: &RoomId,
        user_id: &UserId,
        cursor: Option<String>,
        limit: usize,
    ) -> StoreResult<(Vec<Membership>, Option<String>)> {
        let (room_id, user_id) = (room_id.clone(), user_id.clone());
        self.read(move |connection| lists::members(connection, &room_id, &user_id, cursor.as_deref(), limit)).await
    }

    async fn is_member(&self, room_id: &RoomId, user_id: &UserId) -> StoreResult<bool> {
        let (room_id, user_id) = (room_id.clone(), user_id.clone());
        self.read(move |connection| {
            let (Some(room), Some(somebody)) = (room_row(connection, &room_id)?, open_person(connection, &user_id)?) else {
                return Ok(false);
            };
            super::log::is_member(connection, room, somebody.row)
        })
        .await
    }

    async fn public_rooms(
        &self,
        user_id: &UserId,
        query: &str,
        cursor: Option<String>,
        limit: usize,
    ) -> StoreResult<(Vec<PublicRoom>, Option<String>)> {
        let (user_id, query) = (user_id.clone(), query.to_owned());
        self.read(move |connection| lists::public_rooms(connection, &user_id, &query, cursor.as_deref(), limit)).await
    }

    async fn mark_read(&self, room_id: &RoomId, user_id: &UserId, seq: Seq) -> StoreResult<Option<Seq>> {
        let (room_id, user_id) = (room_id.clone(), user_id.clone());
        self.write(move |connection| changes::mark_read(connection, &room_id, &user_id, seq)).await
    }

    async fn choose(&self, room_id: &RoomId, user_id: &UserId, starred: Option<bool>, notify: Option<Notify>) -> StoreResult<Choice> {
        let (room_id, user_id) = (room_id.clone(), user_id.clone());
        self.write(move |connection| changes::choose(connection, &room_id, &user_id, starred, notify)).await
    }

    async fn mark_unread(&self, room_id: &RoomId, user_id: &UserId, seq: Seq) -> StoreResult<Unread> {
        let (room_id, user_id) = (room_id.clone(), user_id.clone());
        self.write(move |connection| {
            changes::mark_unread(connection, &room_id, &user_id, seq)?;
            lists::unread(connection, &room_id, &user_id)
        })
        .await
    }
}
