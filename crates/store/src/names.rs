//! Lists by name, on every backend: by name whatever the case of its Latin letters, then by id. How a page goes on, and how names are
//! compared with a query.

use std::borrow::Cow;
use std::fmt;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Where a page ended: names may be the same, ids may not. Its text is the cursor of the next page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct After {
    pub(crate) name: String,
    pub(crate) id: String,
}

impl After {
    /// After this one.
    pub(crate) fn new(name: &str, id: &str) -> Self {
        Self { name: name.into(), id: id.into() }
    }

    /// The beginning, or where the last page ended. `None` for a cursor that no page gave.
    pub(crate) fn read(cursor: Option<&str>) -> Option<Self> {
        // No id has a colon in it.
        cursor.map_or_else(|| Some(Self::default()), |cursor| cursor.split_once(':').map(|(id, name)| Self::new(name, id)))
    }

    /// The bound of a range over [`Place`]s, as Redis writes it.
    pub(crate) fn bound(&self) -> String {
        // Every place of this name and id has a `\0` where this has a `\u{1}`.
        if self.id.is_empty() { "-".into() } else { format!("({}\0{}\u{1}", fold(&self.name), self.id) }
    }
}

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.id, self.name)
    }
}

/// A line of a list by name, so that the bytes of its text sort as the list does: no name has a control character in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) id: String,
}

impl Place {
    pub(crate) fn new(name: &str, id: &str) -> Self {
        Self { name: name.into(), id: id.into() }
    }

    /// From its text.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once('\0')?;
        let (id, name) = rest.split_once('\0')?;
        Some(Self::new(name, id))
    }

    /// After it.
    pub(crate) fn after(&self) -> After {
        After::new(&self.name, &self.id)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\0{}\0{}", fold(&self.name), self.id, self.name)
    }
}

/// A name whatever the case of its Latin letters: as lists are sorted and mentions are compared.
pub(crate) fn fold(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// Unicode normalisation form C, for [`::fold`].
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes { text.into() } else { text.nfc().collect::<String>().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_sort_by_name_and_then_by_id() {
        let sorted = [("ann", "u9"), ("Bob", "u1"), ("bob", "u10"), ("bob!", "u0"), ("가", "u3"), ("가을", "u2")];
        let texts: Vec<String> = sorted.iter().map(|(name, id)| Place::new(name, id).to_string()).collect();
        assert!(texts.is_sorted());
        for (text, (name, id)) in texts.iter().zip(sorted) {
            let place = Place::read(text).expect("a place");
            assert_eq!((place.name.as_str(), place.id.as_str()), (name, id));
            let bound = place.after().bound();
            let after: Vec<&String> = texts.iter().filter(|text| text.as_str() > &bound[1..]).collect();
            assert_eq!(after.len(), texts.iter().position(|other| other == text).map_or(0, |at| texts.len() - at - 1));
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let after = After::new("이름: 콜론", "u1");
        assert_eq!(After::read(Some(&after.to_string())), Some(after));
        assert_eq!(After::read(None), Some(After::default()));
        assert_eq!(After::read(Some("'; --")), None);
    }
}
