//! What the replaced service got wrong, and this one must not.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::json;
use store::conformance::redis::Server;
use suda::config::Options;

use super::old::{Old, names, net, search};
use crate::support::{Net, in_time};

#[tokio::test]
async fn fault_1_what_was_said_is_kept() {
    let mut net = net().await;
    let mut alice = Old::register(&net, "alice").await;
    let room_id = alice.room(&[]).await;
    alice.say(&room_id, "잊지 마세요").await;
    alice.any("receive_message").await;
    net.stop().await.expect("stopped");
    net.start_again().await;
    let (_, found) = search(&mut net.browser(), &[], "alice", "잊지").await;
    assert_eq!(found[0]["content"], "잊지 마세요");
}

#[tokio::test]
async fn fault_2_nobody_acts_as_another() {
    let net = net().await;
    let (mut alice, mut bob) = (Old::register(&net, "alice").await, Old::register(&net, "bob").await);
    let room_id = alice.room(&[]).await;
    for (event, data) in [
        ("send_message", json!({ "roomId": room_id, "userId": "alice", "content": "내가 앨리스" })),
        ("send_message", json!({ "roomId": room_id, "senderId": "alice", "content": "내가 앨리스" })),
        ("send_message", json!({ "roomId": room_id, "userId": "bob", "content": "남의 방" })),
        ("create_room", json!({ "hostId": "alice", "participants": ["bob"] })),
        ("leave_room", json!({ "userId": "alice", "roomId": room_id })),
        ("join_room", json!({ "userId": "bob", "roomId": room_id })),
        ("typing", json!({ "userId": "alice", "roomId": room_id })),
        ("typing", json!({ "userId": "bob", "roomId": room_id })),
        ("register", json!({ "userId": "alice" })),
    ] {
        bob.refused(event, &data).await;
    }
    alice.none_since(&room_id, "typing").await;
    // A socket's id is no room.
    bob.refused("send_message", &json!({ "roomId": "wZX3oN0bSVIhsaknAAAI", "userId": "bob", "content": "귓속말" })).await;
    let (status, _) = search(&mut net.browser(), &[], "관리자", "가").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "an account's rooms are read with its token only");
}

#[tokio::test]
async fn fault_3_a_missing_room_reaches_nobody() {
    let net = net().await;
    let (mut alice, mut bob) = (Old::register(&net, "alice").await, Old::register(&net, "bob").await);
    let room_id = bob.room(&[]).await;
    for data in [
        json!({ "userId": "alice", "content": "모두에게" }),
        json!({ "roomId": null, "userId": "alice", "content": "모두에게" }),
        json!({ "roomId": "", "userId": "alice", "content": "모두에게" }),
        json!({ "roomId": ["a"], "userId": "alice", "content": "모두에게" }),
        json!(null),
        json!("글"),
    ] {
        let exception = alice.refused("send_message", &data).await;
        assert!(exception["message"].as_str().expect("a text").contains("Id must be"), "{exception}");
    }
    bob.none_since(&room_id, "exception").await;
    assert!(bob.passed.iter().all(|(_, data)| !data[0]["content"].to_string().contains("모두에게")));
}

