//! What people look for and what they expect, row by row.

use fold::{Query, Rank};
use unicode_normalization::UnicodeNormalization;

use crate::{find, nfc};

/// What was found, cut out of the text.
fn found(text: &str, query: &str) -> Option<(Rank, Vec<String>)> {
    let chars: Vec<char> = text.chars().collect();
    let found = find(text, query)?;
    Some((found.rank, found.ranges.iter().map(|range| chars[range.start as usize..range.end as usize].iter().collect()).collect()))
}

#[track_caller]
fn finds(text: &str, query: &str, rank: Rank, parts: &[&str]) {
    assert_eq!(found(text, query), Some((rank, parts.iter().map(ToString::to_string).collect())), "{query} in {text}");
}

#[track_caller]
fn finds_nothing(text: &str, query: &str) {
    assert_eq!(found(text, query), None, "{query} in {text}");
}

#[test]
fn infix() {
    finds("오늘회의는3시입니다", "회의", Rank::Whole, &["회의"]);
    finds("닭갈비 먹자", "갈비", Rank::Whole, &["갈비"]);
    finds("deploy_server.exe를 실행", "SERVER", Rank::Whole, &["server"]);
    finds("我家在上海东边。", "上海", Rank::Whole, &["上海"]);
    finds("いちにさん", "にさ", Rank::Whole, &["にさ"]);
    finds("회의 회의록, 임시회의", "회의", Rank::Whole, &["회의", "회의", "회의"]);
}

#[test]
fn keystrokes() {
    finds("오늘회의는3시입니다", "횡", Rank::Keys, &["회의"]);
    finds("닭갈비 먹자", "달", Rank::Keys, &["닭"]);
    finds("값이 없다", "갑", Rank::Keys, &["값"]);
    finds("괜찮아요", "고", Rank::Keys, &["괜"]);
    finds("안녕하세요", "녕ㅎ", Rank::Keys, &["녕하"]);
    finds("닭갈비", "갋", Rank::Keys, &["갈비"]);
    finds("회의록", "ㅎ", Rank::Keys, &["회"]);
    finds("ㅠㅠ 늦었다", "ㅠ", Rank::Whole, &["ㅠ", "ㅠ"]);
}

#[test]
fn initials() {
    finds("회의록을 공유합니다", "ㅎㅇㄹ", Rank::Initials, &["회의록"]);
    finds("감사합니다 ㄱㅅ", "ㄱㅅ", Rank::Whole, &["감사", "ㄱㅅ"]);
    // Some input methods make one letter of the two on the way.
    finds("감사합니다", "ㄳ", Rank::Initials, &["감사"]);
    finds("ㅋㅋㅋ 크크", "ㅋㅋ", Rank::Whole, &["ㅋㅋ", "크크"]);
    finds("회의 시간", "ㅎㅇ ㅅㄱ", Rank::Initials, &["회의 시간"]);
    finds("까치", "ㄲㅊ", Rank::Initials, &["까치"]);
}

#[test]
fn what_is_not_there() {
    finds_nothing("안녕하세요", "안하");
    finds_nothing("회의록", "ㅎㄹ");
    finds_nothing("회의록", "의회");
    finds_nothing("까치", "ㄱㅊ");
    // The keys ㅣㅇ are there, but they begin inside a syllable.
    finds_nothing("회의", "ㅣㅇ");
    finds_nothing("회의 시간", "ㅎㅇㅅㄱ");
    finds_nothing("회의시간", "회의 시간");
    finds_nothing("", "회의");
    finds_nothing("hello", "회의");
    finds_nothing("é", "e");
    // The mark is a part of ガ.
    finds_nothing("ｶﾞ", "ﾞ");
}

#[test]
fn case_width_and_composition() {
    finds("ｓｅｒｖｅｒ 점검", "server", Rank::Whole, &["ｓｅｒｖｅｒ"]);
    finds("server 점검", "ＳＥＲＶＥＲ　점검", Rank::Whole, &["server 점검"]);
    finds("ﾌﾟﾛｸﾞﾗﾑ", "プログラム", Rank::Whole, &["ﾌﾟﾛｸﾞﾗﾑ"]);
    finds("ﾎﾞｰﾙとｳﾞｧ", "ヴァ", Rank::Whole, &["ｳﾞｧ"]);
    finds("ﾡﾢ", "ㄲ", Rank::Whole, &["ﾢ"]);
    finds("Straße ΣΊΣΥΦΟΣ", "STRASSE", Rank::Whole, &["Straße"]);
    finds("Straße", "stras", Rank::Keys, &["Straß"]);
    finds("ΣΊΣΥΦΟΣ", "σίσυφος", Rank::Whole, &["ΣΊΣΥΦΟΣ"]);
    finds("ﬁne", "FI", Rank::Whole, &["ﬁ"]);
    let (annyeong, hoeui): (String, String) = ("안녕".nfd().collect(), "오늘 회의는".nfd().collect());
    finds(&annyeong, "안녕", Rank::Whole, &[&annyeong]);
    finds("안녕", &annyeong, Rank::Whole, &["안녕"]);
    finds(&hoeui, "횡", Rank::Keys, &[&"회의".nfd().collect::<String>()]);
    finds("Cafe\u{301} 앞", "CAFÉ", Rank::Whole, &["Cafe\u{301}"]);
}

#[test]
fn white_space() {
    finds("회의  \n 록", " 회의 록 ", Rank::Whole, &["회의  \n 록"]);
    finds("회의 록", "회의\t\u{3000} 록", Rank::Whole, &["회의 록"]);
    finds("줄\r\n바꿈", "줄 바", Rank::Whole, &["줄\r\n바"]);
    for blank in ["", " ", "\u{3000}\n", "\u{200B}", "\u{3164}"] {
        assert!(Query::new(blank, nfc).is_none(), "{blank:?}");
    }
}

#[test]
fn ranges_do_not_cut_what_is_one() {
    finds("저는 👩‍💻입니다", "👩", Rank::Keys, &["👩‍💻"]);
    finds("저는 👩‍💻입니다", "💻", Rank::Keys, &["👩‍💻"]);
    finds("👍🏽 좋아", "👍", Rank::Keys, &["👍🏽"]);
    finds("사랑 ❤️", "❤", Rank::Whole, &["❤️"]);
    finds("사랑 ❤", "❤️", Rank::Whole, &["❤"]);
    finds("🇰🇷🇯🇵", "🇰", Rank::Keys, &["🇰🇷"]);
    finds("x\u{30C} y", "x", Rank::Keys, &["x\u{30C}"]);
    finds("👩‍👩‍👧", "👩", Rank::Keys, &["👩‍👩‍👧"]);
    // What cannot be seen does not keep a word from being found.
    finds("회\u{200B}의록", "회의", Rank::Whole, &["회\u{200B}의"]);
}

#[test]
fn occurrences_do_not_overlap_and_the_better_one_counts() {
    finds("하하하", "하하", Rank::Whole, &["하하"]);
    finds("가각", "각", Rank::Whole, &["각"]);
    finds("가가가", "각", Rank::Keys, &["가가"]);
    assert!(Rank::Whole < Rank::Keys && Rank::Keys < Rank::Initials);
}
