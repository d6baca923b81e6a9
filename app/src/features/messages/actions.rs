//! The bar over the message that is pointed at or has the focus, and the menu of everything that can be done with it. Comes with the rare
//! code.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use protocol::{Emoji, Seq};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use super::pictures::{self, Choose};
use super::{act, writing};
use crate::i18n::chat as text;
use crate::socket::Socket;
use crate::state::Screen;
use crate::state::messages::rows::Said;
use crate::state::screen::Dialog;
use crate::ui::{self, Erase, Icon, Show};

/// What is one press away.
const QUICK: [&str; 3] = ["👍", "❤️", "😂"];
/// What the menu offers.
const OFFERED: [&str; 6] = ["👍", "❤️", "😂", "🎉", "👀", "🙏"];

const TOOL: &str = "inline-grid h-6 w-7 place-items-center rounded-sm text-text-muted hover:bg-hover hover:text-text aria-expanded:bg-hover aria-pressed:bg-accent-soft";

fn emoji(text: &str) -> Option<Emoji> {
    Emoji::new(text).ok()
}

/// The bar over a message.
pub fn bar(screen: Screen, socket: Socket, said: Said) -> ui::Erased {
    let Some(seq) = said.seq.filter(|_| !said.gone) else { return ().erase() };
    let language = screen.language;
    let open = RwSignal::new(false);
    let quick = QUICK.iter().filter_map(|quick| emoji(quick)).map(|emoji| {
        let mine = said.reactions.iter().any(|reaction| reaction.emoji == emoji && reaction.mine);
        let (word, label) = (emoji.to_string(), format!("{} {emoji}", text::REACT.say(language)));
        view! {
            <button type="button" class=TOOL aria-label=label aria-pressed=mine.to_string() on:click=ui::click(move |_| act::react(screen, socket, seq, emoji.clone(), !mine))>
                <span class="font-emoji text-15" aria-hidden="true">{word}</span>
            </button>
        }
    });
    let quick = quick.collect_view();
    let [react, reply, more] = [text::REACT, text::REPLY, text::MORE].map(|word| word.say(language));
    // Where there are no words: beside one's own, in the line of a name, else over the line.
    let class = if said.own && screen.has_bubbles() {
        "absolute right-1 bottom-0 z-2 flex rounded-md bg-surface-raised p-0.5 shadow-2 ring-1 ring-border max-tablet:pointer-coarse:hidden"
    } else {
        "absolute -top-2 right-6 z-2 flex rounded-md bg-surface-raised p-0.5 shadow-2 ring-1 ring-border group-data-follows:-top-6 max-tablet:pointer-coarse:hidden"
    };
    let menu = move || menu(screen, socket, &said, open);
    view! {
        <div
            class=class
            role="toolbar" aria-label=text::MESSAGE_ACTIONS.say(language)
        >
            {quick}
            <button type="button" class=TOOL aria-label=react title=react on:click=ui::click(move |_| screen.dialog.set(Some(Dialog::React(seq))))>{ui::small_icon(Icon::Smile)}</button>
            <button type="button" class=TOOL aria-label=reply title=reply on:click=ui::click(move |_| writing::reply(screen, seq))>{ui::small_icon(Icon::Reply)}</button>
            <button
                type="button" class=TOOL aria-label=more title=more aria-haspopup="menu" aria-expanded=ui::words(move || open.get().to_string())
                on:click=ui::click(move |_| open.update(|open| *open = !*open))
            >
                {ui::small_icon(Icon::More)}
            </button>
            <Show when=move || open.get()>{menu()}</Show>
        </div>
    }
    .erase()
}

