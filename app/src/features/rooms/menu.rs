//! What can be done with a room from its row: beside the pointer or the button; on a phone at the foot.

use leptos::html;
use leptos::prelude::*;
use protocol::RoomId;
use protocol::messages::Read;
use protocol::rooms::{Notify, RoomKind, SetRoom};

use super::choice::{NOTIFY, chosen, set};
use super::dialogs::{problem, shown};
use crate::i18n::{Text, chat as text, phrases};
use crate::socket::Socket;
use crate::state::screen::Dialog;
use crate::state::{Parts, Screen};
use crate::ui::{self, Erase, Icon, Show, browser};

/// Room for the menu beside its place, in pixels: it must not hang over the window's edge.
const ROOM: (i32, i32) = (216, 290);

/// The menu of a room.
pub fn menu(screen: Screen, socket: Socket, room: RoomId, (x, y): (i32, i32)) -> ui::Erased {
    let language = screen.language;
    let node = shown();
    let seen = screen.peek(|chat| chat.rooms.get(&room).cloned());
    let Some(seen) = seen else {
        screen.dialog.set(None);
        return ().erase();
    };
    let name = phrases::room_name(language, &seen);
    let fault = RwSignal::new(None);
    let close = move || close(node);
    let (starred, _) = untrack(|| chosen(screen, &room));
    let room = StoredValue::new(room);
    let choose = move |starred, notify| set(screen, socket, SetRoom { room_id: room.get_value(), starred, notify }, fault, close);
    let read = move |_| {
        let (room_id, seq) = (room.get_value(), screen.peek(|chat| room.with_value(|room| chat.rooms.get(room).map(|room| room.head))));
        if let Some(seq) = seq {
            screen.change(|chat| chat.read(&room_id, seq));
            drop(socket.call(Read { room_id, seq }));
        }
        close();
    };
    let leave = move |_| screen.dialog.set(Some(Dialog::Leave(room.get_value())));
    let may_leave = seen.kind != RoomKind::Direct;
    let star = if starred { text::UNSTAR } else { text::STAR }.say(language);
    let radio = move |(value, word): (Notify, Text)| {
        let checked = room.with_value(|room| untrack(|| chosen(screen, room))).1 == value;
        view! {
            <button type="button" role="menuitemradio" aria-checked=checked.to_string() class=ui::MENU_ITEM on:click=ui::click(move |_| choose(None, Some(value)))>
                <span class="flex-1">{word.say(language)}</span>
                {checked.then(|| ui::small_icon(Icon::Check))}
            </button>
        }
    };
    ui::once_there(node, move |dialog| place(&dialog, x, y));
    view! {
        <dialog
            node_ref=node aria-label=name
            class="fixed m-0 overflow-visible rounded-lg bg-transparent p-0 text-text backdrop:bg-transparent max-tablet:top-auto! max-tablet:bottom-0 max-tablet:left-0! max-tablet:w-full max-tablet:max-w-none max-tablet:backdrop:bg-scrim"
            on:close=move |_| screen.dialog.set(None)
            on:click=move |event| if event.target() == event.current_target() { close() }
        >
            <div
                role="menu" aria-label=phrases::menu_of(language, &phrases::room_name(language, &seen)) on:keydown=|event| ui::step_through(&event)
                class=format!("{} max-tablet:w-full max-tablet:rounded-b-none max-tablet:p-2 max-tablet:pb-[max(8px,env(safe-area-inset-bottom))]", ui::MENU)
            >
                <button type="button" role="menuitem" class=ui::MENU_ITEM autofocus=true on:click=ui::click(move |_| choose(Some(!starred), None))>{ui::small_icon(Icon::Star)}{star}</button>
                <Show when=move || room.with_value(|room| screen.with(Parts::ROOMS, |chat| chat.rooms.get(room).is_some_and(|room| room.unread > 0)))>
                    <button type="button" role="menuitem" class=ui::MENU_ITEM on:click=ui::click(read)>{ui::small_icon(Icon::Check)}{text::MARK_READ.say(language)}</button>
                </Show>
                <div role="separator" class=ui::MENU_RULE></div>
                <div role="group" aria-labelledby="menu-notify">
                    <p id="menu-notify" class="px-2 py-1 text-12 font-bold text-text-muted">{text::NOTIFY.say(language)}</p>
                    {NOTIFY.map(radio).collect_view()}
                </div>
                {may_leave.then(|| view! {
                    <div role="separator" class=ui::MENU_RULE></div>
                    <button type="button" role="menuitem" class=ui::MENU_DANGER on:click=ui::click(leave)>{ui::small_icon(Icon::Door)}{text::LEAVE.say(language)}</button>
                })}
                <div class="px-2 empty:hidden">{problem(fault)}</div>
            </div>
        </dialog>
    }
    .erase()
}

/// Within the window. An element's own style is set by hand: the page allows no attribute of that name.
fn place(menu: &web_sys::HtmlDialogElement, x: i32, y: i32) {
    let (width, height) = browser::window_size();
    let style = web_sys::HtmlElement::style(menu);
    drop(style.set_property("left", &format!("{}px", x.min(width - ROOM.0).max(8))));
    drop(style.set_property("top", &format!("{}px", y.min(height - ROOM.1).max(8))));
}

/// The browser gives the focus back.
fn close(node: NodeRef<html::Dialog>) {
    if let Some(dialog) = node.get_untracked() {
        dialog.close();
    }
}
