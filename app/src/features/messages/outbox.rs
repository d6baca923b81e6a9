//! Sends what waits, as soon as the screen is up to date; keeps it over a reload; and tells what became of it.

use std::time::Duration;

use client::CallError;
use client::outbox::Outbox;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::messages::{SendMessage, Sent};
use protocol::text::TextError;
use protocol::{ClientId, MessageText, RoomId, Seq, Timestamp};

use crate::socket::Socket;
use crate::state::{Parts, Screen};
use crate::ui::{self, browser};

/// Why a text was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It is out of its bounds.
    Text(TextError),
    /// Too much waits already.
    Full,
}

/// Takes up what an earlier page left, and sends and keeps what waits for as long as the page lives.
pub fn run(screen: Screen, socket: Socket) {
    take_up(screen);
    let key = key(screen);
    ui::follow(move || {
        let json = screen.with(Parts::OUTBOX, |chat| (!chat.outbox.is_empty()).then(|| chat.outbox.to_json()));
        browser::keep(&key, json.as_deref());
    });
    let timer = StoredValue::new(None::<TimeoutHandle>);
    ui::follow(move || {
        let whole = screen.with(Parts::OUTBOX | Parts::LINK, |chat| chat.link.is_whole());
        if let Some(old) = timer.try_update_value(Option::take).flatten() {
            old.clear();
        }
        if whole {
            flush(screen, socket);
            timer.set_value(wake(screen, socket));
        }
    });
}

/// A tab keeps its own; what a tab left that is gone is taken up by the next one. Where both are there, both may send it: the server
/// stores it once.
fn take_up(screen: Screen) {
    let all = format!("suda.outbox.{}.", screen.peek(|chat| chat.me.person.id.clone()));
    let own = key(screen);
    for key in browser::kept_keys(&all) {
        let Some(json) = browser::kept(&key) else { continue };
        let taken = screen.change_with(|chat| {
            let kept = Outbox::from_json(&json);
            let rooms: Vec<RoomId> = chat.rooms.iter().map(|room| room.id.clone()).collect();
            let mut unsent = rooms.iter().flat_map(|room| kept.of_room(room));
            let taken = unsent.all(|unsent| chat.outbox.take_up(unsent.clone()).is_ok());
            (Parts::OUTBOX | Parts::LOG, taken)
        });
        // What does not fit stays where it is, for the next time.
        if key != own && taken == Some(true) {
            browser::keep(&key, None);
        }
    }
}

fn key(screen: Screen) -> String {
    format!("suda.outbox.{}.{}", screen.peek(|chat| chat.me.person.id.clone()), browser::tab_id())
}

/// Takes a text that the reader sends: it stands in the log at once, and goes out as soon as it may.
pub fn send(screen: Screen, room: &RoomId, text: &str, reply_to: Option<Seq>) -> Result<(), NotTaken> {
    let content = MessageText::new(text).map_err(NotTaken::Text)?;
    let client_id = ClientId::new(&browser::random_id()).expect("hexadecimal digits are an id");
    let message = SendMessage { room_id: room.clone(), client_id, content, reply_to };
    let pushed = screen.change_with(|chat| {
        let pushed = chat.outbox.push(message, Timestamp(browser::now()));
        if let (Ok(()), Some(conversation)) = (&pushed, chat.conversation_mut()) {
            conversation.go_to_end();
        }
        (Parts::OUTBOX | Parts::LOG, pushed)
    });
    match pushed {
        Some(Ok(())) => Ok(()),
        _ => Err(NotTaken::Full),
    }
}

/// A failed message goes again.
pub fn retry(screen: Screen, id: &ClientId) {
    screen.change(|chat| (Parts::OUTBOX | Parts::LOG).when(chat.outbox.retry(id)));
}

/// A failed message is given up.
pub fn delete(screen: Screen, id: &ClientId) {
    screen.change(|chat| (Parts::OUTBOX | Parts::LOG).when(chat.outbox.delete(id).is_some()));
}

fn flush(screen: Screen, socket: Socket) {
    let next = || screen.change_with(|chat| (Parts::NONE, chat.outbox.next(Timestamp(browser::now())))).flatten();
    while let Some(message) = next() {
        let id = message.client_id.clone();
        let reply = socket.call(message);
        spawn_local(async move { answered(screen, &id, reply.await) });
    }
}

fn answered(screen: Screen, id: &ClientId, answer: Result<Sent, CallError>) {
    screen.change(|chat| {
        let now = Timestamp(browser::now());
        let done = chat.outbox.answered(id, &answer, now, browser::random());
        let mut parts = Parts::OUTBOX | Parts::LOG;
        if let (Some(unsent), Ok(sent)) = (done, answer) {
            let entry = unsent.into_entry(chat.me.person.clone(), sent);
            parts |= chat.entry(entry, true).parts;
        }
        parts
    });
}

/// Looks again when the outbox says that something may go by then.
fn wake(screen: Screen, socket: Socket) -> Option<TimeoutHandle> {
    let at = screen.peek(|chat| chat.outbox.wake_at())?;
    let wait = u64::try_from(at.0 - browser::now()).unwrap_or(0).max(20);
    let look = move || {
        if screen.peek(|chat| chat.link.is_whole()) {
            flush(screen, socket);
            screen.change(|_| Parts::OUTBOX | Parts::LOG);
        }
    };
    set_timeout_with_handle(look, Duration::from_millis(wait)).ok()
}
