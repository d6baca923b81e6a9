//! Clients of the replaced service, frame by frame as they are written. The official client goes through the same in
//! `end2end/tests/reference.spec.ts`.
//!
//! | module | holds |
//! |---|---|
//! | [`old`] | such a client |
//! | [`faults`] | the eleven faults of that service, each of which would have failed here |
//! | [`guests`] | whose a name is |

mod faults;
mod guests;
mod old;

use axum::http::{Method, StatusCode};
use serde_json::json;
use suda::config::Options;

use crate::support::Net;
use crate::wire;
use old::{Old, names, net, search};

#[tokio::test]
async fn without_the_option_there_is_no_such_namespace() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let cookie = ann.browser.cookie();
    let mut wire = wire::open(net.address, "", &[("cookie", &cookie)]).await.expect("a websocket");
    wire.next().await.expect("a handshake");
    wire.send("40/chat,{\"accessToken\":null}").await;
    assert_eq!(wire.next().await.expect("an answer"), "44/chat,{\"message\":\"Invalid namespace\"}");
    assert_eq!(net.browser().get("/chat/users").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn they_talk_with_each_other_and_with_our_own_client() {
    let net = net().await;
    let mut ours = net.person("서연").await;
    let (mut alice, mut bob) = (Old::register(&net, "alice").await, Old::register(&net, "밥").await);
    for name in ["alice", "밥", "서연"] {
        assert!(bob.users["users"].as_array().expect("a list").contains(&json!(name)), "{name}");
    }

    // A room of three; the host may stand among the participants.
    alice.send("create_room", &json!({ "hostId": "alice", "participants": ["alice", "밥", "서연", "밥"] })).await;
    let room = alice.any("room_created").await;
    let room_id = room["roomId"].as_str().expect("an id").to_owned();
    assert_eq!(names(&room), ["alice", "밥", "서연"]);
    assert_eq!(names(&bob.any("room_created").await), ["alice", "밥", "서연"]);
    let id = room_id.parse().expect("an id");
    ours.line
        .event("room_invite", |event| matches!(event, protocol::Event::RoomInvite(invite) if invite.room.id == id).then_some(()))
        .await;

    // Both names for who speaks; line breaks and emoji as they are.
    alice.send("send_message", &json!({ "roomId": room_id, "senderId": "alice", "content": "안녕하세요\n반가워요 👩‍💻" })).await;
    let said = bob.any("receive_message").await;
    assert_eq!(said["content"], "안녕하세요\n반가워요 👩‍💻");
    assert_eq!((&said["senderId"], &said["userId"], &said["roomId"]), (&json!("alice"), &json!("alice"), &json!(room_id)));
    assert!(said["createdAt"].as_str().expect("a time").ends_with('Z') && said["seq"].is_u64());
    assert_eq!(alice.any("receive_message").await, said, "the sender hears it, too");
    ours.hears("안녕하세요\n반가워요 👩‍💻").await;
    bob.say(&room_id, "네, 반갑습니다").await;
    ours.hears("네, 반갑습니다").await;
    ours.say(&id, "저는 새 화면에서 써요").await.expect("said");
    assert_eq!(alice.until("receive_message", |said| said[0]["userId"] == "서연").await[0]["content"], "저는 새 화면에서 써요");

    // Typing reaches the others, with its room.
    bob.send("typing", &json!({ "roomId": room_id, "userId": "밥" })).await;
    assert_eq!(alice.until("typing", |_| true).await, [json!("밥"), json!({ "roomId": room_id })]);

    // An invite: everybody is told, and the new one gets what was said.
    let mut carol = Old::register(&net, "캐럴").await;
    alice.send("join_room", &json!({ "userId": "캐럴", "roomId": room_id })).await;
    let sentence = "캐럴님이 방에 참여했습니다.";
    assert_eq!(bob.any("system").await, json!({ "roomId": room_id, "content": sentence }));
    assert_eq!(names(&bob.any("room_created").await), ["alice", "밥", "서연", "캐럴"]);
    assert_eq!(carol.any("system").await["content"], sentence);
    assert_eq!(names(&carol.any("room_created").await), ["alice", "밥", "서연", "캐럴"]);
    let history = carol.any("receive_messages").await;
    let said: Vec<&str> = history["messages"].as_array().expect("a list").iter().filter_map(|said| said["content"].as_str()).collect();
    assert_eq!(said, ["안녕하세요\n반가워요 👩‍💻", "네, 반갑습니다", "저는 새 화면에서 써요"]);
    assert!(bob.passed.iter().all(|(name, _)| name != "receive_messages"), "the new member alone");

    // Leaving: those who stay are told who is left.
    bob.send("leave_room", &json!({ "userId": "밥", "roomId": room_id })).await;
    assert_eq!(carol.any("system").await["content"], "밥님이 방을 떠났습니다.");
    assert_eq!(names(&carol.any("room_created").await), ["alice", "서연", "캐럴"]);
    bob.refused("send_message", &json!({ "roomId": room_id, "userId": "밥", "content": "아직 있나요" })).await;
    let (status, found) = search(&mut net.browser(), &[], "alice", "반").await;
    assert_eq!(status, StatusCode::CREATED);
    let found: Vec<&str> = found.as_array().expect("a list").iter().filter_map(|said| said["content"].as_str()).collect();
    assert_eq!(found, ["네, 반갑습니다", "안녕하세요\n반가워요 👩‍💻"], "newest first");
    assert_eq!(search(&mut net.browser(), &[], "밥", "반").await.1, json!([]), "not where one is no member any more");
}

#[tokio::test]
async fn an_acknowledgement_is_given_to_who_asks() {
    let net = net().await;
    let mut alice = Old::register(&net, "alice").await;
    let room_id = alice.room(&[]).await;
    let message = json!({ "roomId": room_id, "userId": "alice", "content": "확인해 주세요" });
    alice.wire.send(&format!("42/chat,7{}", json!(["send_message", message]))).await;
    let mut acknowledged = false;
    while !acknowledged {
        acknowledged = alice.wire.next().await.expect("a frame") == "43/chat,7[{\"ok\":null}]";
    }
}

#[tokio::test]
async fn a_bad_token_is_refused_and_a_nameless_one_may_do_nothing() {
    let net = net().await;
    let mut wire = wire::open(net.address, "", &[]).await.expect("a websocket");
    wire.next().await.expect("a handshake");
    wire.send("40/chat,{\"accessToken\":\"suda_nonsense\"}").await;
    assert!(wire.next().await.expect("an answer").starts_with("44/chat,"));
    let mut nobody = Old::open(&net, &json!({ "accessToken": null }), "").await;
    for event in ["create_room", "join_room", "leave_room", "send_message", "typing"] {
        nobody.refused(event, &json!({ "roomId": "r", "userId": "alice", "hostId": "alice", "participants": [] })).await;
    }
}

#[tokio::test]
async fn pages_of_allowed_origins_may_read_and_no_others() {
    let options = Options {
        reference_clients: Some("on".into()),
        allowed_origins: Some(suda::config::values::List::Text("https://old.example.org".into())),
        ..Options::default()
    };
    let net = Net::with(options).await;
    let polling = "/chat/ws/?EIO=4&transport=polling";
    for (origin, path, allowed) in [
        ("https://old.example.org", "/chat/users", true),
        ("https://old.example.org", polling, true),
        ("https://evil.example", "/chat/users", false),
        ("https://evil.example", polling, false),
    ] {
        let answer = net.browser().ask(Method::GET, path, &[("origin", origin)], String::new()).await;
        let expected = if allowed { origin } else { "" };
        assert_eq!(answer.header("access-control-allow-origin"), expected, "{origin} {path}");
        assert_eq!(answer.status == StatusCode::OK, allowed || path == "/chat/users");
    }
    let asked = [("origin", "https://old.example.org"), ("access-control-request-method", "POST")];
    let preflight = net.browser().ask(Method::OPTIONS, "/chat/search", &asked, String::new()).await;
    assert_eq!(preflight.header("access-control-allow-credentials"), "true");
    let sent = [("origin", "https://evil.example"), ("content-type", "application/json")];
    let forged = net.browser().ask(Method::POST, "/chat/search", &sent, "{}".into()).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}
