//! The words of saving a conversation: in the details of its room, and in the file.

use protocol::session::Language;

super::texts! {
    /// On a message of a saved conversation; leads to the other one.
    ANSWERS: "앞의 메시지에 답함", "Answers an earlier message";
    TITLE: "대화 저장", "Save the conversation";
    AS_HTML: "HTML로 저장", "Save as HTML";
    AS_JSON: "JSON으로 저장", "Save as JSON";
    /// The file is whole or it is not there.
    CUT: "대화를 끝까지 받지 못해서 저장하지 않았어요. 다시 해 주세요", "The conversation did not come whole, so nothing was saved. Try again";
}

/// Over a saved conversation: who saved it, and when.
pub fn saved_by(language: Language, name: &str, when: &str) -> String {
    match language {
        Language::Ko => format!("{name}님이 {when}에 저장한 대화예요."),
        Language::En => format!("Saved by {name}, {when}."),
    }
}

/// Under a saved conversation: a file that was cut off does not say it.
pub fn saved_whole(language: Language, count: u64) -> String {
    match language {
        Language::Ko => format!("여기까지 모두 {count}개예요."),
        Language::En if count == 1 => "That is all: 1 entry.".to_owned(),
        Language::En => format!("That is all: {count} entries."),
    }
}

/// A day of a saved conversation: `2026-11-23 월요일`.
pub fn weekday(language: Language, day: &str, from_sunday: usize) -> String {
    let ko = ["일요일", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일"];
    let en = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    let name = match language {
        Language::Ko => ko[from_sunday % 7],
        Language::En => en[from_sunday % 7],
    };
    format!("{day} {name}")
}

/// A conversation is being saved: how far it is.
pub fn saving(language: Language, room: &str) -> String {
    match language {
        Language::Ko => format!("‘{room}’ 저장하는 중"),
        Language::En => format!("Saving “{room}”"),
    }
}

/// So many of all entries have come.
pub fn of_all(language: Language, count: u64, all: u64) -> String {
    match language {
        Language::Ko => format!("{all}개 가운데 {count}개"),
        Language::En => format!("{count} of {all}"),
    }
}

/// A conversation is saved, under this name.
pub fn saved_as(language: Language, file: &str) -> String {
    match language {
        Language::Ko => format!("저장했어요: {file}"),
        Language::En => format!("Saved: {file}"),
    }
}
