//! Where the switcher can go: the reader's rooms, people, and what else can be done with what was typed.

use fold::{Nfc, Query, Rank};
use protocol::RoomId;
use protocol::rooms::{RoomKind, RoomSummary};
use protocol::session::Person;

use crate::state::Chat;
use crate::state::search::Marks;
use crate::state::search::names::people_called;

/// Most rooms, and most people, that are offered.
const MAX: usize = 8;

/// Where to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A room of the reader.
    Room(RoomId),
    /// A conversation with somebody; a new one if there is none.
    Person(Person),
    /// A new room of this name.
    Create(String),
    /// Messages that say this.
    Search(String),
}

/// Something that is offered, and what of its name matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Where it leads.
    pub target: Target,
    /// What it is called; empty for what is no name.
    pub name: String,
    /// What of the name matches.
    pub marks: Marks,
}

/// What to offer for what was typed: rooms, then people, each the best match first and of equal ones the most active; then what can be made
/// of the text. For a blank text the rooms that were active last, without the open one. `found` are people that the server knows; `name`
/// tells what a room is called.
pub fn offers(chat: &Chat, text: &str, found: &[Person], nfc: Nfc, name: impl Fn(&RoomSummary) -> String) -> Vec<Offer> {
    let text = text.trim();
    let Some(query) = Query::new(text, nfc) else {
        let others = chat.rooms.iter().filter(|room| Some(&room.id) != chat.open_id());
        return others.take(MAX).map(|room| offer(target_of(room), name(room), Marks::new())).collect();
    };
    let rooms = chat.rooms.iter().filter(|room| room.kind != RoomKind::Direct).map(|room| (Target::Room(room.id.clone()), name(room)));
    let mut offers = ranked(&query, rooms, nfc);
    let people = people_called(chat, text, found, nfc).into_iter().filter(|person| person.id != chat.me.person.id);
    offers.extend(ranked(&query, people.map(|person| (Target::Person(person.clone()), person.name.to_string())), nfc));
    offers.push(offer(Target::Create(text.to_owned()), String::new(), Marks::new()));
    if !chat.finding.shown {
        offers.push(offer(Target::Search(text.to_owned()), String::new(), Marks::new()));
    }
    offers
}

fn offer(target: Target, name: String, marks: Marks) -> Offer {
    Offer { target, name, marks }
}

/// A direct room is offered as the person that it is with.
fn target_of(room: &RoomSummary) -> Target {
    match room.faces.first() {
        Some(face) if room.kind == RoomKind::Direct => Target::Person(face.clone()),
        _ => Target::Room(room.id.clone()),
    }
}

/// Those whose name matches, the best first, else in the order in which they came.
fn ranked(query: &Query, named: impl Iterator<Item = (Target, String)>, nfc: Nfc) -> Vec<Offer> {
    let matching: Vec<(Rank, Offer)> = named
        .filter_map(|(target, name)| {
            let found = query.find(&name, nfc)?;
            let marks = found.ranges.into_iter().map(|range| (range.start, range.end)).collect();
            Some((found.rank, offer(target, name, marks)))
        })
        .collect();
    let of = |rank| matching.iter().filter(move |(found, _)| *found == rank).map(|(_, offer)| offer.clone());
    [Rank::Whole, Rank::Keys, Rank::Initials].into_iter().flat_map(of).take(MAX).collect()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use protocol::rooms::RoomKind;
    use protocol::session::Person;
    use protocol::{RoomId, Timestamp};

    use super::{Target, offers};
    use crate::i18n::phrases;
    use crate::state::Chat;
    use crate::state::tests::{initial, person, room};

    fn nfc(text: &str) -> Cow<'_, str> {
        text.into()
    }

    fn chat() -> Chat {
        let named = [("review", "디자인-리뷰"), ("system", "디자인 시스템"), ("hiring", "2026 디자이너 채용"), ("lunch", "점심")];
        let mut rooms: Vec<_> = named.iter().map(|(id, name)| room(id, name, 5)).collect();
        for (room, at) in rooms.iter_mut().zip((1..=1_000).rev()) {
            room.active_at = Timestamp(at);
        }
        let mut direct = room("doyun", "도윤", 5);
        (direct.kind, direct.name, direct.faces) = (RoomKind::Direct, None, vec![person("doyun", "이도윤")]);
        rooms.push(direct);
        Chat::new(&initial(rooms, None))
    }

    fn offered(chat: &Chat, text: &str, found: &[Person]) -> Vec<String> {
        let offers = offers(chat, text, found, nfc, |room| phrases::room_name(chat.language, room));
        offers
            .into_iter()
            .map(|offer| match offer.target {
                Target::Create(name) => format!("+{name}"),
                Target::Search(text) => format!("?{text}"),
                Target::Room(_) | Target::Person(_) => offer.name,
            })
            .collect()
    }

    #[test]
    fn initials_find_rooms_and_people() {
        let found = [person("dongjin", "강동진"), person("doyun", "이도윤")];
        let names = offered(&chat(), "ㄷㅈ", &found);
        assert_eq!(names, ["디자인-리뷰", "디자인 시스템", "2026 디자이너 채용", "강동진", "+ㄷㅈ", "?ㄷㅈ"]);
        assert_eq!(offered(&chat(), "ㄷㅇ", &found), ["이도윤", "+ㄷㅇ", "?ㄷㅇ"], "each once, though two lists know him");
    }

    #[test]
    fn whole_syllables_come_before_those_on_their_way() {
        let mut far = room("far", "닭갈비", 9);
        far.active_at = Timestamp(9);
        let chat = Chat::new(&initial(vec![far, room("near", "달리기", 5)], None));
        assert_eq!(offered(&chat, "달", &[]), ["달리기", "닭갈비", "+달", "?달"]);
    }

    #[test]
    fn without_a_text_the_other_rooms_of_late_are_offered() {
        let mut chat = chat();
        chat.go(RoomId::new("review").ok().as_ref());
        assert_eq!(offered(&chat, "  ", &[]), ["디자인 시스템", "2026 디자이너 채용", "점심", "이도윤"]);
    }
}
