//! The row of tools under the field. What they do is code that comes when one of them is wanted.

use leptos::html::Textarea;
use leptos::prelude::*;
use web_sys::HtmlTextAreaElement;

use super::composer::FIELD;
use super::format::Tool;
use crate::features::rare::Rare;
use crate::i18n::{Text, write as text};
use crate::state::Screen;
use crate::ui::{self, Icon, browser};

const TOOLS: [(Tool, Icon, Text); 8] = [
    (Tool::Bold, Icon::Bold, text::BOLD),
    (Tool::Slanted, Icon::Slanted, text::SLANTED),
    (Tool::Struck, Icon::Struck, text::STRUCK),
    (Tool::Code, Icon::Code, text::CODE),
    (Tool::Lines, Icon::Lines, text::CODE_LINES),
    (Tool::List, Icon::List, text::LIST),
    (Tool::Quote, Icon::Quote, text::QUOTE),
    (Tool::Link, Icon::Link, text::LINK),
];

/// The buttons: emoji, people, and markup. On a phone they are behind a button of their own.
pub fn row(screen: Screen, rare: Rare, node: NodeRef<Textarea>, pictures: RwSignal<bool>) -> impl IntoView {
    let language = screen.language;
    let emoji = button(language, Icon::Smile, text::EMOJI, move || pictures.update(|open| *open = !*open));
    let call = button(language, Icon::At, text::CALL, move || {
        if let Some(field) = node.get_untracked() {
            call(&field);
        }
    });
    let tools = TOOLS.map(|(tool, icon, word)| button(language, icon, word, move || apply(rare, node, tool)));
    let more = button(language, Icon::Plus, text::TOOLS, || {
        if let Some(form) = document().get_element_by_id(FIELD).and_then(|field| field.closest("form").ok().flatten()) {
            drop(form.toggle_attribute("data-tools"));
        }
    });
    view! {
        <span class="hidden flex-none max-tablet:block">{more}</span>
        <div
            role="group" aria-label=text::TOOLS.say(language)
            class="-ml-2 flex min-w-0 flex-1 items-center gap-0.5 overflow-hidden max-tablet:order-3 max-tablet:ml-0 max-tablet:hidden max-tablet:basis-full max-tablet:grid-cols-5 max-tablet:justify-items-center max-tablet:group-data-tools:grid"
        >
            {emoji}
            {call}
            <span class="mx-1 h-4 w-px flex-none bg-border max-tablet:hidden" aria-hidden="true"></span>
            {tools.into_iter().collect_view()}
        </div>
    }
}

fn button(language: protocol::session::Language, icon: Icon, word: Text, act: impl FnMut() + Clone + 'static) -> impl IntoView {
    let word = word.say(language);
    let mut act = act;
    view! {
        <button
            type="button" data-rare="" class=ui::ICON_BUTTON aria-label=word title=word
            // The field keeps the focus, what is selected, and a phone its keyboard.
            on:mousedown=|event| event.prevent_default() on:click=ui::click(move |_| act())
        >
            {ui::icon(icon)}
        </button>
    }
}

/// A key of the field that means a tool, by where it is: with a Hangul layout its letter is another.
pub fn of_key(code: &str, shift: bool) -> Option<Tool> {
    match (code, shift) {
        ("KeyB", false) => Some(Tool::Bold),
        ("KeyI", false) => Some(Tool::Slanted),
        ("KeyE", false) => Some(Tool::Code),
        ("KeyX", true) => Some(Tool::Struck),
        _ => None,
    }
}

/// Does what a tool does, as soon as the code for it is here.
pub fn apply(rare: Rare, node: NodeRef<Textarea>, tool: Tool) {
    rare.with(move |code| {
        if let Some(field) = node.get_untracked() {
            (code.apply)(&field, tool);
        }
    });
}

/// Begins a call: an `@` where the cursor is, apart from the word before it.
fn call(field: &HtmlTextAreaElement) {
    browser::settle(field);
    let at = browser::selection(field);
    let text = field.value();
    let apart = text[..super::format::byte(&text, at.0)].ends_with(|c: char| c.is_ascii_alphanumeric());
    browser::insert(field, at, if apart { " @" } else { "@" });
}
