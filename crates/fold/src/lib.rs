//! How text is compared: a [`Query`] finds itself in a text by keystrokes, initials, case and width, and says where.
//!
//! | module | holds |
//! |---|---|
//! | `query` | the rule: where a query stands in a text, and how well |
//! | `cells` | a text, one character or run of white space after the other |
//! | `keys` | what is typed for a character: 2-beolsik, width |
//! | `case` | full case folding |
//! | `graphemes` | what a match may not cut |
//!
//! Pure and small: it runs in the browser too. It knows nothing of messages, rooms or indexes.
//!
//! | text | query | found | rank |
//! |---|---|---|---|
//! | `오늘회의는` | `회의` | `회의` | [`Rank::Whole`] |
//! | `오늘회의는` | `횡` | `회의`: 회 and the first key of 의 | [`Rank::Keys`] |
//! | `회의록` | `ㅎㅇㄹ` | `회의록` | [`Rank::Initials`] |
//! | `안녕하세요` | `안하` | | |
//!
//! ```
//! use fold::{Query, Rank};
//!
//! // Normalisation is an argument; text that is in NFC already may skip it.
//! let query = Query::new(" 횡 ", |text| text.into()).expect("it is not blank");
//! let found = query.find("오늘회의는 3시입니다", |text| text.into()).expect("it is there");
//! assert_eq!((found.rank, found.ranges), (Rank::Keys, vec![2..4]));
//! ```

mod case;
mod cells;
mod graphemes;
mod keys;
mod query;

use std::borrow::Cow;
use std::ops::Range;

use cells::Cells;
pub use keys::is_consonant;
pub use query::Query;

/// A function to Unicode normalisation form C. An argument, because its tables weigh 48 kB in the browser, which has
/// `String.normalize` of its own.
pub type Nfc = fn(&str) -> Cow<'_, str>;

/// A character of a text as the comparison sees it.
#[derive(Clone, Copy, Debug)]
pub struct Spelled<'c> {
    /// Its keys: at least one.
    pub keys: &'c [char],
    /// What initial consonants are compared with.
    pub initials: &'c [char],
    /// Whether it alone can be found whole: it is not a part of what a reader takes for one.
    pub whole: bool,
}

/// Spells a text, one character after the other. What cannot be seen is left out, a run of white space is one blank. An index over this finds
/// what [`Query::find`] finds.
pub fn spell(text: &str, nfc: Nfc, mut each: impl FnMut(Spelled<'_>)) {
    let plain = text.is_ascii() || graphemes::is_plain(text);
    let normal = if plain { Cow::Borrowed(text) } else { nfc(text) };
    let borders = (!plain).then(|| graphemes::Borders::new(text, &normal, nfc));
    let mut cells = Cells::new(&normal);
    loop {
        let start = cells.at();
        let Some(cell) = cells.next() else { return };
        if !cell.keys.as_slice().is_empty() {
            let hit = query::Hit { range: start..cell.end, rank: Rank::Whole };
            let whole = borders.as_ref().is_none_or(|borders| borders.widen(hit).rank == Rank::Whole);
            each(Spelled { keys: cell.keys.as_slice(), initials: cell.initials(), whole });
        }
    }
}

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
