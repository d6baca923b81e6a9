//! A Korean keyboard (2-beolsik) with the input method behind it: what an input field holds after every key.

use unicode_normalization::UnicodeNormalization;

use crate::reference::{COMPOUNDS, LEADS, TAILS, VOWELS, spell};

/// What stands in the field after each key on the way to `text`.
pub(crate) fn fields(text: &str) -> Vec<String> {
    let mut field = Field::default();
    let mut states = Vec::new();
    for c in text.nfc() {
        let keys = if is_korean(c) { spell(&c.to_string()) } else { c.to_string() };
        for key in keys.chars() {
            field.press(key);
            states.push(field.shown());
        }
    }
    states
}

fn is_korean(c: char) -> bool {
    ('가'..='힣').contains(&c) || ('ㄱ'..='ㅣ').contains(&c)
}

#[derive(Default)]
struct Field {
    done: String,
    lead: Option<char>,
    vowel: Option<char>,
    tail: Option<char>,
}

impl Field {
    fn press(&mut self, key: char) {
        match key {
            'ㄱ'..='ㅎ' => self.consonant(key),
            'ㅏ'..='ㅣ' => self.vowel(key),
            _ => {
                self.commit();
                self.done.push(key);
            }
        }
    }

    fn consonant(&mut self, key: char) {
        match (self.lead, self.vowel, self.tail) {
            (Some(_), Some(_), None) if TAILS.contains(key) => self.tail = Some(key),
            (_, _, Some(tail)) if compound(tail, key).is_some() => self.tail = compound(tail, key),
            _ => {
                self.commit();
                self.lead = Some(key);
            }
        }
    }

    fn vowel(&mut self, key: char) {
        if let Some(tail) = self.tail.take() {
            // The tail was the lead of what comes now, or its second half was.
            let (stays, goes) = split(tail).map_or((None, tail), |(first, second)| (Some(first), second));
            self.tail = stays;
            self.commit();
            self.lead = Some(goes);
        } else if let Some(vowel) = self.vowel {
            if let Some(both) = compound(vowel, key) {
                self.vowel = Some(both);
                return;
            }
            self.commit();
        }
        self.vowel = Some(key);
    }

    fn commit(&mut self) {
        self.done = self.shown();
        (self.lead, self.vowel, self.tail) = (None, None, None);
    }

    fn shown(&self) -> String {
        let at = |letters: &str, letter: char| u32::try_from(letters.chars().position(|c| c == letter).expect("a letter")).expect("few");
        let composing = match (self.lead, self.vowel, self.tail) {
            (Some(lead), Some(vowel), tail) => {
                let tail = tail.map_or(0, |tail| at(TAILS, tail) + 1);
                char::from_u32(0xAC00 + (at(LEADS, lead) * 21 + at(VOWELS, vowel)) * 28 + tail)
            }
            (lead, vowel, _) => lead.or(vowel),
        };
        self.done.chars().chain(composing).collect()
    }
}

fn compound(first: char, second: char) -> Option<char> {
    COMPOUNDS.iter().find(|(_, keys)| keys.chars().eq([first, second])).map(|(both, _)| *both)
}

fn split(both: char) -> Option<(char, char)> {
    let (_, keys) = COMPOUNDS.iter().find(|(compound, _)| *compound == both)?;
    keys.chars().next().zip(keys.chars().nth(1))
}

#[test]
fn the_keyboard_writes_as_an_input_method_does() {
    assert_eq!(fields("회의"), ["ㅎ", "호", "회", "횡", "회으", "회의"]);
    assert_eq!(fields("닭갈비"), ["ㄷ", "다", "달", "닭", "닭ㄱ", "닭가", "닭갈", "닭갋", "닭갈비"]);
    assert_eq!(
        fields("값이 없어"),
        ["ㄱ", "가", "갑", "값", "값ㅇ", "값이", "값이 ", "값이 ㅇ", "값이 어", "값이 업", "값이 없", "값이 없ㅇ", "값이 없어"]
    );
    assert_eq!(fields("앉아"), ["ㅇ", "아", "안", "앉", "앉ㅇ", "앉아"]);
    assert_eq!(fields("안자"), ["ㅇ", "아", "안", "앉", "안자"]);
    assert_eq!(fields("까ㅋ"), ["ㄲ", "까", "깤"]);
}
