//! The search over the conversation: its field, its keys, and what it says of itself.

use leptos::html::Input;
use leptos::prelude::*;
use protocol::ErrorCode;
use protocol::session::Language;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, KeyboardEvent};

use super::{FIELD, ask, leave, list, narrow, open};
use crate::i18n::{Text, chat as text, notices, phrases};
use crate::socket::Socket;
use crate::state::search::{Choice, Fault};
use crate::state::{Chat, Parts, Screen};
use crate::ui::enter::Mode;
use crate::ui::{self, Erase, Icon, Show};

/// The class list of a key's name.
pub(super) const KBD: &str = "rounded-xs border border-border bg-surface px-[5px] py-px font-sans text-12 font-medium whitespace-nowrap text-text-muted max-tablet:hidden";

/// The search, over the conversation.
pub fn panel(screen: Screen, socket: Socket) -> ui::Erased {
    let language = screen.language;
    // Without a room that is open there is only everywhere.
    let nowhere = screen.open.with_untracked(Option::is_none);
    open::recall(screen);
    ask::changed(screen, socket, |finding| finding.everywhere |= nowhere);
    // When the connection comes back, what it could not answer is asked; when it goes, what is held answers alone.
    let connected = Memo::new(move |_| screen.with(Parts::LINK, |chat| chat.link.is_open()));
    // The keys of the whole screen may widen the search while it is shown.
    let everywhere = Memo::new(move |_| screen.with(Parts::SEARCH, |chat| chat.finding.everywhere));
    ui::follow(move || {
        let _ = (connected.get(), everywhere.get());
        untrack(|| ask::again(screen, socket));
    });
    let chosen = list::chosen(screen);
    let label = text::SEARCH.say(language);
    view! {
        <section class="flex min-h-0 min-w-0 flex-1 flex-col" aria-label=label>
            // The room's heading is covered: this is what the page is about now.
            <h1 class="sr-only">{label}</h1>
            <div class="relative flex-none border-b border-border px-6 py-3 max-tablet:px-2 max-tablet:py-2">
                {field(screen, socket, chosen)}
                <div class="mt-3 flex items-center gap-3 max-tablet:mt-1 max-tablet:block">
                    // On a phone one row, which goes on beyond the edge.
                    <div class="flex min-w-0 flex-wrap items-center gap-1.5 max-tablet:-mx-2 max-tablet:flex-nowrap max-tablet:overflow-x-auto max-tablet:px-2 max-tablet:py-1 max-tablet:[scrollbar-width:none]">{narrow::chips(screen, socket)}</div>
                    <span
                        role="status" data-fault=ui::flag(move || screen.with(Parts::SEARCH | Parts::LINK, is_faulty))
                        class="group ml-auto flex min-h-5 max-w-1/2 items-start gap-1.5 text-13 text-text-muted tabular-nums data-fault:text-danger max-tablet:mt-1 max-tablet:max-w-none max-tablet:px-2"
                    >
                        <span class="mt-0.5 hidden flex-none group-data-fault:block">{ui::small_icon(Icon::Alert)}</span>
                        <span>{ui::words(move || summary(screen))}</span>
                    </span>
                </div>
            </div>
            {list::list(screen, socket, chosen)}
            {hints(language)}
        </section>
    }
    .erase()
}

fn field(screen: Screen, socket: Socket, chosen: Memo<Option<String>>) -> impl IntoView {
    let language = screen.language;
    let node = NodeRef::<Input>::new();
    ui::once_there(node, move |input| {
        // Read once: from here on the field belongs to who types in it.
        let (query, back) = screen.peek(|chat| (chat.finding.query.clone(), chat.finding.chosen.is_some()));
        input.set_value(&query);
        ui::entry::bind(input.clone().into(), || Mode::Line, move || open_chosen(screen, socket));
        queue_microtask(move || {
            drop(input.focus());
            // Who comes back to the results goes on; who begins anew may write over what was there.
            if !back {
                input.select();
            }
        });
    });
    let blank = Memo::new(move |_| screen.with(Parts::SEARCH, list::is_blank));
    let any = list::any(screen);
    let typed = move |event: leptos::ev::Event| {
        let query = event_target_value(&event);
        ask::changed(screen, socket, move |finding| {
            finding.query = query;
            finding.chosen = None;
        });
    };
    let empty = move |_| {
        write_field("");
        ask::changed(screen, socket, |finding| {
            finding.query.clear();
            finding.chosen = None;
        });
        focus_field();
    };
    let close = move |_| {
        leave(screen);
    };
    let label = text::SEARCH.say(language);
    let empty_word = text::SEARCH_EMPTY.say(language);
    let close_word = text::SEARCH_LEAVE.say(language);
    view! {
        <div class="flex items-center gap-1">
            <button type="button" class=format!("{} -ml-2 max-tablet:ml-0", ui::ICON_BUTTON) aria-label=close_word title=format!("{close_word} (Esc)") on:click=ui::click(close)>{ui::icon(Icon::Back)}</button>
            <div class="flex h-11 min-w-0 flex-1 items-center gap-2 rounded-md border border-border-strong bg-surface pr-1.5 pl-3 focus-within:border-transparent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-focus">
                {ui::icon(Icon::Search)}
                <input
                    node_ref=node id=FIELD type="text" inputmode="search" enterkeyhint="search" autocomplete="off" autocapitalize="off" spellcheck="false" aria-label=label placeholder=label
                    role="combobox" aria-autocomplete="list" aria-expanded=ui::words(move || any.get().to_string())
                    aria-controls=ui::words(move || if blank.get() { list::RECENT } else { list::FOUND }.to_owned())
                    aria-activedescendant=move || chosen.get()
                    class="w-full min-w-0 bg-transparent text-16 outline-none placeholder:text-text-muted"
                    on:input=typed on:keydown=move |event| pressed(screen, socket, &event)
                />
                <Show when=move || screen.with(Parts::SEARCH, |chat| !chat.finding.query.is_empty())>
                    <button type="button" class=ui::ICON_BUTTON aria-label=empty_word title=empty_word on:click=ui::click(empty)>{ui::small_icon(Icon::Close)}</button>
                </Show>
            </div>
        </div>
    }
}

