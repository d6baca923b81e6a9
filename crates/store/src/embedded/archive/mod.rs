//! Everything as records, and back.
//!
//! | module | holds |
//! |---|---|
//! | `people` | accounts |
//! | `leaving` | rooms and logs as they are |
//! | `arriving` | rooms that come from elsewhere |

mod arriving;
mod leaving;
mod people;

use async_trait::async_trait;
use protocol::{RoomId, Seq, UserId};

use super::Embedded;
use crate::StoreResult;
use crate::archive::{Archive, Arrival, EntryRecord, MemberRecord, PersonRecord, RoomRecord};

#[async_trait]
impl Archive for Embedded {
    async fn people_after(&self, after: Option<&UserId>, limit: usize) -> StoreResult<Vec<PersonRecord>> {
        let after = after.cloned();
        self.read(move |connection| people::after(connection, after.as_ref(), limit)).await
    }

    async fn rooms_after(&self, after: Option<&RoomId>, limit: usize) -> StoreResult<Vec<RoomId>> {
        let after = after.cloned();
        self.read(move |connection| leaving::ids_after(connection, after.as_ref(), limit)).await
    }

    async fn room_record(&self, room_id: &RoomId) -> StoreResult<Option<(RoomRecord, Vec<MemberRecord>)>> {
        let room_id = room_id.clone();
        self.read(move |connection| leaving::record(connection, &room_id)).await
    }

    async fn log_after(&self, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<EntryRecord>> {
        let room_id = room_id.clone();
        self.read(move |connection| leaving::log(connection, &room_id, after, limit)).await
    }

    async fn put_people(&self, people: Vec<PersonRecord>) -> StoreResult<usize> {
        self.write(move |connection| people::put(connection, &people)).await
    }

    async fn put_room(&self, room: &RoomRecord) -> StoreResult<Arrival> {
        let room = room.clone();
        self.write(move |connection| arriving::begin(connection, &room)).await
    }

    async fn put_entries(&self, room_id: &RoomId, entries: Vec<EntryRecord>) -> StoreResult<usize> {
        let room_id = room_id.clone();
        self.write(move |connection| arriving::put(connection, &room_id, &entries)).await
    }

    async fn open_room(&self, room: &RoomRecord, members: Vec<MemberRecord>) -> StoreResult<()> {
        let record = room.clone();
        self.write(move |connection| arriving::open(connection, &record, &members)).await?;
        self.indexer.wake(&room.id);
        Ok(())
    }
}
