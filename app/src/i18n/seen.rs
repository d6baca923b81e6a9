//! How long ago somebody was there.

use protocol::session::Language;

use super::chat;

/// How long ago that was, by the clock (in minutes) and by the reader's calendar (in days); `None`: so long that its day says more.
pub fn ago(language: Language, minutes: i64, days: i64) -> Option<String> {
    let counted = |count: i64, ko: &str, en: &str| match language {
        Language::Ko => format!("{count}{ko} 전에"),
        Language::En if count == 1 => format!("1 {en} ago"),
        Language::En => format!("{count} {en}s ago"),
    };
    // Around midnight a few hours say more than another day does.
    Some(match (minutes, days) {
        (..2, _) => chat::JUST_NOW.say(language).to_owned(),
        (..60, _) => counted(minutes, "분", "minute"),
        (..720, _) | (_, ..1) => counted(minutes / 60, "시간", "hour"),
        (_, 1) => chat::THE_DAY_BEFORE.say(language).to_owned(),
        (_, ..7) => counted(days, "일", "day"),
        _ => return None,
    })
}

/// When somebody was there last: as [`ago`] says it, or a day in words. `short`: beside a name.
pub fn last_seen(language: Language, ago: Option<&str>, day: &str, short: bool) -> String {
    let when = match (language, ago) {
        (_, Some(ago)) => ago.to_owned(),
        (Language::Ko, None) => format!("{day}에"),
        (Language::En, None) => format!("on {day}"),
    };
    match (language, short) {
        (Language::Ko, false) => format!("{when} 다녀갔어요"),
        (Language::Ko, true) => format!("{when} 다녀감"),
        (Language::En, false) => format!("Last seen {when}"),
        (Language::En, true) => format!("Seen {when}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_somebody_was_there_is_said_as_people_do() {
        let said = |language, minutes, days| ago(language, minutes, days).map(|ago| last_seen(language, Some(&ago), "", false));
        let cases = [
            (-3, 0, Some("방금 다녀갔어요"), Some("Last seen just now")),
            (1, 0, Some("방금 다녀갔어요"), Some("Last seen just now")),
            (2, 0, Some("2분 전에 다녀갔어요"), Some("Last seen 2 minutes ago")),
            (59, 1, Some("59분 전에 다녀갔어요"), Some("Last seen 59 minutes ago")),
            (60, 0, Some("1시간 전에 다녀갔어요"), Some("Last seen 1 hour ago")),
            (719, 1, Some("11시간 전에 다녀갔어요"), Some("Last seen 11 hours ago")),
            (1_000, 0, Some("16시간 전에 다녀갔어요"), Some("Last seen 16 hours ago")),
            (1_000, 1, Some("어제 다녀갔어요"), Some("Last seen yesterday")),
            (2_000, 2, Some("2일 전에 다녀갔어요"), Some("Last seen 2 days ago")),
            (10_000, 7, None, None),
        ];
        for (minutes, days, ko, en) in cases {
            assert_eq!(said(Language::Ko, minutes, days).as_deref(), ko);
            assert_eq!(said(Language::En, minutes, days).as_deref(), en);
        }
        assert_eq!(last_seen(Language::Ko, None, "11월 20일", true), "11월 20일에 다녀감");
        assert_eq!(last_seen(Language::En, None, "November 20", true), "Seen on November 20");
    }
}
