//! The field that messages are written in. Its value is the browser's own: it is never written while something is being composed, and
//! what was typed before the page came to life stays. Without a script it is a plain form.

use std::sync::Arc;

use leptos::html::Textarea;
use leptos::prelude::*;
use protocol::{ClientId, MessageText, RoomId};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlTextAreaElement;

use super::call::Calling;
use super::outbox::{self, NotTaken};
use super::pictures::Choose;
use super::{callees, tools, writing};
use crate::features::rare::Rare;
use crate::i18n::{chat as text, errors, notices, phrases};
use crate::page::FormError;
use crate::socket::Socket;
use crate::state::{Parts, Screen};
use crate::ui::enter::Mode;
use crate::ui::{self, Erase, Icon, Show, browser};

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

/// This near to the longest text, in characters, how long it is is said.
const NEAR_LONGEST: usize = 200;

/// The field of a room, and what belongs to it.
#[derive(Clone, Copy)]
struct Composer {
    screen: Screen,
    socket: Socket,
    rare: Rare,
    room: StoredValue<RoomId>,
    pulse: Pulse,
    node: NodeRef<Textarea>,
    /// Why the last text was not taken.
    fault: RwSignal<Option<String>>,
    /// How long the text is, once it is nearly too long.
    length: RwSignal<usize>,
    calling: Calling,
    /// Whether the emoji picker is open.
    pictures: RwSignal<bool>,
}

/// The composer of a room.
pub fn composer(screen: Screen, socket: Socket, rare: Rare, room: &RoomId, plain: Option<Plain>, pulse: Pulse) -> impl IntoView + use<> {
    let language = screen.language;
    let (client_id, refused) = plain.filter(|plain| plain.room == *room).map(|plain| (plain.client_id, plain.error)).unzip();
    let refused = refused.flatten();
    let node = NodeRef::<Textarea>::new();
    let composer = Composer {
        screen,
        socket,
        rare,
        room: StoredValue::new(room.clone()),
        pulse,
        node,
        fault: RwSignal::new(refused.as_ref().map(|refused| refused.message.clone())),
        length: RwSignal::new(0),
        calling: Calling::default(),
        pictures: RwSignal::new(false),
    };
    composer.listen();
    let action = format!("/rooms/{room}/messages");
    let placeholder =
        move || screen.with(Parts::ROOMS, |chat| chat.open_room().map(|room| phrases::write_in(language, room)).unwrap_or_default());
    let offered = composer.calling.offered;
    let active = move || offered.with(|offered| offered.get(composer.calling.at.get()).map(callees::option_id));
    let controls = move || offered.with(|offered| (!offered.is_empty()).then_some(callees::LIST));
    let hint = if screen.display.enter_breaks { text::SEND_HINT } else { text::NEWLINE_HINT };
    let send_word = text::SEND.say(language);
    view! {
        <form
            method="post" action=action on:submit=move |event| composer.submitted(&event)
            class="group relative mx-auto max-w-(--w-read) rounded-lg border border-border-strong bg-surface-raised pt-2.5 pr-2 pb-1.5 pl-3.5 has-[textarea:focus]:border-transparent has-[textarea:focus]:outline-2 has-[textarea:focus]:-outline-offset-1 has-[textarea:focus]:outline-focus max-tablet:flex max-tablet:flex-wrap max-tablet:items-end max-tablet:gap-x-1 max-tablet:rounded-[27px] max-tablet:p-1"
        >
            {ui::live(move || composer.list())}
            {ui::live(move || composer.picker())}
            <input type="hidden" name="clientId" value=client_id.map(|id| id.to_string())/>
            <textarea
                node_ref=node id=FIELD name="content" rows="1" aria-label=text::WRITE.say(language) placeholder=ui::words(placeholder)
                aria-describedby="composer-fault" autocomplete="off" aria-autocomplete="list" aria-controls=controls aria-activedescendant=active
                inner_html=ui::escaped(&refused.map(|refused| refused.typed).unwrap_or_default())
                class="block max-h-[8lh] w-full min-w-0 resize-none overflow-y-auto bg-transparent pr-2 text-said outline-none field-sizing-content placeholder:text-text-muted placeholder:opacity-100 max-tablet:order-1 max-tablet:flex-1 max-tablet:py-2"
                on:input=move |_| composer.typed() on:keydown=move |event| composer.pressed(&event) on:click=move |_| composer.moved()
                on:paste=move |event| composer.pasted(&event)
            ></textarea>
            <div class="mt-1 flex items-center gap-2 max-tablet:contents">
                {tools::row(screen, rare, node, composer.pictures)}
                <span class="flex-none text-12 text-text-muted max-wide:hidden">{hint.say(language)}</span>
                <button
                    type="submit" aria-label=send_word title=send_word
                    // The field keeps the focus, and a phone its keyboard.
                    on:mousedown=|event| event.prevent_default()
                    class="inline-grid size-8 flex-none place-items-center rounded-md bg-accent text-on-accent transition-colors duration-(--d-quick) group-has-[textarea:placeholder-shown]:bg-surface-sunken group-has-[textarea:placeholder-shown]:text-text-muted hover:bg-accent-hover max-tablet:order-2 max-tablet:size-11 max-tablet:rounded-full"
                >
                    {ui::icon(Icon::ArrowUp)}
                </button>
            </div>
        </form>
        {composer.words()}
    }
}

