//! Looking for messages, rooms and people: what was typed, what was found, which of it the keys are on, and the way through the hits of
//! a room.
//!
//! | module | holds |
//! |---|---|
//! | [`question`] | what is looked for, and when the server is asked |
//! | [`found`] | the messages that were found |
//! | [`names`] | the rooms and people whose name matches |
//! | [`recent`] | what was looked for of late |
//! | [`walk`] | from hit to hit in the conversation, and back |

use fold::Nfc;
use protocol::search::Hits;
use protocol::session::{FoundPerson, Person};
use protocol::{ErrorCode, RoomId, Seq, Timestamp, UserId};

use super::chat::Chat;
use found::Results;
use question::{Asked, Asking, Question};
use recent::Recent;
use walk::Origin;

pub mod found;
pub mod names;
pub mod question;
pub mod recent;
#[cfg(test)]
mod tests;
pub mod walk;

/// Parts of a text, as `[start, end)` in characters, in order.
pub type Marks = Vec<(u32, u32)>;

/// A search on the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// Whether the results cover the conversation.
    pub shown: bool,
    /// All rooms, rather than the one that is open.
    pub everywhere: bool,
    /// What stands in the field.
    pub query: String,
    /// Only what this person said.
    pub from: Option<Person>,
    /// Only from the beginning of this day on.
    pub after: Option<Day>,
    /// Only until the end of this day.
    pub before: Option<Day>,
    /// The messages that were found.
    pub results: Results,
    /// The people that the server knows by what was typed.
    people: Vec<Person>,
    /// Which of all that is listed the keys went to.
    pub chosen: Option<Choice>,
    /// Why the last question has no answer.
    pub fault: Option<Fault>,
    /// What was looked for of late.
    pub recent: Recent,
    /// How far the list is scrolled, in pixels.
    pub scroll: i32,
    /// The hit that the conversation stands around, while the reader goes from hit to hit.
    walk: Option<(RoomId, Seq)>,
    /// What the next page is wanted for.
    wants: Wants,
    /// Where the conversation was before the first hit was opened.
    origin: Option<Origin>,
    messages: Asking<Asked>,
    names: Asking<String>,
    named: String,
}

/// What the next page is wanted for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Wants {
    /// It is not.
    #[default]
    Nothing,
    /// The list.
    List,
    /// A step beyond the last hit of a room.
    Step,
}

/// A day of the reader's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// As its field writes it: `2026-11-25`.
    pub written: String,
    /// The moment that bounds the search: where the day begins, or where the day after it does.
    pub bound: Timestamp,
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `None`: nothing came back.
    pub code: Option<ErrorCode>,
    /// What the server said of it.
    pub message: String,
}

impl Fault {
    /// Whether the same question may be answered in a moment.
    pub fn may_pass(&self) -> bool {
        self.code.is_none_or(ErrorCode::is_retryable)
    }
}

/// Something of the list that can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A search of late.
    Recent(String),
    /// A room.
    Room(RoomId),
    /// A person.
    Person(UserId),
    /// A message.
    Hit(RoomId, Seq),
    /// The next page.
    More,
}

impl Choice {
    /// Unique on the page, for `id`.
    pub fn id(&self) -> String {
        match self {
            // An id has no blanks.
            Self::Recent(query) => format!("recent-{}", query.replace(char::is_whitespace, "\u{a0}")),
            Self::Room(room) => format!("found-room-{room}"),
            Self::Person(who) => format!("found-person-{who}"),
            Self::Hit(room, seq) => format!("hit-{room}-{seq}"),
            Self::More => "more-hits".to_owned(),
        }
    }
}

impl Finding {
    /// What is looked for, with `open` being the room that is open.
    pub fn question(&self, open: Option<&RoomId>) -> Question {
        Question {
            text: Question::typed(&self.query),
            room: open.filter(|_| !self.everywhere).cloned(),
            from: self.from.as_ref().map(|person| person.id.clone()),
            after: self.after.as_ref().map(|day| day.bound),
            before: self.before.as_ref().map(|day| day.bound),
        }
    }

    /// It is opened over the list: for a text and nothing else, or as it was left.
    pub fn begin(&mut self, query: Option<String>) {
        if let Some(query) = query {
            (self.query, self.from, self.after, self.before, self.chosen) = (query, None, None, None, None);
        }
        (self.shown, self.everywhere) = (true, true);
    }

