//! The reader's rooms: what the list shows of each, and in which order.

pub mod switcher;

use fold::{Nfc, Query, Rank};
use protocol::messages::{Change, Entry, Unread};
use protocol::rooms::{MAX_FACES, RoomKind, RoomSet, RoomSummary};
use protocol::{RoomId, Seq, UserId};

/// All rooms of the reader, by last activity, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rooms(Vec<RoomSummary>);

/// The parts of the list on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// What the reader wants before the others.
    Starred,
    /// Rooms.
    Rooms,
    /// Conversations with one other person.
    People,
}

impl Section {
    /// Where a room stands.
    pub fn of(room: &RoomSummary) -> Self {
        match room.kind {
            _ if room.starred => Self::Starred,
            RoomKind::Direct => Self::People,
            RoomKind::Private | RoomKind::Public => Self::Rooms,
        }
    }
}

/// What an entry meant to the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The list has it already.
    Old,
    /// The list changed.
    Changed,
    /// The reader is no member any more, and the room is off the list.
    Gone,
    /// Something is missing before it, or the room is not on the list: compare with the server.
    Behind,
}

impl Rooms {
    /// As the server lists them, which replaces all that was known.
    pub fn new(rooms: Vec<RoomSummary>) -> Self {
        let mut rooms = Self(rooms);
        rooms.sort();
        rooms
    }

    /// By last activity, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &RoomSummary> {
        self.0.iter()
    }

    /// As they stand on the screen: section by section, each by last activity.
    pub fn listed(&self) -> impl DoubleEndedIterator<Item = &RoomSummary> {
        let of = |section| self.0.iter().filter(move |room| Section::of(room) == section);
        of(Section::Starred).chain(of(Section::Rooms)).chain(of(Section::People))
    }

    /// The room above or below one on the screen; or the next in that direction with something unread, once around.
    pub fn beside(&self, open: Option<&RoomId>, down: bool, unread: bool) -> Option<&RoomSummary> {
        let mut rooms: Vec<&RoomSummary> = self.listed().collect();
        if !down {
            rooms.reverse();
        }
        let next = rooms.iter().position(|room| Some(&room.id) == open).map_or(0, |at| at + 1);
        let (before, after) = rooms.split_at(next);
        if !unread {
            return after.first().copied();
        }
        after.iter().chain(before).find(|room| counted(room) > 0 && Some(&room.id) != open).copied()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One of them.
    pub fn get(&self, id: &RoomId) -> Option<&RoomSummary> {
        self.0.iter().find(|room| room.id == *id)
    }

    /// A room is new or is told anew; an older telling of a room that is known changes nothing.
    pub fn put(&mut self, room: RoomSummary) {
        match self.0.iter_mut().find(|known| known.id == room.id) {
            Some(known) if known.head > room.head => {}
            Some(known) => *known = room,
            None => self.0.push(room),
        }
        self.sort();
    }

    /// A room is gone for the reader; whether it was on the list.
    pub fn remove(&mut self, id: &RoomId) -> bool {
        let before = self.0.len();
        self.0.retain(|room| room.id != *id);
        self.0.len() != before
    }

    /// The next entry of a room's log.
    pub fn apply(&mut self, entry: &Entry, me: &UserId) -> Applied {
        let Some(room) = self.0.iter_mut().find(|room| room.id == entry.room_id) else { return Applied::Behind };
        if entry.seq <= room.head {
            return Applied::Old;
        }
        if entry.seq != room.head.next() {
            return Applied::Behind;
        }
        if loses(&entry.change, &entry.by.id, me) {
            self.remove(&entry.room_id);
            return Applied::Gone;
        }
        // Whether one that is deleted had called the reader, or was unread at all, only the server knows.
        let in_doubt = matches!(entry.change, Change::MessageDeleted { target } if target > room.read && room.unread > 0);
        take(room, entry, me);
        self.sort();
        if in_doubt { Applied::Behind } else { Applied::Changed }
    }

    /// The message that came last calls the reader.
    pub fn called(&mut self, id: &RoomId) {
        if let Some(room) = self.0.iter_mut().find(|room| room.id == *id) {
            room.mentions += 1;
        }
    }

    /// The read mark of a room went back. Whether there is such a room.
    pub fn unread_from(&mut self, told: &Unread) -> bool {
        let Some(room) = self.0.iter_mut().find(|room| room.id == told.room_id) else { return false };
        (room.read, room.unread, room.mentions) = (told.read, told.unread, told.mentions);
        true
    }

    /// The reader has read up to an entry; `unread` is how many messages of others stand after it, where that is known. Whether
    /// anything changed.
    pub fn read(&mut self, id: &RoomId, seq: Seq, unread: Option<u32>) -> bool {
        let Some(room) = self.0.iter_mut().find(|room| room.id == *id) else { return false };
        if seq <= room.read {
            return false;
        }
        room.read = seq;
        // No more can be unread than there are entries.
        let bound = u32::try_from(room.head.0.saturating_sub(seq.0)).unwrap_or(u32::MAX);
        room.unread = unread.unwrap_or(room.unread).min(bound);
        room.mentions = room.mentions.min(room.unread);
        true
    }

    /// What the reader has set for a room, here or on another screen. Whether there is such a room.
    pub fn set(&mut self, set: &RoomSet) -> bool {
        let Some(room) = self.0.iter_mut().find(|room| room.id == set.room_id) else { return false };
        (room.starred, room.notify) = (set.starred, set.notify);
        true
    }

    /// All that is unread in rooms that are not muted, for the title.
    pub fn unread(&self) -> u32 {
        self.0.iter().map(counted).sum()
    }

    /// How often the reader is called in what is unread.
    pub fn mentions(&self) -> u32 {
        self.0.iter().map(|room| room.mentions).sum()
    }

    /// How many other rooms have something unread and are not muted, for the way back on a phone.
    pub fn waiting(&self, but: Option<&RoomId>) -> usize {
        self.0.iter().filter(|room| counted(room) > 0 && Some(&room.id) != but).count()
    }

    /// The room that the reader has with one other person, if there is one.
    pub fn direct_with(&self, who: &UserId) -> Option<&RoomSummary> {
        self.0.iter().find(|room| room.kind == RoomKind::Direct && room.faces.iter().any(|face| face.id == *who))
    }

    /// The rooms whose name, as `name` tells it, a query finds: by rank, then by activity. A blank query finds all.
    pub fn find(&self, query: &str, nfc: Nfc, name: impl Fn(&RoomSummary) -> String) -> Vec<&RoomSummary> {
        let Some(query) = Query::new(query, nfc) else { return self.iter().collect() };
        let found: Vec<(Rank, &RoomSummary)> =
            self.iter().filter_map(|room| query.find(&name(room), nfc).map(|found| (found.rank, room))).collect();
        let of = |rank| found.iter().filter(move |(found, _)| *found == rank).map(|(_, room)| *room);
        [Rank::Whole, Rank::Keys, Rank::Initials].into_iter().flat_map(of).collect()
    }

    /// Stable, so that rooms of one moment keep their order. By insertion: they are in order but for one or two, and the
    /// library's sorts weigh 3 kB each in the browser.
    fn sort(&mut self) {
        for at in 1..self.0.len() {
            let active_at = self.0[at].active_at;
            let place = self.0[..at].partition_point(|room| room.active_at >= active_at);
            self.0[place..=at].rotate_right(1);
        }
    }
}

