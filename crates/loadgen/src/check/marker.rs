//! Which message it is: every message of a run can be told from every other, by its text alone.

use std::fmt;

use protocol::{ClientId, MessageText};

/// Names one message of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marker {
    /// Who said it, counted from 0.
    pub person: u32,
    /// Where, counted from 0.
    pub room: u32,
    /// The how manieth of this person in this room, counted from 0.
    pub number: u32,
}

/// What people say.
const SENTENCES: [&str; 6] = [
    "오늘 회의는 3시에 시작합니다, 늦지 마세요",
    "네 알겠습니다 ㅎㅎ",
    "점심은 닭갈비 어때요? 🍗",
    "빌드가 다시 초록불이에요, 빨리 봐 주셔서 고맙습니다 👍🏽",
    "괜찮아요, 값이 없는 칸은 비워 두면 됩니다.\n나머지는 제가 저녁에 채워 넣을게요",
    "ㅋㅋㅋㅋ 그건 아무도 몰랐을걸요",
];

impl Marker {
    /// What the message says, in the run of this name: a sentence and the marker.
    pub fn text(self, run: &str) -> MessageText {
        let sentence = SENTENCES[(self.person as usize + self.number as usize) % SENTENCES.len()];
        MessageText::new(&format!("{sentence} ⟦{run} {self}⟧")).expect("a sentence and a few letters are within a message's bounds")
    }

    /// Reads it from what a message of this run says; `None` when not every character is as [`Marker::text`] wrote it.
    pub fn read(run: &str, content: &str) -> Option<Self> {
        let name = content.rsplit_once('⟦')?.1.strip_suffix('⟧')?.strip_prefix(run)?.strip_prefix(' ')?;
        let mut numbers = name.split('-').zip("prn".chars()).map(|(part, letter)| part.strip_prefix(letter)?.parse().ok());
        let marker = Self { person: numbers.next()??, room: numbers.next()??, number: numbers.next()?? };
        (marker.text(run).as_str() == content).then_some(marker)
    }

    /// The message's own id, the same at every try.
    pub fn client_id(self, run: &str) -> ClientId {
        ClientId::new(&format!("{run}-{self}")).expect("a run's name is short, and of letters and digits")
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { person, room, number } = self;
        write!(f, "p{person}-r{room}-n{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_which_message_it_is_and_any_change_is_seen() {
        for marker in (0..12).map(|number| Marker { person: 3, room: number % 2, number }) {
            let text = marker.text("1f9c");
            assert_eq!(Marker::read("1f9c", text.as_str()), Some(marker));
            assert_eq!(Marker::read("2f9c", text.as_str()), None, "another run's");
            let cut: String = text.as_str().chars().skip(1).collect();
            assert_eq!(Marker::read("1f9c", &cut), None, "distorted");
        }
        for strange in ["", "안녕하세요", "⟦1f9c p1-r2⟧", "⟦1f9c p1-r2-n3-n4⟧", "⟦1f9c n1-r2-p3⟧", "⟦⟧"] {
            assert_eq!(Marker::read("1f9c", strange), None, "{strange}");
        }
    }

    #[test]
    fn a_text_does_not_change_when_it_is_stored() {
        let text = Marker { person: 4, room: 0, number: 0 }.text("0");
        assert_eq!(MessageText::new(text.as_str()), Ok(text));
    }
}
