//! From lines into a store.
//!
//! Rooms arrive several at a time, each by a task of its own; a room is there for its people when its last line was read. What was
//! interrupted goes on when the same file is imported again.

use std::collections::HashSet;
use std::io::BufRead;
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use protocol::{Seq, UserId};
use store::archive::{Archive, Arrival, End, EntryRecord, MemberRecord, PersonRecord, Record, RoomRecord, What};
use store::{Refusal, StoreError};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::lines::{self, Line};
use super::tally::{Counts, Tally};

/// People, or entries, that are put at once.
const BATCH: usize = 500;
/// Bytes of texts that are put at once, as far as that can be helped.
const BATCH_BYTES: usize = 256 * 1024;
/// Rooms under way at once.
const AT_ONCE: usize = 8;
/// Batches of a room that may wait.
const WAITING: usize = 2;

/// Puts all of a file into the store.
pub(super) async fn import(store: Arc<dyn Archive>, file: impl BufRead + Send + 'static, tally: &Tally) -> anyhow::Result<()> {
    let mut lines = lines::read(file)?;
    let mut import =
        Import { store, tally: tally.clone(), known: HashSet::new(), people: Vec::new(), room: None, arriving: JoinSet::new() };
    let mut ended = false;
    while let Some(some) = lines.recv().await {
        for Line { number, record } in some? {
            match record {
                Record::Suda(_) => {}
                Record::Person(person) => import.person(number, person).await?,
                Record::Room(room) => import.begin(number, room).await?,
                Record::Entry(entry) => import.entry(number, entry).await?,
                Record::Member(member) => import.member(number, member)?,
                Record::End(end) => {
                    import.end(number, end).await?;
                    ended = true;
                }
            }
        }
    }
    ensure!(ended, "the file could not be read to its end");
    Ok(())
}

struct Import {
    store: Arc<dyn Archive>,
    tally: Tally,
    known: HashSet<UserId>,
    /// Not put yet, with their lines.
    people: Vec<(u64, PersonRecord)>,
    room: Option<Coming>,
    arriving: JoinSet<anyhow::Result<()>>,
}

/// The room whose lines are being read.
struct Coming {
    record: RoomRecord,
    /// The last entry that was read.
    at: Seq,
    entries: Vec<EntryRecord>,
    /// The line of the first of them, and how long their texts are.
    line: u64,
    bytes: usize,
    members: Vec<MemberRecord>,
    parts: mpsc::Sender<Part>,
}

/// Some lines of a room, on their way to its task.
enum Part {
    Entries(u64, Vec<EntryRecord>),
    /// All of them: the last part.
    Members(u64, Vec<MemberRecord>),
}

impl Import {
    async fn person(&mut self, line: u64, person: PersonRecord) -> anyhow::Result<()> {
        ensure!(self.known.insert(person.id.clone()), "line {line}: {} comes a second time", person.id);
        Counts::add(&self.tally.passed().people, 1);
        self.people.push((line, person));
        if self.people.len() >= BATCH { self.put_people().await } else { Ok(()) }
    }

    /// Before anything is put that names them.
    async fn put_people(&mut self) -> anyhow::Result<()> {
        if self.people.is_empty() {
            return Ok(());
        }
        let people = std::mem::take(&mut self.people);
        let all = people.iter().map(|(_, person)| person.clone()).collect();
        let new = match self.store.put_people(all).await {
            Err(StoreError::Refused(Refusal::NameTaken)) => self.put_one_by_one(people).await?,
            answer => answer.with_context(|| format!("line {}: people", people[0].0))?,
        };
        Counts::add(&self.tally.added().people, new);
        Ok(())
    }

    /// To find whose name it is.
    async fn put_one_by_one(&self, people: Vec<(u64, PersonRecord)>) -> anyhow::Result<usize> {
        let mut new = 0;
        for (line, person) in people {
            let name = person.name.clone();
            match self.store.put_people(vec![person]).await {
                Err(StoreError::Refused(Refusal::NameTaken)) => {
                    bail!("line {line}: the name {name} is somebody else's here, or looks like it: one of the two must take another name")
                }
                answer => new += answer.with_context(|| format!("line {line}: {name}"))?,
            }
        }
        Ok(new)
    }

