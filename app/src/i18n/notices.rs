//! What happened in a room, as one sentence; and why a command was refused.

use protocol::messages::{Change, Entry};
use protocol::session::Language;
use protocol::{ErrorCode, UserId};

use super::Text;
use super::josa::{Josa, josa};
use super::phrases::called;

super::texts! {
    NOT_MEMBER: "지금은 이 방의 구성원이 아니에요", "You are not in this room any more";
    FORBIDDEN: "방장이나 관리자만 할 수 있어요", "Only the room's owner or an administrator may do this";
    NOT_FOUND: "찾을 수 없어요", "It is not there";
    CONFLICT: "이미 있어요", "It is there already";
    FULL: "더 들어갈 자리가 없어요", "There is no room for more";
    RATE_LIMITED: "너무 잦아요. 잠시 뒤에 다시 해 주세요", "Too many at once. Try again in a moment";
    AWAY: "서버에 닿지 않아요. 잠시 뒤에 다시 해 주세요", "The server cannot be reached. Try again in a moment";
    OUTBOX_FULL: "보내지 못한 메시지가 너무 많아요. 연결된 뒤에 다시 보내 주세요", "Too many messages wait to be sent. Try again once you are connected";
    /// These three are told to clients of the replaced service.
    ROOM_DELETED: "방이 지워졌어요", "The room was deleted";
    REGISTERED_ALREADY: "이미 쓰고 있는 이름이에요. 다른 이름으로 들어와 주세요", "This name is in use. Come in under another one";
    BAD_NAME: "쓸 수 없는 이름이에요. 다른 이름으로 들어와 주세요", "This name cannot be used. Come in under another one";
    REFUSED: "할 수 없었어요", "It could not be done";
}

/// What clients of the replaced service are told in a room, in the words that they know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Somebody is a member now.
    Joined,
    /// Somebody is none any more.
    Left,
}

/// The sentence of a [`Told`]; these clients have one language.
pub fn told(what: Told, name: &str) -> String {
    match what {
        Told::Joined => format!("{name}님이 방에 참여했습니다."),
        Told::Left => format!("{name}님이 방을 떠났습니다."),
    }
}

/// Why a command was refused; `None`: there was no answer.
pub fn refusal(code: Option<ErrorCode>) -> Text {
    match code {
        None | Some(ErrorCode::Unavailable | ErrorCode::Unauthenticated) => AWAY,
        Some(ErrorCode::NotMember) => NOT_MEMBER,
        Some(ErrorCode::Forbidden) => FORBIDDEN,
        Some(ErrorCode::NotFound) => NOT_FOUND,
        Some(ErrorCode::Conflict) => CONFLICT,
        Some(ErrorCode::Full) => FULL,
        Some(ErrorCode::RateLimited) => RATE_LIMITED,
        Some(ErrorCode::Invalid | ErrorCode::UnknownCommand | ErrorCode::Internal) => REFUSED,
    }
}

