//! What the log draws, from top to bottom. Pure: which day a moment belongs to is an argument.

use client::outbox::{State as Delivery, Unsent};
use client::timeline::Timeline;
use protocol::messages::{Change, Entry, Quote, Reaction};
use protocol::session::Person;
use protocol::{ClientId, ErrorCode, Seq, Timestamp};

use super::{Conversation, Focus, is_of_others};

/// Messages of one author within this time, in milliseconds, are one group.
pub const GROUP_MS: i64 = 5 * 60 * 1_000;

/// How far the reader's clock is ahead of UTC at a moment, in minutes.
pub type Zone = fn(Timestamp) -> i64;

/// The zone that the server draws in.
pub const fn utc(_: Timestamp) -> i64 {
    0
}

/// One row of the log.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// The first moment of a day.
    Day(Timestamp),
    /// What follows was unread.
    Divider,
    /// Somebody came, left, or changed the room.
    Notice(Entry),
    /// A message.
    Said(Said),
}

/// A message as it is drawn.
#[expect(clippy::struct_excessive_bools, reason = "each of them is drawn by itself")]
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Its place in the log; `None` until it is stored.
    pub seq: Option<Seq>,
    /// Minted by its author's screen.
    pub client_id: ClientId,
    /// Who said it.
    pub by: Person,
    /// When; by this machine's clock until it is stored.
    pub at: Timestamp,
    /// What it says; nothing when it was deleted.
    pub text: String,
    /// Whether it was deleted: only that is shown.
    pub gone: bool,
    /// Whether its author has changed it.
    pub edited: bool,
    /// What it answers.
    pub quoted: Option<Quoted>,
    /// Who reacted how.
    pub reactions: Vec<Reaction>,
    /// Whether the reader said it.
    pub own: bool,
    /// Whether it begins a group of its author.
    pub first: bool,
    /// Whether it ends a group of its author.
    pub last: bool,
    /// Whether it is marked, and what of it matches a search (`[start, end)` in characters).
    pub marked: Option<Vec<(u32, u32)>>,
    /// Where it stands on its way.
    pub delivery: Stage,
}

/// The beginning of a message that is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// Its place in the log.
    pub seq: Seq,
    /// Who said it.
    pub by: Person,
    /// What it says; `None`: it was deleted.
    pub text: Option<String>,
    /// Whether the reader said it.
    pub own: bool,
}

/// Where a message stands on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is in the log.
    Stored,
    /// It is under way.
    Sending,
    /// It goes when there is a connection.
    Waiting,
    /// It was refused, for good.
    Failed(ErrorCode),
}

impl Said {
    /// A message of the log by itself.
    pub fn alone(entry: &Entry, own: bool) -> Self {
        let said = Self {
            seq: Some(entry.seq),
            // Nothing is sent any more that could be known by it.
            client_id: ClientId::new("gone").expect("four letters are an id"),
            by: entry.by.clone(),
            at: entry.at,
            text: String::new(),
            gone: true,
            edited: false,
            quoted: None,
            reactions: Vec::new(),
            own,
            first: true,
            last: true,
            marked: None,
            delivery: Stage::Stored,
        };
        match &entry.change {
            Change::NewMessage { client_id, content, edited_at, reactions, .. } => Self {
                client_id: client_id.clone(),
                text: content.as_str().to_owned(),
                gone: false,
                edited: edited_at.is_some(),
                reactions: reactions.clone(),
                ..said
            },
            _ => said,
        }
    }
}

impl Row {
    /// Stays the same for as long as it is the same row to the reader: also when the reader's own message is confirmed.
    pub fn key(&self, zone: Zone) -> String {
        match self {
            Self::Day(at) => format!("d{}", day(*at, zone)),
            Self::Divider => "n".into(),
            Self::Notice(entry) => format!("s{}", entry.seq),
            Self::Said(said) => match said.seq {
                Some(seq) if !said.own || said.gone => format!("s{seq}"),
                _ => format!("c{}", said.client_id),
            },
        }
    }
}

