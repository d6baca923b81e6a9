//! The one loop that hears the server: connects, compares what there is with what is known, and applies every event.

use std::time::Duration;

use client::{CallError, Signal};
use futures::StreamExt as _;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{ErrorCode, Event};

use super::notify;
use crate::i18n::phrases;
use crate::socket::Socket;
use crate::state::chat::Effect as Applied;
use crate::state::screen::Dialog;
use crate::state::{Parts, Screen};
use crate::ui::{self, browser};

/// How long to wait before comparing again when the server did not answer.
const AGAIN: Duration = Duration::from_secs(2);

/// Hears the server for as long as the page lives.
pub fn listen(screen: Screen, socket: Socket, mut incoming: impl futures::Stream<Item = Signal> + Unpin + 'static) {
    screen.change(|chat| {
        chat.link.lost(browser::now());
        Parts::LINK
    });
    watch_banner(screen);
    spawn_local(async move {
        while let Some(signal) = incoming.next().await {
            hear(screen, socket, signal);
        }
    });
}

fn hear(screen: Screen, socket: Socket, signal: Signal) {
    match signal {
        Signal::Connected => {
            screen.change(|chat| {
                chat.link.opened();
                chat.attention.connected();
                Parts::LINK
            });
            compare(screen, socket);
        }
        Signal::Event(event) => apply(screen, socket, event),
        Signal::Disconnected { .. } => screen.change(|chat| chat.lost(browser::now())),
        Signal::Refused(_) => sign_in(screen),
    }
}

fn apply(screen: Screen, socket: Socket, event: Event) {
    match &event {
        Event::RoomEvent(entry) => notify::tell(screen, entry),
        Event::Read(read) => notify::read(screen, [(read.room_id.clone(), read.seq)].into()),
        _ => {}
    }
    let was = open_now(screen);
    let applied = screen.change_with(|chat| {
        let applied = chat.apply(event, browser::now());
        (applied.parts, applied)
    });
    follow(screen, socket, was, applied);
}

/// What the open room is called, and what is being written in it.
fn open_now(screen: Screen) -> Option<(String, Option<String>)> {
    screen.peek(|chat| {
        let room = chat.open_room()?;
        Some((phrases::room_name(screen.language, room), chat.draft_of(&room.id).map(ToOwned::to_owned)))
    })
}

/// What has to be done about what an event did; `was` is the room that was open before it.
fn follow(screen: Screen, socket: Socket, was: Option<(String, Option<String>)>, applied: Option<Applied>) {
    let Some(applied) = applied else { return };
    if applied.closed {
        // Who asked for it is told by what they see.
        if !screen.dialog.with_untracked(|dialog| matches!(dialog, Some(Dialog::Leave(_) | Dialog::Delete))) {
            screen.lost.set(was);
        }
        screen.details.set(false);
        screen.dialog.set(None);
        screen.go(None);
    }
    if applied.behind {
        compare(screen, socket);
    }
}

/// Compares with the server; what was missed comes with the answer. Until it came, the screen does not call itself connected.
fn compare(screen: Screen, socket: Socket) {
    if screen.change_with(|chat| (Parts::NONE, chat.link.compare())) == Some(true) {
        ask(screen, socket);
    }
}

fn ask(screen: Screen, socket: Socket) {
    let reply = socket.call(screen.peek(crate::state::Chat::sync));
    spawn_local(async move {
        let again = match reply.await {
            Ok(synced) => {
                let was = open_now(screen);
                let applied = screen.change_with(|chat| {
                    let applied = chat.synced(synced);
                    (applied.parts, applied)
                });
                notify::read_elsewhere(screen);
                let again = compared(screen);
                follow(screen, socket, was, applied);
                again
            }
            Err(CallError::Refused(error)) if error.code == ErrorCode::Unauthenticated => return sign_in(screen),
            // The next connection compares anyway.
            Err(CallError::Disconnected) => return,
            Err(_) => {
                compared(screen);
                let later = move || {
                    if screen.peek(|chat| chat.link.is_open()) {
                        compare(screen, socket);
                    }
                };
                return set_timeout(later, AGAIN);
            }
        };
        if again {
            compare(screen, socket);
        }
    });
}

fn compared(screen: Screen) -> bool {
    screen.change_with(|chat| (Parts::NONE, chat.link.compared())).unwrap_or_default()
}

/// The session ended: to the door, and back here afterwards.
fn sign_in(screen: Screen) {
    let next = screen.peek(|chat| chat.open_id().map_or_else(|| "/".to_owned(), |room| format!("/rooms/{room}")));
    browser::leave_for(&format!("/sign-in?next={next}"));
}

/// Keeps [`Screen::offline`] true while the connection has been away for long enough to say so.
fn watch_banner(screen: Screen) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    ui::follow(move || {
        let due = screen.with(Parts::LINK, |chat| chat.link.banner_at());
        if let Some(old) = timer.try_update_value(Option::take).flatten() {
            old.clear();
        }
        let look = move || screen.offline.set(screen.peek(|chat| chat.link.banner(browser::now())));
        match due {
            None => screen.offline.set(false),
            Some(due) => {
                let wait = Duration::from_millis(u64::try_from(due - browser::now()).unwrap_or(0));
                timer.set_value(set_timeout_with_handle(look, wait).ok());
            }
        }
    });
}

/// Tries at once when the network is back, or the tab is seen again.
pub fn wake(screen: Screen, socket: Socket) {
    // The island lives as long as the page: the listeners are never taken off.
    window_event_listener_untyped("online", move |_| socket.retry_now());
    window_event_listener_untyped("visibilitychange", move |_| {
        let visible = browser::is_visible();
        screen.change(|chat| {
            chat.visible = visible;
            // Who looks may read now: the log looks again at what can be seen.
            Parts::LOG.when(visible)
        });
        if visible {
            socket.retry_now();
        }
    });
}
