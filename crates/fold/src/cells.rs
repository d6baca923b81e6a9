//! A text as the comparison sees it: one cell for each character, or for a run of white space.

use std::str::Chars;

use crate::keys::{self, BLANK, Keys};

/// Walks over a text in NFC. Cloning keeps the place and costs nothing.
#[derive(Clone)]
pub(crate) struct Cells<'t> {
    chars: Chars<'t>,
    at: u32,
}

/// What is typed as one, and where it ends.
pub(crate) struct Cell {
    /// Whether it is a whole syllable, which has a lead.
    pub(crate) syllable: bool,
    /// What is typed for it; none for what cannot be seen.
    pub(crate) keys: Keys,
    /// The first character after it.
    pub(crate) end: u32,
}

impl Cell {
    /// What an initial consonant is compared with: a syllable's lead, anything else as it is.
    pub(crate) fn initials(&self) -> &[char] {
        let keys = self.keys.as_slice();
        if self.syllable { &keys[..1] } else { keys }
    }
}

impl<'t> Cells<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { chars: text.chars(), at: 0 }
    }

    /// The character before which this walk stands.
    pub(crate) fn at(&self) -> u32 {
        self.at
    }

    /// Goes on to the next character whose keys may begin with `first`. A mark that is a part of the kana before it begins nothing.
    pub(crate) fn seek(&mut self, first: char) -> Option<()> {
        loop {
            let here = self.clone();
            let c = self.step()?;
            let found = if let Some(key) = keys::quick_first(c) {
                key == first
            } else {
                *self = here.clone();
                self.next().is_some_and(|cell| cell.keys.as_slice().first() == Some(&first))
            };
            if found {
                *self = here;
                return Some(());
            }
        }
    }

    /// One character, whatever it is.
    pub(crate) fn step(&mut self) -> Option<char> {
        let c = self.chars.next()?;
        self.at += 1;
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        self.chars.clone().next()
    }
}

impl Iterator for Cells<'_> {
    type Item = Cell;

    fn next(&mut self) -> Option<Cell> {
        let c = self.step()?;
        let keys = if c.is_whitespace() {
            while self.peek().is_some_and(char::is_whitespace) {
                self.step();
            }
            keys::keys(BLANK)
        } else if let Some(kana) = self.peek().and_then(|mark| keys::voiced(c, mark)) {
            self.step();
            keys::keys(kana)
        } else {
            keys::keys(c)
        };
        Some(Cell { syllable: ('가'..='힣').contains(&c), keys, end: self.at })
    }
}
