//! People, rooms and entries that the golden tests speak of, as values and as JSON.

use protocol::messages::{Change, Entry, Page};
use protocol::rooms::{Notify, RoomKind, RoomSummary};
use protocol::session::Person;
use protocol::{ClientId, Emoji, MessageText, Name, RoomId, RoomName, RoomTopic, Seq, Timestamp, UserId};
use serde_json::{Value, json};

pub(crate) const AT: Timestamp = Timestamp(1_790_000_000_123);

pub(crate) fn user(id: &str) -> UserId {
    UserId::new(id).expect("an id")
}

pub(crate) fn room_id() -> RoomId {
    RoomId::new("kD93mZ_x-1QpLw2e").expect("an id")
}

pub(crate) fn client_id() -> ClientId {
    ClientId::new("01JB-7_z").expect("an id")
}

pub(crate) fn room_name(name: &str) -> RoomName {
    RoomName::new(name).expect("a name")
}

pub(crate) fn topic(topic: &str) -> RoomTopic {
    RoomTopic::new(topic).expect("a topic")
}

pub(crate) fn emoji(emoji: &str) -> Emoji {
    Emoji::new(emoji).expect("an emoji")
}

pub(crate) fn minjun() -> Person {
    Person { id: user("u1"), name: Name::new("민준").expect("a name") }
}

pub(crate) fn seoyeon() -> Person {
    Person { id: user("u2"), name: Name::new("서연").expect("a name") }
}

pub(crate) fn seoyeon_wire() -> Value {
    json!({ "id": "u2", "name": "서연" })
}

pub(crate) fn entry(seq: u64, change: Change) -> Entry {
    Entry { room_id: room_id(), seq: Seq(seq), at: AT, by: minjun(), change }
}

pub(crate) fn message(seq: u64, text: &str) -> Entry {
    entry(seq, Change::said(client_id(), MessageText::new(text).expect("a text"), None))
}

pub(crate) fn message_wire(seq: u64, text: &str) -> Value {
    json!({
        "roomId": "kD93mZ_x-1QpLw2e", "seq": seq, "at": 1_790_000_000_123_i64, "userId": "u1", "userName": "민준",
        "type": "new_message", "clientId": "01JB-7_z", "content": text,
    })
}

pub(crate) fn page() -> Page {
    Page { entries: vec![message(7, "오늘 회의는 3시"), message(8, "네 👍🏽")], from: Seq(7), to: Seq(8), head: Seq(8) }
}

pub(crate) fn page_wire() -> Value {
    json!({ "entries": [message_wire(7, "오늘 회의는 3시"), message_wire(8, "네 👍🏽")], "from": 7, "to": 8, "head": 8 })
}

pub(crate) fn summary() -> RoomSummary {
    RoomSummary {
        id: room_id(),
        kind: RoomKind::Private,
        name: Some(room_name("회의록")),
        topic: Some(topic("금요일 배포")),
        creator: user("u1"),
        head: Seq(8),
        read: Seq(6),
        unread: 2,
        mentions: 1,
        starred: true,
        notify: Notify::Mentions,
        last: Some(message(8, "네 👍🏽")),
        active_at: AT,
        members: 2,
        faces: vec![seoyeon()],
    }
}

pub(crate) fn summary_wire() -> Value {
    json!({
        "id": "kD93mZ_x-1QpLw2e", "kind": "private", "name": "회의록", "topic": "금요일 배포", "creator": "u1", "head": 8, "read": 6, "unread": 2, "mentions": 1,
        "starred": true, "notify": "mentions", "last": message_wire(8, "네 👍🏽"), "activeAt": 1_790_000_000_123_i64, "members": 2, "faces": [seoyeon_wire()],
    })
}
