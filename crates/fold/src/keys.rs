//! What is typed for one character: the keys of the standard Korean layout (2-beolsik), or the character itself, folded.
//!
//! Two texts are alike when their keys are. It must not know about queries or matches.

use crate::case;

/// The keys of one character, in the order in which they are pressed. Empty for what cannot be seen.
#[derive(Clone, Copy)]
pub(crate) struct Keys {
    keys: [char; Self::MOST],
    len: u8,
}

impl Keys {
    /// A lead, two for the vowel, two for the tail.
    const MOST: usize = 5;
    pub(crate) const NONE: Self = Self { keys: ['\0'; Self::MOST], len: 0 };

    fn one(key: char) -> Self {
        let mut keys = Self::NONE;
        keys.push(key);
        keys
    }

    fn push(&mut self, key: char) {
        self.keys[usize::from(self.len)] = key;
        self.len += 1;
    }

    /// A compound and its two keys, or one key and `NO`.
    fn push_pair(&mut self, [first, second]: [char; 2]) {
        self.push(first);
        if second != NO {
            self.push(second);
        }
    }

    pub(crate) fn as_slice(&self) -> &[char] {
        &self.keys[..usize::from(self.len)]
    }
}

/// The key of a run of white space.
pub(crate) const BLANK: char = ' ';

/// The keys of a character that is neither white space nor a half-width voiced kana (those take more than one character to
/// know, see `Cells`).
pub(crate) fn keys(c: char) -> Keys {
    match c {
        '\0'..='\x7F' => Keys::one(c.to_ascii_lowercase()),
        '가'..='힣' => syllable(c),
        '\u{3131}'..='\u{3163}' => jamo(c),
        '\u{1100}'..='\u{11FF}' => conjoining(c),
        _ if is_unseen(c) => Keys::NONE,
        // Ideographs and kana have neither case nor a narrow form.
        '\u{2E80}'..='\u{A63F}' => Keys::one(c),
        '\u{FF01}'..='\u{FFEE}' => narrow(c),
        _ => folded(c),
    }
}

/// The first of a character's keys where it can be told at once; `None`: ask [`keys`].
pub(crate) fn quick_first(c: char) -> Option<char> {
    match c {
        '\0'..='\x7F' => Some(c.to_ascii_lowercase()),
        '가'..='힣' => Some(LEADS[offset(c, '가') / (VOWELS.len() * TAILS.len())]),
        '\u{3041}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' => Some(c),
        _ => None,
    }
}

/// Whether a key is a consonant of the Korean layout.
pub fn is_consonant(key: char) -> bool {
    ('ㄱ'..='ㅎ').contains(&key)
}

/// A precomposed syllable `0xAC00 + (L*21 + V)*28 + T` (The Unicode Standard, section 3.12).
fn syllable(c: char) -> Keys {
    let index = offset(c, '가');
    let mut keys = Keys::one(LEADS[index / (VOWELS.len() * TAILS.len())]);
    keys.push_pair(VOWELS[index / TAILS.len() % VOWELS.len()]);
    match TAILS[index % TAILS.len()] {
        [NO, _] => {}
        tail => keys.push_pair(tail),
    }
    keys
}

/// A letter that stands alone.
fn jamo(c: char) -> Keys {
    let mut keys = Keys::NONE;
    match c {
        ..'ㅏ' => keys.push_pair(CONSONANTS[offset(c, 'ㄱ')]),
        _ => keys.push_pair(VOWELS[offset(c, 'ㅏ')]),
    }
    keys
}

/// A letter of the conjoining kind that found no partner to make a syllable with.
fn conjoining(c: char) -> Keys {
    let mut keys = Keys::NONE;
    match c {
        '\u{1100}'..='\u{1112}' => keys.push(LEADS[offset(c, '\u{1100}')]),
        '\u{1161}'..='\u{1175}' => keys.push_pair(VOWELS[offset(c, '\u{1161}')]),
        '\u{11A8}'..='\u{11C2}' => keys.push_pair(TAILS[offset(c, '\u{11A8}') + 1]),
        '\u{115F}' | '\u{1160}' => {}
        _ => keys.push(c),
    }
    keys
}

/// Full width to half width; letters of scripts that have their own width go to their usual one.
fn narrow(c: char) -> Keys {
    match c {
        '\u{FF01}'..='\u{FF5E}' => keys(shifted(c, '\u{FF01}', '!')),
        '\u{FF61}'..='\u{FF9F}' => Keys::one(KANA[offset(c, '\u{FF61}')]),
        // The Korean half-width block has the order of the compatibility letters, with the vowels in groups of six.
        '\u{FFA1}'..='\u{FFBE}' => jamo(shifted(c, '\u{FFA1}', 'ㄱ')),
        '\u{FFC2}'..='\u{FFC7}' => jamo(shifted(c, '\u{FFC2}', 'ㅏ')),
        '\u{FFCA}'..='\u{FFCF}' => jamo(shifted(c, '\u{FFCA}', 'ㅕ')),
        '\u{FFD2}'..='\u{FFD7}' => jamo(shifted(c, '\u{FFD2}', 'ㅛ')),
        '\u{FFDA}'..='\u{FFDC}' => jamo(shifted(c, '\u{FFDA}', 'ㅡ')),
        '\u{FFE0}'..='\u{FFE6}' => Keys::one(SIGNS[offset(c, '\u{FFE0}')]),
        _ => Keys::one(c),
    }
}

