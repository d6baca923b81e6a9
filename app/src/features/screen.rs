//! The island: the whole chat screen. Rendered by the server, brought to life in the browser.

use std::sync::Arc;

use leptos::prelude::*;
use protocol::RoomId;

use super::messages::composer::{Plain, Pulse, composer, recall_drafts};
use super::messages::{hint, jump, log, outbox, said, writing};
use super::rare::Rare;
use super::{keys, presence, rooms, session, tabs, typing};
use crate::i18n::{chat as text, phrases};
use crate::page::Initial;
use crate::socket::Socket;
use crate::state::screen::Dialog;
use crate::state::{Chat, Parts, Screen};
use crate::ui::{self, Erase, Icon, Look, Size};

/// What typing in the composer means to others.
const PULSE: Pulse = Pulse { typed: typing::typed, sent: typing::sent };

/// What the screen begins with. On the server: from the context, where the page put an [`Arc<Initial>`].
/// In the browser: from the one `<script type="application/json" id="initial">`.
fn initial() -> Arc<Initial> {
    #[cfg(feature = "ssr")]
    return expect_context::<Arc<Initial>>();
    #[cfg(not(feature = "ssr"))]
    {
        let json = document().get_element_by_id("initial").and_then(|script| script.text_content()).unwrap_or_default();
        Arc::new(client::json::read(&json).expect("the server wrote it with the same types"))
    }
}

/// The chat screen.
#[island]
pub fn ChatScreen() -> impl IntoView {
    let initial = initial();
    let screen = Screen::new(Chat::new(&initial));
    #[cfg(not(feature = "ssr"))]
    {
        said::take_over(screen, &initial);
        rooms::row::take_over(screen);
    }
    said::follow(screen);
    let socket = Socket::new();
    let rare = Rare::default();
    let plain = StoredValue::new(initial.room.as_ref().map(|room| Plain {
        room: room.id.clone(),
        client_id: room.form_client_id.clone(),
        error: room.form_error.clone(),
    }));
    ui::follow(move || {
        // It was for the page that the server drew.
        plain.set_value(None);
        come_alive(screen, socket, rare);
    });
    let searching = Memo::new(move |_| screen.with(Parts::SEARCH, |chat| chat.finding.shown));
    // The conversation stays until there is something to cover it with.
    let search = move || rare.get().filter(|_| searching.get()).map(|code| (code.search)(screen, socket));
    let dialog = move || rare.get().zip(screen.dialog.get()).map(|(code, dialog)| (code.dialog)(screen, socket, dialog));
    let covered = Memo::new(move |_| searching.get() && rare.get().is_some());
    let away = ui::flag(move || covered.get() || screen.open.with(Option::is_some));
    let closed = ui::flag(move || !covered.get() && screen.open.with(Option::is_none));
    view! {
        <div class="flex h-dvh flex-col bg-canvas pt-[env(safe-area-inset-top)]">
            {rare.notice(screen)}
            <div class="flex min-h-0 flex-1 overflow-hidden">
                // On a phone the list and the conversation are two pages.
                <aside
                    id="rooms" data-away=away aria-label=text::ROOMS.say(screen.language)
                    class="peer flex w-(--w-rooms) min-w-0 flex-none flex-col border-r border-border bg-canvas [--around:var(--canvas)] max-tablet:w-full max-tablet:border-r-0 max-tablet:data-away:hidden max-tablet:target:flex!"
                >
                    {rooms::list::list(screen, rare, presence::dot)}
                    {session::me_bar(screen)}
                    {tabs::tabs(screen)}
                </aside>
                <main data-away=closed class="relative flex min-w-0 flex-1 bg-surface [--around:var(--surface)] max-tablet:data-away:hidden max-tablet:peer-target:hidden">
                    <div class="flex min-w-0 flex-1 data-covered:hidden" data-covered=ui::flag(move || covered.get())>
                        {ui::live(move || match screen.open.get() {
                            Some(room) => conversation(screen, socket, rare, &room, plain).erase(),
                            None => nothing_open(screen, socket).erase(),
                        })}
                    </div>
                    {ui::live(search)}
                </main>
            </div>
            {ui::live(dialog)}
        </div>
    }
}

/// The browser has taken the page over: from here on the screen lives.
fn come_alive(screen: Screen, socket: Socket, rare: Rare) {
    screen.alive.set(true);
    rooms::address::follow(screen);
    recall_drafts(screen);
    outbox::run(screen, socket);
    keys::listen(screen);
    rare.follow(screen);
    session::link::wake(screen, socket);
    session::notify::follow(screen);
    presence::attend(screen, socket);
    #[cfg(target_arch = "wasm32")]
    if let Some(incoming) = socket.start() {
        session::link::listen(screen, socket, incoming);
    }
}

