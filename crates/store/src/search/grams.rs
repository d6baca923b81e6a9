//! Grams: short runs of keys, so chosen that every text in which a query stands has all grams of the query. An index over them gives
//! candidates; the text decides ([`fold::Query::find`]).
//!
//! A query stands where its keys follow one another, from the first key of a character. Where the characters of the *text* begin
//! inside of that cannot be told from the query, since 회 + ㅇ, 횡 and 회의 are typed alike. So grams begin at **anchors** that both sides
//! can tell from the keys alone: a consonant before a vowel, and everything that is no Korean letter. A text has an anchor at each
//! of its characters besides, a query one at its beginning.

use fold::is_consonant;
use xxhash_rust::xxh3::xxh3_64;

use crate::names::nfc;

/// A gram, hashed. It stands on disk: another hash, another rule or other lengths are another [`super::blocks::VERSION`].
pub(crate) type Gram = u64;

/// How many keys a gram has, longest first. A syllable has two to five keys, mostly two or three.
const LENGTHS: [usize; 5] = [6, 4, 3, 2, 1];
/// Most keys of a gram that ends with a character.
const ENDING: usize = 5;
/// How many initials a gram has, longest first.
const INITIALS: [usize; 2] = [3, 2];

/// What a gram says of its keys.
#[derive(Clone, Copy)]
enum Kind {
    /// They follow one another, from an anchor.
    Keys = 1,
    /// The same, and a character ends with the last one.
    Ending = 2,
    /// They are the initials of neighbours.
    Initials = 3,
}

/// Bits of a gram that say in which part of a block's filter it stands: by its first two keys, so that all grams that begin alike are read
/// together.
const PART_BITS: u32 = 4;
/// Parts of a filter.
pub(crate) const PARTS: usize = 1 << PART_BITS;

/// The part of a gram.
pub(crate) const fn part_of(gram: Gram) -> usize {
    (gram >> (Gram::BITS - PART_BITS)) as usize
}

fn gram(kind: Kind, keys: &[char]) -> Gram {
    const LONGEST: usize = 6;
    let mut bytes = [0_u8; 4 * LONGEST + 1];
    for (place, key) in bytes.chunks_exact_mut(4).zip(keys) {
        place.copy_from_slice(&u32::from(*key).to_le_bytes());
    }
    let beginning = xxh3_64(&bytes[..4 * keys.len().min(2)]);
    let length = 4 * keys.len().min(LONGEST);
    bytes[length] = kind as u8;
    beginning >> (Gram::BITS - PART_BITS) << (Gram::BITS - PART_BITS) | xxh3_64(&bytes[..=length]) >> PART_BITS
}

fn is_letter(key: char) -> bool {
    ('\u{3131}'..='\u{3163}').contains(&key)
}

fn is_vowel(key: char) -> bool {
    is_letter(key) && !is_consonant(key)
}

/// Pictures and the like, which others may be made of: 👩 stands in 👩‍💻, but not as a whole.
fn is_sign(key: char) -> bool {
    ('\u{2190}'..'\u{2E80}').contains(&key) || key >= '\u{1F000}'
}

/// Whether an anchor is here, as far as keys alone tell.
fn is_anchor(keys: &[char], at: usize) -> bool {
    !is_letter(keys[at]) || (is_consonant(keys[at]) && keys.get(at + 1).is_some_and(|&next| is_vowel(next)))
}

/// The texts of a block, spelled.
#[derive(Default)]
pub(crate) struct Spelled {
    keys: Vec<char>,
    begins: Vec<bool>,
    ends: Vec<bool>,
    whole: Vec<bool>,
    initials: Vec<char>,
    grams: Vec<Gram>,
}

