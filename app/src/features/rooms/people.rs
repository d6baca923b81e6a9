//! Inviting people to the open room, and beginning a conversation with one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::rooms::{CreateRoom, Invite, RoomKind};
use protocol::session::Person;

use super::dialogs::problem;
use super::picker::{self, Picker};
use crate::i18n::{chat as text, notices};
use crate::socket::{Socket, code_of};
use crate::state::{Parts, Screen};
use crate::ui::{self, Erase, Look, Size};

/// People become members of the open room at once.
pub fn invite(screen: Screen, socket: Socket) -> ui::Erased {
    let picker = Picker::new(screen, socket);
    let fault = RwSignal::new(None);
    let send = move |_| {
        let Some(room_id) = screen.open.get_untracked() else { return };
        let reply = socket.call(Invite { room_id, participants: picker.ids() });
        spawn_local(async move {
            match reply.await {
                Ok(_) => screen.dialog.set(None),
                Err(error) => fault.set(Some(notices::refusal(code_of(&error)).say(screen.language).to_owned())),
            }
        });
    };
    view! {
        <div class="flex min-h-0 flex-col gap-3 px-5 pt-1 pb-5">
            {picker::view(picker, |_| {})}
            {problem(fault)}
            <button
                type="button" class=format!("{} w-full", ui::button(Look::Primary, Size::Big))
                disabled=move || picker.picked.with(Vec::is_empty) on:click=ui::click(send)
            >
                {text::INVITE.say(screen.language)}
            </button>
        </div>
    }
    .erase()
}

/// A conversation with one person: found if there is one, else made.
pub fn direct(screen: Screen, socket: Socket) -> ui::Erased {
    let picker = Picker::new(screen, socket);
    let fault = RwSignal::new(None);
    let begin = move |who: &Person| talk_to(screen, socket, who, fault);
    view! { <div class="flex min-h-0 flex-col gap-3 px-5 pt-1 pb-5">{picker::view(picker, begin)}{problem(fault)}</div> }.erase()
}

/// Opens the conversation with somebody: found if there is one, else made. The dialog is done then; `fault` says why it is not.
pub fn talk_to(screen: Screen, socket: Socket, who: &Person, fault: RwSignal<Option<String>>) {
    if let Some(room) = screen.peek(|chat| chat.rooms.direct_with(&who.id).map(|room| room.id.clone())) {
        screen.dialog.set(None);
        screen.go(Some(&room));
        return;
    }
    let reply = socket.call(CreateRoom { client_id: None, name: None, kind: RoomKind::Direct, participants: vec![who.id.clone()] });
    spawn_local(async move {
        match reply.await {
            Ok(room) => enter(screen, room),
            Err(error) => fault.set(Some(notices::refusal(code_of(&error)).say(screen.language).to_owned())),
        }
    });
}

/// A room that is new to the reader: on the list, open, and the dialog is done.
pub fn enter(screen: Screen, room: protocol::rooms::RoomSummary) {
    let id = room.id.clone();
    screen.change(|chat| chat.room(room) | Parts::ROOMS);
    screen.dialog.set(None);
    screen.go(Some(&id));
}
