//! Asks the server: one question at a time, the newest next.

use std::time::Duration;

use client::CallError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::session::FindPeople;

use super::open;
use crate::socket::Socket;
use crate::state::search::{self, Fault, Finding};
use crate::state::{Parts, Screen};
use crate::ui::browser;

/// How long to wait before what was put off is asked once more.
const AGAIN: Duration = Duration::from_secs(1);

/// Something else is looked for.
pub(super) fn changed(screen: Screen, socket: Socket, change: impl FnOnce(&mut Finding)) {
    screen.change(|chat| {
        change(&mut chat.finding);
        search::refine(chat, browser::nfc);
        Parts::SEARCH
    });
    ask(screen, socket);
}

/// Asks what is to be asked now, if anything is.
pub(super) fn ask(screen: Screen, socket: Socket) {
    let now = screen.change_with(|chat| (Parts::SEARCH, (search::next_question(chat), search::next_name(chat))));
    let Some((question, name)) = now else { return };
    if let Some(asked) = question {
        let zone = i32::try_from(browser::zone(browser::now())).unwrap_or_default();
        let reply = socket.call(asked.search(zone));
        spawn_local(async move {
            let answer = reply.await.map_err(fault);
            let put_off = answer.as_ref().is_err_and(Fault::may_pass);
            screen.change(|chat| {
                search::answer(chat, &asked, answer, browser::nfc);
                Parts::SEARCH
            });
            open::step_on(screen, socket);
            ask(screen, socket);
            if put_off {
                set_timeout(move || again(screen, socket), AGAIN);
            }
        });
    }
    if let Some(asked) = name {
        let reply = socket.call(FindPeople { query: asked.clone(), ..FindPeople::default() });
        spawn_local(async move {
            let found = reply.await.ok().map(|page| page.people);
            screen.change(|chat| {
                search::people(chat, &asked, found);
                Parts::SEARCH
            });
            ask(screen, socket);
        });
    }
}

/// What had no answer is asked once more.
pub(super) fn again(screen: Screen, socket: Socket) {
    // The screen may be gone by now.
    if screen.change_with(|chat| (Parts::NONE, chat.finding.shown)) == Some(true) {
        changed(screen, socket, Finding::again);
    }
}

fn fault(error: CallError) -> Fault {
    match error {
        CallError::Refused(error) => Fault { code: Some(error.code), message: error.message },
        _ => Fault { code: None, message: String::new() },
    }
}
