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
use crate::ui::{self, Icon, browser};

/// Most characters of what is answered: it is one line.
const LONGEST: usize = 120;

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
    let Some(was) = screen.writing.get_untracked() else { return false };
    screen.writing.set(None);
    if let Some(room) = screen.open.get_untracked() {
        match was {
            Writing::Edit(_) => screen.rewritten.update_value(|all| all.retain(|(of, ..)| *of != room)),
            Writing::Reply(_) => browser::keep(&key(screen, &room), None),
        }
    }
    true
}

/// The next thing that is written answers a message. Kept as the draft is.
pub fn reply(screen: Screen, seq: Seq) {
    stop(screen);
    if let Some(room) = screen.open.get_untracked() {
        browser::keep(&key(screen, &room), Some(&seq.to_string()));
    }
    screen.writing.set(Some(Writing::Reply(seq)));
}

/// A message of the reader's is written anew.
pub fn edit(screen: Screen, seq: Seq) {
    stop(screen);
    screen.writing.set(Some(Writing::Edit(seq)));
}

/// The room was opened: what was begun in it goes on.
fn resume(screen: Screen, room: &RoomId) {
    let edit = screen.rewritten.with_value(|all| all.iter().find(|(of, ..)| of == room).map(|(_, seq, _)| Writing::Edit(*seq)));
    let reply = || browser::kept(&key(screen, room)).and_then(|seq| seq.parse().ok()).map(|seq| Writing::Reply(Seq(seq)));
    if let Some(writing) = edit.or_else(reply) {
        screen.writing.set(Some(writing));
    }
}

/// Where it is kept which message is answered in a room.
fn key(screen: Screen, room: &RoomId) -> String {
    format!("suda.reply.{}.{room}", screen.peek(|chat| chat.me.person.id.clone()))
}

/// What is edited changed in the field.
pub fn changed(screen: Screen, room: &RoomId, seq: Seq, written: &str) {
    screen.rewritten.update_value(|all| {
        all.retain(|(of, ..)| of != room);
        all.push((room.clone(), seq, written.to_owned()));
    });
}

/// Writes into the field of a room what is edited, and, when that ends, what was written before: `draft` says what that was.
pub fn follow(screen: Screen, room: RoomId, field: &HtmlTextAreaElement, draft: impl Fn() -> Option<String> + 'static) {
    let field = field.clone();
    let before = StoredValue::new(None::<Writing>);
    resume(screen, &room);
    ui::follow(move || {
        let now = screen.writing.get();
        let was = before.try_update_value(|before| std::mem::replace(before, now)).flatten();
        let begun = |seq| {
            screen.rewritten.with_value(|all| all.iter().find(|(of, at, _)| (of, *at) == (&room, seq)).map(|(.., written)| written.clone()))
        };
        let text = match (was, now) {
            (_, Some(Writing::Edit(seq))) => begun(seq).or_else(|| screen.peek(|chat| act::says(chat, seq))),
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
                stop(screen);
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
        let (seq, edits) = match writing {
            Writing::Edit(seq) => (seq, true),
            Writing::Reply(seq) => (seq, false),
        };
        // It may not be here yet, or be deleted meanwhile.
        let (name, said) = screen.with(Parts::LOG, |chat| {
            let entry = chat.conversation().and_then(|here| here.timeline().get(seq));
            let said =
                entry.map(|_| act::says(chat, seq).map_or_else(|| text::GONE.say(language).to_owned(), |says| screen.line(&says, LONGEST)));
            (entry.map(|entry| entry.by.name.to_string()), said.filter(|_| !edits || act::says(chat, seq).is_none()))
        });
        let (icon, title, stop_word) = if edits {
            (Icon::Pencil, text::EDITING.say(language).to_owned(), text::STOP_EDITING)
        } else {
            let title = name.map_or_else(|| text::REPLY.say(language).to_owned(), |name| phrases::replying(language, &name));
            (Icon::Reply, title, text::STOP_REPLYING)
        };
        let stop_word = stop_word.say(language);
        Some(view! {
            <div class="mx-auto mb-1 flex max-w-(--w-read) items-center gap-2 rounded-md border-l-2 border-accent bg-surface-sunken py-1 pr-1 pl-2.5 text-13" data-writing="">
                <span class="flex-none text-accent-text">{ui::small_icon(icon)}</span>
                <b class="flex-none font-semibold">{title}</b>
                <span class="min-w-0 flex-1 truncate text-text-muted" dir="auto">{said}</span>
                <button type="button" class="inline-grid size-7 flex-none place-items-center rounded-sm text-text-muted hover:bg-hover hover:text-text max-tablet:size-11" aria-label=stop_word title=stop_word on:click=ui::click(move |_| { stop(screen); })>
                    {ui::small_icon(Icon::Close)}
                </button>
            </div>
        })
    })
}
