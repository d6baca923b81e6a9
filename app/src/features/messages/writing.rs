//! What the composer is for, when it is not for a new message: an answer, or a message of the reader's that is written anew. Said above it,
//! with a way out.

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::messages::EditMessage;
use protocol::{MessageText, RoomId, Seq};
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

use super::act;
use crate::i18n::{chat as text, errors, notices, phrases};
use crate::socket::{Socket, code_of};
use crate::state::screen::Writing;
use crate::state::{Parts, Screen};
use crate::ui::{self, Icon};

/// Which message is written anew.
pub fn edited(screen: Screen) -> Option<Seq> {
    match screen.writing.get_untracked()? {
        Writing::Edit(seq) => Some(seq),
        Writing::Reply(_) => None,
    }
}

/// Which message is answered.
pub fn answered(screen: Screen) -> Option<Seq> {
    match screen.writing.get_untracked()? {
        Writing::Reply(seq) => Some(seq),
        Writing::Edit(_) => None,
    }
}

/// The composer is for a new message again. Whether it was not.
pub fn stop(screen: Screen) -> bool {
    let was = screen.writing.get_untracked().is_some();
    if was {
        screen.writing.set(None);
    }
    was
}

/// Writes into the field what is edited, and, when that ends, what was written before: `draft` says what that was.
pub fn follow(screen: Screen, field: &HtmlTextAreaElement, draft: impl Fn() -> Option<String> + 'static) {
    let field = field.clone();
    let before = StoredValue::new(None::<Writing>);
    ui::follow(move || {
        let now = screen.writing.get();
        let was = before.try_update_value(|before| std::mem::replace(before, now)).flatten();
        let text = match (was, now) {
            (_, Some(Writing::Edit(seq))) => screen.peek(|chat| act::says(chat, seq)),
            (Some(Writing::Edit(_)), _) => Some(draft().unwrap_or_default()),
            _ => None,
        };
        if let Some(text) = text {
            field.set_value(&text);
            super::composer::grow(&field);
        }
        if now.is_some() {
            drop(field.focus());
        }
    });
}

/// A key in the field: Escape ends what it is for, an arrow up in an empty field takes up the last message.
pub fn pressed(screen: Screen, field: NodeRef<Textarea>, event: &KeyboardEvent) {
    let bare = !event.is_composing() && !event.alt_key() && !event.ctrl_key() && !event.meta_key() && !event.shift_key();
    let empty = || field.get_untracked().is_some_and(|field| field.value().is_empty());
    let done = bare
        && match event.key().as_str() {
            "Escape" => stop(screen),
            "ArrowUp" => empty() && screen.writing.with_untracked(Option::is_none) && act::edit_last(screen),
            _ => false,
        };
    if done {
        event.prevent_default();
        event.stop_propagation();
    }
}

/// Sends what a message says from now on. What is wrong with it is said, and nothing is lost; nothing at all deletes it, which is asked.
pub fn save(screen: Screen, socket: Socket, room: &RoomId, seq: Seq, written: &str, fault: RwSignal<Option<String>>) {
    if written.trim().is_empty() {
        return act::ask_to_delete(screen, seq);
    }
    let content = match MessageText::new(written) {
        Ok(content) => content,
        Err(error) => return fault.set(Some(errors::bad_text(screen.language, &error))),
    };
    let reply = socket.call(EditMessage { room_id: room.clone(), seq, content });
    spawn_local(async move {
        match reply.await {
            Ok(_) if screen.writing.get_untracked() == Some(Writing::Edit(seq)) => {
                fault.set(None);
                screen.writing.set(None);
            }
            Ok(_) => {}
            Err(error) => fault.set(Some(notices::refusal(code_of(&error)).say(screen.language).to_owned())),
        }
    });
}

/// Above the field.
pub fn banner(screen: Screen) -> impl IntoView {
    let language = screen.language;
    ui::live(move || {
        let writing = screen.writing.get()?;
        let (icon, title, line, stop_word) = match writing {
            Writing::Edit(_) => (Icon::Pencil, text::EDITING.say(language).to_owned(), None, text::STOP_EDITING),
            Writing::Reply(seq) => {
                let (name, said) = screen.with(Parts::LOG, |chat| {
                    let by = chat.conversation().and_then(|here| here.timeline().get(seq)).map(|entry| entry.by.name.to_string());
                    (by.unwrap_or_default(), act::says(chat, seq))
                });
                (Icon::Reply, phrases::replying(language, &name), said, text::STOP_REPLYING)
            }
        };
        let stop_word = stop_word.say(language);
        Some(view! {
            <div class="mx-auto mb-1 flex max-w-(--w-read) items-center gap-2 rounded-md border-l-2 border-accent bg-surface-sunken py-1 pr-1 pl-2.5 text-13" data-writing="">
                <span class="flex-none text-accent-text">{ui::small_icon(icon)}</span>
                <b class="flex-none font-semibold">{title}</b>
                <span class="min-w-0 flex-1 truncate text-text-muted" dir="auto">{line}</span>
                <button type="button" class="inline-grid size-7 flex-none place-items-center rounded-sm text-text-muted hover:bg-hover hover:text-text max-tablet:size-11" aria-label=stop_word title=stop_word on:click=ui::click(move |_| { stop(screen); })>
                    {ui::small_icon(Icon::Close)}
                </button>
            </div>
        })
    })
}
