//! What a reader counts as one character: extended grapheme clusters (UAX #29), to the side of caution: a border that is
//! found here is always one, but in a few scripts without Korean, Latin, Japanese or Chinese letters some are passed over.
//!
//! A table of our own, because the usual crate's tables weigh 17 kB in the browser; that crate is the oracle of the tests.

use crate::query::{Hit, is_unseen};
use crate::{Nfc, Rank};

/// Whether every character of a text is a grapheme by itself, and the text in NFC: so nothing has to be widened or
/// normalised. Says "no" too often rather than too rarely.
pub(crate) fn is_plain(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(c, '\0'..='\u{2FF}' | '\u{388}'..='\u{482}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3096}'
            | '\u{309B}'..='\u{30FF}' | '\u{3131}'..='\u{3163}' | '\u{4E00}'..='\u{9FFF}' | '가'..='힣' | '\u{FF01}'..='\u{FF9D}')
    })
}

/// The borders between a text's graphemes, and where they are in the same text in NFC.
pub(crate) struct Borders {
    /// Ascending, from the beginning to the end of the text.
    borders: Vec<Border>,
    /// In NFC: characters that cannot be seen.
    unseen: Vec<bool>,
}

#[derive(Clone, Copy)]
struct Border {
    /// How many characters stand before it in the text in NFC.
    normal: u32,
    /// How many characters stand before it in the text as it was given.
    given: u32,
}

impl Borders {
    pub(crate) fn new(given: &str, normal: &str, nfc: Nfc) -> Self {
        let same = given == normal;
        let mut at = Border { normal: 0, given: 0 };
        let mut borders = vec![at];
        for grapheme in graphemes(given) {
            let length = count(grapheme);
            at.given += length;
            at.normal += if same { length } else { count(&nfc(grapheme)) };
            borders.push(at);
        }
        Self { borders, unseen: normal.chars().map(is_unseen).collect() }
    }

    /// From characters of the text in NFC to whole graphemes of the text as it was given. What only now reaches the end
    /// of a grapheme was on its way there, unless nothing but the unseen was missing.
    pub(crate) fn widen(&self, Hit { range, rank }: Hit) -> Hit {
        let from = self.borders.partition_point(|border| border.normal <= range.start).saturating_sub(1);
        let to = self.borders.partition_point(|border| border.normal < range.end).min(self.borders.len() - 1);
        let (start, end) = (self.borders[from], self.borders[to]);
        let seen = |from: u32, to: u32| (from..to).any(|at| self.unseen.get(at as usize) == Some(&false));
        let cut = seen(start.normal, range.start) || seen(range.end, end.normal);
        Hit { range: start.given..end.given, rank: if cut { rank.max(Rank::Keys) } else { rank } }
    }
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).expect("a text of 4 GiB is refused long before")
}

fn graphemes(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut chars = rest.char_indices();
        let mut joint = Joint::after(chars.next()?.1);
        let end = chars.find(|&(_, c)| !joint.holds(c)).map_or(rest.len(), |(at, _)| at);
        let (grapheme, after) = rest.split_at(end);
        rest = after;
        Some(grapheme)
    })
}

/// The grapheme so far, as far as the next character needs it.
struct Joint {
    last: char,
    /// A letter of an Indic script was joined to what follows (rule `GB9c`).
    conjunct: bool,
    /// A picture, which a joiner makes one with the next (rule `GB11`).
    picture: bool,
    /// One half of a flag (rules `GB12` and `GB13`).
    half_flag: bool,
}

impl Joint {
    fn after(first: char) -> Self {
        Self { last: first, conjunct: false, picture: is_picture(first), half_flag: is_regional(first) }
    }

    /// Whether there is no border before `next`; if so, it is part of the grapheme now.
    fn holds(&mut self, next: char) -> bool {
        let holds = match (self.last, next) {
            ('\r', '\n') => true,
            // Rules GB4 and GB5: nothing is joined to a control.
            (last, next) if last.is_control() || next.is_control() => false,
            (last, _) if is_prepended(last) => true,
            (ZERO_WIDTH_JOINER, next) if self.picture && is_picture(next) => true,
            (last, next) if is_regional(last) && is_regional(next) => self.half_flag,
            (last, next) => is_one_syllable(last, next) || (self.conjunct && is_indic(next)) || is_glue(next),
        };
        self.half_flag = !holds || !is_regional(self.last);
        self.conjunct |= is_linker(next);
        self.picture = is_picture(next) || (self.picture && is_glue(next));
        self.last = next;
        holds
    }
}

