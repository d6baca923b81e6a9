//! What is looked for, and when the server is asked: one question at a time. While its answer is on its way the newest text waits, so
//! that fast fingers cost no more than a slow line can carry, and no timer stands between a key and its answer.

use protocol::messages::{Change, Entry};
use protocol::search::{MAX_QUERY_CHARS, Search};
use protocol::{RoomId, Timestamp, UserId};

use fold::{Nfc, Query, Rank};

use super::Marks;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What was typed, cut to what the server takes; with its words.
    pub text: String,
    /// One room; `None`: all of them.
    pub room: Option<RoomId>,
    /// Only what this person said.
    pub from: Option<UserId>,
    /// Only what was said at or after this moment.
    pub after: Option<Timestamp>,
    /// Only what was said before this moment.
    pub before: Option<Timestamp>,
}

impl Question {
    /// What was typed, as it is asked.
    pub fn typed(text: &str) -> String {
        text.trim().chars().take(MAX_QUERY_CHARS).collect()
    }

    /// Nothing is looked for.
    pub const fn is_blank(&self) -> bool {
        self.text.is_empty() && !self.is_narrowed()
    }

    /// Whether a person or days narrow it.
    pub const fn is_narrowed(&self) -> bool {
        self.from.is_some() || self.after.is_some() || self.before.is_some()
    }

    /// Whether the text is only text. What has a colon may be a word such as `from:`, which the server reads.
    pub fn is_plain(&self) -> bool {
        !self.text.contains(':')
    }
}

/// A question on its way to the server: the first page of its answer, or the one after a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What is looked for.
    pub question: Question,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl Asked {
    /// As a command, for a reader who is `zone` minutes to the east of UTC.
    pub fn search(&self, zone: i32) -> Search {
        let Question { text, room, from, after, before } = self.question.clone();
        Search { room_id: room, from, after, before, zone: Some(zone), cursor: self.cursor.clone(), ..Search::of(text) }
    }
}

/// Questions of one kind: at most one is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking<Q> {
    out: Option<Q>,
    failed: Option<Q>,
}

impl<Q> Default for Asking<Q> {
    fn default() -> Self {
        Self { out: None, failed: None }
    }
}

impl<Q: Clone + PartialEq> Asking<Q> {
    /// What to ask now. Nothing while an answer is awaited, nor what was asked and had none, until [`Asking::again`].
    pub fn next(&mut self, wanted: Option<Q>) -> Option<Q> {
        let next = wanted.filter(|wanted| self.out.is_none() && self.failed.as_ref() != Some(wanted))?;
        self.out = Some(next.clone());
        Some(next)
    }

    /// The answer to a question came, or will not come. Whether it was awaited.
    pub fn answered(&mut self, asked: &Q, failed: bool) -> bool {
        if self.out.as_ref() != Some(asked) {
            return false;
        }
        let out = self.out.take();
        self.failed = out.filter(|_| failed);
        true
    }

    /// What had no answer may be asked once more.
    pub fn again(&mut self) {
        self.failed = None;
    }
}

/// A question made ready to be answered here, by the rule that the server answers with.
#[derive(Clone, Debug)]
pub struct Matcher<'q> {
    question: &'q Question,
    query: Option<Query>,
    nfc: Nfc,
}

impl<'q> Matcher<'q> {
    /// `None` when only the server can answer: words may be in it.
    pub fn new(question: &'q Question, nfc: Nfc) -> Option<Self> {
        let query = Query::new(&question.text, nfc);
        (question.is_plain() && (query.is_some() || question.text.is_empty())).then_some(Self { question, query, nfc })
    }

    /// How an entry answers the question: whether only its keys or initials do, and where. `None`: it does not.
    pub fn find(&self, entry: &Entry) -> Option<(bool, Marks)> {
        let Question { room, from, after, before, .. } = self.question;
        let fits = room.as_ref().is_none_or(|room| *room == entry.room_id)
            && from.as_ref().is_none_or(|from| *from == entry.by.id)
            && after.is_none_or(|after| entry.at >= after)
            && before.is_none_or(|before| entry.at < before);
        let Change::NewMessage { content, .. } = &entry.change else { return None };
        if !fits {
            return None;
        }
        let Some(query) = &self.query else { return Some((false, Marks::new())) };
        let found = query.find(content.as_str(), self.nfc)?;
        Some((found.rank != Rank::Whole, found.ranges.into_iter().map(|range| (range.start, range.end)).collect()))
    }
}
