//! The second opinion: the same comparison, written for clarity with the decompositions of a Unicode crate, and as slow as
//! it likes to be.

use unicode_normalization::UnicodeNormalization;

pub(crate) const LEADS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
pub(crate) const VOWELS: &str = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
pub(crate) const TAILS: &str = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
pub(crate) const COMPOUNDS: [(char, &str); 18] = [
    ('ㅘ', "ㅗㅏ"),
    ('ㅙ', "ㅗㅐ"),
    ('ㅚ', "ㅗㅣ"),
    ('ㅝ', "ㅜㅓ"),
    ('ㅞ', "ㅜㅔ"),
    ('ㅟ', "ㅜㅣ"),
    ('ㅢ', "ㅡㅣ"),
    ('ㄳ', "ㄱㅅ"),
    ('ㄵ', "ㄴㅈ"),
    ('ㄶ', "ㄴㅎ"),
    ('ㄺ', "ㄹㄱ"),
    ('ㄻ', "ㄹㅁ"),
    ('ㄼ', "ㄹㅂ"),
    ('ㄽ', "ㄹㅅ"),
    ('ㄾ', "ㄹㅌ"),
    ('ㄿ', "ㄹㅍ"),
    ('ㅀ', "ㄹㅎ"),
    ('ㅄ', "ㅂㅅ"),
];

/// The keys of a text.
pub(crate) fn spell(text: &str) -> String {
    let mut keys = String::new();
    for c in text.nfc() {
        for part in
            [c].into_iter().nfd().filter(|_| ('가'..='힣').contains(&c)).chain([c].into_iter().filter(|c| !('가'..='힣').contains(c)))
        {
            letter_keys(part, &mut keys);
        }
    }
    keys
}

fn letter_keys(c: char, keys: &mut String) {
    let nth = |letters: &str, from: char| letters.chars().nth((c as u32 - from as u32) as usize).expect("a modern letter");
    let letter = match c {
        '\u{1100}'..='\u{1112}' => nth(LEADS, '\u{1100}'),
        '\u{1161}'..='\u{1175}' => nth(VOWELS, '\u{1161}'),
        '\u{11A8}'..='\u{11C2}' => nth(TAILS, '\u{11A8}'),
        'Ａ'..='ｚ' | 'ﾡ'..='ﾾ' => [c].into_iter().nfkc().next().expect("one character"),
        _ => c,
    };
    match COMPOUNDS.iter().find(|(both, _)| *both == letter) {
        Some((_, both)) => keys.push_str(both),
        None if letter == '\u{FE0F}' || letter == '\u{200D}' => {}
        None if letter.is_whitespace() => {
            if !keys.ends_with(' ') {
                keys.push(' ');
            }
        }
        None if matches!(letter, '\u{1100}'..='\u{1112}') => letter_keys(letter, keys),
        None => keys.extend(letter.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase)),
    }
}

/// Whether the query's keys follow one another in the text, from the beginning of a character.
pub(crate) fn has_keys(text: &str, query: &str) -> bool {
    let text: String = text.nfc().collect();
    let wanted = spell(query);
    let wanted = wanted.trim();
    text.char_indices().any(|(at, _)| spell(&text[at..]).starts_with(wanted))
}

/// Whether the query is consonants, and the leads of neighbouring characters in the text.
pub(crate) fn has_initials(text: &str, query: &str) -> bool {
    let wanted = spell(query);
    let wanted = wanted.trim();
    let leads = |text: &str| {
        let mut leads = String::new();
        for c in text.chars() {
            let keys = spell(&c.to_string());
            match keys.as_str() {
                " " if leads.ends_with(' ') => {}
                keys if ('가'..='힣').contains(&c) => leads.extend(keys.chars().next()),
                keys => leads.push_str(keys),
            }
        }
        leads
    };
    let text: String = text.nfc().collect();
    wanted.chars().all(|key| key == ' ' || ('ㄱ'..='ㅎ').contains(&key))
        && text.char_indices().any(|(at, _)| leads(&text[at..]).starts_with(wanted))
}