    /// The next page is wanted.
    pub fn want_more(&mut self) {
        if self.results.has_more() {
            self.wants = Wants::List;
        }
    }

    /// What had no answer may be asked once more.
    pub fn again(&mut self) {
        self.messages.again();
        self.names.again();
    }

    /// The keys go up (negative) or down through what is listed. Past the last hit the next page is wanted.
    pub fn choose(&mut self, choices: &[Choice], by: isize) {
        let last = choices.len().saturating_sub(1);
        let to = self.place(choices).map_or(0, |at| at.saturating_add_signed(by).min(last));
        self.chosen = choices.get(to).cloned();
        if by > 0 && self.chosen == Some(Choice::More) {
            self.want_more();
        }
    }

    /// What the keys are on: the first of what was found until they go on; of the searches of late none.
    pub fn chosen<'a>(&self, choices: &'a [Choice]) -> Option<&'a Choice> {
        choices.get(self.place(choices)?)
    }

    fn place(&self, choices: &[Choice]) -> Option<usize> {
        let chosen = self.chosen.as_ref().and_then(|chosen| choices.iter().position(|choice| choice == chosen));
        chosen.or_else(|| choices.first().filter(|first| !matches!(first, Choice::Recent(_) | Choice::More)).map(|_| 0))
    }
}

/// Something else is looked for: what is held answers at once.
pub fn refine(chat: &mut Chat, nfc: Nfc) {
    with_held(chat, |finding, chat| {
        let question = finding.question(chat.open_id());
        if question.is_blank() {
            finding.fault = None;
        }
        finding.results.refine(&question, chat.held(), chat.link.is_open(), nfc);
    });
}

/// What to ask the server now: `None` while an answer is awaited, there is no connection, or nothing is to be asked.
pub fn next_question(chat: &mut Chat) -> Option<Asked> {
    if !chat.link.is_open() {
        return None;
    }
    let question = chat.finding.question(chat.open_id());
    let finding = &mut chat.finding;
    let wanted = finding.results.wanted(&question, finding.wants != Wants::Nothing);
    finding.messages.next(wanted)
}

/// The answer to a question came, or why there is none.
pub fn answer(chat: &mut Chat, asked: &Asked, answer: Result<Hits, Fault>, nfc: Nfc) {
    with_held(chat, |finding, chat| {
        if !finding.messages.answered(asked, answer.is_err()) {
            return;
        }
        let on_more = finding.chosen == Some(Choice::More);
        match answer {
            Ok(hits) => {
                let first_new = hits.hits.first().map(|hit| Choice::Hit(hit.entry.room_id.clone(), hit.entry.seq));
                finding.fault = None;
                finding.results.answer(asked, hits, chat.held(), nfc);
                if asked.cursor.is_some() {
                    if finding.wants == Wants::List {
                        finding.wants = Wants::Nothing;
                    }
                    if on_more {
                        // The keys went past the last hit: they go on with the first one of the new page.
                        finding.chosen = first_new;
                    }
                }
            }
            Err(fault) => {
                finding.wants = Wants::Nothing;
                finding.fault = Some(fault);
            }
        }
    });
}

/// For which name to ask the server now.
pub fn next_name(chat: &mut Chat) -> Option<String> {
    if !chat.link.is_open() {
        return None;
    }
    let wanted = names::wanted(chat).filter(|wanted| *wanted != chat.finding.named);
    chat.finding.names.next(wanted)
}

/// The people of a name came, or nothing did.
pub fn people(chat: &mut Chat, asked: &String, found: Option<Vec<FoundPerson>>) {
    let finding = &mut chat.finding;
    if finding.names.answered(asked, found.is_none())
        && let Some(found) = found
    {
        finding.named.clone_from(asked);
        finding.people = found.into_iter().map(|found| found.person).collect();
    }
}

/// Looks at the search and at the rest of the screen at once.
fn with_held<T>(chat: &mut Chat, look: impl FnOnce(&mut Finding, &Chat) -> T) -> T {
    let mut finding = std::mem::take(&mut chat.finding);
    let looked = look(&mut finding, chat);
    chat.finding = finding;
    looked
}
