//! Every event, and every type of entry that a `room_event` may be.

use protocol::Event;
use protocol::event::{EVENTS, EventPayload, ReadPayload, read_event};
use protocol::messages::{Change, ENTRY_TYPES, Entry, MAX_QUOTE_CHARS, Quote, Reaction, Read, Unread};
use protocol::presence::{Presence, PresenceState};
use protocol::rooms::{JoinedRoom, Notify, RoomDeleted, RoomInvite, RoomSet};
use protocol::session::Resync;
use protocol::typing::TypingPulse;
use protocol::{MessageText, Seq};
use serde_json::{Value, json};

use crate::samples::*;
use crate::{event, golden, read};

const ROOM: &str = "kD93mZ_x-1QpLw2e";

#[test]
fn every_event() {
    let names = [
        event(&message(7, "안녕하세요"), &message_wire(7, "안녕하세요")),
        event(&RoomInvite { room: summary(), by: seoyeon() }, &json!({ "room": summary_wire(), "by": seoyeon_wire() })),
        event(&JoinedRoom { room: summary() }, &json!({ "room": summary_wire() })),
        event(&RoomDeleted { room_id: room_id() }, &json!({ "roomId": ROOM })),
        event(
            &RoomSet { room_id: room_id(), starred: true, notify: Notify::Nothing },
            &json!({ "roomId": ROOM, "starred": true, "notify": "nothing" }),
        ),
        event(&Read { room_id: room_id(), seq: Seq(8) }, &json!({ "roomId": ROOM, "seq": 8 })),
        event(
            &Unread { room_id: room_id(), read: Seq(4), unread: 3, mentions: 1 },
            &json!({ "roomId": ROOM, "read": 4, "unread": 3, "mentions": 1 }),
        ),
        event(
            &TypingPulse { room_id: room_id(), person: seoyeon(), on: true },
            &json!({ "roomId": ROOM, "person": seoyeon_wire(), "on": true }),
        ),
        event(
            &Presence { user_id: user("u2"), state: PresenceState::Offline, seen_at: Some(AT) },
            &json!({ "userId": "u2", "state": "offline", "seenAt": 1_790_000_000_123_i64 }),
        ),
        event(&Resync { room_id: Some(room_id()) }, &json!({ "roomId": ROOM })),
    ];
    assert_eq!(names, EVENTS);
    golden(&Resync { room_id: None }, &json!({}));
}

/// Entries of every type, with what stands on the wire beside `{roomId, seq, at, userId, userName}`.
fn entries() -> Vec<(Change, Value)> {
    let content = MessageText::new("네, 3시에 봬요").expect("a text");
    vec![
        (Change::RoomCreated, json!({ "type": "room_created" })),
        (
            Change::NewMessage {
                client_id: client_id(),
                content: content.clone(),
                reply_to: Some(Seq(3)),
                quote: Some(Quote::new(seoyeon(), Some("몇 시에\n볼까요?"))),
                edited_at: Some(AT),
                changed: Some(Seq(9)),
                reactions: vec![Reaction { emoji: emoji("👍🏽"), count: 2, mine: true, people: vec![seoyeon()] }],
            },
            json!({
                "type": "new_message", "clientId": "01JB-7_z", "content": "네, 3시에 봬요", "replyTo": 3,
                "quote": { "by": seoyeon_wire(), "content": "몇 시에 볼까요?" }, "editedAt": 1_790_000_000_123_i64, "changed": 9,
                "reactions": [{ "emoji": "👍🏽", "count": 2, "mine": true, "people": [seoyeon_wire()] }],
            }),
        ),
        (Change::MessageEdited { target: Seq(2), content }, json!({ "type": "message_edited", "target": 2, "content": "네, 3시에 봬요" })),
        (Change::MessageDeleted { target: Seq(2) }, json!({ "type": "message_deleted", "target": 2 })),
        (Change::ReactionAdded { target: Seq(2), emoji: emoji("❤️") }, json!({ "type": "reaction_added", "target": 2, "emoji": "❤️" })),
        (Change::ReactionRemoved { target: Seq(2), emoji: emoji("❤️") }, json!({ "type": "reaction_removed", "target": 2, "emoji": "❤️" })),
        (Change::Tombstone, json!({ "type": "tombstone" })),
        (Change::MemberJoined { person: seoyeon() }, json!({ "type": "member_joined", "person": seoyeon_wire() })),
        (Change::MemberLeft { heir: Some(seoyeon()) }, json!({ "type": "member_left", "person": seoyeon_wire() })),
        (Change::MemberRemoved { person: seoyeon() }, json!({ "type": "member_removed", "person": seoyeon_wire() })),
        (Change::RoomRenamed { name: room_name("주간 회의") }, json!({ "type": "room_renamed", "name": "주간 회의" })),
        (Change::RoomTopicChanged { topic: Some(topic("금요일 배포")) }, json!({ "type": "room_topic_changed", "topic": "금요일 배포" })),
        (Change::RoomTopicChanged { topic: None }, json!({ "type": "room_topic_changed" })),
        (Change::MemberLeft { heir: None }, json!({ "type": "member_left" })),
    ]
}

