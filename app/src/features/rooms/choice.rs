//! What the reader has set for themselves in a room: whether it stands before the others, and what of it calls them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::RoomId;
use protocol::rooms::{Notify, RoomSet, SetRoom};

use super::dialogs::problem;
use crate::i18n::{Text, chat as text, notices};
use crate::socket::{Socket, code_of};
use crate::state::{Parts, Screen};
use crate::ui::{self, Icon};

/// What of a room may call its member, and how that is called.
pub const NOTIFY: [(Notify, Text); 3] =
    [(Notify::All, text::NOTIFY_ALL), (Notify::Mentions, text::NOTIFY_MENTIONS), (Notify::Nothing, text::NOTIFY_NOTHING)];

/// What is set for a room now; whoever looks is told of changes.
pub fn chosen(screen: Screen, room: &RoomId) -> (bool, Notify) {
    screen.with(Parts::ROOMS, |chat| chat.rooms.get(room).map(|room| (room.starred, room.notify)).unwrap_or_default())
}

/// Sets something for a room; `done` is called once the server has kept it, and `fault` says why it has not.
pub fn set(screen: Screen, socket: Socket, command: SetRoom, fault: RwSignal<Option<String>>, done: impl FnOnce() + 'static) {
    let reply = socket.call(command.clone());
    spawn_local(async move {
        match reply.await {
            Ok(()) => {
                screen.change(|chat| {
                    let SetRoom { room_id, starred, notify } = command;
                    let Some(room) = chat.rooms.get(&room_id) else { return Parts::NONE };
                    let set = RoomSet { starred: starred.unwrap_or(room.starred), notify: notify.unwrap_or(room.notify), room_id };
                    Parts::ROOMS.when(chat.rooms.set(&set))
                });
                fault.set(None);
                done();
            }
            Err(error) => fault.set(Some(notices::refusal(code_of(&error)).say(screen.language).to_owned())),
        }
    });
}

/// Both, in the details of a room.
pub fn choice_block(screen: Screen, socket: Socket, room: &RoomId) -> impl IntoView + use<> {
    let language = screen.language;
    let fault = RwSignal::new(None);
    let room = StoredValue::new(room.clone());
    let now = Memo::new(move |_| room.with_value(|room| chosen(screen, room)));
    let set = move |starred, notify| set(screen, socket, SetRoom { room_id: room.get_value(), starred, notify }, fault, || ());
    let segment = move |(value, word): (Notify, Text)| {
        view! {
            <label class=format!("{} px-1.5!", ui::SEGMENT)>
                <input
                    class="sr-only" type="radio" name="room-notify" prop:checked=move || now.get().1 == value
                    on:change=move |_| set(None, Some(value))
                />
                {word.say(language)}
            </label>
        }
    };
    view! {
        <section class="border-b border-border px-4 py-3.5">
            <label class="-my-2 flex h-11 cursor-pointer items-center gap-2">
                <span class="text-text-muted">{ui::small_icon(Icon::Star)}</span>
                <span class="min-w-0 flex-1">{text::STARRED_SWITCH.say(language)}</span>
                <input type="checkbox" role="switch" class=ui::SWITCH prop:checked=move || now.get().0 on:change=move |event| set(Some(event_target_checked(&event)), None)/>
            </label>
            <p id="room-notify" class="mt-2 mb-1.5 text-13 font-bold">{text::NOTIFY.say(language)}</p>
            <div class=format!("{} w-full", ui::SEGMENTS) role="radiogroup" aria-labelledby="room-notify">{NOTIFY.map(segment).collect_view()}</div>
            <div class="mt-1 empty:hidden">{problem(fault)}</div>
        </section>
    }
}
