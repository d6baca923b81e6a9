//! Puts markup around what is selected, as the browser does what is typed: it can be undone, and whoever listens to the field hears of it.

use web_sys::HtmlTextAreaElement;

use super::format::{Tool, format};
use crate::ui::browser;

/// Does what a tool does.
pub fn apply(field: &HtmlTextAreaElement, tool: Tool) {
    browser::settle(field);
    let edit = format(tool, &field.value(), browser::selection(field));
    browser::insert(field, edit.replace, &edit.by);
    drop(field.set_selection_range(edit.select.0, edit.select.1));
}