#[tokio::test]
async fn faults_4_and_6_a_connection_that_comes_back_is_the_same_guest() {
    let net = net().await;
    let (mut alice, mut bob) = (Old::register(&net, "alice").await, Old::register(&net, "bob").await);
    let room_id = alice.room(&["bob"]).await;
    bob.any("room_created").await;
    // A second tab, which never registers: the cookie of the handshake is enough.
    let mut tab = Old::open(&net, &json!({ "accessToken": null }), &alice.cookie).await;
    tab.name = "alice".to_owned();
    assert_eq!(names(&tab.any("room_created").await), ["alice", "bob"]);
    // The first goes; the second goes on, and the name stays theirs.
    alice.wire.send("41/chat,").await;
    drop(alice.wire);
    bob.say(&room_id, "아직 있어요?").await;
    assert_eq!(tab.any("receive_message").await["content"], "아직 있어요?");
    drop(tab.wire);
    // Nobody is there now: what is said meanwhile is there, and so is the membership.
    bob.say(&room_id, "자리를 비우셨네요").await;
    bob.until("receive_message", |said| said[0]["content"] == "자리를 비우셨네요").await;
    let mut other = Old::open(&net, &json!({ "accessToken": null }), "").await;
    other.send("register", &json!({ "userId": "alice" })).await;
    assert!(other.any("system").await["content"].as_str().expect("a text").contains("이미 쓰고 있는 이름"));
    assert!(other.next().await.is_none(), "sent away");
    let mut back = Old::open(&net, &json!({ "accessToken": null }), &alice.cookie).await;
    back.any("room_created").await;
    bob.say(&room_id, "어서 오세요").await;
    assert_eq!(back.any("receive_message").await["content"], "어서 오세요");

    // The same with an account's token.
    let mut ann = net.person("서연").await;
    ann.browser.post("/settings/tokens", &[("name", "옛 화면")]).await;
    let page = ann.browser.get("/settings").await;
    let token = page.text().split('"').find(|part| part.starts_with("suda_")).expect("a token").to_owned();
    for _ in 0..2 {
        let mut old = Old::open(&net, &json!({ "accessToken": token }), "").await;
        old.name = "서연".to_owned();
        let users = old.any("get_users").await;
        assert!(users["users"].as_array().expect("a list").contains(&json!("서연")));
    }
    let (status, _) = search(&mut net.browser(), &[("authorization", &format!("Bearer {token}"))], "서연", "가").await;
    assert_eq!(status, StatusCode::CREATED);
}

#[tokio::test]
async fn fault_5_a_name_without_a_cookie_is_free_again() {
    let net = net().await;
    let alice = Old::register(&net, "alice").await;
    let mut other = Old::open(&net, &json!({ "accessToken": null }), "").await;
    other.send("register", &json!({ "userId": "alice" })).await;
    other.any("system").await;
    drop(alice.wire);
    // Free as soon as the server has noticed.
    in_time("the name is free", async {
        loop {
            let mut again = Old::open(&net, &json!({ "accessToken": null }), "").await;
            again.send("register", &json!({ "userId": "alice" })).await;
            if let Some((event, _)) = again.next().await
                && event != "system"
            {
                break;
            }
        }
    })
    .await;
    // A name that is an account's is not, nor one that looks like it.
    for taken in ["관리자", "  관리자 "] {
        let mut guest = Old::open(&net, &json!({ "accessToken": null }), "").await;
        guest.send("register", &json!({ "userId": taken })).await;
        guest.any("system").await;
        assert!(guest.next().await.is_none(), "{taken:?}");
    }
}

#[tokio::test]
async fn fault_7_rooms_are_made_by_making_them() {
    let net = net().await;
    let (mut alice, mut bob) = (Old::register(&net, "alice").await, Old::register(&net, "bob").await);
    alice.refused("join_room", &json!({ "userId": "bob", "roomId": "no-such-room" })).await;
    alice.refused("leave_room", &json!({ "userId": "alice", "roomId": "no-such-room" })).await;
    let room_id = alice.room(&[]).await;
    alice.send("join_room", &json!({ "userId": "bob", "roomId": room_id })).await;
    assert_eq!(names(&bob.any("room_created").await), ["alice", "bob"], "the joiner is among them");
    bob.send("leave_room", &json!({ "userId": "bob", "roomId": room_id })).await;
    alice.until("room_created", |room| names(&room[0]) == ["alice"]).await;
    bob.refused("leave_room", &json!({ "userId": "bob", "roomId": room_id })).await;
    alice.none_since(&room_id, "exception").await;
    assert!(alice.passed.iter().all(|(name, data)| name != "room_created" || names(&data[0]) != ["alice", "bob", "bob"]));
}

