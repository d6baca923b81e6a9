//! What this page says outside of itself: to the service worker, which tells of messages, and on the program's icon. The worker decides,
//! because it sees all tabs; nothing is said to it unless notifications are on on this device (`server/src/http/notify.js`).

use std::collections::BTreeMap;

use leptos::prelude::*;
use protocol::messages::{Change, Entry};
use protocol::session::Sync;
use protocol::{RoomId, Seq, UserId};

use crate::state::told::LONGEST;
use crate::state::{Parts, Screen};
use crate::ui::{self, browser};

/// Where `notify.js` keeps whether notifications are on for somebody on this device: `text` or `hidden`.
fn kept(me: &UserId) -> Option<String> {
    browser::kept(&format!("suda.notify.{me}"))
}

/// An entry comes, and is not applied yet: it may be one to be told of, or take back one that was.
pub(super) fn tell(screen: Screen, entry: &Entry) {
    if let Change::MessageDeleted { target } = entry.change {
        return say(screen, "deleted", [(entry.room_id.clone(), target)].into());
    }
    let told = screen.peek(|chat| {
        let mode = kept(&chat.me.person.id)?;
        let mut told = chat.told_of(entry, chat.visible, mode == "hidden")?;
        told.text = told.text.map(|text| untrack(|| screen.line(&text, LONGEST)));
        Some(told)
    });
    if let Some(told) = told.and_then(|told| serde_json::to_string(&told).ok()) {
        browser::tell_worker("said", &told);
    }
}

/// The reader has read these rooms up to there, with another connection: what was told of that is old.
pub(super) fn read(screen: Screen, rooms: BTreeMap<RoomId, Seq>) {
    say(screen, "read", rooms);
}

/// All rooms as they were found after a while without a connection.
pub(super) fn read_elsewhere(screen: Screen) {
    read(screen, screen.peek(|chat| chat.rooms.iter().map(|room| (room.id.clone(), room.read)).collect()));
}

/// Places in rooms, to the worker: by them it finds what it has told, whatever comes meanwhile from another tab or by push.
fn say(screen: Screen, what: &str, rooms: BTreeMap<RoomId, Seq>) {
    if screen.peek(|chat| kept(&chat.me.person.id)).is_some()
        // It has the form of this command, whose writing the page has anyway.
        && let Ok(places) = serde_json::to_string(&Sync { rooms })
    {
        browser::tell_worker(what, &places);
    }
}

/// The number on the icons, and an end to what was told of a room that is read.
pub fn follow(screen: Screen) {
    let unread = Memo::new(move |_| screen.with(Parts::ROOMS, |chat| chat.rooms.unread()));
    ui::follow(move || browser::badge(unread.get()));
    let read = Memo::new(move |_| {
        screen.with(Parts::ROOMS | Parts::OPEN | Parts::LOG, |chat| {
            let room = chat.open_room().filter(|room| chat.visible && room.unread == 0);
            room.map(|room| room.id.clone())
        })
    });
    ui::follow(move || {
        if let Some(room) = read.get().as_ref().map(RoomId::as_str) {
            browser::tell_worker("seen", room);
        }
    });
}
