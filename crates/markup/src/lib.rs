//! What the text of a message looks like: Markdown, addresses that can be followed, people who are called.
//!
//! | module | holds |
//! |---|---|
//! | `plain` | what needs none of this: most messages |
//! | `typed` | what people type in a chat, Koreans above all, and `CommonMark` would misread |
//! | `tree` | a text as a tree |
//! | `runs` | what stands in a run of text: addresses, people, what a search matched |
//! | `html` | the tree as HTML, which is the only way out of here that has looks |
//! | `line` | what it says, in one line |
//!
//! Pure: it runs on the server, and in the browser in a file of its own. It knows nothing of messages or rooms, and nothing of how things
//! look. No text makes it write an element or an attribute that it does not write by itself.
//!
//! | text | shown as |
//! |---|---|
//! | `**한국어(괄호)**는` | bold, although `CommonMark`'s rule for delimiters wants a blank after it |
//! | `안녕하세요 *^^*`, `>_<`, `^_^ 네 ^_^` | what was typed: faces are no markup |
//! | `2026. 11. 25. 회의` | what was typed: a date is no list |
//! | `3~4시, 5~6시` | what was typed: only `~~` strikes |
//! | `<b>굵게</b>`, `&lt;` | what was typed: there is no HTML |
//! | `https://example.com에서`, `www.example.com에서` | an address, and then a particle |

mod html;
mod line;
mod plain;
mod runs;
mod tree;
mod typed;

pub use html::html;
pub use line::line;
pub use plain::{is_pictures, is_plain, says_what_was_typed};
pub use tree::{Href, Kind, Node, tree};

/// Somebody who can be called by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Callable {
    /// What they are called.
    pub name: String,
    /// Whether it is the reader.
    pub me: bool,
}

/// What a text is looked at with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// Who can be called in it.
    pub people: &'a [Callable],
    /// What of the text a search matched: `[start, end)` in characters, in order.
    pub marked: &'a [(u32, u32)],
}