/// The open room: its header, its log, the strip, the composer; and its details beside it.
fn conversation(screen: Screen, socket: Socket, rare: Rare, room: &RoomId, plain: StoredValue<Option<Plain>>) -> impl IntoView + use<> {
    let details_of = room.clone();
    let details = move || {
        let code = rare.get().filter(|_| screen.details.get())?;
        Some((code.details)(screen, socket, details_of.clone(), presence::dot))
    };
    let walking = Memo::new(move |_| screen.with(Parts::SEARCH, |chat| chat.finding.is_walking()));
    let bar = move || rare.get().filter(|_| walking.get()).map(|code| (code.bar)(screen, socket));
    view! {
        <div class="flex min-w-0 flex-1 flex-col">
            {rooms::header::header(screen)}
            {ui::live(bar)}
            {session::trouble_banner(screen, socket)}
            {log::log(screen, socket, room.clone(), Signal::derive(move || rare.get().map(|code| code.message)))}
            <div class="flex-none px-6 pb-4 max-tablet:px-2 max-tablet:pb-[max(8px,env(safe-area-inset-bottom))]">
                // The strip never covers a message.
                <div class="mx-auto flex h-9 max-w-(--w-read) items-center gap-2 text-13 text-text-muted max-tablet:px-2">
                    {typing::who(screen)}
                    {hint::hint(screen)}
                    {jump::jump(screen)}
                </div>
                {writing::banner(screen)}
                {composer(screen, socket, rare, room, plain.get_value(), PULSE)}
            </div>
        </div>
        {ui::live(details)}
    }
}

/// The room that was open is gone; what was being written in it is not.
fn lost(screen: Screen, name: &str, draft: Option<String>) -> impl IntoView + use<> {
    view! {
        <div role="alert">
            <h1 class="text-16 font-bold text-text">{phrases::lost(screen.language, name)}</h1>
            <p class="mt-1">{text::LOST_LINE.say(screen.language)}</p>
        </div>
        {draft.map(|draft| view! {
            <p class="mt-6 text-13">{text::LOST_DRAFT.say(screen.language)}</p>
            <p class="mx-auto mt-1 max-h-64 w-fit max-w-full overflow-y-auto rounded-md bg-surface-sunken px-3 py-2 text-left whitespace-pre-wrap text-text" dir="auto" tabindex="0">{draft}</p>
        })}
    }
}

/// No room is open: the first one is made here, or one is chosen from the list.
fn nothing_open(screen: Screen, socket: Socket) -> impl IntoView {
    let language = screen.language;
    let none = Memo::new(move |_| screen.with(Parts::ROOMS, |chat| chat.rooms.is_empty()));
    ui::live(move || match (screen.lost.get(), none.get()) {
        (Some((name, draft)), _) => in_the_middle(lost(screen, &name, draft)),
        (None, true) => view! {
            <div class="m-auto flex w-full max-w-[568px] flex-col px-6 py-8">
                <span class="-ml-1 mb-4">{ui::mark("48")}</span>
                <h1 class="text-28 font-bold tracking-[-.02em]">{text::FIRST_ROOM.say(language)}</h1>
                <p class="mt-1 mb-6 text-15 text-text-muted">{text::FIRST_ROOM_LINE.say(language)}</p>
                <div class="rounded-lg border border-border bg-surface-raised p-5 shadow-1">
                    {rooms::create::form(screen, socket, None, "first-room", String::new())}
                </div>
                <button
                    type="button" data-rare="" class=format!("{} mt-4 self-start", ui::button(Look::Secondary, Size::Medium))
                    on:click=ui::click(move |_| screen.dialog.set(Some(Dialog::Create(String::new()))))
                >
                    {ui::small_icon(Icon::Hash)}
                    {text::BROWSE_ROOMS.say(language)}
                </button>
            </div>
        }
        .erase(),
        (None, false) => in_the_middle(view! {
            <h1 class="text-16 font-bold text-text">{text::PICK_ROOM.say(language)}</h1>
            <p class="mt-1">{text::PICK_ROOM_LINE.say(language)}</p>
        }),
    })
}

fn in_the_middle(what: impl IntoView + 'static) -> ui::Erased {
    view! { <div class="m-auto max-w-full px-6 text-center text-text-muted">{what}</div> }.erase()
}
