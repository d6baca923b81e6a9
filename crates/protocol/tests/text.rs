//! What people may write, and what is refused: in the words that the refused person reads.

use std::borrow::Cow;

use proptest::prelude::*;
use protocol::text::{TextError, TextFault};
use protocol::{Emoji, MessageText, Name, RoomName};
use unicode_normalization::UnicodeNormalization;

fn nfc(text: &str) -> Cow<'_, str> {
    text.nfc().collect::<String>().into()
}

fn name(text: &str) -> Result<String, String> {
    Name::new(text).map(|name| name.to_string()).map_err(|error| error.to_string())
}

fn message(text: &str) -> Result<String, String> {
    MessageText::new(text).map(|text| text.to_string()).map_err(|error| error.to_string())
}

#[test]
fn a_reaction_is_an_emoji_and_nothing_else() {
    for emoji in ["👍", "👍🏽", "❤️", "1️⃣", "🇰🇷", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩‍💻"]
    {
        assert_eq!(Emoji::new(emoji).map(|emoji| emoji.to_string()), Ok(emoji.to_owned()));
    }
    for text in ["ㅋㅋ", "ok", "12", "👍좋아요", "<b>", "\u{200D}", "\u{FE0F}", "", " ", "👍\n👍"] {
        assert!(Emoji::new(text).is_err(), "{text:?}");
    }
    let long = Emoji::new(&"👍".repeat(17)).expect_err("too many");
    assert_eq!(long.to_string(), "emoji must be at most 16 characters (it has 17)");
}

#[test]
fn names_that_people_have() {
    for text in [
        "민준",
        "김 서연",
        "이수민(개발)",
        "Zoë",
        "O'Brien",
        "Jean-Luc",
        "山田太郎",
        "Нина",
        "مريم",
        "नमस्ते",
        "3팀_막내",
        "❤️",
        "1️⃣",
        "👩‍💻 개발자",
        "👨‍👩‍👧‍👦",
        "👍🏽",
        "🇰🇷",
        "👩🏽‍🚀",
        "🏳️‍🌈",
        "ㅇㅇ",
        "제임스・조",
    ] {
        assert_eq!(name(text).as_deref(), Ok(text));
    }
}

#[test]
fn names_are_one_tidy_line() {
    for (typed, kept) in [
        ("  민준 ", "민준"),
        ("김  서연", "김 서연"),
        ("김\u{3000}서연", "김 서연"),
        ("김\n서연", "김 서연"),
        ("김\u{A0}\t서연", "김 서연"),
    ] {
        assert_eq!(name(typed).as_deref(), Ok(kept));
        assert_eq!(RoomName::new(typed).expect("a name").as_str(), kept);
    }
}

#[test]
fn names_that_nobody_can_see_or_that_deceive() {
    for blank in ["", " ", "\u{3000}\t\n"] {
        assert_eq!(name(blank), Err("name must not be blank".into()), "{blank:?}");
    }
    for (text, code) in [
        // Fillers, which look empty.
        ("\u{3164}", "3164"),
        ("\u{115F}\u{1160}", "115F"),
        ("\u{FFA0}", "FFA0"),
        ("\u{2800}", "2800"),
        ("민\u{3164}준", "3164"),
        // Joiners and selectors that join and select nothing.
        ("\u{200D}", "200D"),
        ("민\u{200D}준", "200D"),
        ("👩\u{200D}", "200D"),
        ("👩\u{200D}a", "200D"),
        ("민준\u{FE0F}", "FE0F"),
        ("a\u{FE00}", "FE00"),
        // The unseen.
        ("민\u{200B}준", "200B"),
        ("민준\u{FEFF}", "FEFF"),
        ("\u{AD}민준", "00AD"),
        ("민준\u{E0041}", "E0041"),
        ("민\u{34F}준", "034F"),
        // What turns its neighbours round.
        ("\u{202E}nimda", "202E"),
        ("관리자\u{2066}", "2066"),
        ("a\u{200F}b", "200F"),
        // Controls.
        ("민준\u{7}", "0007"),
        ("\u{1B}[31m민준", "001B"),
        ("a\0b", "0000"),
    ] {
        assert_eq!(name(text), Err(format!("name must not contain U+{code}")), "{text:?}");
        assert!(RoomName::new(text).is_err(), "{text:?}");
    }
    assert_eq!(RoomName::new("공지\u{202E}"), Err(TextError { field: "roomName", fault: TextFault::Forbidden('\u{202E}') }));
}

#[test]
fn bounds_in_characters_and_bytes() {
    assert!(name(&"가".repeat(32)).is_ok());
    assert_eq!(name(&"가".repeat(33)), Err("name must be at most 32 characters (it has 33)".into()));
    assert_eq!(name(&"🙂".repeat(25)), Err("name must be at most 96 bytes of UTF-8".into()));
    assert!(RoomName::new(&"가".repeat(64)).is_ok());
    assert_eq!(
        RoomName::new(&"가".repeat(65)).map_err(|error| error.to_string()),
        Err("roomName must be at most 64 characters (it has 65)".into())
    );
    assert!(message(&"🙂".repeat(4_000)).is_ok());
    assert_eq!(message(&"가".repeat(4_001)), Err("content must be at most 4000 characters (it has 4001)".into()));
    assert_eq!(message(&"a".repeat(1_000_000)), Err("content must be at most 4000 characters (it has 1000000)".into()));
}

#[test]
fn messages_hold_what_people_write() {
    for text in
        ["안녕하세요", "첫 줄\n둘째 줄\n\n\t들여쓰기", "👩‍💻👨‍👩‍👧‍👦🏳️‍🌈", "می‌خواهم", "क्‍ष", "a\u{200B}b", "\u{2067}שלום\u{2069} 안녕", "ㅋㅋㅋ"]
    {
        assert_eq!(message(text).as_deref(), Ok(text));
    }
}

#[test]
fn messages_are_tidied_at_their_ends_and_line_breaks() {
    for (typed, kept) in [
        (" \n안녕\n\n ", "안녕"),
        ("하나\r\n둘\r셋", "하나\n둘\n셋"),
        ("하나\u{B}둘\u{2028}셋\u{85}넷", "하나\n둘\n셋\n넷"),
        ("두  칸", "두  칸"),
    ] {
        assert_eq!(message(typed).as_deref(), Ok(kept));
    }
}

#[test]
fn messages_that_say_nothing_or_another_thing_than_they_show() {
    for blank in ["", " \n\t", "\u{200B}\u{200D}", "\u{3164}\u{3164}", "\u{FE0F}", "\u{2800} \u{FEFF}"] {
        assert_eq!(message(blank), Err("content must not be blank".into()), "{blank:?}");
    }
    for (text, code) in [("txt.\u{202E}exe", "202E"), ("\u{202D}가", "202D"), ("경고\u{7}음", "0007"), ("\u{1B}[31m빨강", "001B")] {
        assert_eq!(message(text), Err(format!("content must not contain U+{code}")), "{text:?}");
    }
}

#[test]
fn normalising_unites_and_is_checked_again() {
    let typed: String = "김서연".nfd().collect();
    let normal = Name::new(&typed).expect("a name").normalised(nfc).expect("and in NFC");
    assert_eq!(normal.as_str(), "김서연");
    // Composition exclusions: three characters of one.
    let long = Name::new(&"\u{1D160}".repeat(16)).expect("16 characters");
    assert_eq!(long.normalised(nfc).map_err(|error| error.fault), Err(TextFault::TooLong { has: 48, max: 32 }));
}

#[test]
fn names_with_one_key_are_one_name() {
    let key = |text: &str| Name::new(text).expect("a name").key(str::to_lowercase);
    assert_eq!(key("Minjun"), key("MINJUN"));
    assert_ne!(key("민준"), key("민중"));
    assert_eq!(key("민준").as_str(), "민준");
}

proptest! {
    #[test]
    fn what_is_kept_is_within_its_bounds_and_kept_again(text in "\\PC{0,40}|[가-힣 a-z👩❤\u{200D}\u{FE0F}🏽\n\t]{0,40}") {
        if let Ok(name) = Name::new(&text) {
            let kept = name.as_str();
            prop_assert!(kept.chars().count() <= Name::MAX_CHARS && kept.len() <= Name::MAX_BYTES);
            prop_assert!(!kept.contains(['\n', '\t', '\r']) && !kept.contains("  ") && kept.trim() == kept && !kept.is_empty());
            prop_assert_eq!(Name::new(kept), Ok(name.clone()));
        }
        if let Ok(message) = MessageText::new(&text) {
            prop_assert!(message.as_str().chars().count() <= MessageText::MAX_CHARS);
            prop_assert_eq!(MessageText::new(message.as_str()), Ok(message.clone()));
        }
    }

    #[test]
    fn ordinary_korean_names_are_never_refused(text in "[가-힣]{1,10}( [가-힣]{1,10})?") {
        prop_assert_eq!(name(&text), Ok(text));
    }

    #[test]
    fn json_refuses_what_the_check_refuses(text in any::<String>()) {
        let json = serde_json::to_string(&text).expect("a string");
        prop_assert_eq!(serde_json::from_str::<Name>(&json).ok(), Name::new(&text).ok());
        prop_assert_eq!(serde_json::from_str::<MessageText>(&json).ok(), MessageText::new(&text).ok());
    }
}
