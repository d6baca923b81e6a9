//! Full case folding (The Unicode Standard, section 5.18) of one character: its lower case, and the few characters for which
//! that is not enough.
//!
//! Two tables of our own, 2 kB together: those of the standard library's `to_lowercase` weigh 12 kB in the browser.

/// Gives the folded characters, at most three, to `push`.
pub(crate) fn fold(c: char, mut push: impl FnMut(char)) {
    match lower(c) {
        // Greek letters with a iota below: three rows of sixteen, upper case in the second half of each.
        c @ '\u{1F80}'..='\u{1FAF}' => {
            let row = (c as u32 - 0x1F80) / 16;
            push(char::from_u32([0x1F00, 0x1F20, 0x1F60][row as usize] + (c as u32 & 7)).expect("letters of the Greek block"));
            push('ι');
        }
        c => match SPECIAL.binary_search_by_key(&c, |&(from, _)| from) {
            Ok(at) => SPECIAL[at].1.chars().for_each(&mut push),
            Err(_) => push(c),
        },
    }
}

/// The small letter of a capital, where it is one character.
fn lower(c: char) -> char {
    let at = CAPITALS.partition_point(|&(run, _)| run >> 11 <= c as u32);
    let Some(&(run, distance)) = CAPITALS[..at].last() else { return c };
    let (offset, more, step) = (c as u32 - (run >> 11), run >> 1 & 0x3FF, 1 + (run & 1));
    if offset.is_multiple_of(step) && offset / step <= more {
        (c as u32).checked_add_signed(distance).and_then(char::from_u32).expect("a capital of the table has a small letter")
    } else {
        c
    }
}

