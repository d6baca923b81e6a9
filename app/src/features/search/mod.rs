//! Looking for messages, rooms and people, here or in all rooms. It finds at every keystroke; a hit opens the conversation around it.
//!
//! | module | holds |
//! |---|---|
//! | [`panel`](mod@panel) | the search over the conversation: its field, its keys, what it says |
//! | [`narrow`] | the scope, a person, days |
//! | [`list`] | what was found, and what was looked for of late |
//! | [`row`] | one line of it |
//! | [`ask`] | asks the server, one question at a time |
//! | [`open`] | opens what was chosen |
//! | [`bar`](mod@bar) | from hit to hit, over the conversation |
//!
//! All of it comes when it is wanted ([`super::rare`]); only [`FIELD`] and [`leave`] are with the rest.

use crate::state::{Parts, Screen};

mod ask;
mod bar;
mod list;
mod narrow;
mod open;
mod panel;
mod row;

pub use bar::bar;
pub use panel::panel;

/// The id of the field, for the keys that go there.
pub const FIELD: &str = "message-search";

/// Out of the search, or out of the way through its hits; whether there was something to leave.
pub fn leave(screen: Screen) -> bool {
    let (shown, walking) = screen.peek(|chat| (chat.finding.shown, chat.finding.is_walking()));
    if shown {
        screen.change(|chat| if chat.leave_search() { Parts::all() } else { Parts::SEARCH | Parts::LOG });
    } else if walking {
        screen.change(|chat| {
            chat.finding.to_results();
            Parts::SEARCH
        });
    }
    shown || walking
}
