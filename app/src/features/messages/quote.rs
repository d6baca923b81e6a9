//! What a message answers, in one line above it; it leads there.

use leptos::prelude::*;

use crate::i18n::chat as text;
use crate::state::Screen;
use crate::state::messages::rows::Quoted;
use crate::ui;

/// Most characters: it is one line.
const LONGEST: usize = 120;

/// The beginning of the other message. The bar is persimmon when it is the reader's.
pub fn quote(screen: Screen, quoted: &Quoted) -> impl IntoView + use<> {
    let language = screen.language;
    let text = quoted.text.clone();
    let said = move || text.as_ref().map_or_else(|| text::GONE.say(language).to_owned(), |text| screen.line(text, LONGEST));
    let name = if quoted.own { text::ME.say(language).to_owned() } else { quoted.by.name.to_string() };
    let seq = quoted.seq;
    let go = move |_| {
        if let Some(room) = screen.open.get_untracked() {
            screen.go_to(&room, seq, Vec::new());
        }
    };
    let own = quoted.own.then_some("");
    let title = text::TO_QUOTED.say(language);
    view! {
        <button
            type="button" title=title on:click=ui::click(go) data-own=own data-quote=""
            class="my-0.5 flex max-w-full min-w-0 items-center gap-1.5 border-l-2 border-border-strong pl-2 text-left text-13 text-text-muted in-data-bubble:text-own-bubble-muted data-own:border-accent min-h-6"
        >
            <b class="flex-none font-semibold text-text in-data-bubble:text-inherit">{name}</b>
            <span class="truncate" dir="auto">{ui::words(said)}</span>
        </button>
    }
}
