//! What was found: rooms, people and messages in one list; and, while the field is empty, what was looked for of late.
//!
//! The focus stays in the field, which says what the keys are on (`aria-activedescendant`). What is listed keeps its elements for as
//! long as it is listed, so nothing flickers while a word is completed.

use leptos::html::Div;
use leptos::prelude::*;
use protocol::messages::Change;
use protocol::rooms::RoomKind;
use protocol::session::{Language, Person};
use protocol::{RoomId, Seq, Timestamp, UserId};
use wasm_bindgen::JsCast as _;

use super::open;
use crate::i18n::{chat as text, dates, phrases};
use crate::socket::Socket;
use crate::state::rows::Rows;
use crate::state::search::found::Found;
use crate::state::search::names::Names;
use crate::state::search::recent::Recent;
use crate::state::search::{Choice, Marks, excerpt, pieces};
use crate::state::{Chat, Parts, Screen};
use crate::ui::browser::{self, Moment};
use crate::ui::{self, AvatarSize, Erase, Icon};

/// The list of what was found, for the field that leads through it.
pub(super) const FOUND: &str = "search-found";
/// The list of searches of late, likewise.
pub(super) const RECENT: &str = "search-recent";

/// How many characters of a long message stand before its first match.
const BEFORE: u32 = 40;
const DAY_MS: i64 = 86_400_000;

/// Something of the list as it is drawn.
#[derive(Clone, Debug, PartialEq)]
enum Row {
    Heading(String),
    Recent(String),
    Room { id: RoomId, name: String, marks: Marks, locked: bool },
    Person { person: Person, marks: Marks },
    Hit(Box<Message>),
    More,
}

#[derive(Clone, Debug, PartialEq)]
struct Message {
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

    fn key(&self) -> String {
        match self {
            Self::Heading(words) => format!("section {words}"),
            row => row.choice().map(|choice| choice.id()).unwrap_or_default(),
        }
    }
}

/// The rooms and people whose name matches.
fn names(screen: Screen, chat: &Chat) -> Names {
    Names::find(chat, browser::nfc, |room| phrases::room_name(screen.language, room))
}

/// All that the keys lead through.
pub(super) fn choices(screen: Screen) -> Vec<Choice> {
    screen.peek(|chat| names(screen, chat).choices(chat))
}

/// The id of what the keys are on.
pub(super) fn chosen(screen: Screen) -> Memo<Option<String>> {
    Memo::new(move |_| {
        screen.with(Parts::SEARCH | Parts::ROOMS, |chat| {
            let choices = names(screen, chat).choices(chat);
            chat.finding.chosen(&choices).map(Choice::id)
        })
    })
}

/// Whether there is anything for the keys to go through.
pub(super) fn any(screen: Screen) -> Memo<bool> {
    Memo::new(move |_| screen.with(Parts::SEARCH | Parts::ROOMS, |chat| !names(screen, chat).choices(chat).is_empty()))
}

/// Whether nothing is looked for.
pub(super) fn is_blank(chat: &Chat) -> bool {
    chat.finding.question(chat.open_id()).is_blank()
}

/// Both lists; one is shown.
pub(super) fn list(screen: Screen, socket: Socket, chosen: Memo<Option<String>>) -> impl IntoView {
    let language = screen.language;
    let node = NodeRef::<Div>::new();
    let blank = Memo::new(move |_| screen.with(Parts::SEARCH, is_blank));
    node.on_load(move |list| {
        queue_microtask(move || list.set_scroll_top(screen.peek(|chat| chat.finding.scroll)));
    });
    ui::follow(move || {
        if let (Some(id), Some(list)) = (chosen.get(), node.get_untracked()) {
            // In the next moment: it may be drawn only now.
            queue_microtask(move || show(&list, &id));
        }
    });
    let scrolled = move |_| {
        if let Some(list) = node.get_untracked() {
            screen.change(|chat| {
                chat.finding.scroll = list.scroll_top();
                Parts::NONE
            });
        }
    };
    let nothing = Memo::new(move |_| {
        screen.with(Parts::SEARCH | Parts::ROOMS | Parts::LINK, |chat| {
            let settled = chat.finding.results.is_settled() || !chat.link.is_open();
            settled && chat.finding.fault.is_none() && !is_blank(chat) && names(screen, chat).choices(chat).is_empty()
        })
    });
    let group = move |id, word, rows: fn(Screen, &Chat) -> Vec<Row>| group(screen, socket, chosen, id, word, rows);
    view! {
        <ui::Show when=move || blank.get()>{recent(screen, socket, chosen)}</ui::Show>
        <div
            node_ref=node id=FOUND role="listbox" aria-label=text::SEARCH_FOUND.say(language) hidden=ui::flag(move || blank.get() || nothing.get())
            class="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 pt-1 pb-2 max-tablet:px-1" on:scroll=scrolled
        >
            {group("found-rooms", text::ROOMS.say(language), rooms)}
            {group("found-people", text::PEOPLE.say(language), people)}
            {group("found-messages", text::MESSAGES.say(language), messages)}
            {rows_of(screen, socket, chosen, |_, chat| if !is_blank(chat) && chat.finding.results.has_more() { vec![Row::More] } else { Vec::new() })}
        </div>
        <ui::Show when=move || nothing.get()>
            <div class="min-h-0 flex-1">
                {ui::empty(Icon::Search, text::NOTHING_FOUND.say(screen.language), text::NOTHING_FOUND_LINE.say(screen.language), ())}
            </div>
        </ui::Show>
    }
}

