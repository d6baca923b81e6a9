//! The switcher: from room to room by a few keys of a name, initials too; to people, and to what can be made of what was typed.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::rooms::{RoomKind, RoomSummary};
use protocol::search::MAX_QUERY_CHARS;
use protocol::session::{FindPeople, Person};
use wasm_bindgen::JsCast as _;

use super::dialogs::{problem, shown};
use super::people::talk_to;
use super::row::preview;
use crate::i18n::{Text, chat as text, phrases};
use crate::socket::Socket;
use crate::state::presence::mark;
use crate::state::rooms::counted;
use crate::state::rooms::switcher::{Offer, Target, offers};
use crate::state::screen::Dialog;
use crate::state::{Chat, Parts, Screen};
use crate::ui::enter::Mode;
use crate::ui::{self, AvatarSize, Erase, Icon, browser};

/// The class list of a key's name.
const KBD: &str =
    "rounded-xs border border-border bg-surface px-[5px] py-px font-sans text-12 font-medium whitespace-nowrap text-text-muted";
const HEADING: &str = "flex h-8 items-center px-3 pt-1 text-12 font-bold text-text-muted";
const LIST: &str = "switcher-found";
/// How far a page of the keys goes.
const PAGE: isize = 8;

/// What the switcher shows. Cheap to copy.
#[derive(Clone, Copy)]
struct Switcher {
    screen: Screen,
    socket: Socket,
    offers: Memo<Vec<Offer>>,
    /// The place of the one that the keys are on.
    chosen: RwSignal<usize>,
    fault: RwSignal<Option<String>>,
}

/// The dialog.
pub fn switcher(screen: Screen, socket: Socket) -> ui::Erased {
    let query = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<Person>::new());
    let language = screen.language;
    let current = Memo::new(move |_| {
        query.with(|query| {
            found.with(|found| {
                let name = |room: &RoomSummary| phrases::room_name(language, room);
                screen.with(Parts::ROOMS | Parts::OPEN, |chat| offers(chat, query, found, browser::nfc, name))
            })
        })
    });
    let this = Switcher { screen, socket, offers: current, chosen: RwSignal::new(0), fault: RwSignal::new(None) };
    let node = shown();
    let label = text::FIND_ROOM.say(language);
    view! {
        <dialog
            node_ref=node class=ui::DIALOG aria-label=label on:close=move |_| screen.dialog.set(None)
            on:click=move |event| if event.target() == event.current_target() { screen.dialog.set(None) }
        >
            {field(this, query, found)}
            <div id=LIST role="listbox" aria-label=label class="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2 empty:hidden">
                {ui::live(move || list(this))}
            </div>
            <div class="px-5 pb-3 empty:hidden">{problem(this.fault)}</div>
            <div class="flex h-10 flex-none items-center gap-4 overflow-hidden border-t border-border px-5 text-12 whitespace-nowrap text-text-muted max-tablet:hidden">
                <span class="inline-flex items-center gap-1.5"><kbd class=KBD>"↑"</kbd><kbd class=KBD>"↓"</kbd>{text::KEY_CHOOSE.say(language)}</span>
                <span class="inline-flex items-center gap-1.5"><kbd class=KBD>"Enter"</kbd>{text::KEY_OPEN.say(language)}</span>
                <span class="ml-auto">{text::INITIALS_DO.say(language)}</span>
            </div>
        </dialog>
    }
    .erase()
}

/// The field: every keystroke offers anew, and asks the server for people; only the answer to the last one counts.
fn field(this: Switcher, query: RwSignal<String>, found: RwSignal<Vec<Person>>) -> impl IntoView {
    let node = NodeRef::<Input>::new();
    ui::once_there(node, move |input| {
        ui::entry::bind(
            input.clone().into(),
            || Mode::Line,
            move || {
                let target = this.offers.with_untracked(|offers| offers.get(this.chosen.get_untracked()).map(|offer| offer.target.clone()));
                if let Some(target) = target {
                    this.go(target);
                }
            },
        );
        // After the dialog has opened.
        queue_microtask(move || drop(input.focus()));
    });
    let offered = move || this.offers.with(|offers| !offers.is_empty());
    let asked = StoredValue::new(0_u32);
    let typed = move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        let number = asked.get_value() + 1;
        asked.set_value(number);
        let name: String = text.trim().chars().take(MAX_QUERY_CHARS).collect();
        this.chosen.set(0);
        this.fault.set(None);
        query.set(text);
        if name.is_empty() {
            return found.set(Vec::new());
        }
        let reply = this.socket.call(FindPeople { query: name, ..FindPeople::default() });
        spawn_local(async move {
            let Ok(page) = reply.await else { return };
            if asked.try_get_value() == Some(number) {
                found.set(page.people.into_iter().map(|found| found.person).collect());
            }
        });
    };
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "PageDown" => PAGE,
            "PageUp" => -PAGE,
            _ => return,
        };
        event.prevent_default();
        let last = this.offers.with_untracked(Vec::len).saturating_sub(1);
        this.chosen.update(|chosen| *chosen = chosen.saturating_add_signed(by).min(last));
        into_view(this.chosen.get_untracked());
    };
    let label = text::FIND_ROOM.say(this.screen.language);
    view! {
        <label class="flex h-14 flex-none items-center gap-3 border-b border-border px-5">
            {ui::icon(Icon::Search)}
            <input
                node_ref=node id="switcher" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" aria-label=label placeholder=label
                role="combobox" aria-autocomplete="list" aria-expanded=ui::words(move || offered().to_string()) aria-controls=LIST
                aria-activedescendant=move || offered().then(|| row_id(this.chosen.get()))
                class="w-full min-w-0 bg-transparent text-16 outline-none placeholder:text-text-muted"
                on:input=typed on:keydown=pressed
            />
            <kbd class=format!("{KBD} max-tablet:hidden")>"Esc"</kbd>
        </label>
    }
}

