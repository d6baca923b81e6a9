//! Words of a query that are not looked for but narrow the search: `from:민준`, `in:"점심 뭐 먹지"`, `before:2026-11`, `after:어제`.
//!
//! A query is read at every keystroke: a word without its value is not there yet.

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Span, Timestamp as Moment};
use protocol::Timestamp;
use protocol::search::words as names;

use crate::chat::ChatError;

/// A query, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// What is left to look for.
    pub text: String,
    /// The name of an author.
    pub from: Option<String>,
    /// The name of a room.
    pub room: Option<String>,
    /// Before this day begins.
    pub before: Option<String>,
    /// From this day on.
    pub after: Option<String>,
}

type Field = fn(&mut Words) -> &mut Option<String>;

/// The names of each word, in both languages.
const NAMES: [(&[&str], Field); 4] = [
    (names::FROM, |words| &mut words.from),
    (names::IN, |words| &mut words.room),
    (names::BEFORE, |words| &mut words.before),
    (names::AFTER, |words| &mut words.after),
];

/// Takes a query apart. Of a word that is said twice the last one counts.
pub fn read(query: &str) -> Words {
    let mut words = Words::default();
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let found = rest[..end].split_once(':').and_then(|(name, _)| {
            let (_, field) = NAMES.iter().find(|(names, _)| names.iter().any(|known| name.eq_ignore_ascii_case(known)))?;
            Some((field, name.len() + 1))
        });
        let end = match found {
            None => {
                if !words.text.is_empty() {
                    words.text.push(' ');
                }
                words.text.push_str(&rest[..end]);
                end
            }
            Some((field, start)) => {
                let (value, end) = value(rest, start, end);
                if !value.is_empty() {
                    *field(&mut words) = Some(value.to_owned());
                }
                end
            }
        };
        rest = rest[end..].trim_start();
    }
    words
}

/// The value of a word that begins at `start`, and where the word ends. A name with blanks stands in quotes; one whose end is not typed yet
/// goes on to the end of the query.
fn value(rest: &str, start: usize, end: usize) -> (&str, usize) {
    match rest[start..].strip_prefix('"') {
        None => (rest[start..end].trim_start_matches('@'), end),
        Some(quoted) => match quoted.find('"') {
            Some(length) => (quoted[..length].trim(), start + length + 2),
            None => (quoted.trim(), rest.len()),
        },
    }
}

/// The moment in which a day begins, `zone` minutes to the east of UTC: `2026-11-25`, `2026.11.25`, `2026/11`, `2026`, `today`, `어제`.
pub fn day(field: &'static str, text: &str, zone: i32, now: Timestamp) -> Result<Timestamp, ChatError> {
    let wrong = || ChatError::Invalid(format!("{field} must be a day such as 2026-11-25, 2026-11, 2026, today or yesterday"));
    let zone = Offset::from_seconds(zone * 60).map_err(|_| wrong())?;
    let today = || Moment::from_millisecond(now.0).map(|now| zone.to_datetime(now).date()).map_err(|_| wrong());
    let called = |names: &[&str]| names.iter().any(|name| text.eq_ignore_ascii_case(name));
    let date = if called(names::TODAY) {
        today()?
    } else if called(names::YESTERDAY) {
        today()?.saturating_sub(Span::new().days(1))
    } else {
        written_day(text).ok_or_else(wrong)?
    };
    zone.to_timestamp(date.at(0, 0, 0, 0)).map(|day| Timestamp(day.as_millisecond())).map_err(|_| wrong())
}

/// A year, and what was written of a month and a day; the first one of them where it was not.
fn written_day(text: &str) -> Option<Date> {
    let text = text.trim_end_matches(['-', '.', '/']);
    let mut parts = text.split(['-', '.', '/']);
    let (year, month, day) = (parts.next()?, parts.next().unwrap_or("1"), parts.next().unwrap_or("1"));
    if year.len() != 4 || parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_narrow_and_the_rest_is_looked_for() {
        let words = read("  회의록 from:민준 IN:\"점심 뭐 먹지\" 공유 before:2026-11 이후:어제 ");
        let expected = Words {
            text: "회의록 공유".into(),
            from: Some("민준".into()),
            room: Some("점심 뭐 먹지".into()),
            before: Some("2026-11".into()),
            after: Some("어제".into()),
        };
        assert_eq!(words, expected);
        assert_eq!(read("보낸이:@서연").from, Some("서연".into()));
        assert_eq!(read("from:가 from:나").from, Some("나".into()));
    }

    #[test]
    fn a_word_on_its_way_is_not_there_yet() {
        assert_eq!(read("회의 from:"), Words { text: "회의".into(), ..Words::default() });
        assert_eq!(read("in:\""), Words::default());
        assert_eq!(read("in:\"점심 뭐").room, Some("점심 뭐".into()));
        assert_eq!(read("in:\"점심\"회의"), Words { text: "회의".into(), room: Some("점심".into()), ..Words::default() });
    }

    #[test]
    fn what_is_no_word_is_looked_for() {
        for text in ["https://suda.example", "12:30", "note: 회의", "form:x", ":", "from"] {
            assert_eq!(read(text), Words { text: text.into(), ..Words::default() }, "{text}");
        }
    }

    #[test]
    fn a_day_begins_where_its_reader_is() {
        let now = Timestamp(1_795_573_800_000); // 2026-11-25T02:30:00Z
        let at = |text, zone| day("before", text, zone, now).map(|at| at.0).ok();
        let utc = 1_795_564_800_000; // 2026-11-25T00:00:00Z
        assert_eq!(at("2026-11-25", 0), Some(utc));
        assert_eq!(at("2026.11.25", 540), Some(utc - 9 * 3_600_000), "in Seoul it begins earlier");
        assert_eq!(at("2026/11", 0), Some(utc - 24 * 86_400_000));
        assert_eq!(at("2026-", 0), at("2026-01-01", 0));
        assert_eq!(at("today", -180), Some(utc - 86_400_000 + 3 * 3_600_000), "there it is still yesterday");
        assert_eq!(at("어제", 0), Some(utc - 86_400_000));
        for wrong in ["", "26", "2026-13", "2026-02-30", "2026-1-1-1", "내일모레", "9999999-1-1"] {
            assert_eq!(at(wrong, 0), None, "{wrong}");
        }
    }
}
