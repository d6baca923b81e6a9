//! To a day: the dialog that asks which. Comes with the rare code.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::messages::{Cursor, History};
use protocol::{RoomId, Timestamp};

use crate::i18n::{chat as text, notices};
use crate::socket::{Socket, code_of};
use crate::state::Screen;
use crate::ui::{self, Erase, Look, Size, browser};

/// Which day of the open room.
pub fn dialog(screen: Screen, socket: Socket) -> ui::Erased {
    let language = screen.language;
    let node = NodeRef::<Input>::new();
    let fault = RwSignal::new(None::<&'static str>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let day = node.get_untracked().and_then(|field| browser::day_begins(&field.value(), 0));
        match (day, screen.open.get_untracked()) {
            (Some(day), Some(room)) => go(screen, socket, room, Timestamp(day), fault),
            _ => fault.set(Some(text::NO_DAY.say(language))),
        }
    };
    view! {
        <form class="flex flex-col gap-3 px-5 pt-1 pb-5" on:submit=submit>
            <label class="flex flex-col gap-1.5">
                <span class=ui::LABEL>{text::WHICH_DAY.say(language)}</span>
                <input node_ref=node type="date" required=true autofocus=true class=ui::INPUT/>
            </label>
            <p class="text-13 text-danger empty:hidden" role="alert">{ui::words(move || fault.get().unwrap_or_default().to_owned())}</p>
            <div class="flex justify-end">
                <button type="submit" class=ui::button(Look::Primary, Size::Medium)>{text::GO_TO_DAY.say(language)}</button>
            </div>
        </form>
    }
    .erase()
}

/// To the first message of that day or later.
fn go(screen: Screen, socket: Socket, room: RoomId, day: Timestamp, fault: RwSignal<Option<&'static str>>) {
    let reply = socket.call(History::new(room.clone(), Cursor::Since(day), protocol::ids::Limit::default()));
    spawn_local(async move {
        match reply.await {
            Ok(page) => {
                let shown = || page.entries.iter().filter(|entry| entry.change.target().is_none());
                let first = shown().find(|entry| entry.at >= day).or_else(|| shown().next_back()).map(|entry| entry.seq);
                screen.change(|chat| chat.page(&room, page));
                screen.dialog.set(None);
                if let Some(seq) = first {
                    screen.go_to(&room, seq, Vec::new());
                }
            }
            Err(error) => fault.set(Some(notices::refusal(code_of(&error)).say(screen.language))),
        }
    });
}
