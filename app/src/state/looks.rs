//! What draws the text of messages that need more than their characters: code that comes to the browser as a file of its own. And what the
//! server drew of the first page, so that nothing there changes while that code is on its way.

use leptos::prelude::*;
use markup::Context;

/// Draws a text as HTML; the last is the word on a button that copies code.
pub type Draw = fn(&str, Context<'_>, &str) -> String;

/// How texts come to look like what they are.
#[derive(Clone, Copy)]
pub struct Looks {
    /// The code, once it is here: whoever asks is told.
    pub draw: RwSignal<Option<Draw>>,
    /// Texts of the first page, with the HTML that the server drew of them.
    drawn: StoredValue<Vec<(String, String)>>,
}

impl Looks {
    /// As the page begins.
    pub fn new() -> Self {
        Self { draw: RwSignal::new(None), drawn: StoredValue::new(Vec::new()) }
    }

    /// The server drew a text so.
    pub fn keep(self, text: String, html: String) {
        self.drawn.update_value(|drawn| drawn.push((text, html)));
    }

    /// What the server drew of a text.
    pub fn kept(self, text: &str) -> Option<String> {
        self.drawn.with_value(|drawn| drawn.iter().find(|(of, _)| of == text).map(|(_, html)| html.clone()))
    }
}

impl Default for Looks {
    fn default() -> Self {
        Self::new()
    }
}
