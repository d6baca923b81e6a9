//! The list of rooms: by last activity, with a filter that finds names as the search finds text.

use leptos::html::Input;
use leptos::prelude::*;
use protocol::rooms::RoomSummary;

use super::Dot;
use super::row::{self, RoomRow};
use crate::features::rare::Rare;
use crate::i18n::{chat as text, pages, phrases};
use crate::state::rooms::Section;
use crate::state::rows::Rows;
use crate::state::screen::Dialog;
use crate::state::{Chat, Parts, Screen};
use crate::ui::enter::Mode;
use crate::ui::{self, Icon, Show, browser};

const HEADING: &str = "flex h-8 items-center pt-1 pl-2 text-12 font-bold text-text-muted";

/// The upper part of the left column: the mark, the filter, the rooms.
pub fn list(screen: Screen, rare: Rare, dot: Dot) -> impl IntoView {
    let language = screen.language;
    let filter = Filter { screen, rare, typed: RwSignal::new(String::new()) };
    let starred = rows_of(filter, Section::Starred, dot);
    let rooms = rows_of(filter, Section::Rooms, dot);
    let people = rows_of(filter, Section::People, dot);
    let has = move |section| filter.with(Parts::ROOMS, |_, rooms| rooms.iter().any(|room| Section::of(room) == section));
    let nothing =
        Memo::new(move |_| !filter.typed.with(|typed| typed.trim().is_empty()) && filter.with(Parts::ROOMS, |_, rooms| rooms.is_empty()));
    let none = Memo::new(move |_| screen.with(Parts::ROOMS, |chat| chat.rooms.is_empty()));
    let new_room = text::NEW_ROOM.say(language);
    let new_direct = text::NEW_DIRECT.say(language);
    let create = move |_| screen.dialog.set(Some(Dialog::Create(String::new())));
    let direct = move |_| screen.dialog.set(Some(Dialog::Direct));
    let product = pages::SUDA.say(language);
    view! {
        <div class="flex h-14 flex-none items-center gap-2 pr-3 pl-4">
            {ui::mark("28")}
            <b class="min-w-0 flex-1 truncate text-15 tracking-[-.01em] max-tablet:text-20" aria-hidden="true">{product}</b>
            <button type="button" data-rare="" class=ui::ICON_BUTTON aria-label=new_room title=new_room on:click=ui::click(create)>{ui::icon(Icon::Plus)}</button>
        </div>
        <div class="flex-none px-3 pb-1">{filter_field(filter)}</div>
        <nav class="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-2" aria-label=text::ROOM_LIST.say(language)>
            <Show when=move || none.get()>
                {ui::empty(Icon::Hash, text::NO_ROOMS.say(language), text::NO_ROOMS_LINE.say(language), ())}
            </Show>
            <p role="status" class="px-2 text-13 text-text-muted">{ui::words(move || if nothing.get() { text::NOTHING_FOUND.say(language).to_owned() } else { String::new() })}</p>
            <h2 hidden=ui::flag(move || !has(Section::Starred)) class=HEADING>{text::STARRED.say(language)}</h2>
            <ul aria-label=text::STARRED.say(language)>{starred}</ul>
            <h2 hidden=ui::flag(move || !has(Section::Rooms)) class=HEADING>{text::ROOMS.say(language)}</h2>
            <ul aria-label=text::ROOMS.say(language)>{rooms}</ul>
            <h2 class="flex h-8 items-center px-2 pt-1 text-12 font-bold text-text-muted max-tablet:pr-1">
                {text::PEOPLE.say(language)}
                <button type="button" data-rare="" class="ml-auto grid size-6 place-items-center rounded-sm hover:bg-hover hover:text-text max-tablet:size-11" aria-label=new_direct title=new_direct on:click=ui::click(direct)>
                    {ui::small_icon(Icon::Plus)}
                </button>
            </h2>
            <ul aria-label=text::PEOPLE.say(language)>{people}</ul>
        </nav>
    }
}

/// What is typed to find a room. Finding is code that comes when the first letter is typed: until then all rooms stay.
#[derive(Clone, Copy)]
struct Filter {
    screen: Screen,
    rare: Rare,
    typed: RwSignal<String>,
}

impl Filter {
    /// Looks at the rooms that are left, and is told when those change, or some parts do.
    fn with<T>(self, parts: Parts, look: impl FnOnce(&Chat, &[&RoomSummary]) -> T) -> T {
        let typed = self.typed.get();
        let find = if typed.is_empty() { None } else { self.rare.get().map(|code| code.find) };
        self.screen.with(parts, |chat| match find {
            Some(find) => look(chat, &find(self.screen, chat, &typed)),
            None => look(chat, &chat.rooms.iter().collect::<Vec<_>>()),
        })
    }

    fn typed(self, text: String) {
        if !text.is_empty() {
            self.rare.want();
        }
        self.typed.set(text);
    }

    /// Opens the first room that is left.
    fn open_first(self, node: NodeRef<Input>) {
        self.rare.with(move |code| {
            let screen = self.screen;
            let typed = self.typed.get_untracked();
            let first = screen.peek(|chat| (code.find)(screen, chat, &typed).first().map(|room| room.id.clone()));
            if let Some(room) = first {
                screen.go(Some(&room));
                self.clear(node);
            }
        });
    }

    fn clear(self, node: NodeRef<Input>) {
        if let Some(input) = node.get_untracked() {
            input.set_value("");
        }
        self.typed.set(String::new());
    }
}

/// The rooms that a text finds. Only [`crate::features::rare`] may call it.
pub fn find<'a>(screen: Screen, chat: &'a Chat, typed: &str) -> Vec<&'a RoomSummary> {
    chat.rooms.find(typed, browser::nfc, |room| phrases::room_name(screen.language, room))
}

/// The field. Enter opens the first room that is left, Escape empties it.
fn filter_field(filter: Filter) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    let placeholder = text::FIND_ROOM.say(filter.screen.language);
    ui::once_there(node, move |input| ui::entry::bind(input.into(), || Mode::Line, move || filter.open_first(node)));
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            filter.clear(node);
        }
    };
    view! {
        <label data-rare="" class="keyed flex h-9 items-center gap-2 rounded-md border border-border bg-surface-raised px-2.5 text-text-muted focus-within:border-transparent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-focus max-tablet:h-11">
            {ui::small_icon(Icon::Search)}
            <input
                node_ref=node id="room-filter" type="text" autocomplete="off" aria-label=placeholder placeholder=placeholder
                class="w-full min-w-0 bg-transparent text-text outline-none placeholder:text-text-muted max-tablet:text-16"
                on:input=move |event| filter.typed(event_target_value(&event)) on:keydown=escape
            />
        </label>
    }
}

/// The rows of a section, each drawn anew only when it changed.
fn rows_of(filter: Filter, section: Section, dot: Dot) -> impl IntoView {
    let screen = filter.screen;
    let current = move || {
        filter.with(Parts::ROOMS | Parts::OPEN, |chat, rooms| {
            let rooms = rooms.iter().filter(|room| Section::of(room) == section);
            rooms.map(|room| (room.id.to_string(), RoomRow::new(chat, room, screen))).collect::<Vec<_>>()
        })
    };
    let rows = Rows::new(untrack(current));
    let shown = rows.clone();
    ui::follow(move || rows.set(current()));
    ui::list(move || shown.order().into_iter().map(|(key, room)| ui::item(key, move || row::view(screen, room, dot))).collect())
}
