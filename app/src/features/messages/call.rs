//! Somebody is being called: an `@` in the field, and who is offered for it. The list itself comes when it is wanted.

use leptos::prelude::*;
use protocol::session::Person;
use web_sys::HtmlTextAreaElement;

use super::format;
use crate::ui::browser;

/// The call that is being written.
#[derive(Clone, Copy, Default)]
pub struct Calling {
    /// What stands behind the `@` so far; `None`: nobody is being called.
    pub typed: RwSignal<Option<String>>,
    /// Who is offered.
    pub offered: RwSignal<Vec<Person>>,
    /// Whom the keys are on.
    pub at: RwSignal<usize>,
}

impl Calling {
    /// The field changed, or the cursor moved in it.
    pub fn look(self, field: &HtmlTextAreaElement) {
        let (from, to) = browser::selection(field);
        let typed = if from == to { format::call(&field.value(), to).map(|(_, typed)| typed) } else { None };
        if self.typed.with_untracked(|before| *before != typed) {
            self.at.set(0);
            if typed.is_none() {
                self.offered.set(Vec::new());
            }
            self.typed.set(typed);
        }
    }

    /// Nobody is being called any more, whatever stands in the field.
    pub fn end(self) {
        self.typed.set(None);
        self.offered.set(Vec::new());
    }

    /// To the one above or below; whether anybody is offered.
    pub fn step(self, by: isize) -> bool {
        let count = self.offered.with_untracked(Vec::len);
        if count > 0 {
            self.at.update(|at| *at = at.checked_add_signed(by).map_or(count - 1, |at| at % count));
        }
        count > 0
    }

    /// Writes the name of whom the keys are on; whether there was one.
    pub fn take(self, field: &HtmlTextAreaElement) -> bool {
        let person = self.offered.with_untracked(|offered| offered.get(self.at.get_untracked()).cloned());
        person.is_some_and(|person| self.write(field, &person))
    }

    /// Writes somebody's name in the place of what was typed of it.
    pub fn write(self, field: &HtmlTextAreaElement, person: &Person) -> bool {
        browser::settle(field);
        let cursor = browser::selection(field).1;
        let Some((from, _)) = format::call(&field.value(), cursor) else { return false };
        browser::insert(field, (from, cursor), &format!("@{} ", person.name));
        self.end();
        true
    }
}