/// Scrolls as little as shows the row that the keys went to.
fn into_view(place: usize) {
    let element = |id: &str| document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    let (Some(list), Some(row)) = (element(LIST), element(&row_id(place))) else { return };
    let (top, height) = (row.offset_top() - list.offset_top(), list.client_height());
    let lowest = top + row.offset_height() - height;
    list.set_scroll_top(list.scroll_top().max(lowest).min(top));
}

fn row_id(place: usize) -> String {
    format!("switch-{place}")
}

/// The offers under their headings.
fn list(this: Switcher) -> impl IntoView {
    let language = this.screen.language;
    let offers: Vec<(usize, Offer)> = this.offers.get().into_iter().enumerate().collect();
    let group = |heading: Text, of: fn(&Target) -> bool| {
        let rows: Vec<_> = offers.iter().filter(|(_, offer)| of(&offer.target)).map(|(place, offer)| row(this, *place, offer)).collect();
        let word = heading.say(language);
        (!rows.is_empty()).then(|| {
            view! { <div role="group" aria-label=word><p class=HEADING aria-hidden="true">{word}</p>{rows}</div> }
        })
    };
    view! {
        {group(text::ROOMS, |target| matches!(target, Target::Room(_)))}
        {group(text::PEOPLE, |target| matches!(target, Target::Person(_)))}
        {group(text::TO_DO, |target| matches!(target, Target::Create(_) | Target::Search(_)))}
    }
}

fn row(this: Switcher, place: usize, offer: &Offer) -> ui::Erased {
    let target = offer.target.clone();
    let inner = this.screen.peek(|chat| inner(this.screen, chat, offer));
    view! {
        <div
            id=row_id(place) role="option" aria-selected=ui::words(move || (this.chosen.get() == place).to_string())
            class="flex h-11 max-tablet:h-14 cursor-pointer items-center gap-3 rounded-md px-3 hover:bg-hover aria-selected:bg-accent-soft aria-selected:[--around:var(--accent-soft)]"
            on:click=ui::click(move |_| this.go(target.clone()))
        >
            {inner}
        </div>
    }
    .erase()
}

fn inner(screen: Screen, chat: &Chat, offer: &Offer) -> ui::Erased {
    let language = screen.language;
    let name = || view! { <span class="max-w-[75%] flex-none truncate" dir="auto">{ui::marked(&offer.name, &offer.marks)}</span> };
    match &offer.target {
        Target::Room(id) => {
            let Some(room) = chat.rooms.get(id) else { return ().erase() };
            let (unread, mentions) = (counted(room), room.mentions);
            let count = if mentions > 0 { format!("@{}", phrases::capped(mentions)) } else { phrases::capped(unread) };
            view! {
                {tile(ui::letter(&offer.name))}
                {name()}
                {(room.kind == RoomKind::Private).then(|| view! { <span class="-ml-1.5 flex-none text-text-muted">{ui::small_icon(Icon::Lock)}</span> })}
                <span class="min-w-0 flex-1 truncate text-13 text-text-muted" dir="auto">{preview(chat, room, screen)}</span>
                {(unread > 0).then(|| view! { {ui::badge(count, mentions > 0)}<span class="sr-only">{phrases::unread(language, unread)}</span> })}
            }
            .erase()
        }
        Target::Person(person) => {
            let online = mark(chat.present.of(&person.id)).map(ui::dot);
            let last = chat.rooms.direct_with(&person.id).map(|room| preview(chat, room, screen));
            let face = ui::avatar(ui::hue(person.id.as_str()), ui::person_letter(person.name.as_str()), AvatarSize::List);
            view! {
                <span class="relative flex-none" aria-hidden="true">{face}{online}</span>
                {name()}
                {text::kind(&person.id).map(|word| ui::role(word.say(language)))}
                <span class="min-w-0 flex-1 truncate text-13 text-text-muted" dir="auto">{last}</span>
            }
            .erase()
        }
        Target::Create(name) => act(Icon::Plus, phrases::make_room_called(language, name), None),
        Target::Search(text) => act(Icon::Search, phrases::search_for(language, text), Some("Ctrl Shift F")),
    }
}

/// A line of what can be done, with its key where there is one.
fn act(which: Icon, words: String, key: Option<&'static str>) -> ui::Erased {
    let key = key.map(|key| view! { <kbd class=format!("{KBD} max-tablet:hidden")>{key}</kbd> });
    view! { {tile(ui::icon(which))}<span class="min-w-0 flex-1 truncate" dir="auto">{words}</span>{key} }.erase()
}

/// As high on a phone as elsewhere: the rows are.
fn tile(content: impl IntoView + 'static) -> ui::Erased {
    view! { <span class="grid size-8 flex-none place-items-center rounded-md bg-hover text-14 font-bold text-text-muted" aria-hidden="true">{content}</span> }
        .erase()
}

impl Switcher {
    /// Goes where an offer leads, and the switcher is done.
    fn go(self, target: Target) {
        let screen = self.screen;
        match target {
            Target::Room(id) => {
                screen.dialog.set(None);
                screen.go(Some(&id));
            }
            Target::Person(person) => talk_to(screen, self.socket, &person, self.fault),
            Target::Create(name) => screen.dialog.set(Some(Dialog::Create(name))),
            Target::Search(text) => {
                screen.dialog.set(None);
                screen.change(|chat| {
                    chat.finding.query = text;
                    (chat.finding.shown, chat.finding.everywhere) = (true, true);
                    Parts::SEARCH
                });
            }
        }
    }
}
