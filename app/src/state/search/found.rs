//! What was found: hits of the server and of the rooms that are held, as one list.
//!
//! What is on the screen stays until there is something to take its place: a key refines it here at once, by the rule that the server
//! finds with, and the server's answer completes it.

use fold::Nfc;
use protocol::messages::Entry;
use protocol::search::{Hit, Hits};
use protocol::{RoomId, RoomName, Seq};

use super::question::{Asked, Matcher, Question};
use crate::state::rooms::Rooms;

/// Most hits of one held room that are shown before the server has answered.
const MAX_HELD: usize = 100;
/// Most hits that stay on the screen when another page has come.
const MAX_HITS: usize = 1_000;

/// A hit of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The message, its room and its marks.
    pub hit: Hit,
    /// Only its keys or its initials match: it stands below those that match as they are written.
    pub close: bool,
}

impl Found {
    /// What tells it from others.
    pub const fn place(&self) -> (&RoomId, Seq) {
        (&self.hit.entry.room_id, self.hit.entry.seq)
    }

    /// Whether it stands above another one: as they are written before those that are close, then the newest.
    fn is_above(&self, other: &Self) -> bool {
        let key = |found: &Self| (!found.close, found.hit.entry.at, found.hit.entry.seq);
        key(self) > key(other)
    }
}

/// An entry that is held, and what its room is called.
pub type Held<'a> = (&'a Entry, Option<&'a RoomName>);

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// In order, each once.
    pub hits: Vec<Found>,
    /// Whether there may be others that are not here.
    pub more: bool,
    /// What they answer; or what was looked for last, and nothing here answered.
    question: Option<Question>,
    /// Whether the server has answered that.
    settled: bool,
    /// Where the next page begins.
    cursor: Option<String>,
}

impl Results {
    /// Whether the server has answered what is looked for now.
    pub const fn is_settled(&self) -> bool {
        self.settled
    }

    /// Whether there is another page, or may be one once the answer is here.
    pub const fn has_more(&self) -> bool {
        if self.settled { self.cursor.is_some() } else { self.more }
    }

    /// What to ask the server for `question`; with `more`, the next page of what is answered already.
    pub fn wanted(&self, question: &Question, more: bool) -> Option<Asked> {
        if question.is_blank() {
            return None;
        }
        let answered = self.settled && self.question.as_ref() == Some(question);
        let cursor = self.cursor.clone().filter(|_| answered && more);
        (!answered || cursor.is_some()).then(|| Asked { question: question.clone(), cursor })
    }

    /// Something else is looked for: what is here answers at once, as far as it can. Without a connection nothing else will.
    pub fn refine<'a>(&mut self, question: &Question, held: impl Iterator<Item = Held<'a>>, online: bool, nfc: Nfc) {
        if question.is_blank() {
            *self = Self::default();
            return;
        }
        if self.settled && self.question.as_ref() == Some(question) {
            return;
        }
        self.settled = false;
        self.cursor = None;
        self.question = Some(question.clone());
        let Some(matcher) = Matcher::new(question, nfc) else { return };
        let mut hits = again(&matcher, &self.hits);
        add_held(&matcher, &mut hits, held);
        if !hits.is_empty() || !online {
            self.hits = hits;
        }
    }

    /// The server has answered.
    pub fn answer<'a>(&mut self, asked: &Asked, answer: Hits, held: impl Iterator<Item = Held<'a>>, nfc: Nfc) {
        let Some(question) = self.question.clone() else { return };
        let matcher = Matcher::new(&question, nfc);
        if asked.question != question {
            // Something else was typed meanwhile. What fits that too is no worse for coming early.
            if let Some(matcher) = matcher {
                let early: Vec<Found> = answer.hits.into_iter().map(|hit| Found { hit, close: false }).collect();
                for found in again(&matcher, &early) {
                    insert(&mut self.hits, found);
                }
            }
            return;
        }
        let Hits { hits, complete, cursor } = answer;
        self.more = !complete;
        let next = asked.cursor.is_some();
        let mut all = match &matcher {
            _ if next => std::mem::take(&mut self.hits),
            // What is on the screen and fits is found, on whichever page it may stand.
            Some(matcher) if !complete => again(matcher, &self.hits),
            _ => Vec::new(),
        };
        if let (Some(matcher), false) = (&matcher, next) {
            add_held(matcher, &mut all, held);
        }
        let mut before: Option<(bool, i64)> =
            all.last().filter(|_| next && matcher.is_none()).map(|last| (last.close, last.hit.entry.at.0));
        for hit in hits {
            let close = match matcher.as_ref().and_then(|matcher| matcher.find(&hit.entry)) {
                Some((close, _)) => close,
                // By the order of the server: where a newer one follows, those begin that are only close.
                None => before.is_some_and(|(close, at)| close || hit.entry.at.0 > at),
            };
            before = Some((close, hit.entry.at.0));
            insert(&mut all, Found { hit, close });
        }
        all.truncate(MAX_HITS);
        self.hits = all;
        self.settled = true;
        self.cursor = cursor;
    }

    /// The reader may be no member of some rooms any more: nothing of those is theirs to find.
    pub fn keep(&mut self, rooms: &Rooms) {
        self.hits.retain(|found| rooms.get(found.place().0).is_some());
    }

    /// One of them.
    pub fn hit(&self, room: &RoomId, seq: Seq) -> Option<&Found> {
        self.hits.iter().find(|found| found.place() == (room, seq))
    }
}

/// Those that fit, with their marks and in their order.
fn again(matcher: &Matcher<'_>, hits: &[Found]) -> Vec<Found> {
    let mut fitting = Vec::with_capacity(hits.len());
    for Found { hit, .. } in hits {
        if let Some((close, ranges)) = matcher.find(&hit.entry) {
            insert(&mut fitting, Found { hit: Hit { ranges, ..hit.clone() }, close });
        }
    }
    fitting
}

/// Those of the rooms that are held, which come newest first in each room.
fn add_held<'a>(matcher: &Matcher<'_>, hits: &mut Vec<Found>, held: impl Iterator<Item = Held<'a>>) {
    let (mut of, mut count) = (None, 0);
    for (entry, name) in held {
        if of != Some(&entry.room_id) {
            (of, count) = (Some(&entry.room_id), 0);
        }
        if count == MAX_HELD {
            continue;
        }
        if let Some((close, ranges)) = matcher.find(entry) {
            count += 1;
            insert(hits, Found { hit: Hit { entry: entry.clone(), room_name: name.cloned(), ranges }, close });
        }
    }
}

/// In its place, and once: the later telling counts.
fn insert(hits: &mut Vec<Found>, found: Found) {
    hits.retain(|known| known.place() != found.place());
    let at = hits.partition_point(|known| !found.is_above(known));
    hits.insert(at, found);
}
