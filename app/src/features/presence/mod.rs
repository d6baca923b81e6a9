//! Who is there: the dot at an avatar's foot, and the word for who does not see it; and whether the reader is.

use std::time::Duration;

use leptos::prelude::*;
use protocol::UserId;
use protocol::presence::PresenceState;

use crate::i18n::chat as text;
use crate::socket::Socket;
use crate::state::{Parts, Screen};
use crate::ui::{self, Erase, browser};

/// How often to look whether the reader still does.
const LOOK_AGAIN: Duration = Duration::from_mins(1);

/// Tells the server whether somebody looks at this screen: then they are called nowhere else.
pub fn attend(screen: Screen, socket: Socket) {
    let say = move || {
        let look = screen.change_with(|chat| {
            let look = chat.link.is_open().then(|| chat.attention.news(browser::is_visible(), browser::now())).flatten();
            (Parts::NONE, look)
        });
        if let Some(look) = look.flatten() {
            socket.say(look);
        }
    };
    let used = move || {
        if screen.change_with(|chat| (Parts::NONE, chat.attention.used(browser::now()))) == Some(true) {
            say();
        }
    };
    for event in ["pointermove", "pointerdown", "keydown", "focus"] {
        window_event_listener_untyped(event, move |_| used());
    }
    window_event_listener_untyped("visibilitychange", move |_| {
        used();
        say();
    });
    set_interval(say, LOOK_AGAIN);
    used();
    ui::follow(move || {
        screen.with(Parts::LINK, |_| ());
        say();
    });
}

/// The dot and the word, while somebody is there: a ring when they are away. Its parent is `relative`.
pub fn dot(screen: Screen, who: UserId) -> ui::Erased {
    let state = Memo::new(move |_| screen.with(Parts::PRESENCE, |chat| chat.present.of(&who)));
    ui::live(move || {
        let (away, word) = match state.get() {
            PresenceState::Offline => return None,
            PresenceState::Online => (false, text::ONLINE),
            PresenceState::Away => (true, text::AWAY),
        };
        Some(view! { {ui::dot(away)}<span class="sr-only">{word.say(screen.language)}</span> })
    })
    .erase()
}