#[tokio::test]
async fn fault_8_who_is_there_is_told_once_for_many() {
    let net = net().await;
    let mut watcher = Old::register(&net, "보는 사람").await;
    let mut crowd = Vec::new();
    for number in 0..20 {
        let mut one = Old::open(&net, &json!({ "accessToken": null }), "").await;
        one.send("register", &json!({ "userId": format!("손님{number}") })).await;
        crowd.push(one);
    }
    watcher.until("get_users", |users| users[0]["users"].as_array().is_some_and(|users| users.len() >= 22)).await;
    let told = watcher.passed.iter().filter(|(name, _)| name == "get_users").count();
    assert!(told < 20, "told {told} times of 20 who came");
}

#[tokio::test]
async fn fault_9_typing_has_a_room_and_a_bound() {
    let net = net().await;
    let (mut alice, mut bob) = (Old::register(&net, "alice").await, Old::register(&net, "bob").await);
    let (room_id, mut carol) = (alice.room(&["bob"]).await, Old::register(&net, "carol").await);
    let other = carol.room(&[]).await;
    for _ in 0..200 {
        alice.send("typing", &json!({ "userId": "alice", "roomId": room_id })).await;
    }
    alice.say(&room_id, "다 썼어요").await;
    bob.until("receive_message", |said| said[0]["content"] == "다 썼어요").await;
    let typed = bob.passed.iter().filter(|(name, _)| name == "typing").count();
    assert!((1..50).contains(&typed), "{typed} frames for 200 keystrokes");
    assert!(alice.passed.iter().all(|(name, _)| name != "typing"), "not to whoever types");
    carol.none_since(&other, "typing").await;
}

#[tokio::test]
async fn fault_10_everything_has_a_bound() {
    let net = net().await;
    let mut alice = Old::register(&net, "alice").await;
    let room_id = alice.room(&[]).await;
    assert!(room_id.len() >= 16, "not to be guessed");
    let long = "가".repeat(4_001);
    alice.refused("send_message", &json!({ "roomId": room_id, "userId": "alice", "content": long })).await;
    alice.refused("send_message", &json!({ "roomId": room_id, "userId": "alice", "content": " " })).await;
    let many: Vec<String> = (0..200).map(|number| format!("u{number}")).collect();
    alice.refused("create_room", &json!({ "hostId": "alice", "participants": many })).await;
    alice.refused("create_room", &json!({ "hostId": "alice", "participants": ["없는 사람"] })).await;
    alice.refused("no_such_event", &json!({})).await;
    alice.none_since(&room_id, "exception").await;
    for name in ["", &"가".repeat(33), "\u{200B}"] {
        let mut guest = Old::open(&net, &json!({ "accessToken": null }), "").await;
        guest.send("register", &json!({ "userId": name })).await;
        guest.any("system").await;
        assert!(guest.next().await.is_none(), "{name:?}");
    }
}

#[tokio::test]
async fn fault_11_a_message_takes_no_detour() {
    // The adapter of the replaced service took a hundred times as long as none: here both namespaces have the same way, over Redis.
    const MESSAGES: u32 = 50;
    let redis = Server::start();
    let store = suda::config::values::List::Text(redis.url());
    let net = Net::with(Options { redis: Some(store), reference_clients: Some("on".into()), ..Options::default() }).await;
    let mut ann = net.person("서연").await;
    let room = ann.room("우리 방", &[]).await.id;
    let mut alice = Old::register(&net, "alice").await;
    let room_id = alice.room(&[]).await;
    let (mut ours, mut theirs) = (Duration::ZERO, Duration::ZERO);
    for number in 0..MESSAGES {
        let (text, started) = (format!("{number}번째"), Instant::now());
        ann.say(&room, &text).await.expect("said");
        ann.hears(&text).await;
        ours += started.elapsed();
        let started = Instant::now();
        alice.say(&room_id, &text).await;
        alice.until("receive_message", |said| said[0]["content"] == json!(text)).await;
        theirs += started.elapsed();
    }
    assert!(theirs < ours * 20, "{theirs:?} for {MESSAGES} messages, {ours:?} in the main namespace");
}