/// The rows of a conversation, and below them what the reader has sent that is not stored yet.
pub fn rows<'a>(conversation: &Conversation, unsent: impl Iterator<Item = &'a Unsent>, me: &Person, online: bool, zone: Zone) -> Vec<Row> {
    let mut log = Log { rows: Vec::new(), timeline: conversation.timeline(), me, zone, day: None, divider: conversation.divider() };
    for entry in conversation.drawn() {
        log.entry(entry, conversation.focus());
    }
    if conversation.ends() {
        for message in unsent {
            log.unsent(message, online);
        }
    }
    log.rows
}

struct Log<'a> {
    rows: Vec<Row>,
    timeline: &'a Timeline,
    me: &'a Person,
    zone: Zone,
    day: Option<i64>,
    divider: Option<Seq>,
}

impl Log<'_> {
    fn entry(&mut self, entry: &Entry, focus: Option<&Focus>) {
        // What changes a message, and what this version does not know, has no row.
        if entry.change.target().is_some() || entry.change == Change::Unknown {
            return;
        }
        self.begin_day(entry.at);
        if self.divider.is_some_and(|read| entry.seq > read) && is_of_others(entry, &self.me.id) {
            self.divider = None;
            self.rows.push(Row::Divider);
        }
        let quoted = match &entry.change {
            Change::NewMessage { reply_to, quote, .. } => reply_to.and_then(|seq| self.quoted(seq, quote.as_ref())),
            Change::Tombstone => None,
            _ => return self.rows.push(Row::Notice(entry.clone())),
        };
        let marked = focus.filter(|focus| focus.seq == entry.seq).map(|focus| focus.ranges.clone());
        self.said(Said { quoted, marked, ..Said::alone(entry, entry.by.id == self.me.id) });
    }

    /// As it is now, if it is here; else as it was when the answer was read.
    fn quoted(&self, seq: Seq, quote: Option<&Quote>) -> Option<Quoted> {
        let of = |by: &Person, text| Quoted { seq, by: by.clone(), text, own: by.id == self.me.id };
        match self.timeline.get(seq) {
            Some(Entry { by, change: Change::NewMessage { content, .. }, .. }) => {
                Some(of(by, Quote::new(by.clone(), Some(content.as_str())).content))
            }
            Some(Entry { by, .. }) => Some(of(by, None)),
            None => quote.map(|quote| of(&quote.by, quote.content.clone())),
        }
    }

    fn unsent(&mut self, unsent: &Unsent, online: bool) {
        // A clock that is behind the server's must not open yesterday below today.
        let newest = self.rows.iter().rev().find_map(Row::at).unwrap_or_default();
        let at = unsent.at.max(newest);
        self.begin_day(at);
        self.said(Said {
            seq: None,
            client_id: unsent.message.client_id.clone(),
            by: self.me.clone(),
            at,
            text: unsent.message.content.as_str().to_owned(),
            gone: false,
            edited: false,
            quoted: unsent.message.reply_to.and_then(|seq| self.quoted(seq, None)),
            reactions: Vec::new(),
            own: true,
            first: true,
            last: true,
            marked: None,
            delivery: match &unsent.state {
                Delivery::Failed(error) => Stage::Failed(error.code),
                // What was put off is not called "sending" at each new try.
                Delivery::InFlight | Delivery::Waiting if online && !unsent.is_put_off() => Stage::Sending,
                Delivery::InFlight | Delivery::Waiting => Stage::Waiting,
            },
        });
    }

    fn begin_day(&mut self, at: Timestamp) {
        let day = day(at, self.zone);
        // Days only go on: a clock that was set back opens none twice.
        if self.day.is_none_or(|today| day > today) {
            self.day = Some(day);
            self.rows.push(Row::Day(at));
        }
    }

    fn said(&mut self, mut said: Said) {
        if let Some(Row::Said(before)) = self.rows.last_mut()
            && before.by.id == said.by.id
            && said.at.0 - before.at.0 < GROUP_MS
        {
            before.last = false;
            said.first = false;
        }
        self.rows.push(Row::Said(said));
    }
}

impl Row {
    const fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Day(at) => Some(*at),
            Self::Divider => None,
            Self::Notice(entry) => Some(entry.at),
            Self::Said(said) => Some(said.at),
        }
    }
}

/// The day of a moment, counted from 1970-01-01 in the reader's zone.
pub fn day(at: Timestamp, zone: Zone) -> i64 {
    (at.0 + zone(at) * 60_000).div_euclid(86_400_000)
}
