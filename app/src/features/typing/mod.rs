//! Who is typing, as one line of the strip above the composer; and the reader's own pulse.

use std::time::Duration;

use leptos::prelude::*;
use protocol::RoomId;

use crate::i18n::phrases;
use crate::socket::Socket;
use crate::state::{Parts, Screen};
use crate::ui::{self, Show, browser};

/// Who is typing in the open room: said politely to who cannot see it, and gone by itself.
pub fn who(screen: Screen) -> impl IntoView {
    expire(screen);
    let line = Memo::new(move |_| {
        screen.with(Parts::TYPING, |chat| {
            let Some(room) = chat.open_id() else { return String::new() };
            let names: Vec<&str> = chat.typing.who(room).map(|person| person.name.as_str()).collect();
            phrases::typing(screen.language, &names)
        })
    });
    view! {
        <div role="status" class="flex min-w-0 items-center gap-2">
            <Show when=move || !line.with(String::is_empty)>
                <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
                <span class="truncate">{ui::words(move || line.get())}</span>
            </Show>
        </div>
    }
}

/// Drops each lease when it runs out.
fn expire(screen: Screen) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    ui::follow(move || {
        let next = screen.with(Parts::TYPING, |chat| chat.typing.next_expiry());
        if let Some(old) = timer.try_update_value(Option::take).flatten() {
            old.clear();
        }
        let Some(next) = next else { return };
        let wait = Duration::from_millis(u64::try_from(next - browser::now()).unwrap_or(0));
        let expired = move || screen.change(|chat| Parts::TYPING.when(chat.typing.expire(browser::now())));
        timer.set_value(set_timeout_with_handle(expired, wait).ok());
    });
}

/// The reader changed the text in the composer of a room; `empty` when nothing is left of it.
pub fn typed(screen: Screen, socket: Socket, room: &RoomId, empty: bool) {
    let now = browser::now();
    let pulse = screen.change_with(|chat| {
        if chat.me.preferences.hide_typing {
            return (Parts::NONE, None);
        }
        let pulse = if empty { chat.typing.stopped(now, false) } else { chat.typing.typed(room, now) };
        (Parts::NONE, pulse)
    });
    if let Some(pulse) = pulse.flatten() {
        socket.say(pulse);
    }
}

/// The reader sent the text: the message itself ends their typing.
pub fn sent(screen: Screen) {
    screen.change(|chat| {
        chat.typing.stopped(browser::now(), true);
        Parts::NONE
    });
}
