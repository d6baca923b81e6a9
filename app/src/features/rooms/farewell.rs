//! Leaving, deleting, removing: asked once, and what is lost is said.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::RoomId;
use protocol::rooms::{DeleteRoom, LeaveRoom, RemoveMember};
use protocol::session::Person;

use super::dialogs::problem;
use crate::i18n::{chat as text, notices, phrases};
use crate::socket::{Socket, code_of};
use crate::state::Screen;
use crate::ui::{self, Erase, Look, Size};

/// Leaving a room.
pub fn leave(screen: Screen, socket: Socket, room_id: RoomId) -> ui::Erased {
    let warning = text::LEAVE_WARNING.say(screen.language).to_owned();
    ask(screen, warning, text::LEAVE.say(screen.language), move |fault| {
        let room_id = room_id.clone();
        let reply = socket.call(LeaveRoom { room_id: room_id.clone() });
        spawn_local(async move { gone(screen, &room_id, reply.await.map(drop), fault) });
    })
}

/// Deleting the open room.
pub fn delete(screen: Screen, socket: Socket) -> ui::Erased {
    let warning = text::DELETE_WARNING.say(screen.language).to_owned();
    ask(screen, warning, text::DELETE_ROOM.say(screen.language), move |fault| {
        let Some(room_id) = screen.open.get_untracked() else { return };
        let reply = socket.call(DeleteRoom { room_id: room_id.clone() });
        spawn_local(async move { gone(screen, &room_id, reply.await, fault) });
    })
}

/// Removing somebody from the open room.
pub fn remove(screen: Screen, socket: Socket, who: Person) -> ui::Erased {
    let warning = phrases::remove_warning(screen.language, who.name.as_str());
    ask(screen, warning, text::REMOVE.say(screen.language), move |fault| {
        let Some(room_id) = screen.open.get_untracked() else { return };
        let reply = socket.call(RemoveMember { room_id, user_id: who.id.clone() });
        spawn_local(async move {
            match reply.await {
                Ok(_) => screen.dialog.set(None),
                Err(error) => fault.set(Some(notices::refusal(code_of(&error)).say(screen.language).to_owned())),
            }
        });
    })
}

/// The room is gone for the reader, if the server says so: also when it was gone before.
fn gone(screen: Screen, room: &RoomId, answer: Result<(), client::CallError>, fault: RwSignal<Option<String>>) {
    if let Err(error) = answer {
        let code = code_of(&error);
        if code != Some(protocol::ErrorCode::NotMember) {
            fault.set(Some(notices::refusal(code).say(screen.language).to_owned()));
            return;
        }
    }
    screen.dialog.set(None);
    let closed = screen.change_with(|chat| {
        let gone = chat.gone(room);
        (gone.parts, gone.closed)
    });
    if closed == Some(true) {
        screen.details.set(false);
        screen.go(None);
    }
}

/// The question, and its two answers. The safe one has the focus.
pub fn ask(screen: Screen, warning: String, word: &'static str, act: impl Fn(RwSignal<Option<String>>) + 'static) -> ui::Erased {
    let fault = RwSignal::new(None);
    view! {
        <div class="flex flex-col gap-4 px-5 pt-1 pb-5">
            <p class="text-text-muted">{warning}</p>
            {problem(fault)}
            <div class="flex flex-wrap justify-end gap-2">
                <button type="button" class=ui::button(Look::Plain, Size::Medium) autofocus=true on:click=ui::click(move |_| screen.dialog.set(None))>
                    {text::CANCEL.say(screen.language)}
                </button>
                <button type="button" class=ui::button(Look::Danger, Size::Medium) on:click=ui::click(move |_| act(fault))>{word}</button>
            </div>
        </div>
    }
    .erase()
}