/// The menu under the bar, or over it at the foot of the log.
fn menu(screen: Screen, socket: Socket, said: &Said, open: RwSignal<bool>) -> impl IntoView + use<> {
    let node = NodeRef::<html::Div>::new();
    ui::once_there(node, |menu| {
        queue_microtask(move || {
            // What is beyond the log cannot be seen.
            let log = menu.closest("[role=log]").ok().flatten();
            if log.is_some_and(|log| menu.get_bounding_client_rect().bottom() > log.get_bounding_client_rect().bottom()) {
                drop(menu.set_attribute("data-up", ""));
            }
            focus_item(&menu, 0);
        });
    });
    // The message has the focus then, until what was chosen takes it.
    let close = move || {
        let message = node.try_get_untracked().flatten().and_then(|menu| menu.closest("article").ok().flatten());
        open.try_set(false);
        if let Some(message) = message.and_then(|message| message.dyn_into::<HtmlElement>().ok()) {
            drop(message.focus());
        }
    };
    let pressed = move |event: KeyboardEvent| {
        let Some(menu) = node.try_get_untracked().flatten() else { return };
        match event.key().as_str() {
            "ArrowDown" => step(&menu, 1),
            "ArrowUp" => step(&menu, -1),
            "Escape" => close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let left = move |event: leptos::ev::FocusEvent| {
        let inside = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        // What is taken off the page loses the focus, too: then all of this is gone already.
        if !node.try_get_untracked().flatten().is_some_and(|menu| menu.contains(inside.as_ref())) {
            open.try_set(false);
        }
    };
    let label = text::MESSAGE_ACTIONS.say(screen.language);
    view! {
        <div
            node_ref=node role="menu" aria-label=label on:keydown=pressed on:focusout=left
            class="absolute top-full right-0 z-3 mt-1 w-56 rounded-lg bg-surface-raised p-1 text-14 shadow-2 ring-1 ring-border data-up:top-auto data-up:bottom-full data-up:mb-1"
        >
            {items(screen, socket, said, close)}
        </div>
    }
}

/// Everything that can be done with a message of the open room, in a dialog: for who has no pointer to hover with.
pub fn sheet(screen: Screen, socket: Socket, seq: Seq) -> ui::Erased {
    let close = move || screen.dialog.set(None);
    let found = screen.peek(|chat| {
        let entry = chat.conversation()?.timeline().get(seq)?;
        let own = entry.by.id == chat.me.person.id;
        entry.change.is_message().then(|| Said::alone(entry, own))
    });
    let Some(said) = found else { return ().erase() };
    let offered = OFFERED.iter().filter_map(|one| emoji(one)).map(|emoji| {
        let mine = said.reactions.iter().any(|reaction| reaction.emoji == emoji && reaction.mine);
        let (word, label) = (emoji.to_string(), format!("{} {emoji}", text::REACT.say(screen.language)));
        let react = move |_| {
            act::react(screen, socket, seq, emoji.clone(), !mine);
            close();
        };
        view! {
            <button type="button" aria-label=label aria-pressed=mine.to_string() on:click=ui::click(react) class="grid size-11 max-w-full place-items-center rounded-full bg-surface-sunken aria-pressed:bg-accent-soft aria-pressed:ring-1 aria-pressed:ring-accent-line">
                <span class="font-emoji text-20" aria-hidden="true">{word}</span>
            </button>
        }
    });
    let react = text::REACT.say(screen.language);
    view! {
        <div class="px-5 pb-2 text-13 text-text-muted"><p class="line-clamp-2" dir="auto">{said.text.clone()}</p></div>
        <div class="grid grid-cols-7 justify-items-center px-4 pb-3">
            {offered.collect_view()}
            <button type="button" aria-label=react title=react on:click=ui::click(move |_| screen.dialog.set(Some(Dialog::React(seq)))) class="grid size-11 max-w-full place-items-center rounded-full bg-surface-sunken text-text-muted">{ui::icon(Icon::Smile)}</button>
        </div>
        <div class="border-t border-border px-3 pt-2 pb-[max(12px,env(safe-area-inset-bottom))]" role="menu" aria-label=text::MESSAGE_ACTIONS.say(screen.language)>
            {items(screen, socket, &said, close)}
        </div>
    }
    .erase()
}

/// Any emoji, for a message of the open room.
pub fn picker(screen: Screen, socket: Socket, seq: Seq) -> ui::Erased {
    let choose: Choose = Arc::new(move |chosen| {
        if let Some(emoji) = chosen.and_then(emoji) {
            act::react(screen, socket, seq, emoji, true);
        }
        screen.dialog.set(None);
    });
    pictures::pictures(screen, choose)
}

fn items<C: Fn() + Copy + 'static>(screen: Screen, socket: Socket, said: &Said, close: C) -> impl IntoView + use<C> {
    let seq = said.seq.unwrap_or_default();
    let item = move |icon: Icon, word: crate::i18n::Text, danger: bool, act: Box<dyn Fn()>| {
        let class = if danger { ui::MENU_DANGER } else { ui::MENU_ITEM };
        let press = move |_| {
            close();
            act();
        };
        view! {
            <button type="button" role="menuitem" class=class on:click=ui::click(press)>
                {ui::small_icon(icon)}{word.say(screen.language)}
            </button>
        }
    };
    let own = said.own.then(|| item(Icon::Pencil, text::EDIT, false, Box::new(move || writing::edit(screen, seq))));
    let delete = act::may_delete(screen, said.own).then(|| {
        view! {
            <div class=ui::MENU_RULE></div>
            {item(Icon::Trash, text::DELETE_MESSAGE, true, Box::new(move || act::ask_to_delete(screen, seq)))}
        }
    });
    view! {
        {item(Icon::Reply, text::REPLY, false, Box::new(move || writing::reply(screen, seq)))}
        {own}
        {item(Icon::Copy, text::COPY, false, Box::new(move || act::copy(screen, seq)))}
        {item(Icon::Link, text::COPY_LINK, false, Box::new(move || act::copy_link(screen, seq)))}
        {item(Icon::Unread, text::MARK_UNREAD, false, Box::new(move || act::mark_unread(screen, socket, seq)))}
        {delete}
    }
}

fn items_of(menu: &HtmlElement) -> Vec<HtmlElement> {
    let all = menu.query_selector_all("[role=menuitem]").ok();
    let count = all.as_ref().map_or(0, web_sys::NodeList::length);
    (0..count).filter_map(|at| all.as_ref()?.item(at)?.dyn_into().ok()).collect()
}

fn focus_item(menu: &HtmlElement, at: usize) {
    if let Some(item) = items_of(menu).get(at) {
        drop(item.focus());
    }
}

fn step(menu: &HtmlElement, by: isize) {
    let items = items_of(menu);
    let focused = document().active_element();
    let at = items.iter().position(|item| focused.as_ref().is_some_and(|focused| focused.is_same_node(Some(item)))).unwrap_or(0);
    let count = items.len();
    focus_item(menu, at.wrapping_add_signed(by).checked_rem(count).unwrap_or(0).min(count.saturating_sub(1)));
}
