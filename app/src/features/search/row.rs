//! One line of the list: a heading, a room, a person, a message; what it shows and how it is drawn.

use leptos::prelude::*;
use protocol::messages::Change;
use protocol::rooms::RoomKind;
use protocol::session::{Language, Person};
use protocol::{RoomId, Seq, Timestamp, UserId};

use super::list::names;
use super::open;
use crate::i18n::{chat as text, dates, phrases};
use crate::socket::Socket;
use crate::state::search::found::Found;
use crate::state::search::{Choice, Marks};
use crate::state::{Chat, Screen};
use crate::ui::browser::{self, Moment};
use crate::ui::{self, AvatarSize, Erase, Icon};

/// How many characters of a long message stand before its first match.
const BEFORE: u32 = 40;
const DAY_MS: i64 = 86_400_000;

/// Something of the list as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    /// Of a day, or of those that are only close.
    Heading(String),
    /// A search of late.
    Recent(String),
    /// A room and what of its name matches.
    Room {
        id: RoomId,
        name: String,
        marks: Marks,
        locked: bool,
    },
    Person {
        person: Person,
        marks: Marks,
    },
    Hit(Box<Message>),
    More,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Message {
    room: RoomId,
    seq: Seq,
    by: UserId,
    /// The letter in the circle; the name may be the word for the reader.
    letter: String,
    name: String,
    room_name: Option<String>,
    at: Timestamp,
    text: String,
    marks: Marks,
}

impl Row {
    /// What a press opens; a heading opens nothing.
    fn choice(&self) -> Option<Choice> {
        Some(match self {
            Self::Heading(_) => return None,
            Self::Recent(query) => Choice::Recent(query.clone()),
            Self::Room { id, .. } => Choice::Room(id.clone()),
            Self::Person { person, .. } => Choice::Person(person.id.clone()),
            Self::Hit(hit) => Choice::Hit(hit.room.clone(), hit.seq),
            Self::More => Choice::More,
        })
    }

    /// What tells it from others.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Heading(words) => format!("section {words}"),
            row => row.choice().map(|choice| choice.id()).unwrap_or_default(),
        }
    }
}

/// The class list of a heading.
pub(super) const HEADING: &str = "flex h-8 items-center px-3 pt-1 text-12 font-bold text-text-muted";

/// The rooms whose name matches.
pub(super) fn rooms(screen: Screen, chat: &Chat) -> Vec<Row> {
    let row = |(id, name, marks): (RoomId, String, Marks)| {
        let locked = chat.rooms.get(&id).is_some_and(|room| room.kind == RoomKind::Private);
        Row::Room { id, name, marks, locked }
    };
    names(screen, chat).rooms.into_iter().map(row).collect()
}

/// The people whose name matches.
pub(super) fn people(screen: Screen, chat: &Chat) -> Vec<Row> {
    names(screen, chat).people.into_iter().map(|(person, marks)| Row::Person { person, marks }).collect()
}

/// The messages under their days; and those that are only close under a heading of their own.
pub(super) fn messages(screen: Screen, chat: &Chat) -> Vec<Row> {
    let now = browser::now();
    let mut rows = Vec::new();
    let mut section = String::new();
    for found in &chat.finding.results.hits {
        let Some(message) = message(screen, chat, found) else { continue };
        let under =
            if found.close { text::CLOSE_MATCHES.say(screen.language).to_owned() } else { span(screen.language, message.at.0, now) };
        if section != under {
            rows.push(Row::Heading(under.clone()));
            section = under;
        }
        rows.push(Row::Hit(Box::new(message)));
    }
    rows
}

fn message(screen: Screen, chat: &Chat, found: &Found) -> Option<Message> {
    let entry = &found.hit.entry;
    let Change::NewMessage { content, .. } = &entry.change else { return None };
    let (text, marks) = ui::excerpt(content.as_str(), &found.hit.ranges, BEFORE);
    let own = entry.by.id == chat.me.person.id;
    let name = entry.by.name.to_string();
    // In a search of one room its name says nothing.
    let known = chat.rooms.get(&entry.room_id).map(|room| {
        let name = phrases::room_name(screen.language, room);
        if room.kind == RoomKind::Direct { name } else { format!("# {name}") }
    });
    let room_name = known.or_else(|| found.hit.room_name.as_ref().map(|name| format!("# {name}")));
    Some(Message {
        room: entry.room_id.clone(),
        seq: entry.seq,
        by: entry.by.id.clone(),
        letter: ui::person_letter(&name),
        name: if own { text::ME.say(screen.language).to_owned() } else { name },
        room_name: room_name.filter(|_| chat.finding.everywhere),
        at: entry.at,
        text,
        marks,
    })
}

/// The day of the reader's calendar, counted.
fn day(ms: i64) -> i64 {
    (ms + browser::zone(ms) * 60_000).div_euclid(DAY_MS)
}

