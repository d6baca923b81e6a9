//! What was found: rooms, people and messages in one list; and, while the field is empty, what was looked for of late.
//!
//! The focus stays in the field, which says what the keys are on (`aria-activedescendant`). What is listed keeps its elements for as
//! long as it is listed, so nothing flickers while a word is completed.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::open;
use super::row::{HEADING, Row, draw, messages, people, rooms};
use crate::i18n::{chat as text, phrases};
use crate::socket::Socket;
use crate::state::rows::Rows;
use crate::state::search::Choice;
use crate::state::search::names::Names;
use crate::state::search::recent::Recent;
use crate::state::{Chat, Parts, Screen};
use crate::ui::{self, Erase, Icon, browser};

/// The list of what was found, for the field that leads through it.
pub(super) const FOUND: &str = "search-found";
/// The list of searches of late, likewise.
pub(super) const RECENT: &str = "search-recent";
/// The rooms and people whose name matches.
pub(super) fn names(screen: Screen, chat: &Chat) -> Names {
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
    ui::once_there(node, move |list| {
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
