//! What people write, checked at the edge. Bounds count Unicode scalar values ("characters") and UTF-8 bytes, of the text as
//! it came and again in NFC: who sends decomposed text meets them earlier.
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
    /// Which text: `name`, `roomName`, `topic`, `content` or `emoji`.
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
    /// The first character that may not stand where it stands.
    forbidden: fn(&str) -> Option<char>,
}

impl Rule {
    fn check(&self, text: &str) -> Result<(), TextError> {
        let fault = |fault| Err(TextError { field: self.field, fault });
        // Counting a text that is far too long is cheap: what carries it has a bound of its own.
        let has = text.chars().count();
        if has > self.chars {
            return fault(TextFault::TooLong { has, max: self.chars });
        }
        if text.len() > self.bytes {
            return fault(TextFault::TooManyBytes { max: self.bytes });
        }
        if let Some(c) = (self.forbidden)(text) {
            return fault(TextFault::Forbidden(c));
        }
        if text.chars().all(is_blank) {
            return fault(TextFault::Blank);
        }
        Ok(())
    }
}

/// Takes no ink: white space, and what names are made of when they want to look empty.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || is_selector(c) || c == JOINER
}

/// Characters without a shape: format characters and fillers. Joiners and selectors are not among them: emoji and Indic
/// scripts need those.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Makes one picture of two.
const JOINER: char = '\u{200D}';

/// Chooses between two shapes of the character before.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}')
}

/// The blocks of the emoji, skin tones included, and some signs among them that are none.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{A9}' | '\u{AE}' | '\u{203C}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FFFD}')
        && !is_invisible(c)
}

/// A name stands alone, and people know each other by it: nothing in it may be unseen, or turn round what stands beside it.
/// Joiners and selectors are seen where they make a picture (👩‍💻, ❤️, 1️⃣), and nowhere else.
fn forbidden_in_name(text: &str) -> Option<char> {
    let mut last = None;
    let mut picture = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let allowed = match c {
            JOINER => picture && next.is_some_and(is_picture),
            '\u{FE0E}' | '\u{FE0F}' => last.is_some_and(is_picture) || next == Some('\u{20E3}'),
            _ => !c.is_control() && !is_invisible(c) && !is_selector(c),
        };
        if !allowed {
            return Some(c);
        }
        // Of the characters before a joiner, a selector is passed over.
        picture = is_picture(c) || (picture && is_selector(c));
        last = Some(c);
    }
    None
}

/// A message is shown isolated from what surrounds it, so isolates and marks are harmless there; overrides are not:
/// they show another text than the one that is searched, copied and quoted (UAX #9, section 2.2).
fn forbidden_in_message(text: &str) -> Option<char> {
    text.chars().find(|&c| (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202D}' | '\u{202E}'))
}

/// A reaction is pictures, and what joins, colours and frames them.
fn forbidden_in_emoji(text: &str) -> Option<char> {
    const TAGS: std::ops::RangeInclusive<char> = '\u{E0020}'..='\u{E007F}';
    let fits = |c: char| is_picture(c) || is_selector(c) || c == JOINER || TAGS.contains(&c) || matches!(c, '0'..='9' | '#' | '*');
    text.chars().find(|&c| !fits(c)).or_else(|| text.chars().next().filter(|_| !text.chars().any(is_picture)))
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
const TOPIC: Rule = Rule { field: "topic", chars: 250, bytes: 750, forbidden: forbidden_in_name };
const CONTENT: Rule = Rule { field: "content", chars: 4_000, bytes: 16_000, forbidden: forbidden_in_message };
const EMOJI: Rule = Rule { field: "emoji", chars: 16, bytes: 64, forbidden: forbidden_in_emoji };

checked_text!(
    /// A person's name: one line, runs of white space made one blank.
    Name, NAME, tidy: one_line
);
checked_text!(
    /// A room's name: one line, runs of white space made one blank.
    RoomName, ROOM_NAME, tidy: one_line
);
checked_text!(
    /// What a room is about: one line, runs of white space made one blank.
    RoomTopic, TOPIC, tidy: one_line
);
checked_text!(
    /// What a message says. Line breaks of every kind become `\n`; white space at either end is cut.
    MessageText, CONTENT, tidy: trimmed
);
checked_text!(
    /// What somebody reacts with: an emoji, and nothing else.
    Emoji, EMOJI, tidy: trimmed
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

/// Runs of white space, line breaks among them, become one blank; none is left at either end.
fn one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let tidy = !text.contains("  ") && text.chars().all(|c| c == ' ' || !c.is_whitespace());
    if tidy { text.into() } else { text.split_whitespace().collect::<Vec<_>>().join(" ").into() }
}

/// Line breaks of every kind become `\n` (office programs copy vertical tabs); white space at either end goes.
fn trimmed(text: &str) -> Cow<'_, str> {
    const BREAKS: [char; 6] = ['\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'];
    let text = text.trim();
    if text.contains(BREAKS) { text.replace("\r\n", "\n").replace(BREAKS, "\n").into() } else { text.into() }
}
