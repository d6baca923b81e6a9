//! What this page says outside of itself: to the service worker, which tells of messages, and on the program's icon. The worker decides,
//! because it sees all tabs; nothing is said to it unless notifications are on on this device (`server/src/http/notify.js`).

use leptos::prelude::*;
use protocol::messages::Entry;
use protocol::{RoomId, UserId};

use crate::state::{Parts, Screen};
use crate::ui::{self, browser};

/// Where `notify.js` keeps whether notifications are on for somebody on this device: `text` or `hidden`.
fn kept(me: &UserId) -> Option<String> {
    browser::kept(&format!("suda.notify.{me}"))
}

/// An entry comes, and is not applied yet: it may be one to be told of.
pub(super) fn tell(screen: Screen, entry: &Entry) {
    let told = screen.peek(|chat| {
        let mode = kept(&chat.me.person.id)?;
        chat.told_of(entry, chat.visible, mode == "hidden")
    });
    if let Some(told) = told.and_then(|told| serde_json::to_string(&told).ok()) {
        browser::tell_worker("said", &told);
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