impl Spelled {
    /// Adds a text.
    pub(crate) fn add(&mut self, text: &str) {
        self.keys.clear();
        self.begins.clear();
        self.ends.clear();
        self.whole.clear();
        self.initials.clear();
        fold::spell(text, nfc, |fold::Spelled { keys, initials, whole }| {
            for at in 0..keys.len() {
                self.begins.push(at == 0);
                self.ends.push(at + 1 == keys.len());
                self.whole.push(whole);
            }
            self.keys.extend(keys);
            self.initials.extend(initials);
        });
        for at in 0..self.keys.len() {
            if self.begins[at] || is_anchor(&self.keys, at) {
                let lengths = LENGTHS.iter().filter(|&&length| at + length <= self.keys.len());
                self.grams.extend(lengths.map(|&length| gram(Kind::Keys, &self.keys[at..at + length])));
            }
            if self.ends[at] && is_letter(self.keys[at]) {
                self.add_endings(at + 1);
            }
            if is_sign(self.keys[at]) && self.whole[at] {
                self.grams.push(gram(Kind::Ending, &self.keys[at..=at]));
            }
        }
        for length in INITIALS {
            let windows = self.initials.windows(length).filter(|window| window.iter().all(|&key| is_initial(key)));
            self.grams.extend(windows.map(|window| gram(Kind::Initials, window)));
        }
    }

    /// The grams that end with the character before `end`: back to the nearest anchor that a query can tell, which the last key is not.
    fn add_endings(&mut self, end: usize) {
        for from in (end.saturating_sub(ENDING)..end).rev() {
            let told = is_anchor(&self.keys, from);
            if told || self.begins[from] {
                self.grams.push(gram(Kind::Ending, &self.keys[from..end]));
            }
            if told && from + 1 < end {
                break;
            }
        }
    }

    /// All grams, each once, in order.
    pub(crate) fn grams(mut self) -> Vec<Gram> {
        self.grams.sort_unstable();
        self.grams.dedup();
        self.grams
    }
}

fn is_initial(key: char) -> bool {
    is_consonant(key) || key == ' '
}

/// The grams that a text must have, for a query to stand in it with each rank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// For [`fold::Rank::Whole`].
    pub(crate) whole: Vec<Gram>,
    /// For [`fold::Rank::Whole`] and [`fold::Rank::Keys`].
    pub(crate) keys: Vec<Gram>,
    /// For [`fold::Rank::Initials`]; `None`: the query cannot be initials, or what they find its keys find too.
    pub(crate) initials: Option<Vec<Gram>>,
}

/// Anchors of a query, or initials, that are asked for: what a long query has more of makes it no rarer.
const MOST: usize = 6;

impl Wanted {
    pub(crate) fn new(query: &fold::Query) -> Self {
        let all = query.keys();
        let last = all.len() - 1;
        // Not the last key if it is a letter: it may be a tail in the query and a lead in the text, or the other way round.
        let is_told = |at: &usize| *at == 0 || is_anchor(all, *at);
        let lengths = |at: usize| LENGTHS.into_iter().filter(move |length| at + length <= all.len());
        let (mut anchors, mut covered) = (Vec::new(), 0);
        for at in (0..all.len()).filter(is_told) {
            let end = at + lengths(at).next().unwrap_or(1);
            // What a longer gram says already is not asked for again.
            if end > covered && anchors.len() < MOST {
                anchors.push(at);
                covered = end;
            }
        }
        let ending = (0..all.len()).rfind(is_told).filter(|&from| is_letter(all[last]) && all.len() - from <= ENDING);
        // It stands in the same part, and costs nothing more.
        anchors.extend(ending.filter(|from| !anchors.contains(from)));
        // Shorter ones tell nothing more, but a filter that is wrong of one of them is not wrong of all.
        let of_anchor = |&at: &usize| lengths(at).filter(move |&length| length > 1 || all.len() == 1).map(move |length| (at, length));
        let keys: Vec<Gram> = anchors.iter().flat_map(of_anchor).map(|(at, length)| gram(Kind::Keys, &all[at..at + length])).collect();
        let mut whole = keys.clone();
        whole.extend(ending.map(|from| gram(Kind::Ending, &all[from..])));
        if let [sign] = all
            && is_sign(*sign)
        {
            whole.push(gram(Kind::Ending, all));
        }
        Self { whole, keys, initials: initials(query) }
    }
}