/// The keys of the field that are not of its text. While something is being composed they are the input method's.
fn pressed(screen: Screen, socket: Socket, event: &KeyboardEvent) {
    if event.is_composing() || event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let choices = list::choices(screen);
    let by = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "PageDown" => 8,
        "PageUp" => -8,
        "Delete" => {
            let on = screen.peek(|chat| chat.finding.chosen(&choices).cloned());
            if let Some(Choice::Recent(query)) = on {
                event.prevent_default();
                open::keep(screen, |recent| recent.remove(&query));
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    screen.change(|chat| {
        chat.finding.choose(&choices, by);
        Parts::SEARCH
    });
    ask::ask(screen, socket);
}

fn open_chosen(screen: Screen, socket: Socket) {
    let choices = list::choices(screen);
    if let Some(choice) = screen.peek(|chat| chat.finding.chosen(&choices).cloned()) {
        open::open(screen, socket, &choice);
    }
}

/// Puts a text into the field: not while something is being composed, for it comes from a press or from Enter.
pub(super) fn write_field(query: &str) {
    let field = document().get_element_by_id(FIELD).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field {
        field.set_value(query);
    }
}

/// Gives the focus back to the field.
pub(super) fn focus_field() {
    if let Some(field) = list::element(FIELD) {
        drop(field.focus());
    }
}

/// How many were found, or why nothing was.
fn summary(screen: Screen) -> String {
    let language = screen.language;
    screen.with(Parts::SEARCH | Parts::LINK, |chat| {
        let Chat { finding, link, .. } = chat;
        let count = finding.results.hits.len();
        if list::is_blank(chat) {
            String::new()
        } else if !link.is_open() {
            phrases::held_hits(language, count)
        } else if let Some(fault) = &finding.fault {
            why(fault).map(|why| why.say(language).to_owned()).unwrap_or_default()
        } else if count > 0 {
            let results = &finding.results;
            let cut = results.is_settled() && results.more && !results.has_more();
            let then = if cut { text::SEARCH_CUT } else { text::NEWEST_FIRST };
            format!("{}, {}", phrases::hits(language, count, results.more), then.say(language))
        } else if finding.results.is_settled() {
            text::NOTHING_FOUND.say(language).to_owned()
        } else {
            String::new()
        }
    })
}

/// Whether what the search says of itself is that something went wrong.
fn is_faulty(chat: &Chat) -> bool {
    let fault = chat.finding.fault.as_ref().filter(|_| chat.link.is_open() && !list::is_blank(chat));
    fault.is_some_and(|fault| why(fault).is_some())
}

/// Why a question has no answer. A word that the server does not take is named by it first; one that is not finished is no fault yet.
fn why(fault: &Fault) -> Option<Text> {
    if fault.code != Some(ErrorCode::Invalid) {
        return Some(notices::refusal(fault.code));
    }
    let word = fault.message.split([':', ' ']).next().unwrap_or_default();
    match word {
        "from" => Some(text::NO_SUCH_PERSON),
        "in" => Some(text::NO_SUCH_ROOM),
        "before" | "after" => Some(text::NO_SUCH_DAY),
        "query" => None,
        _ => Some(notices::refusal(fault.code)),
    }
}

/// The keys, and that words may be typed; not on a phone.
fn hints(language: Language) -> impl IntoView {
    let key = |keys: &[&'static str], word: Text| {
        let keys = keys.iter().map(|key| view! { <kbd class=KBD>{*key}</kbd> }).collect_view();
        view! { <span class="inline-flex items-center gap-1.5">{keys}{word.say(language)}</span> }.erase()
    };
    let examples = [text::EXAMPLE_FROM.say(language), text::EXAMPLE_IN.say(language)];
    view! {
        <div class="flex h-10 flex-none items-center gap-4 overflow-hidden border-t border-border px-5 text-12 whitespace-nowrap text-text-muted max-tablet:hidden">
            {key(&["↑", "↓"], text::KEY_CHOOSE)}
            {key(&["Enter"], text::KEY_GO)}
            {key(&["Tab"], text::KEY_NARROW)}
            {key(&["Esc"], text::KEY_CLOSE)}
            <span class="ml-auto">{key(&examples, text::MAY_BE_TYPED)}</span>
        </div>
    }
}
