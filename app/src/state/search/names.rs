//! The rooms and people whose name matches, above the messages of a search in all rooms.

use fold::{Nfc, Query};
use protocol::RoomId;
use protocol::rooms::{RoomKind, RoomSummary};
use protocol::session::Person;

use super::{Choice, Marks};
use crate::state::chat::Chat;

/// Most rooms, and most people, that stand above the messages.
const MAX: usize = 5;

/// Rooms and people whose name matches, each with its marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Rooms of the reader, the best match first.
    pub rooms: Vec<(RoomId, String, Marks)>,
    /// People: a conversation with one stands under their name, not among the rooms.
    pub people: Vec<(Person, Marks)>,
}

/// Whose name is looked for: only in a search of all rooms that nothing narrows.
pub(super) fn wanted(chat: &Chat) -> Option<String> {
    let question = chat.finding.question(chat.open_id());
    let any = question.room.is_none() && !question.is_narrowed() && question.is_plain() && !question.text.is_empty();
    any.then_some(question.text)
}

/// Everybody whose name matches: the people of the reader's rooms first, who are known without asking, then others that were `found`, and
/// the reader. A blank text is in every name.
pub fn people_called(chat: &Chat, text: &str, found: &[Person], nfc: Nfc) -> Vec<Person> {
    let query = Query::new(text, nfc);
    let mut people: Vec<Person> = Vec::new();
    let faces = chat.rooms.iter().flat_map(|room| &room.faces);
    for person in faces.chain(found).chain([&chat.me.person]) {
        let fits = query.as_ref().is_none_or(|query| query.find(person.name.as_str(), nfc).is_some());
        if fits && !people.iter().any(|other| other.id == person.id) {
            people.push(person.clone());
        }
    }
    people
}

impl Names {
    /// Those that match what was typed; `name` tells what a room is called.
    pub fn find(chat: &Chat, nfc: Nfc, name: impl Fn(&RoomSummary) -> String) -> Self {
        let Some((text, query)) = wanted(chat).and_then(|text| Query::new(&text, nfc).map(|query| (text, query))) else {
            return Self::default();
        };
        let marks = |name: &str| -> Option<Marks> {
            query.find(name, nfc).map(|found| found.ranges.into_iter().map(|range| (range.start, range.end)).collect())
        };
        let rooms = chat.rooms.find(&text, nfc, &name).into_iter().filter(|room| room.kind != RoomKind::Direct);
        let rooms = rooms.filter_map(|room| {
            let name = name(room);
            marks(&name).map(|marks| (room.id.clone(), name, marks))
        });
        let people = people_called(chat, &text, &chat.finding.people, nfc).into_iter().filter(|person| person.id != chat.me.person.id);
        let people = people.filter_map(|person| marks(person.name.as_str()).map(|marks| (person, marks)));
        Self { rooms: rooms.take(MAX).collect(), people: people.take(MAX).collect() }
    }

    /// All that can be opened, in the order in which it is listed: these, then the messages; or, while nothing is looked for, what was
    /// looked for of late.
    pub fn choices(&self, chat: &Chat) -> Vec<Choice> {
        let finding = &chat.finding;
        if finding.question(chat.open_id()).is_blank() {
            return finding.recent.iter().map(|query| Choice::Recent(query.to_owned())).collect();
        }
        let rooms = self.rooms.iter().map(|(id, ..)| Choice::Room(id.clone()));
        let people = self.people.iter().map(|(person, _)| Choice::Person(person.id.clone()));
        let hits = finding.results.hits.iter().map(|found| Choice::Hit(found.place().0.clone(), found.place().1));
        let more = finding.results.has_more().then_some(Choice::More);
        rooms.chain(people).chain(hits).chain(more).collect()
    }
}