/// Scrolls the list as little as it takes to show what the keys are on.
#[expect(clippy::cast_possible_truncation, reason = "pixels on a screen")]
fn show(list: &web_sys::HtmlDivElement, id: &str) {
    let Some(option) = document().get_element_by_id(id) else { return };
    let (here, there) = (list.get_bounding_client_rect(), option.get_bounding_client_rect());
    // With a heading's height above it, so that the first of a section shows what it is under.
    let (above, below) = (here.top() + 32.0 - there.top(), there.bottom() - here.bottom());
    if below > 0.0 {
        list.set_scroll_top(list.scroll_top() + below.ceil() as i32);
    } else if above > 0.0 {
        list.set_scroll_top(list.scroll_top() - above.ceil() as i32);
    }
}

/// A section with its heading, hidden while nothing is in it.
fn group(
    screen: Screen,
    socket: Socket,
    chosen: Memo<Option<String>>,
    id: &'static str,
    word: &'static str,
    rows: fn(Screen, &Chat) -> Vec<Row>,
) -> impl IntoView {
    let empty = Memo::new(move |_| screen.with(Parts::SEARCH | Parts::ROOMS, |chat| is_blank(chat) || rows(screen, chat).is_empty()));
    // Days are the headings of messages: one more would say nothing to who sees them.
    let class = if id == "found-messages" { "sr-only" } else { HEADING };
    view! {
        <div role="group" aria-labelledby=id hidden=ui::flag(move || empty.get())>
            <div id=id role="presentation" class=class>{word}</div>
            {rows_of(screen, socket, chosen, rows)}
        </div>
    }
}

const HEADING: &str = "flex h-8 items-center px-3 pt-1 text-12 font-bold text-text-muted";

/// Rows, each drawn anew only when it changed.
fn rows_of(screen: Screen, socket: Socket, chosen: Memo<Option<String>>, rows: fn(Screen, &Chat) -> Vec<Row>) -> impl IntoView {
    let current = move || {
        let rows = screen.with(Parts::SEARCH | Parts::ROOMS, |chat| rows(screen, chat));
        rows.into_iter().map(|row| (row.key(), row)).collect::<Vec<_>>()
    };
    let drawn = Rows::new(untrack(current));
    let shown = drawn.clone();
    ui::follow(move || drawn.set(current()));
    ui::list(move || {
        let rows = shown.order().into_iter();
        rows.map(|(key, row)| ui::item(key, move || draw(screen, socket, chosen, row))).collect()
    })
}

fn rooms(screen: Screen, chat: &Chat) -> Vec<Row> {
    let row = |(id, name, marks): (RoomId, String, Marks)| {
        let locked = chat.rooms.get(&id).is_some_and(|room| room.kind == RoomKind::Private);
        Row::Room { id, name, marks, locked }
    };
    names(screen, chat).rooms.into_iter().map(row).collect()
}

fn people(screen: Screen, chat: &Chat) -> Vec<Row> {
    names(screen, chat).people.into_iter().map(|(person, marks)| Row::Person { person, marks }).collect()
}

