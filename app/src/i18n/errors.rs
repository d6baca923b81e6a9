//! Why a form was refused, in words that say what to do.

use protocol::session::Language;
use protocol::text::{TextError, TextFault};

use super::josa::{Josa, josa};

super::texts! {
    WRONG_SIGN_IN: "이름이나 비밀번호가 맞지 않아요.", "The name or the password is not right.";
    WRONG_PASSWORD: "지금 비밀번호가 맞지 않아요.", "The current password is not right.";
    NAME_TAKEN: "이미 있는 이름이거나, 너무 비슷한 이름이 있어요. 다른 이름으로 해 주세요.", "This name is taken, or looks too much like one that is. Choose another one.";
    BAD_INVITE: "쓸 수 없는 초대 코드예요. 새 코드를 받아 주세요.", "This invite code does not work. Ask for a new one.";
    SIGN_UP_CLOSED: "지금은 가입을 받지 않아요.", "Sign-up is closed.";
    LAST_ADMINISTRATOR: "관리자는 한 명 이상 있어야 해요.", "There must be at least one administrator.";
    PERSON_GONE: "없거나 이미 닫힌 계정이에요.", "This account does not exist or is closed.";
    BAD_INVITE_BOUNDS: "사람 수는 1에서 100, 날 수는 1에서 90 사이로 해 주세요.", "Use 1 to 100 accounts and 1 to 90 days.";
    NOT_A_MEMBER: "지금은 이 방의 구성원이 아니에요.", "You are not in this room any more.";
    UNAVAILABLE: "저장하지 못했어요. 잠시 뒤에 다시 해 주세요.", "It could not be stored. Try again in a moment.";
    MALFORMED: "양식을 읽을 수 없어요. 새로 고친 뒤 다시 해 주세요.", "The form could not be read. Reload and try again.";
    NO_GUESTS: "이 서버는 손님을 받지 않아요. 계정을 만들어 주세요.", "This server admits no guests. Make an account.";
    NOT_FOR_GUESTS: "손님은 할 수 없는 일이에요.", "Guests may not do this here.";
    NAME_WORD: "이름", "The name";
    ROOM_NAME_WORD: "방 이름", "The room's name";
    TOPIC_WORD: "주제", "The topic";
    MESSAGE_WORD: "메시지", "The message";
}

/// As many access tokens as one person may have.
pub fn too_many_tokens(language: Language, max: u32) -> String {
    match language {
        Language::Ko => format!("토큰은 {max}개까지예요. 안 쓰는 것을 거둔 뒤 다시 해 주세요."),
        Language::En => format!("You can have {max} tokens. Revoke one that is not used, and try again."),
    }
}

/// A password outside its bounds, in characters.
pub fn password_bounds(language: Language, min: usize, max: usize) -> String {
    match language {
        Language::Ko => format!("비밀번호는 {min}자에서 {max}자 사이로 해 주세요."),
        Language::En => format!("Use a password of {min} to {max} characters."),
    }
}

/// A choice of a form that there is not.
pub fn no_such_choice(language: Language, what: &str) -> String {
    match language {
        Language::Ko => format!("{what}: 고를 수 없는 값이에요. 새로 고친 뒤 다시 골라 주세요."),
        Language::En => format!("{what}: there is no such choice. Reload and choose again."),
    }
}

/// A password's lower bound, said before anything is typed.
pub fn at_least(language: Language, min: usize) -> String {
    match language {
        Language::Ko => format!("{min}자 이상이에요."),
        Language::En => format!("At least {min} characters."),
    }
}

/// Too many tries; `seconds` until the next one.
pub fn too_many(language: Language, seconds: u32) -> String {
    let minutes = seconds.div_ceil(60);
    match language {
        Language::Ko if seconds < 60 => format!("너무 여러 번 시도했어요. {seconds}초 뒤에 다시 해 주세요."),
        Language::Ko => format!("너무 여러 번 시도했어요. {minutes}분 뒤에 다시 해 주세요."),
        Language::En if seconds == 1 => "Too many tries. Try again in 1 second.".to_owned(),
        Language::En if seconds < 60 => format!("Too many tries. Try again in {seconds} seconds."),
        Language::En if minutes == 1 => "Too many tries. Try again in 1 minute.".to_owned(),
        Language::En => format!("Too many tries. Try again in {minutes} minutes."),
    }
}

/// What is wrong with a name or a message.
pub fn bad_text(language: Language, error: &TextError) -> String {
    let what = match error.field {
        "name" => NAME_WORD,
        "roomName" => ROOM_NAME_WORD,
        "topic" => TOPIC_WORD,
        _ => MESSAGE_WORD,
    }
    .say(language);
    match (language, error.fault) {
        (Language::Ko, TextFault::Blank) => format!("{what}{} 비어 있어요.", josa(what, Josa::IGa)),
        (Language::Ko, TextFault::TooLong { has, max }) => format!("{what}: {max}자까지 쓸 수 있는데, 지금 {has}자예요."),
        (Language::Ko, TextFault::TooManyBytes { max }) => format!("{what}: 너무 커요. {max}바이트까지 쓸 수 있어요."),
        (Language::Ko, TextFault::Forbidden(c)) => {
            format!("{what}에 쓸 수 없는 글자가 있어요(U+{:04X}). 지우고 다시 해 주세요.", u32::from(c))
        }
        (Language::En, TextFault::Blank) => format!("{what} is empty."),
        (Language::En, TextFault::TooLong { has, max }) => format!("{what} may have {max} characters; it has {has}."),
        (Language::En, TextFault::TooManyBytes { max }) => format!("{what} is too large: at most {max} bytes."),
        (Language::En, TextFault::Forbidden(c)) => {
            format!("{what} has a character that cannot be used (U+{:04X}). Take it out and try again.", u32::from(c))
        }
    }
}
