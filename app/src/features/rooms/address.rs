//! The address bar and the window's title follow the open room; the browser's back and forward open rooms.

use leptos::prelude::*;
use protocol::RoomId;
use wasm_bindgen::JsValue;

use crate::i18n::phrases;
use crate::state::{Parts, Screen};
use crate::ui;

/// What the browser keeps of a step from the list to a conversation: the way back is that step undone, whether the reader presses ours or
/// the phone's own.
const FROM_LIST: &str = "list";

/// Keeps both in step for as long as the page lives.
pub fn follow(screen: Screen) {
    Effect::new(move |first: Option<()>| {
        let room = screen.open.get();
        let path = room.as_ref().map_or_else(|| "/".to_owned(), |room| format!("/rooms/{room}"));
        let here = window().location().pathname().unwrap_or_default();
        if here == path {
            return;
        }
        let Ok(history) = window().history() else { return };
        if path == "/" && history.state().is_ok_and(|state| state.as_string().as_deref() == Some(FROM_LIST)) {
            return drop(history.back());
        }
        let state = if here == "/" { FROM_LIST.into() } else { JsValue::NULL };
        // What the server chose for `/` is no step of the reader.
        let done = if first.is_none() {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&path))
        } else {
            history.push_state_with_url(&state, "", Some(&path))
        };
        drop(done);
    });
    window_event_listener_untyped("popstate", move |_| {
        let path = window().location().pathname().unwrap_or_default();
        let room = path.strip_prefix("/rooms/").and_then(|id| RoomId::new(id).ok());
        if !screen.go(room.as_ref()) {
            screen.go(None);
        }
    });
    ui::follow(move || {
        let title = screen.with(Parts::ROOMS | Parts::OPEN, |chat| {
            let name = chat.open_room().map(|room| phrases::room_name(screen.language, room));
            phrases::chat_title(screen.language, chat.rooms.unread(), name.as_deref())
        });
        document().set_title(&title);
    });
}