impl Composer {
    /// The field is on the page: what was typed already stays, Enter means what it means, and files that fall beside it do not take the
    /// page away.
    fn listen(self) {
        let Self { node, calling, pictures, rare, .. } = self;
        ui::once_there(node, move |field| {
            self.room.with_value(|room| restore(self.screen, room, &field));
            let room = self.room.get_value();
            let draft = key(self.screen, &room);
            writing::follow(self.screen, room, &field, move || browser::kept(&draft));
            let touch = browser::is_touch();
            let mode = move || {
                // At a keyboard, Enter takes whom the keys are on. The field hears that it loses the focus when it is gone already.
                let offered = calling.offered.try_with_untracked(|offered| !offered.is_empty()).unwrap_or(false);
                if touch || (self.screen.display.enter_breaks && !offered) { Mode::Breaks } else { Mode::Message }
            };
            let live = field.clone();
            ui::entry::bind(field.into(), mode, move || self.send(&live));
        });
        ui::follow(move || {
            if calling.typed.with(Option::is_some) || pictures.get() {
                // What draws it comes when it is wanted first.
                rare.with(|_| ());
            }
        });
        // Another tab may have sent its own, and emptied what is kept.
        let leaving = move |_| {
            if let (Some(field), None) = (node.get_untracked(), writing::edited(self.screen))
                && !field.value().trim().is_empty()
            {
                self.room.with_value(|room| browser::keep(&key(self.screen, room), Some(&field.value())));
            }
        };
        ui::follow(move || {
            let listener = window_event_listener_untyped("pagehide", leaving);
            on_cleanup(move || listener.remove());
            for event in ["dragover", "drop"] {
                let listener = window_event_listener_untyped(event, move |event| {
                    if let Some(event) = event.dyn_ref::<web_sys::DragEvent>() {
                        self.dropped(event);
                    }
                });
                on_cleanup(move || listener.remove());
            }
        });
    }

    fn send(self, field: &HtmlTextAreaElement) {
        // Enter is for whom the keys are on, as long as somebody is offered.
        if self.calling.take(field) {
            return;
        }
        let (screen, written) = (self.screen, field.value());
        if let Some(seq) = writing::edited(screen) {
            return self.room.with_value(|room| writing::save(screen, self.socket, room, seq, &written, self.fault));
        }
        if written.trim().is_empty() {
            return;
        }
        let language = screen.language;
        match self.room.with_value(|room| outbox::send(screen, room, &written, writing::answered(screen))) {
            Ok(()) => {
                writing::stop(screen);
                field.set_value("");
                self.fault.set(None);
                self.length.set(0);
                self.room.with_value(|room| changed(self.screen, room, field));
                (self.pulse.sent)(self.screen);
            }
            Err(NotTaken::Text(error)) => self.fault.set(Some(errors::bad_text(language, &error))),
            Err(NotTaken::Full) => self.fault.set(Some(notices::OUTBOX_FULL.say(language).to_owned())),
        }
        drop(field.focus());
    }

    fn typed(self) {
        let Some(field) = self.node.get_untracked() else { return };
        self.calling.look(&field);
        let written = field.value();
        let has = written.chars().count();
        self.length.set(if has + NEAR_LONGEST > MessageText::MAX_CHARS { has } else { 0 });
        // What is written anew is no draft.
        if let Some(seq) = writing::edited(self.screen) {
            self.room.with_value(|room| writing::changed(self.screen, room, seq, &written));
            return grow(&field);
        }
        self.room.with_value(|room| {
            changed(self.screen, room, &field);
            (self.pulse.typed)(self.screen, self.socket, room, written.trim().is_empty());
        });
    }

