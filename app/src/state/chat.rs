//! All that the screen knows, and what an event does to it.

use client::outbox::Outbox;
use fold::{Nfc, Query};
use markup::Callable;
use protocol::messages::{Change, Entry, Page, Read, Unread};
use protocol::rooms::RoomSummary;
use protocol::session::{Language, Me, Person, Sync, Synced};
use protocol::{Event, RoomId, RoomName, Seq};

use super::attention::Attention;
use super::messages::{Conversation, is_of_others};
use super::parts::Parts;
use super::presence::Present;
use super::rooms::{Applied, Rooms};
use super::search::Finding;
use super::session::Link;
use super::told;
use super::typing::Leases;
use crate::page::Initial;

/// Most conversations that are kept in memory: the open one, and those that were open before it.
const MAX_HELD: usize = 8;

/// All that the screen knows.
#[derive(Clone, Debug)]
pub struct Chat {
    /// The reader.
    pub me: Me,
    /// The language that the page was drawn in.
    pub language: Language,
    /// The rooms of the reader.
    pub rooms: Rooms,
    /// Who is there.
    pub present: Present,
    /// Who is typing.
    pub typing: Leases,
    /// The connection.
    pub link: Link,
    /// What is not yet acknowledged.
    pub outbox: Outbox,
    /// The search.
    pub finding: Finding,
    /// Members of the open room, as far as they were asked for.
    pub members: Vec<Person>,
    /// What is written in rooms and not sent.
    drafts: Vec<(RoomId, String)>,
    /// Whether somebody looks at it.
    pub attention: Attention,
    /// Whether the tab can be seen.
    pub visible: bool,
    open: Option<RoomId>,
    /// The last one that was open is the last one.
    held: Vec<Conversation>,
}

/// What an event did, and what has to be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What is to be drawn anew.
    pub parts: Parts,
    /// Something was missed: send [`Sync`] again.
    pub behind: bool,
    /// The open room is gone.
    pub closed: bool,
}

impl From<Parts> for Effect {
    fn from(parts: Parts) -> Self {
        Self { parts, behind: false, closed: false }
    }
}

impl Chat {
    /// As the page begins.
    pub fn new(initial: &Initial) -> Self {
        let me = &initial.me.person.id;
        let open = initial.room.as_ref().map(|room| room.id.clone());
        let begin = |room: &crate::page::OpenRoom| Conversation::begin(room.id.clone(), room.page.clone(), room.read, room.focus, me);
        Self {
            me: initial.me.clone(),
            language: initial.language,
            rooms: Rooms::new(initial.rooms.clone()),
            present: Present::new(&initial.present),
            typing: Leases::default(),
            link: Link::new(),
            outbox: Outbox::new(),
            finding: Finding::default(),
            members: Vec::new(),
            drafts: Vec::new(),
            attention: Attention::default(),
            visible: true,
            open,
            held: initial.room.iter().map(begin).collect(),
        }
    }

    /// Which room is open.
    pub const fn open_id(&self) -> Option<&RoomId> {
        self.open.as_ref()
    }

    /// The room that is open, as the list knows it.
    pub fn open_room(&self) -> Option<&RoomSummary> {
        self.rooms.get(self.open.as_ref()?)
    }

    /// The conversation that is open.
    pub fn conversation(&self) -> Option<&Conversation> {
        let open = self.open.as_ref()?;
        self.held.iter().find(|held| held.room() == open)
    }

    /// The conversation that is open, to change.
    pub fn conversation_mut(&mut self) -> Option<&mut Conversation> {
        let open = self.open.as_ref()?;
        self.held.iter_mut().find(|held| held.room() == open)
    }

    /// All messages of the rooms that are held, those of the open one first, the newest first in each; and what their room is called.
    pub fn held(&self) -> impl Iterator<Item = (&Entry, Option<&RoomName>)> {
        self.held.iter().rev().flat_map(|held| {
            let name = self.rooms.get(held.room()).and_then(|room| room.name.as_ref());
            held.timeline().entries().rev().map(move |entry| (entry, name))
        })
    }

    /// Whom a text may call in the open room: their names have it in them, as the search finds names; those who were heard last first.
    pub fn called(&self, typed: &str, most: usize, nfc: Nfc) -> Vec<Person> {
        let query = Query::new(typed, nfc);
        let fits = |person: &&Person| query.as_ref().is_none_or(|query| query.find(person.name.as_str(), nfc).is_some());
        self.people_here().into_iter().filter(|person| person.id != self.me.person.id).filter(fits).take(most).cloned().collect()
    }

    /// Who can be called in the open room, as far as it is known here: who said something in it or came, and who the list names.
    pub fn callable(&self) -> Vec<Callable> {
        let me = &self.me.person.id;
        self.people_here().into_iter().map(|person| Callable { name: person.name.to_string(), me: person.id == *me }).collect()
    }

