//! From a store into lines.
//!
//! Beside a running server every room is as it was at one moment, with its log up to there; one room may be some moments younger
//! than another. Who signed up meanwhile is written before the first line that names them.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Stdout, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use futures::stream::{self, StreamExt as _};
use protocol::{RoomId, Seq, UserId};
use store::StoreResult;
use store::archive::{Archive, Begin, EntryRecord, FORMAT, MemberRecord, Record, RoomRecord};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::tally::{Counts, Tally};

/// People, or entries of a log, that are read at once.
const PAGE: usize = 500;
/// Rooms that are read ahead: most logs are shorter than a page, and then the way to the store is what takes time.
const AHEAD: usize = 4;
/// Bytes that go to the writer at once, and how many of these may wait.
const CHUNK: usize = 64 * 1024;
const WAITING: usize = 8;

/// Writes all that the store holds.
pub(super) async fn export(store: &dyn Archive, out: Out, tally: &Tally) -> anyhow::Result<()> {
    let mut export = Export { store, lines: Lines::into(out), known: HashSet::new(), tally };
    export.lines.write(&Record::Suda(Begin { format: FORMAT })).await?;
    export.people().await?;
    let mut last: Option<RoomId> = None;
    loop {
        let ids = store.rooms_after(last.as_ref(), PAGE).await?;
        // Made first: a closure over references would not be `Send` for all lifetimes.
        let reading: Vec<_> = ids.iter().map(|id| Room::read(store, id)).collect();
        let mut rooms = stream::iter(reading).buffered(AHEAD);
        while let Some(room) = rooms.next().await {
            // It may have been deleted since it was listed.
            if let Some(room) = room? {
                export.room(room).await?;
            }
        }
        if ids.len() < PAGE {
            break;
        }
        last = ids.last().cloned();
    }
    export.lines.write(&Record::End(tally.passed().end())).await?;
    export.lines.finish().await
}

struct Export<'s> {
    store: &'s dyn Archive,
    lines: Lines,
    known: HashSet<UserId>,
    tally: &'s Tally,
}

/// A room, its members, and the first page of its log.
struct Room {
    record: RoomRecord,
    members: Vec<MemberRecord>,
    entries: Vec<EntryRecord>,
}

impl Room {
    async fn read(store: &dyn Archive, room_id: &RoomId) -> StoreResult<Option<Self>> {
        let Some((record, members)) = store.room_record(room_id).await? else { return Ok(None) };
        let entries = store.log_after(room_id, Seq::ZERO, page_to(&record, Seq::ZERO)).await?;
        Ok(Some(Self { record, members, entries }))
    }
}

/// How many entries the next page has: none of them after the head of that moment.
fn page_to(record: &RoomRecord, after: Seq) -> usize {
    usize::try_from(record.head.0.saturating_sub(after.0)).map_or(PAGE, |left| left.min(PAGE))
}

impl Export<'_> {
    /// Everybody who is not known yet.
    async fn people(&mut self) -> anyhow::Result<()> {
        let mut last: Option<UserId> = None;
        loop {
            let page = self.store.people_after(last.as_ref(), PAGE).await?;
            let is_last = page.len() < PAGE;
            last = page.last().map(|person| person.id.clone());
            for person in page {
                if self.known.insert(person.id.clone()) {
                    self.lines.write(&Record::Person(person)).await?;
                    Counts::add(&self.tally.passed().people, 1);
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// Sees to it that everybody is known who is named next.
    async fn introduce(&mut self, named: impl Iterator<Item = &UserId>) -> anyhow::Result<()> {
        let strangers: Vec<UserId> = named.filter(|id| !self.known.contains(*id)).cloned().collect();
        if strangers.is_empty() {
            return Ok(());
        }
        self.people().await?;
        match strangers.iter().find(|id| !self.known.contains(*id)) {
            None => Ok(()),
            Some(id) => bail!("{id} is named, and has no account: the store has a fault"),
        }
    }

    async fn room(&mut self, room: Room) -> anyhow::Result<()> {
        let Room { record, members, mut entries } = room;
        self.introduce(record.people().chain(members.iter().map(|member| &member.user))).await?;
        self.lines.write(&Record::Room(record.clone())).await?;
        Counts::add(&self.tally.passed().rooms, 1);
        let mut at = Seq::ZERO;
        while at < record.head {
            self.introduce(entries.iter().flat_map(EntryRecord::people)).await?;
            let before = at;
            for entry in entries {
                if entry.seq != at.next() {
                    break;
                }
                at = entry.seq;
                self.lines.write(&Record::Entry(entry)).await?;
                Counts::add(&self.tally.passed().entries, 1);
            }
            if at == before {
                bail!("room {}: its log ended at {at} while it was read: it was deleted meanwhile; export again", record.id);
            }
            entries = match page_to(&record, at) {
                0 => Vec::new(),
                limit => self.store.log_after(&record.id, at, limit).await?,
            };
        }
        for member in members {
            self.lines.write(&Record::Member(member)).await?;
        }
        Ok(())
    }
}

/// Where the lines go.
pub(super) enum Out {
    Stdout(Stdout),
    File(BufWriter<File>),
}

impl Out {
    /// A new file, which nobody else on the machine may read: there are password hashes in it.
    pub(super) fn open(to: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = to else { return Ok(Self::Stdout(io::stdout())) };
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => anyhow::anyhow!("{} is there already: choose another name, or remove it", path.display()),
            _ => anyhow::anyhow!("cannot write to {}: {error}", path.display()),
        })?;
        Ok(Self::File(BufWriter::new(file)))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.write_all(bytes),
            Self::File(file) => file.write_all(bytes),
        }
    }

    /// Whoever removes what was exported when this has ended must not lose it.
    fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::File(file) => file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all(),
        }
    }
}

/// Lines on their way to a thread that writes them.
struct Lines {
    buffer: Vec<u8>,
    chunks: mpsc::Sender<Vec<u8>>,
    writing: JoinHandle<io::Result<()>>,
}

impl Lines {
    fn into(mut out: Out) -> Self {
        let (chunks, mut coming) = mpsc::channel::<Vec<u8>>(WAITING);
        let writing = tokio::task::spawn_blocking(move || {
            while let Some(chunk) = coming.blocking_recv() {
                out.write(&chunk)?;
            }
            out.finish()
        });
        Self { buffer: Vec::with_capacity(CHUNK), chunks, writing }
    }

    async fn write(&mut self, record: &Record) -> anyhow::Result<()> {
        serde_json::to_writer(&mut self.buffer, record).context("a record is no JSON")?;
        self.buffer.push(b'\n');
        if self.buffer.len() >= CHUNK { self.send().await } else { Ok(()) }
    }

    async fn send(&mut self) -> anyhow::Result<()> {
        let chunk = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK));
        if self.chunks.send(chunk).await.is_ok() {
            return Ok(());
        }
        // The writer has ended before its time: it says why.
        let ended = (&mut self.writing).await.context("the writer panicked")?;
        ended.context("cannot write")?;
        bail!("cannot write: the writer has ended");
    }

    async fn finish(mut self) -> anyhow::Result<()> {
        self.send().await?;
        drop(self.chunks);
        self.writing.await.context("the writer panicked")?.context("cannot write")
    }
}