/// Runs of capitals at one distance from their small letters, ascending: the first capital times 2048, plus twice how many
/// more there are, plus 1 when every second character is one; and the distance. Unicode 17.
#[rustfmt::skip]
#[expect(clippy::unreadable_literal, reason = "a generated table")]
const CAPITALS: &[(u32, i32)] = &[
    (0x20832, 32), (0x6002C, 32), (0x6C00C, 32), (0x8002F, 1), (0x99005, 1), (0x9C80F, 1),
    (0xA502D, 1), (0xBC000, -121), (0xBC805, 1), (0xC0800, 210), (0xC1003, 1), (0xC3000, 206),
    (0xC3800, 1), (0xC4802, 205), (0xC5800, 1), (0xC7000, 79), (0xC7800, 202), (0xC8000, 203),
    (0xC8800, 1), (0xC9800, 205), (0xCA000, 207), (0xCB000, 211), (0xCB800, 209), (0xCC000, 1),
    (0xCE000, 211), (0xCE800, 213), (0xCF800, 214), (0xD0005, 1), (0xD3000, 218), (0xD3800, 1),
    (0xD4800, 218), (0xD6000, 1), (0xD7000, 218), (0xD7800, 1), (0xD8802, 217), (0xD9803, 1),
    (0xDB800, 219), (0xDC000, 1), (0xDE000, 1), (0xE2000, 2), (0xE2800, 1), (0xE3800, 2),
    (0xE4000, 1), (0xE5000, 2), (0xE5811, 1), (0xEF011, 1), (0xF8800, 2), (0xF9003, 1),
    (0xFB000, -97), (0xFB800, -56), (0xFC027, 1), (0x110000, -130), (0x111011, 1), (0x11D000, 10795),
    (0x11D800, 1), (0x11E800, -163), (0x11F000, 10792), (0x120800, 1), (0x121800, -195), (0x122000, 69),
    (0x122800, 71), (0x123009, 1), (0x1B8003, 1), (0x1BB000, 1), (0x1BF800, 116), (0x1C3000, 38),
    (0x1C4004, 37), (0x1C6000, 64), (0x1C7002, 63), (0x1C8820, 32), (0x1D1810, 32), (0x1E7800, 8),
    (0x1EC017, 1), (0x1FA000, -60), (0x1FB800, 1), (0x1FC800, -7), (0x1FD000, 1), (0x1FE804, -130),
    (0x20001E, 80), (0x20803E, 32), (0x230021, 1), (0x245035, 1), (0x260000, 15), (0x26080D, 1),
    (0x26805F, 1), (0x29884A, 48), (0x85004A, 7264), (0x863800, 7264), (0x866800, 7264), (0x9D009E, 38864),
    (0x9F800A, 8), (0xE44800, 1), (0xE48054, -3008), (0xE5E804, -3008), (0xF00095, 1), (0xF4F000, -7615),
    (0xF5005F, 1), (0xF8400E, -8), (0xF8C00A, -8), (0xF9400E, -8), (0xF9C00E, -8), (0xFA400A, -8),
    (0xFAC807, -8), (0xFB400E, -8), (0xFC400E, -8), (0xFCC00E, -8), (0xFD400E, -8), (0xFDC002, -8),
    (0xFDD002, -74), (0xFDE000, -9), (0xFE4006, -86), (0xFE6000, -9), (0xFEC002, -8), (0xFED002, -100),
    (0xFF4002, -8), (0xFF5002, -112), (0xFF6000, -7), (0xFFC002, -128), (0xFFD002, -126), (0xFFE000, -9),
    (0x1093000, -7517), (0x1095000, -8383), (0x1095800, -8262), (0x1099000, 28), (0x10B001E, 16), (0x10C1800, 1),
    (0x125B032, 26), (0x160005E, 48), (0x1630000, 1), (0x1631000, -10743), (0x1631800, -3814), (0x1632000, -10727),
    (0x1633805, 1), (0x1636800, -10780), (0x1637000, -10749), (0x1637800, -10783), (0x1638000, -10782), (0x1639000, 1),
    (0x163A800, 1), (0x163F002, -10815), (0x1640063, 1), (0x1675803, 1), (0x1679000, 1), (0x532002D, 1),
    (0x534001B, 1), (0x539100D, 1), (0x539903D, 1), (0x53BC803, 1), (0x53BE800, -35332), (0x53BF009, 1),
    (0x53C5800, 1), (0x53C6800, -42280), (0x53C8003, 1), (0x53CB013, 1), (0x53D5000, -42308), (0x53D5800, -42319),
    (0x53D6000, -42315), (0x53D6800, -42305), (0x53D7000, -42308), (0x53D8000, -42258), (0x53D8800, -42282), (0x53D9000, -42261),
    (0x53D9800, 928), (0x53DA00F, 1), (0x53E2000, -48), (0x53E2800, -42307), (0x53E3000, -35384), (0x53E3803, 1),
    (0x53E5800, -42343), (0x53E600F, 1), (0x53EE000, -42561), (0x53FA800, 1), (0x7F90832, 32), (0x820004E, 40),
    (0x8258046, 40), (0x82B8014, 39), (0x82BE01C, 39), (0x82C600C, 39), (0x82CA002, 39), (0x8640064, 64),
    (0x86A802A, 32), (0x8C5003E, 32), (0xB72003E, 32), (0xB750030, 27), (0xF480042, 34),
];