fn folded(c: char) -> Keys {
    let mut keys = Keys::NONE;
    case::fold(c, |folded| keys.push(folded));
    keys
}

/// The full-width kana of a half-width one, with the sound mark that follows it; `None` when they do not combine.
pub(crate) fn voiced(kana: char, mark: char) -> Option<char> {
    let base = match kana {
        '\u{FF66}'..='\u{FF9D}' => KANA[offset(kana, '\u{FF61}')],
        _ => return None,
    };
    let steps = match (base, mark) {
        ('ウ', '\u{FF9E}') => 'ヴ' as u32 - 'ウ' as u32,
        ('カ'..='ト', '\u{FF9E}') if base != 'ッ' => 1,
        ('ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', '\u{FF9E}') => 1,
        ('ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', '\u{FF9F}') => 2,
        _ => return None,
    };
    char::from_u32(base as u32 + steps)
}

/// Format characters without a shape, fillers, and selectors of another shape for the same thing.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0100}'..='\u{E01EF}')
}

fn offset(c: char, from: char) -> usize {
    (c as u32 - from as u32) as usize
}

fn shifted(c: char, from: char, to: char) -> char {
    char::from_u32(c as u32 - from as u32 + to as u32).expect("both blocks are contiguous and hold no surrogates")
}

/// No second key.
const NO: char = '\0';

const LEADS: [char; 19] =
    ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'];

#[rustfmt::skip]
const VOWELS: [[char; 2]; 21] = [
    ['ㅏ', NO], ['ㅐ', NO], ['ㅑ', NO], ['ㅒ', NO], ['ㅓ', NO], ['ㅔ', NO], ['ㅕ', NO], ['ㅖ', NO],
    ['ㅗ', NO], ['ㅗ', 'ㅏ'], ['ㅗ', 'ㅐ'], ['ㅗ', 'ㅣ'], ['ㅛ', NO],
    ['ㅜ', NO], ['ㅜ', 'ㅓ'], ['ㅜ', 'ㅔ'], ['ㅜ', 'ㅣ'], ['ㅠ', NO],
    ['ㅡ', NO], ['ㅡ', 'ㅣ'], ['ㅣ', NO],
];

#[rustfmt::skip]
const TAILS: [[char; 2]; 28] = [
    [NO, NO], ['ㄱ', NO], ['ㄲ', NO], ['ㄱ', 'ㅅ'], ['ㄴ', NO], ['ㄴ', 'ㅈ'], ['ㄴ', 'ㅎ'], ['ㄷ', NO],
    ['ㄹ', NO], ['ㄹ', 'ㄱ'], ['ㄹ', 'ㅁ'], ['ㄹ', 'ㅂ'], ['ㄹ', 'ㅅ'], ['ㄹ', 'ㅌ'], ['ㄹ', 'ㅍ'], ['ㄹ', 'ㅎ'],
    ['ㅁ', NO], ['ㅂ', NO], ['ㅂ', 'ㅅ'], ['ㅅ', NO], ['ㅆ', NO], ['ㅇ', NO],
    ['ㅈ', NO], ['ㅊ', NO], ['ㅋ', NO], ['ㅌ', NO], ['ㅍ', NO], ['ㅎ', NO],
];

/// U+3131 to U+314E.
#[rustfmt::skip]
const CONSONANTS: [[char; 2]; 30] = [
    ['ㄱ', NO], ['ㄲ', NO], ['ㄱ', 'ㅅ'], ['ㄴ', NO], ['ㄴ', 'ㅈ'], ['ㄴ', 'ㅎ'], ['ㄷ', NO], ['ㄸ', NO],
    ['ㄹ', NO], ['ㄹ', 'ㄱ'], ['ㄹ', 'ㅁ'], ['ㄹ', 'ㅂ'], ['ㄹ', 'ㅅ'], ['ㄹ', 'ㅌ'], ['ㄹ', 'ㅍ'], ['ㄹ', 'ㅎ'],
    ['ㅁ', NO], ['ㅂ', NO], ['ㅃ', NO], ['ㅂ', 'ㅅ'], ['ㅅ', NO], ['ㅆ', NO], ['ㅇ', NO],
    ['ㅈ', NO], ['ㅉ', NO], ['ㅊ', NO], ['ㅋ', NO], ['ㅌ', NO], ['ㅍ', NO], ['ㅎ', NO],
];

/// U+FF61 to U+FF9F.
#[rustfmt::skip]
const KANA: [char; 63] = [
    '。', '「', '」', '、', '・', 'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー',
    'ア', 'イ', 'ウ', 'エ', 'オ', 'カ', 'キ', 'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ',
    'チ', 'ツ', 'テ', 'ト', 'ナ', 'ニ', 'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ',
    'ム', 'メ', 'モ', 'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル', 'レ', 'ロ', 'ワ', 'ン', '゛', '゜',
];

/// U+FFE0 to U+FFE6.
const SIGNS: [char; 7] = ['¢', '£', '¬', '¯', '¦', '¥', '₩'];
