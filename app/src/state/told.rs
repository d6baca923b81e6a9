//! What is told of a message outside of the page, when nobody looks at it: the same that a push message says (`server/src/push`), so that
//! the service worker knows one from the other by room and `seq`.

use protocol::messages::{Change, Entry};
use protocol::rooms::RoomKind;
use protocol::session::Language;
use protocol::{Name, RoomId, Seq};
use serde::Serialize;

use super::Chat;

/// Most characters of a text that are shown.
pub const LONGEST: usize = 300;

/// As the service worker reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    room_id: RoomId,
    seq: Seq,
    /// What the room is called; `None`: it is a conversation of two.
    name: Option<String>,
    author: String,
    /// `None`: what was said is hidden on this device.
    pub text: Option<String>,
    language: Language,
}

impl Chat {
    /// What is to be told of an entry that comes now, before it is applied; `None`: nothing, because the reader has it before them, has
    /// it already, wrote it, or does not want to be called for it.
    pub fn told_of(&self, entry: &Entry, visible: bool, hides_text: bool) -> Option<Told> {
        let Change::NewMessage { content, .. } = &entry.change else { return None };
        let me = &self.me.person;
        let room = self.rooms.get(&entry.room_id)?;
        let seen = visible && self.open_id() == Some(&room.id);
        if entry.by.id == me.id || entry.seq <= room.head || seen {
            return None;
        }
        let content = content.as_str();
        room.notify.tells(calls(content, &me.name)).then(|| Told {
            room_id: room.id.clone(),
            seq: entry.seq,
            name: room.name.as_ref().filter(|_| room.kind != RoomKind::Direct).map(ToString::to_string),
            author: entry.by.name.to_string(),
            text: (!hides_text).then(|| content.chars().take(LONGEST).collect()),
            language: self.language,
        })
    }
}

/// Whether a text calls somebody of this name. The server knows better, which has everybody's names: a longer one may be meant.
pub fn calls(content: &str, name: &Name) -> bool {
    content.split('@').skip(1).any(|after| after.starts_with(name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::tests::{initial, page, room, said};

    fn chat() -> Chat {
        Chat::new(&initial(vec![room("release", "릴리스", 3), room("lunch", "점심", 10)], Some(("release", page("release", 1, 3, 3), 3))))
    }

    fn text_of(told: Option<Told>) -> Option<String> {
        told.map(|told| format!("{}: {}: {}", told.name.unwrap_or_default(), told.author, told.text.unwrap_or_default()))
    }

    #[test]
    fn what_others_say_elsewhere_is_told() {
        let chat = chat();
        let told = |entry: Entry, visible| text_of(chat.told_of(&entry, visible, false));
        assert_eq!(told(said("lunch", 11, "bob", "국수 먹어요"), true), Some("점심: Bob: 국수 먹어요".to_owned()));
        assert_eq!(told(said("release", 4, "bob", "배포했어요"), true), None, "it is on the screen");
        assert_eq!(told(said("release", 4, "bob", "배포했어요"), false), Some("릴리스: Bob: 배포했어요".to_owned()));
        assert_eq!(told(said("release", 4, "seoyeon", "고마워요"), false), None, "nobody is told of their own");
        assert_eq!(told(said("release", 3, "bob", "아까 한 말"), false), None, "it is here already");
        assert_eq!(told(said("elsewhere", 1, "bob", "남의 방"), false), None);
    }

    #[test]
    fn what_was_said_can_be_hidden() {
        let told = chat().told_of(&said("lunch", 11, "bob", "비밀이에요"), false, true).expect("it is told");
        let json = serde_json::to_string(&told).expect("JSON");
        assert_eq!(json, r#"{"roomId":"lunch","seq":11,"name":"점심","author":"Bob","text":null,"language":"ko"}"#);
    }
}
