//! The field that messages are written in. Its value is the browser's own: it is never written while something is being composed, and
//! what was typed before the page came to life stays. Without a script it is a plain form.

use leptos::html::Textarea;
use leptos::prelude::*;
use protocol::{ClientId, RoomId};
use wasm_bindgen::JsValue;
use web_sys::HtmlTextAreaElement;

use super::outbox::{self, NotTaken};
use super::writing;
use crate::i18n::{chat as text, errors, notices, phrases};
use crate::page::FormError;
use crate::socket::Socket;
use crate::state::{Parts, Screen};
use crate::ui::enter::Mode;
use crate::ui::{self, Icon, Show, browser};

/// The id of the field, for the keys that go there.
pub const FIELD: &str = "composer";

/// What typing means to others: handed in, because it is another feature's.
#[derive(Clone, Copy)]
pub struct Pulse {
    /// The text of a room changed; whether nothing is left of it.
    pub typed: fn(Screen, Socket, &RoomId, bool),
    /// The text was sent.
    pub sent: fn(Screen),
}

/// What the form without a script carries.
#[derive(Clone, Debug)]
pub struct Plain {
    /// Of which room.
    pub room: RoomId,
    /// Minted by the server.
    pub client_id: ClientId,
    /// Why its last message was refused, and what it said.
    pub error: Option<FormError>,
}

