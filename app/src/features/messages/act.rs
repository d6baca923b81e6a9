//! What can be done with a message: from the bar over it, from its menu, by the keys.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::messages::{Change, DeleteMessage, MarkUnread, React};
use protocol::{Emoji, Seq};

use super::writing;
use crate::i18n::{Text, chat as text, notices};
use crate::socket::{Socket, code_of};
use crate::state::screen::Dialog;
use crate::state::{Chat, Screen};
use crate::ui::browser;

/// How long it is said that something was done.
const HINT: Duration = Duration::from_secs(4);

/// Adds the reader's reaction, or takes it back. The event of it draws it.
pub fn react(screen: Screen, socket: Socket, seq: Seq, emoji: Emoji, on: bool) {
    let Some(room_id) = screen.open.get_untracked() else { return };
    let reply = socket.call(React { room_id, seq, emoji, on });
    spawn_local(async move {
        if let Err(error) = reply.await {
            hint(screen, notices::refusal(code_of(&error)));
        }
    });
}

/// The last message of the reader's is written anew; whether there is one.
pub fn edit_last(screen: Screen) -> bool {
    let last = screen.peek(|chat| chat.conversation().and_then(|here| here.last_own(&chat.me.person.id)));
    if let Some(seq) = last {
        writing::edit(screen, seq);
    }
    last.is_some()
}

/// Asks once, and says what is lost.
pub fn ask_to_delete(screen: Screen, seq: Seq) {
    screen.dialog.set(Some(Dialog::DeleteMessage(seq)));
}

/// Deletes a message; `done` hears whether it is gone, or why not.
pub fn delete(screen: Screen, socket: Socket, seq: Seq, done: impl FnOnce(Result<(), Text>) + 'static) {
    let Some(room_id) = screen.open.get_untracked() else { return };
    let reply = socket.call(DeleteMessage { room_id, seq });
    spawn_local(async move { done(reply.await.map(drop).map_err(|error| notices::refusal(code_of(&error)))) });
}

/// The reader reads it, and what follows it, later.
pub fn mark_unread(screen: Screen, socket: Socket, seq: Seq) {
    let Some(room_id) = screen.open.get_untracked() else { return };
    let reply = socket.call(MarkUnread { room_id, seq });
    spawn_local(async move {
        match reply.await {
            Ok(unread) => screen.change(|chat| chat.unread(&unread)),
            Err(error) => hint(screen, notices::refusal(code_of(&error))),
        }
    });
}

/// Copies what a message says.
pub fn copy(screen: Screen, seq: Seq) {
    if let Some(content) = screen.peek(|chat| says(chat, seq)) {
        to_clipboard(screen, &content);
    }
}

/// Copies the address of a message.
pub fn copy_link(screen: Screen, seq: Seq) {
    if let Some(room) = screen.open.get_untracked() {
        let origin = window().location().origin().unwrap_or_default();
        to_clipboard(screen, &format!("{origin}/rooms/{room}?at={seq}#hit"));
    }
}

fn to_clipboard(screen: Screen, text: &str) {
    let copied = browser::copy(text);
    spawn_local(async move { hint(screen, if copied.await { text::COPIED } else { text::NOT_COPIED }) });
}

/// What a message of the open room says.
pub fn says(chat: &Chat, seq: Seq) -> Option<String> {
    match &chat.conversation()?.timeline().get(seq)?.change {
        Change::NewMessage { content, .. } => Some(content.as_str().to_owned()),
        _ => None,
    }
}

/// Says for a moment what was done, or why not.
pub fn hint(screen: Screen, hint: Text) {
    screen.hint.set(Some(hint));
    set_timeout(
        move || {
            if screen.hint.try_get_untracked() == Some(Some(hint)) {
                screen.hint.set(None);
            }
        },
        HINT,
    );
}

/// Whether the reader may delete it: their own, or in their room anybody's.
pub fn may_delete(screen: Screen, own: bool) -> bool {
    own || screen.peek(|chat| {
        let mine = chat.open_room().is_some_and(|room| room.creator == chat.me.person.id);
        mine || chat.me.role == protocol::session::Role::Administrator
    })
}
