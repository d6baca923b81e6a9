//! The keys of the whole screen. Letters are known by where they are (`code`): with a Hangul layout the key of K is not "k".

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use super::messages::composer;
use super::search;
use crate::state::screen::Dialog;
use crate::state::{Parts, Screen};
use crate::ui::browser::{self, focus};

/// From this width on the details stand beside the conversation: `--breakpoint-wide` of the styles.
const DETAILS_BESIDE: u16 = 1_100;

/// Listens for as long as the page lives.
pub fn listen(screen: Screen) {
    window_event_listener_untyped("keydown", move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
            pressed(screen, event);
        }
    });
}

fn pressed(screen: Screen, event: &KeyboardEvent) {
    let command = event.ctrl_key() || event.meta_key();
    if event.default_prevented() {
        return;
    }
    if screen.dialog.with_untracked(Option::is_some) {
        // Browsers have another use for this key.
        if command && event.code() == "KeyK" {
            event.prevent_default();
        }
        return;
    }
    let done = match event.code().as_str() {
        "KeyK" if command => {
            screen.dialog.set(Some(Dialog::Switcher));
            true
        }
        "KeyF" if command && screen.open.with_untracked(Option::is_some) => find(screen, event.shift_key()),
        "Escape" if !event.is_composing() => escape(screen),
        "F6" => region(if event.shift_key() { -1 } else { 1 }),
        "Slash" if event.shift_key() && !command && !in_text() => {
            screen.dialog.set(Some(Dialog::Keys));
            true
        }
        "ArrowUp" if event.alt_key() => step(screen, false, event.shift_key()),
        "ArrowDown" if event.alt_key() => step(screen, true, event.shift_key()),
        // What is typed with nothing focused is meant for the composer: it goes there, this key included.
        _ if !command && !event.alt_key() && is_letter(event) && nothing_focused() => {
            focus(composer::FIELD);
            false
        }
        _ => false,
    };
    if done {
        event.prevent_default();
    }
}

fn is_letter(event: &KeyboardEvent) -> bool {
    let code = event.code();
    code.starts_with("Key") || code.starts_with("Digit")
}

/// Or what has the focus takes no letters, as the bar over a conversation that a search has opened.
fn nothing_focused() -> bool {
    let focused = document().active_element();
    focused.is_none_or(|element| element.tag_name() == "BODY" || element.has_attribute("data-idle"))
}

fn find(screen: Screen, everywhere: bool) -> bool {
    screen.change(|chat| {
        chat.finding.shown = true;
        chat.finding.everywhere |= everywhere;
        Parts::SEARCH
    });
    focus(search::FIELD);
    true
}

/// Out of the search, or back to its results; else to the end of the conversation.
fn escape(screen: Screen) -> bool {
    let shown = screen.peek(|chat| chat.finding.shown);
    if search::leave(screen) {
        // The results have a field that takes the focus; the conversation is drawn only now.
        if shown {
            request_animation_frame(|| {
                focus(composer::FIELD);
            });
        }
        return true;
    }
    // A field with an Escape of its own keeps it.
    let in_field = document().active_element().is_some_and(|element| element.tag_name() == "INPUT");
    if in_field {
        return false;
    }
    // They lie over the conversation: first what lies on top.
    if screen.details.get_untracked() && browser::is_narrower(DETAILS_BESIDE) {
        screen.details.set(false);
        return focus(composer::FIELD);
    }
    screen.change(|chat| {
        if let Some(conversation) = chat.conversation_mut() {
            conversation.go_to_end();
        }
        Parts::LOG
    });
    focus(composer::FIELD)
}

/// Whether what is typed goes into a text.
fn in_text() -> bool {
    document().active_element().is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA"))
}

/// What of the screen has the focus in turn: the list of rooms, the conversation, the composer, the details; each what can be seen of it.
const REGIONS: [(&str, &str); 4] = [
    ("#rooms", "#rooms li a[aria-current=page], #rooms a"),
    ("[role=log]", "[role=log]"),
    ("#composer", "#composer"),
    ("main aside", "main aside button"),
];

/// To the next region, or to the one before.
fn region(by: isize) -> bool {
    let find = |selector: &str| document().query_selector(selector).ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok());
    let focused = document().active_element();
    let here = REGIONS.iter().position(|(region, _)| find(region).is_some_and(|region| region.contains(focused.as_deref())));
    let count = REGIONS.len().cast_signed();
    (1..=count).any(|step| {
        let at = here.map_or(if by > 0 { step - 1 } else { -step }, |here| here.cast_signed() + by * step).rem_euclid(count);
        let first = find(REGIONS[at.cast_unsigned()].1).filter(|first| first.offset_parent().is_some());
        first.is_some_and(|first| first.focus().is_ok())
    })
}

/// To the room above or below in the list, or to the next one there with something unread.
fn step(screen: Screen, down: bool, unread: bool) -> bool {
    let room = screen.peek(|chat| chat.rooms.beside(chat.open_id(), down, unread).map(|room| room.id.clone()));
    room.is_some_and(|room| screen.go(Some(&room)))
}
