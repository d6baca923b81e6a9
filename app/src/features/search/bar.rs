//! The bar over a conversation that a hit has opened: which of how many, to the next and the one before, back to the results.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

use super::{leave, open};
use crate::i18n::{chat as text, phrases};
use crate::socket::Socket;
use crate::state::{Parts, Screen};
use crate::ui::{self, Erase, Icon};

/// Drawn while the reader goes from hit to hit. F3 goes on and Shift+F3 back; so do Ctrl+G and Shift+Ctrl+G, where F3 is the system's.
pub fn bar(screen: Screen, socket: Socket) -> ui::Erased {
    let language = screen.language;
    let keys = window_event_listener_untyped("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let command = event.ctrl_key() || event.meta_key();
        let wanted = match event.code().as_str() {
            "F3" => !command && !event.alt_key(),
            "KeyG" => command && !event.alt_key(),
            _ => false,
        };
        let here = screen.peek(|chat| !chat.finding.shown) && screen.dialog.with_untracked(Option::is_none);
        if wanted && here && !event.default_prevented() {
            event.prevent_default();
            open::step(screen, socket, if event.shift_key() { -1 } else { 1 });
        }
    });
    on_cleanup(move || keys.remove());
    let walked = Memo::new(move |_| screen.with(Parts::SEARCH, |chat| chat.finding.walked()));
    let count = move || walked.get().map(|(at, count, more)| phrases::hit_of(at, count, more)).unwrap_or_default();
    let in_words = move || walked.get().map(|(at, count, more)| phrases::hit_of_in_words(language, at, count, more)).unwrap_or_default();
    let at_first = move || walked.get().is_none_or(|(at, ..)| at == 1);
    let at_last = move || walked.get().is_none_or(|(at, count, more)| at == count && !more);
    let query = screen.peek(|chat| chat.finding.query.trim().to_owned());
    let back_word = text::TO_RESULTS.say(language);
    let end_word = text::END_SEARCH.say(language);
    let back = move |_| {
        leave(screen);
    };
    let end = move |_| {
        screen.change(|chat| {
            chat.finding.stay();
            Parts::SEARCH
        });
    };
    view! {
        <section class="flex h-12 flex-none items-center gap-1 border-b border-border bg-surface-raised pr-3 pl-4 text-13 max-tablet:pr-1 max-tablet:pl-1" aria-label=text::WALK.say(language)>
            <button type="button" class=BACK aria-label=back_word title=format!("{back_word} (Esc)") on:click=ui::click(back)>
                {ui::small_icon(Icon::Back)}{ui::small_icon(Icon::Search)}
                <span class="min-w-0 truncate" dir="auto">{query}</span>
                <kbd class=super::panel::KBD aria-hidden="true">"Esc"</kbd>
            </button>
            <span class="ml-auto flex-none px-2 text-text-muted tabular-nums" role="status">
                <span aria-hidden="true">{ui::words(count)}</span>
                <span class="sr-only">{ui::words(in_words)}</span>
            </span>
            {arrow(screen, socket, "previous-hit", text::PREVIOUS_HIT.say(language), "Shift+F3", Icon::ChevronUp, at_first)}
            {arrow(screen, socket, NEXT, text::NEXT_HIT.say(language), "F3", Icon::ChevronDown, at_last)}
            <button type="button" class=ui::ICON_BUTTON aria-label=end_word title=end_word on:click=ui::click(end)>{ui::icon(Icon::Close)}</button>
        </section>
    }
    .erase()
}

/// The id of the button to the next hit, which has the focus when a hit was opened.
pub(super) const NEXT: &str = "next-hit";

const BACK: &str = "inline-flex h-8 min-w-0 items-center gap-1.5 rounded-md px-2 font-semibold hover:bg-hover max-tablet:h-11 [&>.icon]:flex-none [&>.icon]:text-text-muted";

/// One step. A button at the end of the way stays, so that the focus does not fall away under the finger. Letters mean nothing to it
/// (`data-idle`): they go to the composer.
fn arrow(
    screen: Screen,
    socket: Socket,
    id: &'static str,
    word: &'static str,
    key: &'static str,
    icon: Icon,
    ended: impl Fn() -> bool + Copy + Send + 'static,
) -> ui::Erased {
    let press = move |_| open::step(screen, socket, if id == NEXT { 1 } else { -1 });
    view! {
        <button
            type="button" id=id data-idle="" aria-label=word title=format!("{word} ({key})") aria-keyshortcuts=key aria-disabled=ui::words(move || ended().to_string()) on:click=ui::click(press)
            class="inline-flex h-8 flex-none items-center gap-1.5 rounded-sm px-1.5 text-text-muted transition-colors duration-(--d-quick) hover:bg-hover hover:text-text aria-disabled:text-text-disabled max-tablet:size-11 max-tablet:justify-center"
        >
            {ui::icon(icon)}
            <kbd class=super::panel::KBD aria-hidden="true">{key}</kbd>
        </button>
    }
    .erase()
}