    fn people_here(&self) -> Vec<&Person> {
        let me = &self.me.person;
        let faces = self.open_room().into_iter().flat_map(|room| &room.faces);
        let entries = self.conversation().into_iter().flat_map(|conversation| conversation.timeline().entries().rev());
        let said = entries.flat_map(|entry| {
            let came = if let Change::MemberJoined { person } = &entry.change { Some(person) } else { None };
            came.into_iter().chain([&entry.by])
        });
        let mut people: Vec<&Person> = vec![me];
        for person in said.chain(faces).chain(&self.members) {
            if !people.iter().any(|known| known.id == person.id) {
                people.push(person);
            }
        }
        people
    }

    /// Opens a room of the list, or none. Whether there is such a room. The way through the hits of a search ends.
    pub fn go(&mut self, room: Option<&RoomId>) -> bool {
        self.finding.stay();
        let Some(id) = room else {
            self.open = None;
            return true;
        };
        let Some(summary) = self.rooms.get(id) else { return false };
        if self.open.as_ref() != Some(id) {
            self.members.clear();
        }
        if !self.finding.everywhere && self.open.as_ref() != Some(id) {
            // What was found was found in the other room.
            self.finding = Finding::default();
        }
        let (read, unread, head) = (summary.read, summary.unread, summary.head);
        let known = self.held.iter().position(|held| held.room() == id).map(|at| self.held.remove(at));
        let mut conversation = known.unwrap_or_else(|| Conversation::open(id.clone(), head, self.me.person.id.clone()));
        conversation.enter(read, unread, head);
        self.held.push(conversation);
        if self.held.len() > MAX_HELD {
            self.held.remove(0);
        }
        self.open = Some(id.clone());
        true
    }

    /// What is written in a room and not sent; `None`: nothing is.
    pub fn draft(&mut self, room: &RoomId, draft: Option<String>) {
        self.drafts.retain(|(of, _)| of != room);
        self.drafts.extend(draft.map(|draft| (room.clone(), draft)));
    }

    /// What is written in a room and not sent.
    pub fn draft_of(&self, room: &RoomId) -> Option<&str> {
        self.drafts.iter().find(|(of, _)| of == room).map(|(_, draft)| draft.as_str())
    }

    /// What to say with `sync`: what this screen holds.
    pub fn sync(&self) -> Sync {
        let held = self.held.iter().filter_map(|held| Some((held.room().clone(), held.timeline().contiguous_head()?)));
        let mut sync = Sync::default();
        sync.rooms.extend(held);
        sync
    }

    /// What the server says that there is. It replaces what was known of rooms and people, and adds to the conversations.
    pub fn synced(&mut self, synced: Synced) -> Effect {
        let Synced { me, rooms, missed, present } = synced;
        self.me = me;
        self.present = Present::new(&present);
        // A message that came while the reply was on its way is newer than what the reply says of its room.
        let newer = std::mem::replace(&mut self.rooms, Rooms::new(rooms));
        for room in newer.iter() {
            if self.rooms.get(&room.id).is_some_and(|told| told.head < room.head) {
                self.rooms.put(room.clone());
            }
        }
        for page in missed.into_iter().filter_map(|missed| Some((missed.room_id, missed.page?))) {
            self.page(&page.0, page.1);
        }
        let heads: Vec<(RoomId, Seq)> = self.rooms.iter().map(|room| (room.id.clone(), room.head)).collect();
        self.held.retain_mut(|held| match heads.iter().find(|(id, _)| id == held.room()) {
            Some((_, head)) => {
                held.saw_head(*head);
                true
            }
            None => false,
        });
        self.finding.results.keep(&self.rooms);
        let closed = self.open.is_some() && self.open_room().is_none();
        self.link.synced();
        let parts = Parts::ROOMS | Parts::SEARCH | Parts::LOG | Parts::PRESENCE | Parts::LINK | Parts::OUTBOX;
        Effect { parts, behind: false, closed }
    }

    /// A page of a room's log came.
    pub fn page(&mut self, room: &RoomId, page: Page) -> Parts {
        let me = &self.me.person.id;
        let mut parts = Parts::NONE;
        for entry in page.entries.iter().filter(|entry| entry.by.id == *me) {
            parts |= Parts::OUTBOX.when(self.outbox.seen(entry).is_some());
        }
        if let Some(held) = self.held.iter_mut().find(|held| held.room() == room) {
            held.apply_page(page);
            parts |= Parts::LOG.when(self.open.as_ref() == Some(room));
        }
        parts
    }