/// The composer of a room.
pub fn composer(screen: Screen, socket: Socket, room: &RoomId, plain: Option<Plain>, pulse: Pulse) -> impl IntoView + use<> {
    let language = screen.language;
    let node = NodeRef::<Textarea>::new();
    let (client_id, refused) = plain.filter(|plain| plain.room == *room).map(|plain| (plain.client_id, plain.error)).unzip();
    let refused = refused.flatten();
    let fault = RwSignal::new(refused.as_ref().map(|refused| refused.message.clone()));
    let send = {
        let room = room.clone();
        move |field: &HtmlTextAreaElement| {
            let written = field.value();
            if let Some(seq) = writing::edited(screen) {
                return writing::save(screen, socket, &room, seq, &written, fault);
            }
            if written.trim().is_empty() {
                return;
            }
            match outbox::send(screen, &room, &written, writing::answered(screen)) {
                Ok(()) => {
                    writing::stop(screen);
                    field.set_value("");
                    fault.set(None);
                    changed(screen, &room, field);
                    (pulse.sent)(screen);
                }
                Err(NotTaken::Text(error)) => fault.set(Some(errors::bad_text(language, &error))),
                Err(NotTaken::Full) => fault.set(Some(notices::OUTBOX_FULL.say(language).to_owned())),
            }
            drop(field.focus());
        }
    };
    let draft_of = room.clone();
    node.on_load(move |field| {
        restore(screen, &draft_of, &field);
        let draft = key(screen, &draft_of);
        writing::follow(screen, &field, move || browser::kept(&draft));
        let mode = if browser::is_touch() { Mode::Touch } else { Mode::Message };
        let live = field.clone();
        ui::entry::bind(field.into(), mode, move || send(&live));
    });
    let action = format!("/rooms/{room}/messages");
    let placeholder = move || {
        screen.with(Parts::ROOMS, |chat| {
            chat.open_room().map(|room| phrases::write_in(language, &phrases::room_name(language, room))).unwrap_or_default()
        })
    };
    let typed = {
        let room = room.clone();
        move |_| {
            if let Some(field) = node.get_untracked() {
                // What is written anew is no draft.
                if writing::edited(screen).is_some() {
                    return grow(&field);
                }
                changed(screen, &room, &field);
                (pulse.typed)(screen, socket, &room, field.value().trim().is_empty());
            }
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = node.get_untracked() {
            ui::entry::press(&field);
        }
    };
    let send_word = text::SEND.say(language);
    view! {
        <form
            method="post" action=action on:submit=submit on:drop=move |event| refuse_files(screen, fault, &event)
            class="group mx-auto max-w-(--w-read) rounded-lg border border-border-strong bg-surface-raised pt-2.5 pr-2 pb-1.5 pl-3.5 focus-within:border-transparent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-focus max-tablet:flex max-tablet:items-end max-tablet:gap-2 max-tablet:rounded-[27px] max-tablet:py-1 max-tablet:pr-1 max-tablet:pl-4"
        >
            <input type="hidden" name="clientId" value=client_id.map(|id| id.to_string())/>
            <textarea
                node_ref=node id=FIELD name="content" rows="1" aria-label=text::WRITE.say(language) placeholder=ui::words(placeholder)
                aria-describedby="composer-fault" autocomplete="off" inner_html=escaped(refused.map(|refused| refused.typed).unwrap_or_default())
                class="block max-h-48 w-full resize-none overflow-y-auto bg-transparent pr-2 text-15 outline-none field-sizing-content placeholder:text-text-muted placeholder:opacity-100 max-tablet:max-h-50 max-tablet:py-2 max-tablet:text-16 max-tablet:leading-[25px]"
                on:input=typed on:keydown=move |event| writing::pressed(screen, node, &event)
            ></textarea>
            <div class="mt-1 flex items-center justify-end gap-2 max-tablet:mt-0">
                <span class="text-12 text-text-muted max-tablet:hidden">{text::NEWLINE_HINT.say(language)}</span>
                <button
                    type="submit" aria-label=send_word title=send_word
                    // The field keeps the focus, and a phone its keyboard.
                    on:mousedown=|event| event.prevent_default()
                    class="inline-grid size-8 flex-none place-items-center rounded-md bg-accent text-on-accent transition-colors duration-(--d-quick) group-has-[textarea:placeholder-shown]:bg-surface-sunken group-has-[textarea:placeholder-shown]:text-text-muted hover:bg-accent-hover max-tablet:size-11 max-tablet:rounded-full"
                >
                    {ui::icon(Icon::ArrowUp)}
                </button>
            </div>
        </form>
        <div id="composer-fault" class="mx-auto max-w-(--w-read) empty:hidden">
            <Show when=move || fault.with(Option::is_some)>
                <p class="mt-1 flex items-start gap-1.5 text-13 text-danger" role="alert">
                    <span class="mt-0.5 flex-none">{ui::small_icon(Icon::Alert)}</span>
                    <span>{ui::words(move || fault.get().unwrap_or_default())}</span>
                </p>
            </Show>
        </div>
    }
}

/// There are no files yet: said, instead of leaving the page for one that was dropped.
fn refuse_files(screen: Screen, fault: RwSignal<Option<String>>, event: &leptos::ev::DragEvent) {
    let files = event.data_transfer().and_then(|data| data.files()).map_or(0, |files| files.length());
    if files > 0 {
        event.prevent_default();
        fault.set(Some(text::FILES_LATER.say(screen.language).to_owned()));
    }
}

/// Text as the inside of an element.
fn escaped(text: String) -> String {
    if text.contains(['&', '<', '>']) { text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;") } else { text }
}

fn key(screen: Screen, room: &RoomId) -> String {
    format!("{}{room}", keys(screen))
}

fn keys(screen: Screen) -> String {
    format!("suda.draft.{}.", screen.peek(|chat| chat.me.person.id.clone()))
}

/// The list shows the drafts that an earlier page left.
pub fn recall_drafts(screen: Screen) {
    let keys = keys(screen);
    for key in browser::kept_keys(&keys) {
        let room = key.strip_prefix(&keys).and_then(|room| RoomId::new(room).ok());
        if let (Some(room), Some(draft)) = (room, browser::kept(&key)) {
            screen.change(|chat| {
                chat.draft(&room, Some(draft));
                Parts::ROOMS
            });
        }
    }
}

/// The text changed: it is kept, and the field is as high as it needs.
fn changed(screen: Screen, room: &RoomId, field: &HtmlTextAreaElement) {
    let written = field.value();
    let draft = (!written.trim().is_empty()).then_some(written);
    browser::keep(&key(screen, room), draft.as_deref());
    screen.change(|chat| {
        chat.draft(room, draft);
        Parts::NONE
    });
    grow(field);
}

/// Makes the field as high as its text, where the browser does not do it by itself (`field-sizing`).
pub fn grow(field: &HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    if js_sys::Reflect::has(&style, &JsValue::from_str("fieldSizing")).unwrap_or(true) {
        return;
    }
    drop(style.set_property("height", "auto"));
    drop(style.set_property("height", &format!("{}px", field.scroll_height())));
}

/// The page came to life, or the room was opened: what was typed already stays; else the draft comes back. On a desktop the field has
/// the focus.
fn restore(screen: Screen, room: &RoomId, field: &HtmlTextAreaElement) {
    if field.value().is_empty() {
        if let Some(draft) = browser::kept(&key(screen, room)) {
            field.set_value(&draft);
        }
    } else {
        changed(screen, room, field);
    }
    grow(field);
    let elsewhere = document().active_element().is_some_and(|element| !matches!(element.tag_name().as_str(), "BODY" | "A"));
    if !browser::is_touch() && !elsewhere {
        let field = field.clone();
        queue_microtask(move || drop(field.focus()));
    }
}