/// How much of a room waits for the reader: nothing of a muted one does.
pub fn counted(room: &RoomSummary) -> u32 {
    if room.notify.counts() { room.unread } else { 0 }
}

/// Whether a change takes the reader out of the room.
fn loses(change: &Change, by: &UserId, me: &UserId) -> bool {
    match change {
        Change::MemberLeft { .. } => by == me,
        Change::MemberRemoved { person } => person.id == *me,
        _ => false,
    }
}

/// A message of the reader's list has changed: nothing is unread by it, and the room was not active.
fn fold(room: &mut RoomSummary, target: Seq, change: &Change) {
    let Some(last) = room.last.as_mut().filter(|last| last.seq == target) else { return };
    match (change, &mut last.change) {
        (Change::MessageEdited { content: now, .. }, Change::NewMessage { content, .. }) => *content = now.clone(),
        (Change::MessageDeleted { .. }, before) => *before = Change::Tombstone,
        _ => {}
    }
}

fn take(room: &mut RoomSummary, entry: &Entry, me: &UserId) {
    room.head = entry.seq;
    if let Some(target) = entry.change.target() {
        return fold(room, target, &entry.change);
    }
    room.active_at = entry.at;
    for face in &mut room.faces {
        if face.id == entry.by.id {
            face.name = entry.by.name.clone();
        }
    }
    match &entry.change {
        Change::NewMessage { .. } => {
            if entry.by.id == *me {
                // Who writes has read: the server counts the same way.
                room.read = entry.seq;
                (room.unread, room.mentions) = (0, 0);
            } else {
                room.unread += 1;
            }
            room.last = Some(entry.clone());
        }
        Change::MemberJoined { person } => {
            room.members += 1;
            if room.faces.len() < MAX_FACES && person.id != *me {
                room.faces.push(person.clone());
            }
        }
        Change::MemberLeft { heir } => {
            leaves(room, &entry.by.id);
            if let Some(heir) = heir {
                room.creator = heir.id.clone();
            }
        }
        Change::MemberRemoved { person } => leaves(room, &person.id),
        Change::RoomRenamed { name } => room.name = Some(name.clone()),
        Change::RoomTopicChanged { topic } => room.topic.clone_from(topic),
        _ => {}
    }
}

fn leaves(room: &mut RoomSummary, who: &UserId) {
    room.members = room.members.saturating_sub(1);
    room.faces.retain(|face| face.id != *who);
}

#[cfg(test)]
mod tests;