/// What happened, for an entry that is no message; empty for a message and for what changes one. Without a reader (`me`), as others may read it.
pub fn notice(language: Language, entry: &Entry, me: Option<&UserId>) -> String {
    let own = me == Some(&entry.by.id);
    let by = called(language, entry.by.name.as_str());
    // Sentences to the reader need no name in Korean, and "You" in English.
    let who = match language {
        Language::Ko if own => String::new(),
        Language::Ko => format!("{by}{} ", josa(&by, Josa::IGa)),
        Language::En if own => "You ".to_owned(),
        Language::En => format!("{by} "),
    };
    let whom = |person: &protocol::session::Person| match language {
        Language::Ko if me == Some(&person.id) => super::chat::ME.say(language).to_owned(),
        Language::En if me == Some(&person.id) => "you".to_owned(),
        _ => called(language, person.name.as_str()),
    };
    match (language, &entry.change) {
        (_, Change::Tombstone) => super::chat::GONE.say(language).to_owned(),
        (Language::Ko, Change::RoomCreated) => format!("{who}방을 만들었어요"),
        (Language::En, Change::RoomCreated) => format!("{who}made the room"),
        (Language::Ko, Change::MemberJoined { person }) if person.id == entry.by.id => format!("{who}들어왔어요"),
        (Language::En, Change::MemberJoined { person }) if person.id == entry.by.id => format!("{who}joined"),
        (Language::Ko, Change::MemberJoined { person }) => {
            let whom = whom(person);
            format!("{who}{whom}{} 초대했어요", josa(&whom, Josa::EulReul))
        }
        (Language::En, Change::MemberJoined { person }) => format!("{who}invited {}", whom(person)),
        (Language::Ko, Change::MemberLeft { heir: None }) => format!("{who}나갔어요"),
        (Language::En, Change::MemberLeft { heir: None }) => format!("{who}left"),
        (Language::Ko, Change::MemberLeft { heir: Some(heir) }) => {
            let heir = whom(heir);
            format!("{who}나갔어요. 이제 {heir}{} 방장이에요", josa(&heir, Josa::IGa))
        }
        (Language::En, Change::MemberLeft { heir: Some(heir) }) if me == Some(&heir.id) => format!("{who}left. You are the owner now"),
        (Language::En, Change::MemberLeft { heir: Some(heir) }) => format!("{who}left. {} is the owner now", whom(heir)),
        (Language::Ko, Change::MemberRemoved { person }) => {
            let whom = whom(person);
            format!("{who}{whom}{} 내보냈어요", josa(&whom, Josa::EulReul))
        }
        (Language::En, Change::MemberRemoved { person }) => format!("{who}removed {}", whom(person)),
        (Language::Ko, Change::RoomRenamed { name }) => {
            format!("{who}방 이름을 ‘{name}’{} 바꿨어요", josa(name.as_str(), Josa::EuroRo))
        }
        (Language::En, Change::RoomRenamed { name }) => format!("{who}renamed the room to “{name}”"),
        (Language::Ko, Change::RoomTopicChanged { topic: Some(topic) }) => {
            format!("{who}주제를 ‘{topic}’{} 바꿨어요", josa(topic.as_str(), Josa::EuroRo))
        }
        (Language::Ko, Change::RoomTopicChanged { topic: None }) => format!("{who}주제를 지웠어요"),
        (Language::En, Change::RoomTopicChanged { topic: Some(topic) }) => format!("{who}set the topic to “{topic}”"),
        (Language::En, Change::RoomTopicChanged { topic: None }) => format!("{who}removed the topic"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::session::Person;
    use protocol::{Name, RoomId, RoomName, RoomTopic, Seq, Timestamp};

    fn person(id: &str, name: &str) -> Person {
        Person { id: UserId::new(id).expect("an id"), name: Name::new(name).expect("a name") }
    }

    fn said(language: Language, by: Person, change: Change, me: &str) -> String {
        let room_id = RoomId::new("release").expect("an id");
        let me = UserId::new(me).ok();
        notice(language, &Entry { room_id, seq: Seq(2), at: Timestamp(0), by, change }, me.as_ref())
    }

    #[test]
    fn who_did_what_to_whom() {
        let invited = Change::MemberJoined { person: person("jimin", "지민") };
        assert_eq!(said(Language::Ko, person("bob", "Bob"), invited.clone(), "seoyeon"), "Bob님이 지민님을 초대했어요");
        assert_eq!(said(Language::Ko, person("bob", "Bob"), invited.clone(), "jimin"), "Bob님이 나를 초대했어요");
        assert_eq!(said(Language::Ko, person("bob", "Bob"), invited.clone(), "bob"), "지민님을 초대했어요");
        assert_eq!(said(Language::En, person("bob", "Bob"), invited.clone(), "bob"), "You invited 지민");
        assert_eq!(said(Language::Ko, person("bob", "Bob"), invited, ""), "Bob님이 지민님을 초대했어요");
        let joined = Change::MemberJoined { person: person("jimin", "지민") };
        assert_eq!(said(Language::Ko, person("jimin", "지민"), joined, "bob"), "지민님이 들어왔어요");
        let left = Change::MemberLeft { heir: Some(person("jimin", "지민")) };
        assert_eq!(said(Language::Ko, person("bob", "Bob"), left.clone(), "seoyeon"), "Bob님이 나갔어요. 이제 지민님이 방장이에요");
        assert_eq!(said(Language::En, person("bob", "Bob"), left, "jimin"), "Bob left. You are the owner now");
        let renamed = Change::RoomRenamed { name: RoomName::new("디자인 리뷰").expect("a name") };
        assert_eq!(said(Language::Ko, person("bob", "Bob"), renamed, "jimin"), "Bob님이 방 이름을 ‘디자인 리뷰’로 바꿨어요");
        let about = |topic: &str| Change::RoomTopicChanged { topic: RoomTopic::new(topic).ok() };
        assert_eq!(said(Language::Ko, person("bob", "Bob"), about("금요일 배포"), "jimin"), "Bob님이 주제를 ‘금요일 배포’로 바꿨어요");
        assert_eq!(said(Language::Ko, person("bob", "Bob"), about(""), "bob"), "주제를 지웠어요");
        assert_eq!(said(Language::En, person("bob", "Bob"), about("Friday"), "bob"), "You set the topic to “Friday”");
    }

    #[test]
    fn an_outage_is_not_a_refusal() {
        assert_eq!(refusal(None), AWAY);
        assert_eq!(refusal(Some(ErrorCode::Forbidden)), FORBIDDEN);
    }
}