#[test]
fn every_type_of_entry() {
    let mut types = Vec::new();
    for (change, own) in entries() {
        let mut wire = json!({ "roomId": ROOM, "seq": 4, "at": 1_790_000_000_123_i64, "userId": "u1", "userName": "민준" });
        wire.as_object_mut().expect("an object").extend(own.as_object().expect("an object").clone());
        golden(&entry(4, change.clone()), &wire);
        assert_eq!(change.is_message(), own["type"] == "new_message");
        assert_eq!(change.target().map(|target| target.0), own["target"].as_u64());
        types.push(own["type"].as_str().expect("a type").to_owned());
    }
    types.dedup();
    types.pop();
    assert_eq!(types, ENTRY_TYPES);
}

#[test]
fn an_entry_without_what_its_type_needs_is_none() {
    let bare = |kind: &str| json!({ "roomId": ROOM, "seq": 4, "at": 0, "userId": "u1", "userName": "민준", "type": kind });
    let needs = [
        ("new_message", "clientId"),
        ("message_edited", "target"),
        ("message_deleted", "target"),
        ("reaction_added", "target"),
        ("reaction_removed", "target"),
        ("member_joined", "person"),
        ("member_removed", "person"),
        ("room_renamed", "name"),
    ];
    for (kind, missing) in needs {
        let error = read::<Entry>(bare(kind)).expect_err("something is missing");
        assert!(error.contains(kind) && error.contains(missing), "{error}");
    }
}

#[test]
fn an_entry_of_a_later_version_takes_its_place_and_says_nothing() {
    let later = json!({ "roomId": ROOM, "seq": 4, "at": 0, "userId": "u1", "userName": "민준", "type": "something_later", "what": [1] });
    let entry = read::<Entry>(later).expect("an entry");
    assert_eq!((entry.seq, entry.change), (Seq(4), Change::Unknown));
}

#[test]
fn a_quote_is_one_line_of_a_bounded_length() {
    let quote = |text: &str| Quote::new(seoyeon(), Some(text)).content.expect("a text");
    assert_eq!(quote("첫 줄\n\n둘째  줄"), "첫 줄 둘째 줄");
    let long = quote(&"가나다 ".repeat(100));
    assert_eq!(long.chars().count(), MAX_QUOTE_CHARS);
    assert!(long.starts_with("가나다 가나다") && long.ends_with('…'));
    assert_eq!(quote(&"가".repeat(4_000)).chars().count(), MAX_QUOTE_CHARS);
    assert_eq!(quote(&"가".repeat(MAX_QUOTE_CHARS)), "가".repeat(MAX_QUOTE_CHARS));
    assert_eq!(Quote::new(seoyeon(), None).content, None);
}

struct Json(Value);

impl ReadPayload for Json {
    type Error = serde_json::Error;

    fn read<T: EventPayload>(self) -> Result<T, Self::Error> {
        serde_json::from_value(self.0)
    }
}

#[test]
fn events_are_read_by_their_names() {
    let typing = json!({ "roomId": ROOM, "person": seoyeon_wire(), "on": false });
    let event = read_event("typing", Json(typing)).expect("a known name").expect("the right shape");
    assert_eq!(event.name(), "typing");
    assert!(matches!(event, Event::Typing(TypingPulse { on: false, .. })));
    assert!(read_event("typing", Json(json!({ "roomId": ROOM }))).expect("a known name").is_err());
    assert!(read_event("something_later", Json(json!({}))).is_none());
    for name in EVENTS {
        assert!(read_event(name, Json(json!(null))).is_some(), "{name}");
    }
}
