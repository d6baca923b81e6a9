//! The dialog that is open: at most one. The browser traps the focus in it, gives it back, and closes it on Escape.

use leptos::html;
use leptos::prelude::*;

use super::{card, create, farewell, menu, people, switcher};
use crate::features::help;
use crate::i18n::{chat as text, write};
use crate::socket::Socket;
use crate::state::Screen;
use crate::state::screen::Dialog;
use crate::ui::{self, Erase, Icon, Show, browser};

/// Draws a dialog.
pub fn dialog(screen: Screen, socket: Socket, dialog: Dialog) -> ui::Erased {
    let small = matches!(dialog, Dialog::Card(_) | Dialog::Leave(_) | Dialog::Delete | Dialog::Remove(_));
    let (title, body) = match dialog {
        Dialog::Menu(room, place) => return menu::menu(screen, socket, room, place),
        Dialog::Switcher => return switcher::switcher(screen, socket),
        Dialog::Create(name) => (text::NEW_ROOM, create::body(screen, socket, name)),
        Dialog::Direct => (text::NEW_DIRECT, people::direct(screen, socket)),
        Dialog::Invite => (text::INVITE, people::invite(screen, socket)),
        Dialog::Card(who) => (text::PROFILE, card::card(screen, socket, who)),
        Dialog::Leave(room) => (text::LEAVE, farewell::leave(screen, socket, room)),
        Dialog::Delete => (text::DELETE_ROOM, farewell::delete(screen, socket)),
        Dialog::Keys => (write::KEYS, help::keys(screen)),
        Dialog::Remove(who) => (text::REMOVE, farewell::remove(screen, socket, who)),
        // Those of the conversation are not the rooms'.
        Dialog::Day | Dialog::React(_) | Dialog::Message(_) | Dialog::DeleteMessage(_) => return ().erase(),
    };
    frame(screen, title.say(screen.language), small, body)
}

/// A dialog with its title and a way out; open as soon as it is on the page. A `small` one asks or shows a single thing.
pub fn frame(screen: Screen, title: &'static str, small: bool, body: ui::Erased) -> ui::Erased {
    let node = shown();
    let close = text::CLOSE.say(screen.language);
    view! {
        <dialog node_ref=node class=ui::DIALOG data-small=small.then_some("") aria-labelledby="dialog-title" on:close=move |_| screen.dialog.set(None)>
            <div class="flex flex-none items-center gap-2 pt-3 pr-3 pb-1 pl-5">
                <h2 id="dialog-title" class="min-w-0 flex-1 truncate text-16 font-bold tracking-[-.01em]">{title}</h2>
                <button type="button" class=ui::ICON_BUTTON aria-label=close title=close on:click=ui::click(move |_| screen.dialog.set(None))>{ui::icon(Icon::Close)}</button>
            </div>
            {body}
        </dialog>
    }
    .erase()
}

/// A dialog that opens as soon as it is on the page.
pub fn shown() -> NodeRef<html::Dialog> {
    // On a phone the list may be on the screen, and the conversation beside it.
    on_cleanup(|| {
        if !browser::is_phone() {
            request_animation_frame(ui::rescue_focus);
        }
    });
    let node = NodeRef::<html::Dialog>::new();
    ui::once_there(node, |dialog| {
        // In the next moment: it has to be in the document.
        queue_microtask(move || {
            let shown = dialog.show_modal();
            debug_assert!(shown.is_ok(), "it is in the document and not open");
        });
    });
    node
}

/// What went wrong, said in place.
pub fn problem(fault: RwSignal<Option<String>>) -> impl IntoView {
    view! {
        <Show when=move || fault.with(Option::is_some)>
            <p class="flex items-start gap-1.5 text-13 text-danger" role="alert">
                <span class="mt-0.5 flex-none">{ui::small_icon(Icon::Alert)}</span>
                <span>{ui::words(move || fault.get().unwrap_or_default())}</span>
            </p>
        </Show>
    }
}
