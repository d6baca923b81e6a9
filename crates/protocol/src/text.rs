//! What people write, checked at the edge. Bounds count Unicode scalar values ("characters") and UTF-8 bytes.
//!
//! Deserialising checks; only the server normalises, with [`Name::normalised`] and its siblings: NFC is an argument,
//! because its tables weigh 48 kB in the browser, which has `String.normalize` of its own.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A function to Unicode normalisation form C.
pub type Nfc = fn(&str) -> Cow<'_, str>;

/// Why a text was refused. Its text names the field and the bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError {
    /// Which text: `name`, `roomName` or `content`.
    pub field: &'static str,
    /// What is wrong with it.
    pub fault: TextFault,
}

/// What can be wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// Nothing that can be seen.
    Blank,
    /// More characters than `max`.
    TooLong {
        /// How many it has.
        has: usize,
        /// How many are allowed.
        max: usize,
    },
    /// More bytes of UTF-8 than `max`: a few characters under towers of combining marks.
    TooManyBytes {
        /// How many are allowed.
        max: usize,
    },
    /// A character that cannot be seen, or that turns its neighbours round, and so can deceive.
    Forbidden(char),
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.field;
        match self.fault {
            TextFault::Blank => write!(f, "{field} must not be blank"),
            TextFault::TooLong { has, max } => write!(f, "{field} must be at most {max} characters (it has {has})"),
            TextFault::TooManyBytes { max } => write!(f, "{field} must be at most {max} bytes of UTF-8"),
            TextFault::Forbidden(c) => write!(f, "{field} must not contain U+{:04X}", u32::from(c)),
        }
    }
}

impl std::error::Error for TextError {}

struct Rule {
    field: &'static str,
    chars: usize,
    bytes: usize,
    forbidden: fn(char) -> bool,
}

impl Rule {
    fn check(&self, text: &str) -> Result<(), TextError> {
        let fault = |fault| Err(TextError { field: self.field, fault });
        // The cheap bound first: nothing is counted in a text that is far too long.
        if text.len() > self.bytes.max(self.chars * 4) {
            return fault(TextFault::TooLong { has: text.chars().count(), max: self.chars });
        }
        let has = text.chars().count();
        if has > self.chars {
            return fault(TextFault::TooLong { has, max: self.chars });
        }
        if text.len() > self.bytes {
            return fault(TextFault::TooManyBytes { max: self.bytes });
        }
        if let Some(c) = text.chars().find(|&c| (self.forbidden)(c)) {
            return fault(TextFault::Forbidden(c));
        }
        if text.chars().all(is_blank) {
            return fault(TextFault::Blank);
        }
        Ok(())
    }
}

/// Takes no ink: white space, and the fillers and joiners that names are made of when they want to look empty.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || is_invisible(c)
        || matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}' | '\u{034F}' | '\u{FE00}'..='\u{FE0F}')
}

/// Format characters without a shape, but for the joiners that emoji and Indic scripts need.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Embeddings, overrides and isolates: they reorder what stands beside them (UAX #9, section 2).
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

fn forbidden_in_name(c: char) -> bool {
    c.is_control()
        || is_bidi_control(c)
        || is_invisible(c)
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}')
}

/// A message is shown isolated from what surrounds it, so isolates and marks are harmless there; overrides are not:
/// they show another text than the one that is searched, copied and quoted.
fn forbidden_in_message(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202D}' | '\u{202E}')
}

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $rule:ident, tidy: $tidy:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Most characters (Unicode scalar values).
            pub const MAX_CHARS: usize = $rule.chars;
            /// Most bytes of UTF-8.
            pub const MAX_BYTES: usize = $rule.bytes;

            /// Tidies white space and checks the bounds; does not normalise.
            pub fn new(text: &str) -> Result<Self, TextError> {
                let tidy: fn(&str) -> Cow<'_, str> = $tidy;
                let text = tidy(text);
                $rule.check(&text).map(|()| Self(text.into()))
            }

            /// The same text in NFC, checked again: normalising can lengthen.
            pub fn normalised(&self, nfc: Nfc) -> Result<Self, TextError> {
                Self::new(&nfc(&self.0))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                Self::new(&text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

const NAME: Rule = Rule { field: "name", chars: 32, bytes: 96, forbidden: forbidden_in_name };
const ROOM_NAME: Rule = Rule { field: "roomName", chars: 64, bytes: 192, forbidden: forbidden_in_name };
const CONTENT: Rule = Rule { field: "content", chars: 4_000, bytes: 16_000, forbidden: forbidden_in_message };

checked_text!(
    /// A person's name: one line, runs of white space made one blank.
    Name, NAME, tidy: one_line
);
checked_text!(
    /// A room's name: one line, runs of white space made one blank.
    RoomName, ROOM_NAME, tidy: one_line
);
checked_text!(
    /// What a message says. Line breaks are `\n`; blank lines and blanks at either end are cut.
    MessageText, CONTENT, tidy: trimmed
);

impl Name {
    /// What makes a name unique: two names with one key look alike. `skeleton` folds case, width and confusable
    /// letters (UTS #39, section 4).
    pub fn key(&self, skeleton: impl Fn(&str) -> String) -> NameKey {
        NameKey(skeleton(&self.0))
    }
}

/// A name's key: equal for names that differ only in case, width or look-alike letters. Made by [`Name::key`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NameKey(String);

impl NameKey {
    /// The key as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let runs = text.contains("  ") || text.chars().any(|c| c.is_whitespace() && c != ' ' && !c.is_control());
    if runs { text.split_whitespace().collect::<Vec<_>>().join(" ").into() } else { text.into() }
}

fn trimmed(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|c: char| c.is_whitespace());
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}