/// Under which heading a moment stands: today, this week, or its month.
fn span(language: Language, at: i64, now: i64) -> String {
    let (then, today) = (day(at), day(now));
    // Day 0 was a Thursday; weeks begin on Monday.
    let monday = today - (today + 3).rem_euclid(7);
    if then >= today {
        return text::TODAY.say(language).to_owned();
    }
    if then >= monday {
        return text::THIS_WEEK.say(language).to_owned();
    }
    let year = |day: i64| dates::Utc::of(Timestamp(day * DAY_MS)).year;
    let form = if year(then) == year(today) { Moment::Month } else { Moment::MonthOfYear };
    browser::write_moment(at, tag(language), form)
}

/// The time today, with its day of the week in the last days, else the day.
fn written(language: Language, Timestamp(at): Timestamp) -> String {
    let write = |form| browser::write_moment(at, tag(language), form);
    match day(browser::now()) - day(at) {
        ..=0 => write(Moment::Time),
        1..=6 => format!("{} {}", write(Moment::Weekday), write(Moment::Time)),
        _ => write(Moment::Date),
    }
}

/// As `Intl` wants it.
const fn tag(language: Language) -> &'static str {
    match language {
        Language::Ko => "ko",
        Language::En => "en",
    }
}

const OPTION: &str = "flex w-full cursor-pointer gap-3 rounded-md px-3 py-2 hover:bg-hover aria-selected:bg-accent-soft aria-selected:[--around:var(--accent-soft)] max-tablet:min-h-11";

/// Draws a line, and draws it anew when it changes; its outer element stays.
pub(super) fn draw(screen: Screen, socket: Socket, chosen: Memo<Option<String>>, row: ArcRwSignal<Row>) -> ui::Erased {
    let first = row.get_untracked();
    let Some(choice) = first.choice() else {
        let words = if let Row::Heading(words) = first { words } else { String::new() };
        return view! { <div role="presentation" class=HEADING>{words}</div> }.erase();
    };
    let id = choice.id();
    let selected = id.clone();
    let press = move |_| open::open(screen, socket, &choice);
    view! {
        <div
            role="option" id=id aria-selected=ui::words(move || chosen.with(|chosen| chosen.as_ref() == Some(&selected)).to_string()) class=OPTION
            // The field keeps the focus.
            on:mousedown=|event| event.prevent_default() on:click=ui::click(press)
        >
            {ui::live(move || inner(screen.language, row.get()))}
        </div>
    }
    .erase()
}

fn inner(language: Language, row: Row) -> ui::Erased {
    match row {
        Row::Heading(_) => ().erase(),
        Row::Recent(query) => view! {
            <span class="flex min-w-0 items-center gap-3">
                <span class="text-text-muted">{ui::icon(Icon::Clock)}</span>
                <span class="truncate" dir="auto">{query}</span>
            </span>
        }
        .erase(),
        Row::Room { name, marks, locked, .. } => view! {
            <span class="flex min-w-0 items-center gap-3">
                <span class="grid size-7 flex-none place-items-center rounded-md bg-hover text-text-muted">{ui::icon(if locked { Icon::Lock } else { Icon::Hash })}</span>
                <b class="truncate text-14" dir="auto">{ui::marked(&name, &marks)}</b>
            </span>
        }
        .erase(),
        Row::Person { person, marks } => {
            let name = person.name.to_string();
            let face = ui::avatar(ui::hue(person.id.as_str()), ui::person_letter(&name), AvatarSize::Small);
            view! { <span class="flex min-w-0 items-center gap-3">{face}<b class="truncate text-14" dir="auto">{ui::marked(&name, &marks)}</b></span> }.erase()
        }
        Row::Hit(message) => hit(language, *message),
        Row::More => view! {
            <span class="mx-auto flex items-center gap-2 font-semibold text-accent-text">{text::MORE.say(language)}{ui::small_icon(Icon::ChevronDown)}</span>
        }
        .erase(),
    }
}

fn hit(language: Language, message: Message) -> ui::Erased {
    let Message { by, letter, name, room_name, at, text, marks, .. } = message;
    let room = room_name.map(|room| view! { <span class="truncate text-text-muted">{room}</span> });
    view! {
        <span class="mt-0.5 flex-none">{ui::avatar(ui::hue(by.as_str()), letter, AvatarSize::Small)}</span>
        <span class="min-w-0 flex-1">
            <span class="flex items-baseline gap-2 text-13">
                <b class="max-w-[60%] flex-none truncate text-14">{name}</b>
                {room}
                <time class="ml-auto flex-none text-12 text-text-muted tabular-nums" datetime=dates::machine(at)>{written(language, at)}</time>
            </span>
            <span class="line-clamp-2 text-14 leading-[22px]" dir="auto">{ui::marked(&text, &marks)}</span>
        </span>
    }
    .erase()
}
