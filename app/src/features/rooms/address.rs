//! The address bar and the window's title follow the open room; the browser's back and forward open rooms, and close what covers one.

use leptos::prelude::*;
use protocol::RoomId;
use wasm_bindgen::JsValue;

use crate::i18n::phrases;
use crate::state::{Parts, Screen};
use crate::ui::{self, browser};

/// What the browser keeps of a step from the list to a conversation: the way back is that step undone, whether the reader presses ours or
/// the phone's own.
const FROM_LIST: &str = "list";

/// What the browser keeps of a step from a page to what covers it, at the same address.
const COVERED: &str = "covered";

/// Keeps both in step for as long as the page lives.
pub fn follow(screen: Screen) {
    // On a wider screen the details stand beside the conversation, and dialogs have a way out of their own.
    let over = move || screen.details.get() || screen.dialog.with(Option::is_some);
    let covered = Memo::new(move |_| screen.with(Parts::SEARCH, |chat| chat.finding.shown) || (over() && browser::is_phone()));
    // A step back that the page takes by itself.
    let own_step = StoredValue::new(false);
    Effect::new(move |before: Option<bool>| {
        let covered = covered.get();
        let room = screen.open.get();
        let path = room.as_ref().map_or_else(|| "/".to_owned(), |room| format!("/rooms/{room}"));
        let here = window().location().pathname().unwrap_or_default();
        let Ok(history) = window().history() else { return covered };
        let state = history.state().ok().and_then(|state| state.as_string());
        let was = |step: &str| state.as_deref() == Some(step);
        let done = if here == path {
            match (covered, was(COVERED)) {
                (true, false) => history.push_state_with_url(&COVERED.into(), "", None),
                // It was closed by the page itself. After a reload the step is still there, and nothing covers anything.
                (false, true) if before == Some(true) => {
                    own_step.set_value(true);
                    history.back()
                }
                _ => Ok(()),
            }
        } else if path == "/" && was(FROM_LIST) {
            history.back()
        } else {
            // What the server chose for `/` is no step of the reader.
            let state = if here == "/" && before.is_some() { FROM_LIST.into() } else { JsValue::NULL };
            // What covered the last page is no page to come back to.
            if before.is_none() || was(COVERED) {
                history.replace_state_with_url(&state, "", Some(&path))
            } else {
                history.push_state_with_url(&state, "", Some(&path))
            }
        };
        drop(done);
        covered
    });
    window_event_listener_untyped("popstate", move |_| {
        let own = own_step.try_update_value(std::mem::take).unwrap_or_default();
        if covered.get_untracked() {
            if !own {
                uncover(screen);
            }
            // There is more beneath it; or something was opened while the page took its step.
            if let (true, Ok(history)) = (covered.get_untracked(), window().history()) {
                drop(history.push_state_with_url(&COVERED.into(), "", None));
            }
        }
        let path = window().location().pathname().unwrap_or_default();
        let room = path.strip_prefix("/rooms/").and_then(|id| RoomId::new(id).ok());
        if room != screen.open.get_untracked() && !screen.go(room.as_ref()) {
            screen.go(None);
        }
    });
    // Who came by the address of a message and goes on at the end has left it.
    ui::follow(move || {
        let at_end =
            screen.with(Parts::LOG | Parts::OPEN, |chat| chat.conversation().is_some_and(|here| here.is_following() && !here.has_focus()));
        let place = window().location();
        if at_end
            && place.search().is_ok_and(|search| search.starts_with("?at="))
            && let (Ok(history), Ok(path)) = (window().history(), place.pathname())
        {
            drop(history.replace_state_with_url(&history.state().unwrap_or_default(), "", Some(&path)));
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

/// Closes what lies on top.
fn uncover(screen: Screen) {
    if screen.dialog.with_untracked(Option::is_some) {
        screen.dialog.set(None);
    } else if screen.details.get_untracked() && browser::is_phone() {
        screen.details.set(false);
    } else {
        screen.change(|chat| if chat.leave_search() { Parts::all() } else { Parts::SEARCH | Parts::LOG });
    }
}
