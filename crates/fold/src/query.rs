//! Finding: where a query stands in a text, and how well.
//!
//! The rule: a query stands where its keys follow one another, beginning with the first key of a character. Its last key
//! may fall inside a character, which is then on its way; so every state of an input field on the way to a word finds what
//! the word finds. A query of consonants alone also stands where it is the leads of neighbouring syllables.

use std::ops::Range;

use crate::cells::{Cell, Cells};
use crate::graphemes::{self, Borders};
use crate::keys::{BLANK, is_consonant, keys};
use crate::{Match, Nfc, Rank};

/// What somebody looks for, made ready for many texts.
#[derive(Clone, Debug)]
pub struct Query {
    /// Never empty; neither begins nor ends with a blank.
    keys: Box<[char]>,
    /// Consonants alone, so that they may be initials.
    initials: bool,
    /// Nothing but ASCII can be found in an ASCII text.
    ascii: bool,
}

impl Query {
    /// Reads a query; `None` when there is nothing in it that could be seen. Blanks at either end do not count, a blank
    /// inside stands for any white space.
    pub fn new(text: &str, nfc: Nfc) -> Option<Self> {
        let text = nfc(text);
        let mut keys: Vec<char> = Vec::with_capacity(text.len());
        for cell in Cells::new(&text) {
            // What cannot be seen must not make two blanks of one.
            if cell.keys.as_slice() != [BLANK] || keys.last().is_some_and(|&last| last != BLANK) {
                keys.extend(cell.keys.as_slice());
            }
        }
        if keys.last() == Some(&BLANK) {
            keys.pop();
        }
        if keys.is_empty() {
            return None;
        }
        let initials = keys.iter().all(|&key| key == BLANK || is_consonant(key));
        let ascii = keys.iter().all(char::is_ascii);
        Some(Self { keys: keys.into(), initials, ascii })
    }

    /// What it is made of: never empty; neither begins nor ends with a blank.
    pub const fn keys(&self) -> &[char] {
        &self.keys
    }

    /// Whether it may be initials: consonants and blanks alone.
    pub const fn may_be_initials(&self) -> bool {
        self.initials
    }

    /// Finds the query in a text, as many times as it is there; `None` when it is not. `nfc` must be the function that the
    /// query was made with.
    ///
    /// Takes time in proportion to the text's length, times the query's where the text repeats the query's beginning.
    /// Allocates nothing for a text that does not match, unless that text has to be normalised.
    pub fn find(&self, text: &str, nfc: Nfc) -> Option<Match> {
        if text.is_ascii() {
            return if self.ascii { Search::new(self).run(text, |hit| hit) } else { None };
        }
        if graphemes::is_plain(text) {
            return Search::new(self).run(text, |hit| hit);
        }
        let normal = nfc(text);
        let mut borders = None;
        Search::new(self).run(&normal, |hit| borders.get_or_insert_with(|| Borders::new(text, &normal, nfc)).widen(hit))
    }

    fn stands_at(&self, here: &Cells<'_>) -> Option<Hit> {
        let follow = |part: fn(&Cell) -> &[char]| {
            let mut wanted = &*self.keys;
            for cell in here.clone() {
                let offered = part(&cell);
                let common = offered.len().min(wanted.len());
                if offered[..common] != wanted[..common] {
                    return None;
                }
                wanted = &wanted[common..];
                if wanted.is_empty() {
                    return Some((here.at()..cell.end, common == offered.len()));
                }
            }
            None
        };
        let by_keys =
            follow(|cell| cell.keys.as_slice()).map(|(range, whole)| Hit { range, rank: if whole { Rank::Whole } else { Rank::Keys } });
        by_keys.or_else(|| {
            let (range, _) = self.initials.then(|| follow(Cell::initials))??;
            Some(Hit { range, rank: Rank::Initials })
        })
    }
}

/// One occurrence.
pub(crate) struct Hit {
    pub(crate) range: Range<u32>,
    pub(crate) rank: Rank,
}

/// One pass over one text.
struct Search<'q> {
    query: &'q Query,
    hits: Vec<Hit>,
}

impl<'q> Search<'q> {
    fn new(query: &'q Query) -> Self {
        Self { query, hits: Vec::new() }
    }

    fn run(mut self, text: &str, mut widen: impl FnMut(Hit) -> Hit) -> Option<Match> {
        let mut cells = Cells::new(text);
        while cells.seek(self.query.keys[0]).is_some() {
            if let Some(hit) = self.query.stands_at(&cells) {
                self.take(widen(hit));
            }
            cells.next();
        }
        let rank = self.hits.iter().map(|hit| hit.rank).min()?;
        Some(Match { rank, ranges: self.hits.into_iter().map(|hit| hit.range).collect() })
    }

    /// Occurrences do not overlap: the first counts, unless a better one begins inside it (`각` in `가각` is the second).
    fn take(&mut self, hit: Hit) {
        match self.hits.last_mut() {
            Some(last) if hit.range.start < last.range.end => {
                if hit.rank < last.rank {
                    *last = hit;
                }
            }
            _ => self.hits.push(hit),
        }
    }
}

/// Whether a character adds nothing to what is seen before it.
pub(crate) fn is_unseen(c: char) -> bool {
    keys(c).as_slice().is_empty()
}