    fn moved(self) {
        if let Some(field) = self.node.get_untracked() {
            self.calling.look(&field);
        }
    }

    fn submitted(self, event: &leptos::ev::SubmitEvent) {
        event.prevent_default();
        if let Some(field) = self.node.get_untracked() {
            self.calling.end();
            ui::entry::press(&field);
        }
    }

    fn pasted(self, event: &leptos::ev::ClipboardEvent) {
        let data = event.clipboard_data();
        let files = data.as_ref().and_then(web_sys::DataTransfer::files).map_or(0, |files| files.length());
        // Office programs put a picture beside the text.
        if files > 0 && data.is_some_and(|data| data.get_data("text/plain").unwrap_or_default().is_empty()) {
            event.prevent_default();
            self.refuse_files();
        }
    }

    fn dropped(self, event: &web_sys::DragEvent) {
        let files = event.data_transfer().is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0));
        if files {
            event.prevent_default();
            if event.type_() == "drop" {
                self.refuse_files();
            }
        }
    }

    fn refuse_files(self) {
        self.fault.set(Some(text::FILES_LATER.say(self.screen.language).to_owned()));
    }

    /// Who can be called, while somebody is being called.
    fn list(self) -> Option<ui::Erased> {
        let code = self.rare.get().filter(|_| self.calling.typed.with(Option::is_some))?;
        Some((code.callees)(self.screen, self.socket, self.calling, self.node))
    }

    /// The emoji picker, while it is open.
    fn picker(self) -> Option<ui::Erased> {
        let code = self.rare.get().filter(|_| self.pictures.get())?;
        let choose: Choose = Arc::new(move |emoji| {
            self.pictures.set(false);
            if let Some(field) = self.node.get_untracked() {
                browser::settle(&field);
                if let Some(emoji) = emoji {
                    browser::insert(&field, browser::selection(&field), emoji);
                }
            }
        });
        let picker = (code.pictures)(self.screen, choose);
        Some(view! { <div class="absolute bottom-full left-0 z-10 mb-2 max-w-full">{picker}</div> }.erase())
    }

    /// What is said of the text: how long it is, when that is nearly too long; and why it was not taken.
    fn words(self) -> impl IntoView {
        let Self { screen, length, fault, .. } = self;
        view! {
            <div id="composer-fault" class="mx-auto max-w-(--w-read) empty:hidden">
                <Show when=move || length.get() != 0>
                    <p class="mt-1 text-13 text-text-muted tabular-nums data-over:text-danger" role="status" data-over=ui::flag(move || length.get() > MessageText::MAX_CHARS)>
                        {ui::words(move || phrases::length(screen.language, length.get(), MessageText::MAX_CHARS))}
                    </p>
                </Show>
                <Show when=move || fault.with(Option::is_some)>
                    <p class="mt-1 flex items-start gap-1.5 text-13 text-danger" role="alert">
                        <span class="mt-0.5 flex-none">{ui::small_icon(Icon::Alert)}</span>
                        <span>{ui::words(move || fault.get().unwrap_or_default())}</span>
                    </p>
                </Show>
            </div>
        }
    }

    /// A key that is not for the rule of Enter. Never while something is being composed.
    fn pressed(self, event: &leptos::ev::KeyboardEvent) {
        let Some(field) = self.node.get_untracked() else { return };
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let calling = self.calling;
        let called = calling.offered.with_untracked(|offered| !offered.is_empty());
        let done = match event.key().as_str() {
            _ if event.alt_key() => false,
            "ArrowDown" => calling.step(1),
            "ArrowUp" => calling.step(-1),
            "Tab" if called && !event.shift_key() => calling.take(&field),
            "Escape" if called => {
                calling.end();
                true
            }
            _ if event.ctrl_key() || event.meta_key() => {
                let tool = tools::of_key(&event.code(), event.shift_key());
                if let Some(tool) = tool {
                    tools::apply(self.rare, self.node, tool);
                }
                tool.is_some()
            }
            _ => false,
        };
        if done {
            event.prevent_default();
        } else {
            writing::pressed(self.screen, self.node, event);
        }
    }
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
    if !markup::is_plain(&written) {
        // What will draw it is here when it is sent.
        let _it_comes = untrack(|| screen.looks.code());
    }
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
