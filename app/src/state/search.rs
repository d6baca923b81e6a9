//! Looking for messages: what was typed, what was found, and which answer is still wanted.

use protocol::search::{Hits, MAX_QUERY_CHARS, Search};
use protocol::{ErrorCode, RoomId};

/// A search on the screen. Every keystroke asks anew, and only the answer to the last one is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// Whether the results cover the conversation.
    pub shown: bool,
    /// All rooms, rather than the one that is open.
    pub everywhere: bool,
    /// What was typed.
    pub query: String,
    /// What was found for it, or still for what was typed before; `None`: nothing was looked for.
    pub found: Option<Hits>,
    /// Which hit the keys are on.
    pub chosen: usize,
    /// Why the last question has no answer.
    pub fault: Option<ErrorCode>,
    /// The number of the last question.
    asked: u32,
    /// The last question whose answer came.
    answered: u32,
}

impl Finding {
    /// Something was typed, or the scope was changed: the question to ask, with its number; `None`: there is nothing to ask.
    pub fn ask(&mut self, query: &str, room: Option<&RoomId>) -> Option<(u32, Search)> {
        query.clone_into(&mut self.query);
        self.asked += 1;
        self.fault = None;
        self.chosen = 0;
        let query: String = query.trim().chars().take(MAX_QUERY_CHARS).collect();
        if query.is_empty() {
            self.found = None;
            self.answered = self.asked;
            return None;
        }
        let room_id = if self.everywhere { None } else { room.cloned() };
        Some((self.asked, Search { room_id, ..Search::of(query) }))
    }

    /// An answer came; whether it was still wanted.
    pub fn answer(&mut self, number: u32, answer: Result<Hits, Option<ErrorCode>>) -> bool {
        if number != self.asked {
            return false;
        }
        self.answered = number;
        match answer {
            Ok(hits) => self.found = Some(hits),
            Err(code) => {
                self.found = None;
                self.fault = Some(code.unwrap_or(ErrorCode::Unavailable));
            }
        }
        true
    }

    /// Whether the last question is still without its answer.
    pub const fn is_busy(&self) -> bool {
        self.asked != self.answered
    }

    /// The keys go up (negative) or down.
    pub fn choose(&mut self, by: isize) {
        let last = self.found.as_ref().map_or(0, |found| found.hits.len().saturating_sub(1));
        self.chosen = self.chosen.saturating_add_signed(by).min(last);
    }
}

/// A text cut into what matches and what does not, in order; `ranges` are `[start, end)` in characters, and what does not fit the
/// text is left out.
pub fn pieces<'a>(text: &'a str, ranges: &[(u32, u32)]) -> Vec<(bool, &'a str)> {
    let byte = |at: u32| text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(at as usize);
    let mut pieces = Vec::new();
    let mut from = 0;
    for &(start, end) in ranges {
        let (Some(start), Some(end)) = (byte(start), byte(end)) else { continue };
        if start < from || end <= start {
            continue;
        }
        pieces.push((false, &text[from..start]));
        pieces.push((true, &text[start..end]));
        from = end;
    }
    pieces.push((false, &text[from..]));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

/// A long text around its first match, for a result of a few lines: at most `before` characters stand in front of it. Gives the text
/// and the ranges in it.
pub fn excerpt(text: &str, ranges: &[(u32, u32)], before: u32) -> (String, Vec<(u32, u32)>) {
    let skip = ranges.first().map_or(0, |first| first.0.saturating_sub(before));
    if skip == 0 {
        return (text.to_owned(), ranges.to_vec());
    }
    let cut = std::iter::once('…').chain(text.chars().skip(skip as usize)).collect();
    (cut, ranges.iter().map(|(start, end)| (start - skip + 1, end - skip + 1)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits() -> Hits {
        Hits::nothing()
    }

    #[test]
    fn only_the_answer_to_the_last_keystroke_is_shown() {
        let mut finding = Finding::default();
        let (first, _) = finding.ask("ㅎ", None).expect("something to ask");
        let (second, search) = finding.ask("회", None).expect("something to ask");
        assert_eq!(search.query, "회");
        assert!(finding.answer(second, Ok(hits())));
        assert!(!finding.answer(first, Err(None)), "it came late and is not wanted");
        assert_eq!(finding.found, Some(hits()));
        assert!(!finding.is_busy());
    }

    #[test]
    fn an_empty_field_asks_nothing_and_shows_nothing() {
        let mut finding = Finding::default();
        let (number, _) = finding.ask("회의", None).expect("something to ask");
        assert!(finding.ask("  ", None).is_none());
        assert!(!finding.answer(number, Ok(hits())));
        assert_eq!(finding.found, None);
        assert!(!finding.is_busy());
    }

    #[test]
    fn the_scope_is_this_room_or_all() {
        let room = RoomId::new("release").expect("an id");
        let mut finding = Finding::default();
        assert_eq!(finding.ask("회의", Some(&room)).and_then(|(_, search)| search.room_id), Some(room.clone()));
        finding.everywhere = true;
        assert_eq!(finding.ask("회의", Some(&room)).and_then(|(_, search)| search.room_id), None);
    }

    #[test]
    fn an_outage_is_not_nothing_found() {
        let mut finding = Finding::default();
        let (number, _) = finding.ask("회의", None).expect("something to ask");
        finding.answer(number, Err(None));
        assert_eq!((finding.found, finding.fault), (None, Some(ErrorCode::Unavailable)));
    }

    #[test]
    fn matches_are_cut_out_by_characters() {
        assert_eq!(
            pieces("오늘 회의는 회의실", &[(3, 5), (7, 9)]),
            [(false, "오늘 "), (true, "회의"), (false, "는 "), (true, "회의"), (false, "실")]
        );
        assert_eq!(pieces("회의", &[(0, 2)]), [(true, "회의")]);
        assert_eq!(pieces("회의", &[(1, 9), (5, 6)]), [(false, "회의")]);
    }

    #[test]
    fn a_long_text_begins_shortly_before_its_first_match() {
        let (text, ranges) = excerpt("가나다라마바사 회의", &[(8, 10)], 3);
        assert_eq!((text.as_str(), ranges.as_slice()), ("…바사 회의", [(4, 6)].as_slice()));
        assert_eq!(pieces(&text, &ranges)[1], (true, "회의"));
        assert_eq!(excerpt("회의", &[(0, 2)], 3), ("회의".to_owned(), vec![(0, 2)]));
    }
}
