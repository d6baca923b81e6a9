//! What draws the text of messages that need more than their characters: code that comes to the browser as a file of its own. And what the
//! server drew of the first page, so that nothing there changes while that code is on its way.

use leptos::prelude::*;
use markup::Context;

/// What comes with that code; on the server it is there.
#[derive(Clone, Copy)]
pub struct Draw {
    /// Draws a text as HTML; the last is the word on a button that copies code.
    pub html: fn(&str, Context<'_>, &str) -> String,
    /// Says a text in one line.
    pub line: fn(&str) -> String,
}

/// How texts come to look like what they are.
#[derive(Clone, Copy)]
pub struct Looks {
    /// The code, once it is here: whoever asks is told.
    pub draw: RwSignal<Option<Draw>>,
    /// Whether somebody has asked for it.
    pub wanted: RwSignal<bool>,
    /// Texts of the first page, with the HTML that the server drew of them.
    drawn: StoredValue<Vec<(String, String)>>,
    /// Texts of its list, with the line that the server made of them.
    lines: StoredValue<Vec<(String, String)>>,
}

impl Looks {
    /// As the page begins.
    pub fn new() -> Self {
        #[cfg(feature = "ssr")]
        let draw = Some(Draw { html: markup::html, line: markup::line });
        #[cfg(not(feature = "ssr"))]
        let draw = None;
        Self {
            draw: RwSignal::new(draw),
            wanted: RwSignal::new(false),
            drawn: StoredValue::new(Vec::new()),
            lines: StoredValue::new(Vec::new()),
        }
    }

    /// The code, or a wish that it comes. Who asks in an effect or a memo is told when it is here.
    pub fn code(self) -> Option<Draw> {
        let draw = self.draw.get();
        if draw.is_none() && !self.wanted.get_untracked() {
            self.wanted.set(true);
        }
        draw
    }

    /// The beginning of a text in one line: for a list, a quote, a notification. Until the code is here, as it was typed; `asks` for it.
    pub fn line(self, text: &str, most: usize, asks: bool) -> String {
        if let Some(line) = self.lines.with_value(|lines| lines.iter().find(|(of, _)| of == text).map(|(_, line)| line.clone())) {
            return line;
        }
        // Marks take characters, too; nobody reads all of a long text for one line.
        let begin: String = text.chars().take(most * 2).collect();
        let code = || if asks { self.code() } else { self.draw.get() };
        let line = if markup::says_what_was_typed(&begin) { None } else { code().map(|code| (code.line)(&begin)) };
        line.as_ref().unwrap_or(&begin).chars().map(|c| if c == '\n' { ' ' } else { c }).take(most).collect()
    }

    /// The server said a text so in its list.
    pub fn keep_line(self, text: String, line: String) {
        self.lines.update_value(|lines| lines.push((text, line)));
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