#[rustfmt::skip]
const SPECIAL: &[(char, &str)] = &[
    ('\u{B5}', "μ"), ('\u{DF}', "ss"), ('\u{130}', "i\u{307}"), ('\u{149}', "ʼn"), ('\u{17F}', "s"), ('\u{1F0}', "j\u{30C}"), ('\u{345}', "ι"),
    ('\u{390}', "ι\u{308}\u{301}"), ('\u{3B0}', "υ\u{308}\u{301}"), ('\u{3C2}', "σ"), ('\u{3D0}', "β"), ('\u{3D1}', "θ"),
    ('\u{3D5}', "φ"), ('\u{3D6}', "π"), ('\u{3F0}', "κ"), ('\u{3F1}', "ρ"), ('\u{3F5}', "ε"), ('\u{587}', "եւ"),
    ('\u{1C80}', "в"), ('\u{1C81}', "д"), ('\u{1C82}', "о"), ('\u{1C83}', "с"), ('\u{1C84}', "т"), ('\u{1C85}', "т"),
    ('\u{1C86}', "ъ"), ('\u{1C87}', "ѣ"), ('\u{1C88}', "\u{A64B}"), ('\u{1E96}', "h\u{331}"), ('\u{1E97}', "t\u{308}"),
    ('\u{1E98}', "w\u{30A}"), ('\u{1E99}', "y\u{30A}"), ('\u{1E9A}', "aʾ"), ('\u{1E9B}', "ṡ"), ('\u{1F50}', "υ\u{313}"),
    ('\u{1F52}', "υ\u{313}\u{300}"), ('\u{1F54}', "υ\u{313}\u{301}"), ('\u{1F56}', "υ\u{313}\u{342}"),
    ('\u{1FB2}', "\u{1F70}ι"), ('\u{1FB3}', "αι"), ('\u{1FB4}', "άι"), ('\u{1FB6}', "α\u{342}"), ('\u{1FB7}', "α\u{342}ι"),
    ('\u{1FBE}', "ι"), ('\u{1FC2}', "\u{1F74}ι"), ('\u{1FC3}', "ηι"), ('\u{1FC4}', "ήι"), ('\u{1FC6}', "η\u{342}"),
    ('\u{1FC7}', "η\u{342}ι"), ('\u{1FD2}', "ι\u{308}\u{300}"), ('\u{1FD3}', "ι\u{308}\u{301}"), ('\u{1FD6}', "ι\u{342}"),
    ('\u{1FD7}', "ι\u{308}\u{342}"), ('\u{1FE2}', "υ\u{308}\u{300}"), ('\u{1FE3}', "υ\u{308}\u{301}"),
    ('\u{1FE4}', "ρ\u{313}"), ('\u{1FE6}', "υ\u{342}"), ('\u{1FE7}', "υ\u{308}\u{342}"), ('\u{1FF2}', "\u{1F7C}ι"),
    ('\u{1FF3}', "ωι"), ('\u{1FF4}', "ώι"), ('\u{1FF6}', "ω\u{342}"), ('\u{1FF7}', "ω\u{342}ι"), ('\u{FB00}', "ff"),
    ('\u{FB01}', "fi"), ('\u{FB02}', "fl"), ('\u{FB03}', "ffi"), ('\u{FB04}', "ffl"), ('\u{FB05}', "st"), ('\u{FB06}', "st"),
    ('\u{FB13}', "մն"), ('\u{FB14}', "մե"), ('\u{FB15}', "մի"), ('\u{FB16}', "վն"), ('\u{FB17}', "մխ"),
];

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::{CAPITALS, fold};

    fn folded(c: char) -> String {
        let mut text = String::new();
        fold(c, |c| text.push(c));
        text
    }

    /// When the library learns a new Unicode, this fails and prints the new table.
    #[test]
    fn the_table_is_that_of_unicode() {
        let mut runs: Vec<(u32, u32, u32, i32)> = Vec::new();
        for c in char::MIN..=char::MAX {
            let mut small = c.to_lowercase();
            let (Some(small), None) = (small.next(), small.next()) else { continue };
            if small == c {
                continue;
            }
            let (at, distance) = (c as u32, small as i32 - c as i32);
            match runs.last_mut() {
                Some((first, more @ 0, step, same)) if *same == distance && at - *first <= 2 => (*more, *step) = (1, at - *first),
                Some((first, more, step, same)) if *same == distance && at == *first + *step * (*more + 1) => *more += 1,
                _ => runs.push((at, 0, 1, distance)),
            }
        }
        let table: Vec<_> = runs.iter().map(|(first, more, step, distance)| (first << 11 | more << 1 | (step - 1), *distance)).collect();
        let mut source = String::new();
        for row in table.chunks(6) {
            let row: Vec<_> = row.iter().map(|(run, distance)| format!("(0x{run:X}, {distance})")).collect();
            writeln!(source, "    {},", row.join(", ")).expect("a String takes everything");
        }
        assert!(CAPITALS == table, "the table should be:\n{source}");
    }

    /// Folding is "lower case of the upper case", but for the dotless i, which has an upper case of another letter.
    #[test]
    fn every_character_folds_as_unicode_says() {
        for c in (char::MIN..=char::MAX).filter(|&c| c != 'ı') {
            let oracle: String = c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
            assert_eq!(folded(c), oracle, "U+{:04X}", c as u32);
        }
        assert_eq!(folded('ı'), "ı");
    }

    #[test]
    fn what_people_meet() {
        for (c, expected) in [('S', "s"), ('ß', "ss"), ('ẞ', "ss"), ('ς', "σ"), ('ﬁ', "fi"), ('İ', "i\u{307}"), ('µ', "μ"), ('ᾳ', "αι")]
        {
            assert_eq!(folded(c), expected);
        }
    }
}
