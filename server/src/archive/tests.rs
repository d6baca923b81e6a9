//! What happens in a store while it is read, which no test can time from outside.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use protocol::rooms::RoomKind;
use protocol::session::{Display, Role, Theme};
use protocol::{Name, RoomId, Seq, Timestamp, UserId};
use store::StoreResult;
use store::archive::{Archive, Arrival, EntryRecord, MemberRecord, PersonRecord, RoomRecord, What};

use super::export::{Out, export};
use super::tally::Tally;

/// One room, in which 민준 appears when its log is read: nobody knew of him before.
struct Busy {
    /// How long its log still is when it is read: shorter than its head, when it is deleted meanwhile.
    log: u64,
    /// How often people were asked for.
    asked: AtomicU32,
}

impl Busy {
    fn new(log: u64) -> Self {
        Self { log, asked: AtomicU32::new(0) }
    }
}

fn person(id: &str, name: &str) -> PersonRecord {
    PersonRecord {
        id: UserId::new(id).expect("an id"),
        name: Name::new(name).expect("a name"),
        key: name.into(),
        password_hash: "-".into(),
        role: Role::Member,
        language: None,
        theme: Theme::System,
        hide_typing: false,
        display: Display::default(),
        created_at: Timestamp(1),
        closed_at: None,
    }
}

#[async_trait]
impl Archive for Busy {
    async fn people_after(&self, after: Option<&UserId>, _limit: usize) -> StoreResult<Vec<PersonRecord>> {
        assert_eq!(after, None, "one page");
        let seoyeon = person("u1", "서연");
        let is_later = self.asked.fetch_add(1, Ordering::Relaxed) > 0;
        Ok(if is_later { vec![seoyeon, person("u2", "민준")] } else { vec![seoyeon] })
    }

    async fn rooms_after(&self, _after: Option<&RoomId>, _limit: usize) -> StoreResult<Vec<RoomId>> {
        Ok(vec![RoomId::new("gone").expect("an id"), RoomId::new("room").expect("an id")])
    }

    async fn room_record(&self, room_id: &RoomId) -> StoreResult<Option<(RoomRecord, Vec<MemberRecord>)>> {
        let seoyeon = person("u1", "서연").id;
        let record = RoomRecord {
            id: room_id.clone(),
            kind: RoomKind::Private,
            topic: None,
            name: None,
            made_by: seoyeon.clone(),
            client_id: None,
            with: None,
            creator: seoyeon,
            head: Seq(3),
            active_at: Timestamp(3),
        };
        Ok((room_id.as_str() == "room").then(|| (record, Vec::new())))
    }

    async fn log_after(&self, room_id: &RoomId, after: Seq, _limit: usize) -> StoreResult<Vec<EntryRecord>> {
        let entry = |seq: u64| EntryRecord {
            room: room_id.clone(),
            seq: Seq(seq),
            at: Timestamp(1),
            by: person(if seq < 3 { "u1" } else { "u2" }, "-").id,
            what: What::RoomCreated,
            mentions: Vec::new(),
        };
        // One at a time, and one more than the head that was told.
        Ok((after.0 + 1..=self.log).take(1).map(entry).collect())
    }

    async fn put_people(&self, _people: Vec<PersonRecord>) -> StoreResult<usize> {
        unreachable!("nothing is put")
    }

    async fn put_room(&self, _room: &RoomRecord) -> StoreResult<Arrival> {
        unreachable!("nothing is put")
    }

    async fn put_entries(&self, _room_id: &RoomId, _entries: Vec<EntryRecord>) -> StoreResult<usize> {
        unreachable!("nothing is put")
    }

    async fn open_room(&self, _room: &RoomRecord, _members: Vec<MemberRecord>) -> StoreResult<()> {
        unreachable!("nothing is put")
    }
}

async fn exported(store: &Busy, file: &Path) -> anyhow::Result<Vec<String>> {
    export(store, Out::open(Some(file))?, &Tally::default()).await?;
    let text = std::fs::read_to_string(file)?;
    let kind = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
    Ok(text.lines().map(kind).collect())
}

#[tokio::test]
async fn who_signs_up_meanwhile_is_written_before_they_are_named() {
    let dir = tempfile::tempdir().expect("a directory");
    let kinds = exported(&Busy::new(4), &dir.path().join("house.jsonl")).await.expect("exported");
    assert_eq!(kinds, ["suda", "person", "room", "entry", "entry", "person", "entry", "end"]);
}

#[tokio::test]
async fn a_room_that_is_deleted_meanwhile_is_told() {
    let dir = tempfile::tempdir().expect("a directory");
    let error = exported(&Busy::new(2), &dir.path().join("house.jsonl")).await.expect_err("not all of it");
    assert_eq!(error.to_string(), "room room: its log ended at 2 while it was read: it was deleted meanwhile; export again");
}
