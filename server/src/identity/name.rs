//! Which names look alike: the key that makes a name unique.

use protocol::Name;
use protocol::text::{NameKey, TextError};
use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

/// A name as it is stored, in NFC, and its key.
pub fn normalised(name: &Name) -> Result<(Name, NameKey), TextError> {
    let name = name.normalised(nfc)?;
    let key = key(&name);
    Ok((name, key))
}

/// The key of a name.
pub fn key(name: &Name) -> NameKey {
    name.key(fold_lookalikes)
}

/// Unicode normalisation form C.
pub fn nfc(text: &str) -> std::borrow::Cow<'_, str> {
    match unicode_normalization::is_nfc_quick(text.chars()) {
        unicode_normalization::IsNormalized::Yes => text.into(),
        _ => text.nfc().collect::<String>().into(),
    }
}

/// Case and width first, then the skeleton of UTS #39 (section 4), then case again because skeletons hold capitals.
///
/// A capital I is an i by case and an l by look, so i and l are one as well: "paypaI" must not stand beside "paypal". A few honest
/// names ("Gail" and "Gall") exclude each other for it, which costs somebody another choice and never an impersonation.
fn fold_lookalikes(name: &str) -> String {
    let skeleton: String = skeleton(&fold_case(name)).collect();
    fold_case(&skeleton).chars().map(|c| if c == 'i' { 'l' } else { c }).collect()
}

/// As `NFKC_Casefold` does: upper case first unites what has several small letters (ß, ς), and what is ignored goes.
fn fold_case(text: &str) -> String {
    text.nfkc().filter(|&c| !is_ignored(c)).flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect()
}

/// Chooses between two shapes of one character: the only one without ink that a name may hold and that makes no picture.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let key = |text| key(&Name::new(text).expect("a name"));
        key(a) == key(b)
    }

    #[test]
    fn names_that_look_alike_have_one_key() {
        for (a, b) in [
            ("Ann", "ann"),
            ("Ann", "Ａｎｎ"),
            ("Ann", "Аnn"),
            ("paypal", "paypaI"),
            ("paypal", "PAYPA1"),
            ("Bob", "B0b"),
            ("Straße", "STRASSE"),
            ("하트❤", "하트❤\u{FE0F}"),
            ("ｻﾄｼ", "サトシ"),
        ] {
            assert!(same(a, b), "{a} and {b}");
        }
        let decomposed: String = "김서연".nfd().collect();
        assert!(same("김서연", &decomposed));
    }

    #[test]
    fn names_that_differ_have_two() {
        for (a, b) in [("서연", "서윤"), ("지민", "지민2"), ("김지민", "김 지민"), ("Ann", "Anna"), ("민준", "준민")] {
            assert!(!same(a, b), "{a} and {b}");
        }
    }
}
