//! Everything as records, and back.
//!
//! | module | holds |
//! |---|---|
//! | `leaving` | people, rooms and logs as they are |
//! | `arriving` | what comes from elsewhere |

mod arriving;
mod leaving;

use async_trait::async_trait;
use protocol::{RoomId, Seq, UserId};

use super::Redis;
use crate::StoreResult;
use crate::archive::{Archive, Arrival, EntryRecord, MemberRecord, PersonRecord, RoomRecord};

#[async_trait]
impl Archive for Redis {
    async fn people_after(&self, after: Option<&UserId>, limit: usize) -> StoreResult<Vec<PersonRecord>> {
        self.person_records(after, limit).await
    }

    async fn rooms_after(&self, after: Option<&RoomId>, limit: usize) -> StoreResult<Vec<RoomId>> {
        self.ids_after(&self.keys.rooms(), after.map(RoomId::as_str), limit).await
    }

    async fn room_record(&self, room_id: &RoomId) -> StoreResult<Option<(RoomRecord, Vec<MemberRecord>)>> {
        self.record_of(room_id).await
    }

    async fn log_after(&self, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<EntryRecord>> {
        self.entry_records(room_id, after, limit).await
    }

    async fn put_people(&self, people: Vec<PersonRecord>) -> StoreResult<usize> {
        self.take_in_people(people).await
    }

    async fn put_room(&self, room: &RoomRecord) -> StoreResult<Arrival> {
        self.begin_room(room).await
    }

    async fn put_entries(&self, room_id: &RoomId, entries: Vec<EntryRecord>) -> StoreResult<usize> {
        self.take_in_entries(room_id, entries).await
    }

    async fn open_room(&self, room: &RoomRecord, members: Vec<MemberRecord>) -> StoreResult<()> {
        self.open_for(room, &members).await?;
        self.indexer.wake(&room.id);
        Ok(())
    }
}