const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// The blocks of the pictures (`Extended_Pictographic` of UTS #51), with some signs among them that are none.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{A9}' | '\u{AE}' | '\u{203C}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FFFD}')
}

fn is_regional(c: char) -> bool {
    ('\u{1F1E6}'..='\u{1F1FF}').contains(&c)
}

/// Conjoining letters that make a syllable (rules GB6 to GB8).
fn is_one_syllable(last: char, next: char) -> bool {
    let syllable = |c: char| ('가'..='힣').contains(&c);
    let open = |c: char| syllable(c) && (c as u32 - '가' as u32).is_multiple_of(28);
    let lead = |c: char| matches!(c, '\u{1100}'..='\u{115F}' | '\u{A960}'..='\u{A97C}');
    let vowel = |c: char| matches!(c, '\u{1160}'..='\u{11A7}' | '\u{D7B0}'..='\u{D7C6}' | '\u{16D63}' | '\u{16D67}'..='\u{16D6A}');
    let tail = |c: char| matches!(c, '\u{11A8}'..='\u{11FF}' | '\u{D7CB}'..='\u{D7FB}');
    (lead(last) && (lead(next) || vowel(next) || syllable(next)))
        || ((vowel(last) || open(last)) && (vowel(next) || tail(next)))
        || ((tail(last) || syllable(last)) && tail(next))
}

fn is_prepended(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{70F}' | '\u{890}'..='\u{891}' | '\u{8E2}' | '\u{D4E}' | '\u{110BD}' | '\u{110CD}'
        | '\u{111C2}'..='\u{111C3}' | '\u{113D1}' | '\u{1193F}' | '\u{11941}' | '\u{11A84}'..='\u{11A89}' | '\u{11D46}' | '\u{11F02}')
}

/// A sign that joins the letters on its two sides.
fn is_linker(c: char) -> bool {
    matches!(
        c,
        '\u{94D}'
            | '\u{9CD}'
            | '\u{ACD}'
            | '\u{B4D}'
            | '\u{C4D}'
            | '\u{D4D}'
            | '\u{1039}'
            | '\u{17D2}'
            | '\u{1A60}'
            | '\u{1B44}'
            | '\u{1BAB}'
            | '\u{A9C0}'
            | '\u{AAF6}'
            | '\u{10A3F}'
            | '\u{11133}'
            | '\u{113D0}'
            | '\u{1193E}'
            | '\u{11A47}'
            | '\u{11A99}'
            | '\u{11F42}'
    )
}

/// The scripts in which [`is_linker`] joins.
fn is_indic(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{DFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{1A20}'..='\u{1BFF}' | '\u{A980}'..='\u{ABFF}'
        | '\u{10A00}'..='\u{11FFF}')
}

/// What never begins a grapheme: marks, joiners, skin tones (`Extend`, `SpacingMark` and `ZWJ` of UAX #29).
fn is_glue(c: char) -> bool {
    let at = GLUE.partition_point(|&range| range >> 8 <= c as u32);
    at > 0 && c as u32 - (GLUE[at - 1] >> 8) <= GLUE[at - 1] & 0xFF
}

