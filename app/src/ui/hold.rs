//! A finger that stays where it is: on a phone what the right button is elsewhere.

use std::sync::Arc;
use std::time::Duration;

use leptos::ev::TouchEvent;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

/// How long it stays. As long as the systems of phones wait.
const HELD: Duration = Duration::from_millis(500);

/// A finger on an element. Some browsers say by themselves that it was held (`contextmenu`): who acts must bear being told twice.
#[derive(Clone, Copy)]
pub struct Hold {
    act: StoredValue<Arc<dyn Fn() + Send + Sync>>,
    waits: StoredValue<Option<TimeoutHandle>>,
    was_held: StoredValue<bool>,
}

impl Hold {
    /// `act` is what it means that the finger stays.
    pub fn new(act: impl Fn() + Send + Sync + 'static) -> Self {
        Self { act: StoredValue::new(Arc::new(act)), waits: StoredValue::new(None), was_held: StoredValue::new(false) }
    }

    /// The finger is there.
    pub fn begin(self) {
        self.stop();
        self.was_held.set_value(false);
        let fired = move || {
            self.was_held.try_set_value(true);
            if let Some(act) = self.act.try_get_value() {
                act();
            }
        };
        self.waits.set_value(set_timeout_with_handle(fired, HELD).ok());
    }

    /// It is gone: where it was held, what it leaves is not pressed.
    pub fn end(self, event: &TouchEvent) {
        self.stop();
        if self.was_held.get_value() {
            event.prevent_default();
        }
    }

    /// It has moved.
    pub fn stop(self) {
        if let Some(waits) = self.waits.try_update_value(Option::take).flatten() {
            waits.clear();
        }
    }
}