    fn all_known<'a>(&self, line: u64, mut named: impl Iterator<Item = &'a UserId>) -> anyhow::Result<()> {
        match named.find(|id| !self.known.contains(*id)) {
            None => Ok(()),
            Some(id) => bail!("line {line}: names {id}, of whom no line before it says who they are"),
        }
    }

    async fn begin(&mut self, line: u64, record: RoomRecord) -> anyhow::Result<()> {
        self.finish_room(line).await?;
        self.all_known(line, record.people())?;
        self.put_people().await?;
        while self.arriving.len() >= AT_ONCE {
            self.next_arrived().await?;
        }
        Counts::add(&self.tally.passed().rooms, 1);
        let (parts, coming) = mpsc::channel(WAITING);
        self.arriving.spawn(arrive(Arc::clone(&self.store), self.tally.clone(), line, record.clone(), coming));
        self.room = Some(Coming { record, at: Seq::ZERO, entries: Vec::new(), line, bytes: 0, members: Vec::new(), parts });
        Ok(())
    }

    async fn next_arrived(&mut self) -> anyhow::Result<()> {
        self.arriving.join_next().await.map_or(Ok(()), |arrived| arrived.context("a fault of the import's own")?)
    }

    async fn entry(&mut self, line: u64, entry: EntryRecord) -> anyhow::Result<()> {
        self.all_known(line, entry.people())?;
        let Some(room) = self.room.as_mut().filter(|room| room.record.id == entry.room && room.members.is_empty()) else {
            bail!("line {line}: an entry of room {} does not stand between the room and its members", entry.room);
        };
        let next = room.at.next();
        ensure!(entry.seq == next, "line {line}: room {}: seq {} stands where {next} should", entry.room, entry.seq);
        ensure!(next <= room.record.head, "line {line}: room {}: its head is {}, and here comes {next}", entry.room, room.record.head);
        if room.entries.is_empty() {
            room.line = line;
        }
        room.at = entry.seq;
        room.bytes += bytes(&entry);
        room.entries.push(entry);
        Counts::add(&self.tally.passed().entries, 1);
        if room.entries.len() >= BATCH || room.bytes >= BATCH_BYTES { self.put_entries().await } else { Ok(()) }
    }

    async fn put_entries(&mut self) -> anyhow::Result<()> {
        self.put_people().await?;
        if let Some(room) = &mut self.room {
            room.bytes = 0;
            let entries = std::mem::take(&mut room.entries);
            if !entries.is_empty() {
                send(&room.parts, Part::Entries(room.line, entries)).await;
            }
        }
        // What has failed is told at once, and not after the rest of the file.
        while let Some(arrived) = self.arriving.try_join_next() {
            arrived.context("a fault of the import's own")??;
        }
        Ok(())
    }

    fn member(&mut self, line: u64, member: MemberRecord) -> anyhow::Result<()> {
        self.all_known(line, std::iter::once(&member.user))?;
        let Some(room) = self.room.as_mut().filter(|room| room.record.id == member.room && room.at == room.record.head) else {
            bail!("line {line}: a member of room {} does not stand after its last entry", member.room);
        };
        let last = room.members.last().map_or(Seq::ZERO, |last| last.joined);
        ensure!(
            last < member.joined && member.joined <= room.at,
            "line {line}: room {}: joined is {}, which is not after {last} and within the log",
            member.room,
            member.joined
        );
        ensure!(member.read <= room.at, "line {line}: room {}: read is {}, after the end of the log", member.room, member.read);
        room.members.push(member);
        Ok(())
    }

    /// All of its lines were read: from now on it may be there.
    async fn finish_room(&mut self, line: u64) -> anyhow::Result<()> {
        self.put_entries().await?;
        let Some(Coming { record: RoomRecord { id, head, .. }, at, members, parts, .. }) = self.room.take() else { return Ok(()) };
        ensure!(at == head, "line {line}: room {id} has {at} entries before it, and should have {head}");
        send(&parts, Part::Members(line.saturating_sub(1), members)).await;
        Ok(())
    }

    async fn end(&mut self, line: u64, end: End) -> anyhow::Result<()> {
        self.finish_room(line).await?;
        self.put_people().await?;
        while !self.arriving.is_empty() {
            self.next_arrived().await?;
        }
        let read = self.tally.passed().end();
        ensure!(read == end, "line {line}: the end counts {end:?}, but before it are {read:?}: lines are missing");
        Ok(())
    }
}

async fn send(parts: &mpsc::Sender<Part>, part: Part) {
    // A task that listens no more has nothing to do, or has failed and says so when it is joined.
    drop(parts.send(part).await);
}

/// What counts in memory.
fn bytes(entry: &EntryRecord) -> usize {
    match &entry.what {
        What::NewMessage { text, .. } => text.as_str().len(),
        _ => 0,
    }
}

/// Puts one room, as its parts come.
async fn arrive(
    store: Arc<dyn Archive>,
    tally: Tally,
    line: u64,
    room: RoomRecord,
    mut coming: mpsc::Receiver<Part>,
) -> anyhow::Result<()> {
    let which = |line: u64| format!("line {line}: room {}", room.id);
    match store.put_room(&room).await.with_context(|| which(line))? {
        Arrival::There => return Ok(()),
        Arrival::Taken(other) => bail!(
            "{}: another room, {other}, is in its place here: the direct room of the same two people, or made under the same clientId",
            which(line)
        ),
        Arrival::Begun(_) => {}
    }
    while let Some(part) = coming.recv().await {
        match part {
            Part::Entries(line, entries) => {
                let new = store.put_entries(&room.id, entries).await.with_context(|| which(line))?;
                Counts::add(&tally.added().entries, new);
            }
            Part::Members(line, members) => {
                store.open_room(&room, members).await.with_context(|| which(line))?;
                Counts::add(&tally.added().rooms, 1);
            }
        }
    }
    Ok(())
}