fn initials(query: &fold::Query) -> Option<Vec<Gram>> {
    let keys = query.keys();
    if !query.may_be_initials() || keys.len() < 2 {
        return None;
    }
    let keys = &keys[..keys.len().min(MOST)];
    Some(INITIALS.into_iter().flat_map(|length| keys.windows(length)).map(|window| gram(Kind::Initials, window)).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use fold::{Query, Rank};
    use proptest::prelude::*;

    use super::*;

    fn grams(text: &str) -> HashSet<Gram> {
        let mut spelled = Spelled::default();
        spelled.add(text);
        spelled.grams().into_iter().collect()
    }

    fn has(text: &str, wanted: &[Gram]) -> bool {
        let grams = grams(text);
        wanted.iter().all(|gram| grams.contains(gram))
    }

    /// Whether a text that the query stands in has the grams that are asked for.
    fn is_candidate(text: &str, query: &str) -> Result<(), TestCaseError> {
        let Some(query) = Query::new(query, nfc) else { return Ok(()) };
        let wanted = Wanted::new(&query);
        let Some(found) = query.find(text, nfc) else { return Ok(()) };
        match found.rank {
            Rank::Whole => prop_assert!(has(text, &wanted.whole), "{query:?} stands whole in {text:?}"),
            Rank::Keys => prop_assert!(has(text, &wanted.keys), "{query:?} stands in {text:?}"),
            Rank::Initials => {
                prop_assert!(has(text, &wanted.initials.expect("it was found by initials")), "{query:?} are initials in {text:?}");
            }
        }
        Ok(())
    }

    #[test]
    fn what_is_told_apart() {
        let wanted = |query: &str| Wanted::new(&Query::new(query, nfc).expect("not blank"));
        assert!(has("오늘 회의는", &wanted("횡").keys));
        assert!(!has("오늘 회의는", &wanted("횡").whole), "회의 is no 횡");
        assert!(has("가로로 횡단", &wanted("횡").whole));
        assert!(!has("회사 의자", &wanted("회의").keys), "they do not follow one another");
        assert!(!has("회원 의자", &wanted("회의").keys));
        assert!(has("회의록", wanted("ㅎㅇㄹ").initials.as_ref().expect("consonants")));
        assert!(!has("회의록", &wanted("ㅎㅇㄹ").keys));
        assert!(has("👩‍💻", &wanted("👩").keys) && !has("👩‍💻", &wanted("👩").whole));
        assert!(has("❤️", &wanted("❤").whole));
    }

    prop_compose! {
        /// Everything that behaves in its own way: syllables, lone letters, compounds, leads without a vowel, Latin, ligatures, kana.
        fn odd(most: usize)(text in prop::collection::vec(
            prop_oneof![
                8 => "[가-힣]",
                6 => "[가각갂갃고괴괵과회횡의이ㅣ]",
                4 => "[ㄱ-ㅎㅏ-ㅣ]",
                2 => "[ ]{1,2}",
                3 => "[a-zA-Z0-9.]",
                1 => "[ßﬁﬀÉéſ]",
                1 => "[ｱｶﾞﾟ゛ハバ海上]",
                1 => "[\u{1100}\u{1161}\u{11A8}\u{1112}\u{200B}\u{301}👩💻\u{FE0F}\u{200D}ﾡￂＡ]",
            ], 1..most)) -> String { text.concat() }
    }

    proptest! {
        #[test]
        fn a_text_has_the_grams_of_its_parts(text in odd(16), from in 0..16_usize, length in 1..10_usize) {
            let part: String = text.chars().skip(from).take(length).collect();
            is_candidate(&text, &part)?;
        }

        #[test]
        fn a_text_has_the_grams_of_what_is_typed_on_the_way(text in odd(16), from in 0..16_usize, length in 1..9_usize) {
            // Its keys, one letter after the other, and cut anywhere: every state of a field, and more.
            let mut keys = Vec::new();
            fold::spell(&text, nfc, |some| keys.extend_from_slice(some.keys));
            let part: String = keys.iter().skip(from).take(length).collect();
            is_candidate(&text, &part)?;
        }

        #[test]
        fn a_text_has_the_grams_of_its_initials(text in odd(16), from in 0..16_usize, length in 1..7_usize) {
            let mut all = Vec::new();
            fold::spell(&text, nfc, |some| all.extend_from_slice(some.initials));
            let part: String = all.iter().skip(from).take(length).collect();
            is_candidate(&text, &part)?;
        }

        #[test]
        fn a_text_has_the_grams_of_what_is_found_in_it_by_chance(text in odd(12), query in odd(3)) {
            is_candidate(&text, &query)?;
        }
    }
}
