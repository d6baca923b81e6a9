//! Payloads of the wrong shape, ids and limits out of their bounds: each is refused, and the text says what is wrong.

use proptest::prelude::*;
use protocol::ids::Limit;
use protocol::messages::{History, Read, SendMessage};
use protocol::rooms::{CreateRoom, Invite};
use protocol::session::Sync;
use protocol::{ClientId, RoomId, Seq, UserId};
use serde_json::json;

use crate::read;

#[test]
fn wrong_shapes() {
    assert!(read::<SendMessage>(json!([])).is_err());
    assert!(read::<SendMessage>(json!("안녕")).is_err());
    for (payload, named) in [
        (json!({ "clientId": "c", "content": "안녕" }), "roomId"),
        (json!({ "roomId": "r", "clientId": "c" }), "content"),
        (json!({ "roomId": "r", "clientId": "c", "content": " \u{3164}" }), "content must not be blank"),
        (json!({ "roomId": "r", "clientId": "c", "content": "가".repeat(4_001) }), "content must be at most 4000 characters (it has 4001)"),
        (json!({ "roomId": "../r", "clientId": "c", "content": "안녕" }), "roomId must be 1 to 32 characters of A-Z"),
        (json!({ "roomId": "r", "clientId": "c".repeat(65), "content": "안녕" }), "clientId must be 1 to 64 characters of A-Z"),
    ] {
        let error = read::<SendMessage>(payload).expect_err("it must be refused");
        assert!(error.contains(named), "{error}");
    }
    assert!(read::<Invite>(json!({ "roomId": "r", "participants": ["민준"] })).is_err());
    assert!(read::<CreateRoom>(json!({ "kind": "secret" })).is_err());
    assert!(read::<Sync>(json!({ "rooms": { "a b": 1 } })).is_err());
    assert!(read::<Read>(json!({ "roomId": "r", "seq": -1 })).is_err());
}

#[test]
fn limits() {
    for (limit, ok) in [(0, false), (1, true), (100, true), (101, false), (65_537, false)] {
        let history = read::<History>(json!({ "roomId": "r", "limit": limit }));
        match history {
            Ok(history) => assert!(ok && history.limit.get() == limit),
            Err(error) => assert!(!ok && error.contains("limit must be 1 to 100"), "{error}"),
        }
    }
    assert_eq!(Limit::default().get(), 50);
}

#[test]
fn places_in_a_log_have_neighbours() {
    assert_eq!((Seq(7).next(), Seq(7).prev(), Seq::ZERO.prev()), (Seq(8), Seq(6), Seq::ZERO));
    assert_eq!(Seq(u64::MAX).next(), Seq(u64::MAX));
}

proptest! {
    #[test]
    fn an_id_is_what_it_was_or_nothing(id in "\\PC{0,70}|[A-Za-z0-9_-]{0,70}") {
        let allowed = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let (user, room, client) = (UserId::new(&id), RoomId::new(&id), ClientId::new(&id));
        prop_assert_eq!(user.is_ok(), allowed && id.len() <= UserId::MAX);
        prop_assert_eq!(room.is_ok(), allowed && id.len() <= RoomId::MAX);
        prop_assert_eq!(client.is_ok(), allowed && id.len() <= ClientId::MAX);
        prop_assert_eq!(read::<UserId>(json!(id.clone())).ok(), user.clone().ok());
        if let Ok(user) = user {
            prop_assert_eq!(user.as_str(), &id);
            prop_assert_eq!(user.to_string(), id.clone());
            prop_assert_eq!(id.parse::<UserId>(), Ok(user));
        }
    }
}
