//! Rooms, members and read marks.
//!
//! | module | holds |
//! |---|---|
//! | `changes` | what changes a room |
//! | `choice` | what a member has chosen for themselves |
//! | `links` | invite links |
//! | `lists` | rooms and members as somebody sees them |
//! | `listing` | all rooms by id, public ones by name |

pub(super) mod changes;
pub(super) mod choice;
mod links;
mod listing;
mod lists;

use async_trait::async_trait;
use protocol::messages::{Entry, MAX_SPAN, Unread};
use protocol::rooms::{MAX_UNREAD, Notify, PublicRoom, RoomLink, RoomSummary};
use protocol::{RoomId, RoomName, RoomTopic, Seq, Timestamp, UserId};

use super::{Redis, scripts};
use crate::StoreResult;
use crate::rooms::{Actor, Choice, Created, Invitation, Membership, NewLink, NewRoom, Rooms};
use crate::session::Digest;

#[async_trait]
impl Rooms for Redis {
    async fn create_room(&self, new: NewRoom) -> StoreResult<Created> {
        self.create(&new).await
    }

    async fn invite(&self, room_id: &RoomId, actor: &Actor, participants: &[UserId], at: Timestamp) -> StoreResult<Vec<Entry>> {
        self.admit_guests(room_id, actor, participants, at).await
    }

    async fn join(&self, room_id: &RoomId, actor: &Actor, at: Timestamp) -> StoreResult<Option<Entry>> {
        self.admit_newcomer(room_id, actor, at).await
    }

    async fn join_by_link(&self, room_id: &RoomId, actor: &Actor, code: &Digest, at: Timestamp) -> StoreResult<Option<Entry>> {
        self.admit_by_link(room_id, actor, code, at).await
    }

    async fn create_link(&self, room_id: &RoomId, actor: &Actor, new: NewLink) -> StoreResult<RoomLink> {
        self.make_link(room_id, actor, new).await
    }

    async fn links(&self, room_id: &RoomId, user_id: &UserId, now: Timestamp) -> StoreResult<Vec<RoomLink>> {
        self.list_links(room_id, user_id, now).await
    }

    async fn revoke_link(&self, room_id: &RoomId, actor: &Actor, id: i64) -> StoreResult<()> {
        self.end_link(room_id, actor, id).await
    }

    async fn invitation(&self, room_id: &RoomId, code: &Digest, now: Timestamp) -> StoreResult<Option<Invitation>> {
        self.invited_to(room_id, code, now).await
    }

    async fn leave(&self, room_id: &RoomId, actor: &Actor, at: Timestamp) -> StoreResult<Entry> {
        self.take_leave(room_id, actor, at).await
    }

    async fn remove_member(&self, room_id: &RoomId, actor: &Actor, user_id: &UserId, at: Timestamp) -> StoreResult<Option<Entry>> {
        self.remove(room_id, actor, user_id, at).await
    }

    async fn rename(&self, room_id: &RoomId, actor: &Actor, name: RoomName, at: Timestamp) -> StoreResult<Option<Entry>> {
        self.call_otherwise(room_id, actor, name, at).await
    }

    async fn set_topic(&self, room_id: &RoomId, actor: &Actor, topic: Option<RoomTopic>, at: Timestamp) -> StoreResult<Option<Entry>> {
        self.talk_about(room_id, actor, topic, at).await
    }

    async fn delete_room(&self, room_id: &RoomId, actor: &Actor) -> StoreResult<Vec<UserId>> {
        self.delete(room_id, actor).await
    }

    async fn room(&self, room_id: &RoomId, user_id: &UserId) -> StoreResult<RoomSummary> {
        self.summary(room_id, user_id).await
    }

    async fn rooms_of(&self, user_id: &UserId) -> StoreResult<Vec<RoomSummary>> {
        self.summaries(user_id).await
    }

    async fn room_ids_of(&self, user_id: &UserId) -> StoreResult<Vec<RoomId>> {
        self.rooms_of_person(user_id).await
    }

    async fn members(
        &self,
        room_id: &RoomId,
        user_id: &UserId,
        cursor: Option<String>,
        limit: usize,
    ) -> StoreResult<(Vec<Membership>, Option<String>)> {
        self.members_page(room_id, user_id, cursor.as_deref(), limit).await
    }

    async fn is_member(&self, room_id: &RoomId, user_id: &UserId) -> StoreResult<bool> {
        Ok(self.standing(room_id, user_id, &[]).await?.member)
    }

    async fn public_rooms(
        &self,
        user_id: &UserId,
        query: &str,
        cursor: Option<String>,
        limit: usize,
    ) -> StoreResult<(Vec<PublicRoom>, Option<String>)> {
        self.public_page(user_id, query, cursor.as_deref(), limit).await
    }

    async fn mark_read(&self, room_id: &RoomId, user_id: &UserId, seq: Seq) -> StoreResult<Option<Seq>> {
        let call = self.in_room(&scripts::MARK, room_id).arg(user_id.as_str()).arg(seq.0).arg(MAX_SPAN);
        self.run::<Option<i64>>(&call).await?.map(super::stored::seq).transpose()
    }

    async fn choose(&self, room_id: &RoomId, user_id: &UserId, starred: Option<bool>, notify: Option<Notify>) -> StoreResult<Choice> {
        self.write_choice(room_id, user_id, starred, notify).await
    }

    async fn mark_unread(&self, room_id: &RoomId, user_id: &UserId, at: Seq) -> StoreResult<Unread> {
        let call = self.in_room(&scripts::MARK_UNREAD, room_id).arg(user_id.as_str()).arg(at.0).arg(MAX_SPAN).arg(MAX_UNREAD).repeatable();
        let (read, unread, mentions): (i64, u32, u32) = self.run(&call).await?;
        Ok(Unread { room_id: room_id.clone(), read: super::stored::seq(read)?, unread, mentions })
    }
}
