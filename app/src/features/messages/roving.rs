//! From message to message by the keys: the log is one stop of Tab, the arrows move within it, letters act on the message that has the focus.
//! And the long press of a finger.

use leptos::ev::TouchEvent;
use leptos::prelude::*;
use protocol::Seq;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{act, composer, writing};
use crate::state::Screen;
use crate::state::screen::Dialog;
use crate::ui;

/// A key was pressed in the log. Whether it meant something here.
pub fn pressed(screen: Screen, log: &HtmlElement, event: &KeyboardEvent) -> bool {
    if event.alt_key() || event.ctrl_key() || event.meta_key() || event.is_composing() {
        return false;
    }
    let focused = document().active_element();
    let on_log = focused.as_ref().is_some_and(|focused| focused.is_same_node(Some(log)));
    let message = focused.filter(|focused| focused.tag_name() == "ARTICLE");
    if !on_log && message.is_none() {
        return false;
    }
    match event.code().as_str() {
        "ArrowUp" => step(log, message.as_ref(), -1),
        "ArrowDown" => step(log, message.as_ref(), 1),
        "Escape" if message.is_some() => ui::browser::focus(composer::FIELD),
        code => message.and_then(|message| seq_of(&message)).is_some_and(|seq| on(screen, seq, code, &event.key())),
    }
}

/// Letters are known by where they are: with a Hangul layout the key of R is not "r".
fn on(screen: Screen, seq: Seq, code: &str, key: &str) -> bool {
    let own = screen.peek(|chat| {
        let entry = chat.conversation().and_then(|here| here.timeline().get(seq));
        entry.filter(|entry| entry.change.is_message()).map(|entry| entry.by.id == chat.me.person.id)
    });
    let Some(own) = own else { return false };
    match code {
        "KeyR" => writing::reply(screen, seq),
        "KeyE" if own => writing::edit(screen, seq),
        "KeyU" | "Enter" => screen.dialog.set(Some(Dialog::Message(seq))),
        "Delete" if act::may_delete(screen, own) => act::ask_to_delete(screen, seq),
        _ if key == "+" => screen.dialog.set(Some(Dialog::React(seq))),
        _ => return false,
    }
    true
}

fn step(log: &HtmlElement, from: Option<&Element>, by: isize) -> bool {
    let all = log.query_selector_all("article[data-seq]").ok();
    let count = all.as_ref().map_or(0, web_sys::NodeList::length);
    let messages: Vec<HtmlElement> = (0..count).filter_map(|at| all.as_ref()?.item(at)?.dyn_into().ok()).collect();
    let to = match from.and_then(|from| messages.iter().position(|message| message.is_same_node(Some(from)))) {
        Some(at) => at.checked_add_signed(by).filter(|at| *at < messages.len()),
        None => messages.len().checked_sub(1),
    };
    to.is_some_and(|to| messages[to].focus().is_ok())
}

/// A finger that stays on a message: its menu comes.
#[derive(Clone, Copy)]
pub struct Finger {
    on: StoredValue<Option<Seq>>,
    hold: ui::Hold,
}

impl Finger {
    /// No finger.
    pub fn new(screen: Screen) -> Self {
        let on = StoredValue::new(None);
        let menu = move || {
            if let Some(seq) = on.get_value() {
                screen.dialog.set(Some(Dialog::Message(seq)));
            }
        };
        Self { on, hold: ui::Hold::new(menu) }
    }

    /// It came down.
    pub fn begin(self, screen: Screen, event: &TouchEvent) {
        // What is pressed by itself is left alone.
        let on =
            event.target().and_then(|target| target.dyn_into::<Element>().ok()).filter(|on| matches!(on.closest("a, button"), Ok(None)));
        let seq = on.and_then(|on| on.closest("article[data-seq]").ok().flatten()).and_then(|message| seq_of(&message));
        let seq = seq.filter(|seq| {
            screen.peek(|chat| {
                let entry = chat.conversation().and_then(|here| here.timeline().get(*seq));
                entry.is_some_and(|entry| entry.change.is_message())
            })
        });
        self.on.set_value(seq);
        if seq.is_some() {
            self.hold.begin();
        } else {
            self.hold.stop();
        }
    }

    /// It was lifted: what lies under it then is not pressed.
    pub fn end(self, event: &TouchEvent) {
        if self.on.try_update_value(Option::take).flatten().is_some() {
            self.hold.end(event);
        }
    }

    /// It moved on.
    pub fn stop(self) {
        self.hold.stop();
    }
}

fn seq_of(message: &Element) -> Option<Seq> {
    message.get_attribute("data-seq")?.parse().ok().map(Seq)
}