/// Ranges, ascending: the first character times 256, plus how many more there are. Unicode 17.
#[rustfmt::skip]
#[expect(clippy::unreadable_literal, reason = "a generated table")]
const GLUE: &[u32] = &[
    0x3006F, 0x48306, 0x5912C, 0x5BF00, 0x5C101, 0x5C401, 0x5C700, 0x6100A, 0x64B14, 0x67000, 0x6D606, 0x6DF05,
    0x6E701, 0x6EA03, 0x71100, 0x7301A, 0x7A60A, 0x7EB08, 0x7FD00, 0x81603, 0x81B08, 0x82502, 0x82904, 0x85902,
    0x89708, 0x8CA17, 0x8E320, 0x93A02, 0x93E11, 0x95106, 0x96201, 0x98102, 0x9BC00, 0x9BE06, 0x9C701, 0x9CB02,
    0x9D700, 0x9E201, 0x9FE00, 0xA0102, 0xA3C00, 0xA3E04, 0xA4701, 0xA4B02, 0xA5100, 0xA7001, 0xA7500, 0xA8102,
    0xABC00, 0xABE07, 0xAC702, 0xACB02, 0xAE201, 0xAFA05, 0xB0102, 0xB3C00, 0xB3E06, 0xB4701, 0xB4B02, 0xB5502,
    0xB6201, 0xB8200, 0xBBE04, 0xBC602, 0xBCA03, 0xBD700, 0xC0004, 0xC3C00, 0xC3E06, 0xC4602, 0xC4A03, 0xC5501,
    0xC6201, 0xC8102, 0xCBC00, 0xCBE06, 0xCC602, 0xCCA03, 0xCD501, 0xCE201, 0xCF300, 0xD0003, 0xD3B01, 0xD3E06,
    0xD4602, 0xD4A03, 0xD5700, 0xD6201, 0xD8102, 0xDCA00, 0xDCF05, 0xDD600, 0xDD807, 0xDF201, 0xE3100, 0xE3307,
    0xE4707, 0xEB100, 0xEB309, 0xEC806, 0xF1801, 0xF3500, 0xF3700, 0xF3900, 0xF3E01, 0xF7113, 0xF8601, 0xF8D0A,
    0xF9923, 0xFC600, 0x102D0A, 0x103905, 0x105603, 0x105E02, 0x107103, 0x108200, 0x108402, 0x108D00, 0x109D00, 0x135D02,
    0x171203, 0x173202, 0x175201, 0x177201, 0x17B41F, 0x17DD00, 0x180B02, 0x180F00, 0x188501, 0x18A900, 0x19200B, 0x19300B,
    0x1A1704, 0x1A5509, 0x1A6000, 0x1A6200, 0x1A6517, 0x1A7F00, 0x1AB02D, 0x1AE00B, 0x1B0004, 0x1B3410, 0x1B6B08, 0x1B8002,
    0x1BA10C, 0x1BE60D, 0x1C2413, 0x1CD002, 0x1CD414, 0x1CED00, 0x1CF400, 0x1CF702, 0x1DC03F, 0x200C01, 0x20D020, 0x2CEF02,
    0x2D7F00, 0x2DE01F, 0x302A05, 0x309901, 0xA66F03, 0xA67409, 0xA69E01, 0xA6F001, 0xA80200, 0xA80600, 0xA80B00, 0xA82304,
    0xA82C00, 0xA88001, 0xA8B411, 0xA8E011, 0xA8FF00, 0xA92607, 0xA9470C, 0xA98003, 0xA9B30D, 0xA9E500, 0xAA290D, 0xAA4300,
    0xAA4C01, 0xAA7C00, 0xAAB000, 0xAAB202, 0xAAB701, 0xAABE01, 0xAAC100, 0xAAEB04, 0xAAF501, 0xABE307, 0xABEC01, 0xFB1E00,
    0xFE000F, 0xFE200F, 0xFF9E01, 0x101FD00, 0x102E000, 0x1037604, 0x10A0102, 0x10A0501, 0x10A0C03, 0x10A3802, 0x10A3F00, 0x10AE501,
    0x10D2403, 0x10D6904, 0x10EAB01, 0x10EFA05, 0x10F460A, 0x10F8203, 0x1100002, 0x110380E, 0x1107000, 0x1107301, 0x1107F03, 0x110B00A,
    0x110C200, 0x1110002, 0x111270D, 0x1114501, 0x1117300, 0x1118002, 0x111B30D, 0x111C903, 0x111CE01, 0x1122C0B, 0x1123E00, 0x1124100,
    0x112DF0B, 0x1130003, 0x1133B01, 0x1133E06, 0x1134701, 0x1134B02, 0x1135700, 0x1136201, 0x1136606, 0x1137004, 0x113B808, 0x113C200,
    0x113C500, 0x113C703, 0x113CC04, 0x113D200, 0x113E101, 0x1143511, 0x1145E00, 0x114B013, 0x115AF06, 0x115B808, 0x115DC01, 0x1163010,
    0x116AB0C, 0x1171D02, 0x1172209, 0x1182C0E, 0x1193005, 0x1193701, 0x1193B03, 0x1194000, 0x1194201, 0x119D106, 0x119DA06, 0x119E400,
    0x11A0109, 0x11A3306, 0x11A3B03, 0x11A4700, 0x11A510A, 0x11A8A0F, 0x11B6007, 0x11C2F07, 0x11C3807, 0x11C9215, 0x11CA90D, 0x11D3105,
    0x11D3A00, 0x11D3C01, 0x11D3F06, 0x11D4700, 0x11D8A04, 0x11D9001, 0x11D9304, 0x11EF303, 0x11F0001, 0x11F0300, 0x11F3406, 0x11F3E04,
    0x11F5A00, 0x1344000, 0x134470E, 0x1611E11, 0x16AF004, 0x16B3006, 0x16F4F00, 0x16F5136, 0x16F8F03, 0x16FE400, 0x16FF001, 0x1BC9D01,
    0x1CF002D, 0x1CF3016, 0x1D16504, 0x1D16D05, 0x1D17B07, 0x1D18506, 0x1D1AA03, 0x1D24202, 0x1DA0036, 0x1DA3B31, 0x1DA7500, 0x1DA8400,
    0x1DA9B04, 0x1DAA10E, 0x1E00006, 0x1E00810, 0x1E01B06, 0x1E02301, 0x1E02604, 0x1E08F00, 0x1E13006, 0x1E2AE00, 0x1E2EC03, 0x1E4EC03,
    0x1E5EE01, 0x1E6E300, 0x1E6E600, 0x1E6EE01, 0x1E6F500, 0x1E8D006, 0x1E94406, 0x1F3FB04, 0xE00205F, 0xE0100EF,
];

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    fn is_one(text: &str) -> bool {
        text.graphemes(true).count() == 1
    }

    /// When the oracle learns a new Unicode, this fails and prints the new table.
    #[test]
    fn the_table_is_that_of_unicode() {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        // Rule GB9a to GB9: after a letter. The vowels and tails of Hangul are no glue after a letter.
        for c in (char::MIN..=char::MAX).filter(|c| is_one(&format!("a{c}"))) {
            match ranges.last_mut() {
                Some((start, more)) if *start + *more + 1 == c as u32 && *more < 0xFF => *more += 1,
                _ => ranges.push((c as u32, 0)),
            }
        }
        let table: Vec<u32> = ranges.iter().map(|(start, more)| start << 8 | more).collect();
        let mut source = String::new();
        for row in table.chunks(12) {
            let row: Vec<_> = row.iter().map(|range| format!("0x{range:X}")).collect();
            writeln!(source, "    {},", row.join(", ")).expect("a String takes everything");
        }
        assert!(GLUE == table, "the table should be:\n{source}");
    }

    #[test]
    fn every_picture_prepended_sign_and_linker_is_known() {
        for c in char::MIN..=char::MAX {
            assert_eq!(is_prepended(c), is_one(&format!("{c}a")), "U+{:04X}", c as u32);
            assert!(is_picture(c) || is_glue(c) || !is_one(&format!("👩\u{200D}{c}")), "U+{:04X}", c as u32);
            if !is_glue(c) {
                continue;
            }
            // A letter of each script with a linker: the sign joins if any of them is joined.
            let joins = ["क", "ক", "ક", "କ", "క", "ക", "က", "ក", "ᨠ", "ᬓ", "ᮊ", "ꦏ", "ꫠ", "𐨐", "𑄇", "𑎄", "𑤌", "𑨋", "𑩜", "𑼒"]
                .iter()
                .any(|letter| is_one(&format!("{letter}{c}{letter}")));
            assert!(is_linker(c) || !joins, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn letters_join_to_syllables_as_unicode_says() {
        // Ideographs are left out for the sake of time.
        for c in (char::MIN..='\u{33FF}').chain('\u{A000}'..='\u{1FFFF}') {
            for letter in ['\u{1112}', '\u{1161}', '\u{11AB}', '하', '한'] {
                for pair in [format!("{letter}{c}"), format!("{c}{letter}")] {
                    assert_eq!(graphemes(&pair).count(), pair.graphemes(true).count(), "U+{:04X} and {letter}", c as u32);
                }
            }
        }
    }

    #[test]
    fn plain_characters_need_no_care() {
        for c in (char::MIN..=char::MAX).filter(|c| is_plain(&c.to_string())) {
            assert_eq!(
                unicode_normalization::is_nfc_quick([c].into_iter()),
                unicode_normalization::IsNormalized::Yes,
                "U+{:04X}",
                c as u32
            );
            assert!(!is_one(&format!("a{c}")) && !is_prepended(c), "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn what_people_write_is_cut_as_unicode_says() {
        let text = "회의록 e\u{301}x\u{30C} 👩‍💻👍🏽❤️🇰🇷🇯🇵🇰 1️⃣\r\n 한글 ᄒ\u{1161}ᆫ가\u{11A8} नमस्ते ﾊﾟ👨‍👩‍👧‍👦 a\u{200D}";
        assert_eq!(graphemes(text).collect::<Vec<_>>(), text.graphemes(true).collect::<Vec<_>>());
    }
}