/// The messages under their days; and those that are only close under a heading of their own.
fn messages(screen: Screen, chat: &Chat) -> Vec<Row> {
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
    let (text, marks) = excerpt(content.as_str(), &found.hit.ranges, BEFORE);
    let own = entry.by.id == chat.me.person.id;
    let name = entry.by.name.to_string();
    // In a search of one room its name says nothing.
    let known = chat.rooms.get(&entry.room_id).map(|room| phrases::room_name(screen.language, room));
    let room_name = known.or_else(|| found.hit.room_name.as_ref().map(ToString::to_string));
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

fn draw(screen: Screen, socket: Socket, chosen: Memo<Option<String>>, row: ArcRwSignal<Row>) -> ui::Erased {
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
                <b class="truncate text-14" dir="auto">{marked(&name, &marks)}</b>
            </span>
        }
        .erase(),
        Row::Person { person, marks } => {
            let name = person.name.to_string();
            let face = ui::avatar(ui::hue(person.id.as_str()), ui::person_letter(&name), AvatarSize::Small);
            view! { <span class="flex min-w-0 items-center gap-3">{face}<b class="truncate text-14" dir="auto">{marked(&name, &marks)}</b></span> }.erase()
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
    let room = room_name.map(|room| view! { <span class="truncate text-text-muted">"# "{room}</span> });
    view! {
        <span class="mt-0.5 flex-none">{ui::avatar(ui::hue(by.as_str()), letter, AvatarSize::Small)}</span>
        <span class="min-w-0 flex-1">
            <span class="flex items-baseline gap-2 text-13">
                <b class="max-w-[60%] flex-none truncate text-14">{name}</b>
                {room}
                <time class="ml-auto flex-none text-12 text-text-muted tabular-nums" datetime=dates::machine(at)>{written(language, at)}</time>
            </span>
            <span class="line-clamp-2 text-14 leading-[22px]" dir="auto">{marked(&text, &marks)}</span>
        </span>
    }
    .erase()
}

/// A text with what matches in it.
fn marked(text: &str, marks: &[(u32, u32)]) -> impl IntoView + use<> {
    let pieces = pieces(text, marks).into_iter().map(|(marked, piece)| {
        let piece = piece.to_owned();
        if marked { view! { <mark>{piece}</mark> }.erase() } else { piece.erase() }
    });
    pieces.collect_view()
}

/// What was looked for of late; beside each, outside of the list that the keys lead through, a button that takes it off.
fn recent(screen: Screen, socket: Socket, chosen: Memo<Option<String>>) -> ui::Erased {
    let language = screen.language;
    let any = Memo::new(move |_| screen.with(Parts::SEARCH, |chat| chat.finding.recent.iter().next().is_some()));
    let rows = |_: Screen, chat: &Chat| chat.finding.recent.iter().map(|query| Row::Recent(query.to_owned())).collect();
    let removers = move || {
        let queries: Vec<String> = screen.with(Parts::SEARCH, |chat| chat.finding.recent.iter().map(str::to_owned).collect());
        queries.into_iter().map(|query| ui::item(query.clone(), move || remover(screen, query))).collect()
    };
    let clear = move |_| {
        open::keep(screen, Recent::clear);
        super::panel::focus_field();
    };
    let word = text::SEARCH_RECENT.say(language);
    ui::live(move || {
        if any.get() {
            view! {
                <div class="min-h-0 flex-1 overflow-y-auto px-3 pt-1 pb-2 max-tablet:px-1">
                    <div class="flex items-center pr-1">
                        <h2 class=HEADING>{word}</h2>
                        <button type="button" class="ml-auto rounded-sm px-2 py-1 text-12 font-semibold text-text-muted hover:bg-hover hover:text-text max-tablet:h-11" on:click=ui::click(clear)>{text::FORGET_ALL.say(language)}</button>
                    </div>
                    <div class="flex">
                        <div id=RECENT role="listbox" aria-label=word class="min-w-0 flex-1 [&>*]:h-11 [&>*]:items-center">{rows_of(screen, socket, chosen, rows)}</div>
                        <ul class="flex-none">{ui::list(removers)}</ul>
                    </div>
                </div>
            }
            .erase()
        } else {
            view! { <div class="min-h-0 flex-1">{ui::empty(Icon::Search, text::SEARCH.say(language), text::SEARCH_LINE.say(language), ())}</div> }.erase()
        }
    })
    .erase()
}

fn remover(screen: Screen, query: String) -> ui::Erased {
    let word = phrases::forget(screen.language, &query);
    let forget = move |_| {
        open::keep(screen, |recent| recent.remove(&query));
        super::panel::focus_field();
    };
    view! {
        <li class="grid h-11 place-items-center">
            <button type="button" class=ui::ICON_BUTTON aria-label=word.clone() title=word on:click=ui::click(forget)>{ui::small_icon(Icon::Close)}</button>
        </li>
    }
    .erase()
}

/// Who a list shows: for handlers that want the element under the keys.
pub(super) fn element(id: &str) -> Option<web_sys::HtmlElement> {
    document().get_element_by_id(id).and_then(|element| element.dyn_into().ok())
}
