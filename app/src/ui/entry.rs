//! Binds the rule of [`super::enter`] to a field of the page. One listener for all that the rule wants to hear.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{set_timeout, window};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, HtmlElement, InputEvent, KeyboardEvent};

use super::enter::{Effect, Enter, FieldEvent, Key, Mode};

/// What the rule wants to hear; `press` is our own, for a button that means the same as Enter.
const HEARD: [&str; 8] = ["keydown", "keyup", "beforeinput", "input", "compositionstart", "compositionend", "blur", PRESS];
const PRESS: &str = "press";

struct Bound {
    field: HtmlElement,
    mode: Box<dyn Fn() -> Mode>,
    machine: RefCell<Enter>,
    accept: Box<dyn Fn()>,
}

/// Enter in `field` means `accept` from now on, as `mode` says at that moment: called when nothing is being composed, to read the field's live
/// value. Call it once for a field, in the browser.
pub fn bind(field: HtmlElement, mode: impl Fn() -> Mode + 'static, accept: impl Fn() + 'static) {
    let bound = Rc::new(Bound { field, mode: Box::new(mode), machine: RefCell::default(), accept: Box::new(accept) });
    let field = bound.field.clone();
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if let Some(told) = told(&event) {
            run(&bound, told, event.time_stamp(), Some(&event));
        }
    });
    for name in HEARD {
        let added = field.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        debug_assert!(added.is_ok(), "a listener can be added to every element");
    }
    // It lives as long as its element, which the browser collects.
    drop(listener.into_js_value());
}

/// The button beside the field was pressed.
pub fn press(field: &HtmlElement) {
    if let Ok(event) = Event::new(PRESS) {
        drop(field.dispatch_event(&event));
    }
}

fn told(event: &Event) -> Option<FieldEvent> {
    Some(match event.type_().as_str() {
        "keydown" => FieldEvent::KeyDown(key(event)?),
        "keyup" => FieldEvent::KeyUp(key(event)?),
        "beforeinput" => {
            let kind = event.dyn_ref::<InputEvent>()?.input_type();
            matches!(kind.as_str(), "insertLineBreak" | "insertParagraph").then_some(FieldEvent::LineBreak)?
        }
        "input" => FieldEvent::Input,
        "compositionstart" => FieldEvent::CompositionStart,
        "compositionend" => FieldEvent::CompositionEnd,
        "blur" => FieldEvent::Blur,
        _ => FieldEvent::Button,
    })
}

fn key(event: &Event) -> Option<Key> {
    let event = event.dyn_ref::<KeyboardEvent>()?;
    let mut key = Key::new(&event.key(), &event.code(), event.key_code());
    key.shift = event.shift_key();
    key.command = event.ctrl_key() || event.meta_key();
    key.repeat = event.repeat();
    key.composing = event.is_composing();
    Some(key)
}

fn run(bound: &Rc<Bound>, told: FieldEvent, now: f64, event: Option<&Event>) {
    let mode = (bound.mode)();
    // The borrow ends here: what follows runs handlers of the same field.
    let effects = {
        let mut machine = bound.machine.borrow_mut();
        machine.mode = mode;
        machine.handle(told, now)
    };
    for effect in effects {
        match effect {
            Effect::Prevent => {
                if let Some(event) = event {
                    event.prevent_default();
                }
            }
            Effect::Send => (bound.accept)(),
            Effect::BlurAndFocus => {
                drop(bound.field.blur());
                drop(bound.field.focus());
            }
            Effect::StartTimer { ms, timer } => {
                let bound = bound.clone();
                let fired = move || run(&bound, FieldEvent::Timer(timer), window().performance().map_or(0.0, |clock| clock.now()), None);
                set_timeout(fired, Duration::from_millis(ms.into()));
            }
        }
    }
}