    /// An event came, at a moment of this machine's clock (milliseconds).
    pub fn apply(&mut self, event: Event, now: i64) -> Effect {
        match event {
            Event::RoomEvent(entry) => self.entry(entry, false),
            Event::RoomInvite(invite) => self.room(invite.room).into(),
            Event::JoinedRoom(joined) => self.room(joined.room).into(),
            Event::RoomDeleted(deleted) => self.gone(&deleted.room_id),
            Event::RoomSet(set) => Parts::ROOMS.when(self.rooms.set(&set)).into(),
            Event::Read(read) => self.read(&read.room_id, read.seq).into(),
            Event::Unread(unread) => self.unread(&unread).into(),
            Event::Typing(pulse) => {
                let here = self.open.as_ref() == Some(&pulse.room_id);
                self.typing.apply(pulse, now);
                Parts::TYPING.when(here).into()
            }
            Event::Presence(presence) => {
                self.present.apply(&presence);
                Parts::PRESENCE.into()
            }
            Event::Resync(_) => Effect { parts: Parts::NONE, behind: true, closed: false },
        }
    }

    /// The next entry of a room's log; `own` when it is the answer to something that this screen sent, which may come before what
    /// stands between.
    pub fn entry(&mut self, entry: Entry, own: bool) -> Effect {
        let me = self.me.person.id.clone();
        let mut parts = Parts::NONE;
        if entry.by.id == me && self.outbox.seen(&entry).is_some() {
            parts |= Parts::OUTBOX | Parts::LOG;
        }
        let read = self.rooms.get(&entry.room_id).map(|room| room.read);
        let applied = self.rooms.apply(&entry, &me);
        if applied == Applied::Gone {
            return self.gone(&entry.room_id);
        }
        if applied == Applied::Changed {
            parts |= Parts::ROOMS;
            if let Change::NewMessage { content, .. } = &entry.change
                && entry.by.id != me
                && told::calls(content.as_str(), &self.me.person.name)
            {
                self.rooms.called(&entry.room_id);
            }
        }
        self.typing.end(&entry.room_id, &entry.by.id);
        let here = self.open.as_ref() == Some(&entry.room_id);
        let unseen = !self.visible && is_of_others(&entry, &me);
        let room = entry.room_id.clone();
        if let Some(held) = self.held.iter_mut().find(|held| *held.room() == room) {
            if let (true, Some(read)) = (here && unseen, read) {
                held.divide(read);
            }
            held.apply_entry(entry);
        }
        parts |= (Parts::LOG | Parts::TYPING).when(here);
        Effect { parts, behind: applied == Applied::Behind && !own, closed: false }
    }

    /// A room is new to the reader, or is told anew.
    pub fn room(&mut self, room: RoomSummary) -> Parts {
        self.rooms.put(room);
        Parts::ROOMS
    }

    /// A room is gone for the reader: deleted, left, or they were removed.
    pub fn gone(&mut self, room: &RoomId) -> Effect {
        self.rooms.remove(room);
        self.held.retain(|held| held.room() != room);
        self.outbox.forget_room(room);
        self.finding.results.keep(&self.rooms);
        Effect { parts: Parts::ROOMS | Parts::OUTBOX | Parts::SEARCH, behind: false, closed: self.open.as_ref() == Some(room) }
    }

    /// The reader has read up to an entry, here or on another screen.
    pub fn read(&mut self, room: &RoomId, seq: Seq) -> Parts {
        let held = self.held.iter().find(|held| held.room() == room);
        let unread = held.and_then(|held| held.unread_after(seq, &self.me.person.id));
        Parts::ROOMS.when(self.rooms.read(room, seq, unread))
    }

    /// The reader has marked entries as unread, here or on another screen. On this one the room is not read again before it is entered again.
    pub fn unread(&mut self, unread: &Unread) -> Parts {
        if let Some(held) = self.held.iter_mut().find(|held| *held.room() == unread.room_id) {
            held.put_off(unread.read);
        }
        Parts::LOG | Parts::ROOMS.when(self.rooms.unread_from(unread))
    }

    /// The reader sees the open room up to an entry: the command that says so, when it is news.
    pub fn saw(&mut self, seq: Seq) -> Option<(Parts, Read)> {
        let room_id = self.open.clone().filter(|_| !self.conversation().is_some_and(Conversation::is_put_off))?;
        let parts = self.read(&room_id, seq);
        (parts != Parts::NONE).then_some((parts, Read { room_id, seq }))
    }

    /// The connection was lost at a moment of this machine's clock (milliseconds).
    pub fn lost(&mut self, now: i64) -> Parts {
        self.link.lost(now);
        self.typing.clear();
        self.outbox.disconnected();
        Parts::LINK | Parts::TYPING | Parts::OUTBOX | Parts::LOG
    }
}

#[cfg(test)]
mod tests;
