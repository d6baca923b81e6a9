//! What a search finds, told as a table, and as rules over generated texts against a plain and slow second opinion.

mod keyboard;
mod reference;

mod properties;
mod table;
mod typing;

use std::borrow::Cow;

use fold::{Match, Query};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// NFC as the server has it.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes { text.into() } else { text.nfc().collect::<String>().into() }
}

/// Looks for `query` in `text`.
pub(crate) fn find(text: &str, query: &str) -> Option<Match> {
    Query::new(query, nfc)?.find(text, nfc)
}
