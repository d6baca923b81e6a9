//! Full case folding (The Unicode Standard, section 5.18) of one character: the library's lower case, and the few
//! characters for which that is not enough. A table of 1 kB instead of a crate of 60.

/// Gives the folded characters, at most three, to `push`.
pub(crate) fn fold(c: char, mut push: impl FnMut(char)) {
    for c in c.to_lowercase() {
        match c {
            // Greek letters with a iota below: three rows of sixteen, upper case in the second half of each.
            '\u{1F80}'..='\u{1FAF}' => {
                let row = (c as u32 - 0x1F80) / 16;
                push(char::from_u32([0x1F00, 0x1F20, 0x1F60][row as usize] + (c as u32 & 7)).expect("letters of the Greek block"));
                push('ι');
            }
            _ => match SPECIAL.binary_search_by_key(&c, |&(from, _)| from) {
                Ok(at) => SPECIAL[at].1.chars().for_each(&mut push),
                Err(_) => push(c),
            },
        }
    }
}

#[rustfmt::skip]
const SPECIAL: &[(char, &str)] = &[
    ('\u{B5}', "μ"), ('\u{DF}', "ss"), ('\u{149}', "ʼn"), ('\u{17F}', "s"), ('\u{1F0}', "j\u{30C}"), ('\u{345}', "ι"),
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
    use super::fold;

    fn folded(c: char) -> String {
        let mut text = String::new();
        fold(c, |c| text.push(c));
        text
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
