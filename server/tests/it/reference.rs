//! Clients of the replaced service, frame by frame as they are written, and the faults of that service, each of which would have failed
//! here. The official client goes through the same in `interop/`.

use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use protocol::rooms::{CreateRoom, RoomKind};
use serde_json::{Value, json};
use store::conformance::redis::Server;
use suda::config::Options;

use crate::support::person::message;
use crate::support::{Browser, Net, in_time};
use crate::wire::{self, Wire};

/// A client of the replaced service.
struct Old {
    wire: Wire,
    name: String,
    /// What came while something else was waited for.
    passed: Vec<(String, Vec<Value>)>,
    cookie: String,
    /// Who was said to be there when this one came.
    users: Value,
}

async fn net() -> Net {
    let net = Net::with(Options { reference_clients: Some("on".into()), ..Options::default() }).await;
    // Guests come once somebody administers.
    net.person("관리자").await;
    net
}

impl Old {
    async fn open(net: &Net, auth: &Value, cookie: &str) -> Self {
        let headers: &[(&'static str, &str)] = if cookie.is_empty() { &[] } else { &[("cookie", cookie)] };
        let (mut wire, set) = wire::open_and_cookie(net.address, "", headers).await;
        assert!(wire.next().await.expect("a handshake").starts_with("0{"));
        wire.send(&format!("40/chat,{auth}")).await;
        let answer = wire.next().await.expect("an answer");
        assert!(answer.starts_with("40/chat,{"), "{answer}");
        let cookie = if set.is_empty() { cookie.to_owned() } else { set };
        Self { wire, name: String::new(), passed: Vec::new(), cookie, users: Value::Null }
    }

    /// Comes in under a name, as the released clients do.
    async fn register(net: &Net, name: &str) -> Self {
        let mut old = Self::open(net, &json!({ "accessToken": null }), "").await;
        old.name = name.to_owned();
        old.send("register", &json!({ "userId": name })).await;
        let came = |users: &[Value]| users[0]["users"].as_array().is_some_and(|users| users.contains(&json!(name)));
        old.users = old.until("get_users", came).await.remove(0);
        old
    }

    async fn send(&mut self, event: &str, data: &Value) {
        self.wire.send(&format!("42/chat,{}", json!([event, data]))).await;
    }

    async fn next(&mut self) -> Option<(String, Vec<Value>)> {
        let frame = self.wire.next().await.filter(|frame| !frame.starts_with("41"))?;
        let event = frame.strip_prefix("42/chat,").unwrap_or_else(|| panic!("no event: {frame}"));
        let mut arguments: Vec<Value> = serde_json::from_str(event).expect("JSON");
        Some((arguments.remove(0).as_str().expect("a name").to_owned(), arguments))
    }

    /// The first such event, of those that passed and those that come.
    async fn until(&mut self, event: &str, is_it: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        if let Some(at) = self.passed.iter().position(|(name, data)| name == event && is_it(data)) {
            return self.passed.remove(at).1;
        }
        in_time(&format!("{event} for {}", self.name), async {
            loop {
                let (name, data) = self.next().await.unwrap_or_else(|| panic!("{event} does not come: the connection has ended"));
                if name == event && is_it(&data) {
                    return data;
                }
                self.passed.push((name, data));
            }
        })
        .await
    }

    async fn any(&mut self, event: &str) -> Value {
        self.until(event, |_| true).await.remove(0)
    }

    /// What came before a message of one's own, of this kind: nothing is on its way any more.
    async fn none_since(&mut self, room_id: &str, event: &str) {
        let mark = format!("표시 {}", self.passed.len());
        self.say(room_id, &mark).await;
        self.until("receive_message", |message| message[0]["content"] == json!(mark)).await;
        assert!(self.passed.iter().all(|(name, _)| name != event), "{event} came: {:?}", self.passed);
    }

    async fn say(&mut self, room_id: &str, content: &str) {
        let message = json!({ "roomId": room_id, "userId": self.name, "content": content });
        self.send("send_message", &message).await;
    }

    async fn room(&mut self, participants: &[&str]) -> String {
        let name = self.name.clone();
        self.send("create_room", &json!({ "hostId": name, "participants": participants })).await;
        let room = self.any("room_created").await;
        room["roomId"].as_str().expect("an id").to_owned()
    }

    async fn refused(&mut self, event: &str, data: &Value) -> Value {
        self.send(event, data).await;
        let exception = self.any("exception").await;
        assert_eq!(exception["status"], "error");
        assert_eq!(exception["cause"], json!({ "pattern": event, "data": data }));
        exception
    }
}

fn names(room: &Value) -> Vec<&str> {
    room["participants"].as_array().expect("a list").iter().map(|name| name.as_str().expect("a name")).collect()
}

async fn search(browser: &mut Browser, headers: &[(&'static str, &str)], user: &str, keyword: &str) -> (StatusCode, Value) {
    let headers: Vec<_> = headers.iter().copied().chain([("content-type", "application/json")]).collect();
    let body = json!({ "userId": user, "keyword": keyword }).to_string();
    let answer = browser.ask(Method::POST, "/chat/search", &headers, body).await;
    (answer.status, serde_json::from_str(answer.text()).expect("JSON"))
}

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
async fn who_was_made_a_member_while_away_is_in_the_room_when_they_come() {
    let net = net().await;
    let ann = net.person("서연").await;
    let alice = Old::register(&net, "alice").await;
    let cookie = alice.cookie.clone();
    let id = ann.call(protocol::session::FindPeople { query: "alice".into(), ..Default::default() }).await.expect("a page").people[0]
        .person
        .id
        .clone();
    let mut back = Old::open(&net, &json!({ "accessToken": null }), &cookie).await;
    back.any("get_users").await;
    drop((alice.wire, back.wire));
    let command = CreateRoom { client_id: None, name: None, kind: RoomKind::Private, participants: vec![id] };
    let room = ann.call(command).await.expect("a room");
    ann.call(message(&room.id, suda::identity::mint_client_id(), "나중에 봐요")).await.expect("said");
    let mut again = Old::open(&net, &json!({ "accessToken": null }), &cookie).await;
    assert_eq!(again.any("room_created").await["roomId"], json!(room.id));
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

#[tokio::test]
async fn who_comes_back_with_the_cookie_is_the_same_guest_also_the_first_time_and_after_a_restart() {
    let mut net = net().await;
    let mut alice = Old::register(&net, "alice").await;
    let room_id = alice.room(&[]).await;
    for restart in [false, true] {
        let cookie = alice.cookie.clone();
        drop(alice.wire);
        if restart {
            net.stop().await.expect("stopped");
            net.start_again().await;
        }
        alice = Old::open(&net, &json!({ "accessToken": null }), &cookie).await;
        alice.name = "alice".to_owned();
        assert_eq!(alice.any("room_created").await["roomId"], json!(room_id), "after a restart: {restart}");
        alice.say(&room_id, "다시 왔어요").await;
        alice.any("receive_message").await;
    }
}

#[tokio::test]
async fn a_name_is_never_leased_to_a_secret_that_came_along() {
    let net = net().await;
    let mut victim = Old::open(&net, &json!({ "accessToken": null }), "suda-guest=planted").await;
    assert!(victim.cookie.starts_with("suda-guest=") && victim.cookie != "suda-guest=planted", "another one is set over it");
    victim.send("register", &json!({ "userId": "희생자" })).await;
    victim.any("get_users").await;
    let mut planter = Old::open(&net, &json!({ "accessToken": null }), "suda-guest=planted").await;
    planter.refused("create_room", &json!({ "hostId": "희생자", "participants": [] })).await;
    // Two tabs with one cookie that has proven nothing yet are two guests, and neither ends what the other has.
    let one = Old::register(&net, "하나").await;
    let mut two = Old::open(&net, &json!({ "accessToken": null }), &victim.cookie).await;
    two.name = "희생자".to_owned();
    let room_id = two.room(&[]).await;
    drop(victim.wire);
    two.say(&room_id, "그대로 있어요").await;
    two.any("receive_message").await;
    let mut other = Old::open(&net, &json!({ "accessToken": null }), "").await;
    other.send("register", &json!({ "userId": "희생자" })).await;
    other.any("system").await;
    assert_ne!(one.cookie, two.cookie);
}

#[tokio::test]
async fn a_secret_of_another_kind_becomes_no_lease() {
    let net = net().await;
    let mut ann = net.person("서연").await;
    ann.browser.post("/settings/tokens", &[("name", "봇")]).await;
    let page = ann.browser.get("/settings").await;
    let token = page.text().split('"').find(|part| part.starts_with("suda_")).expect("a token").to_owned();
    let mut odd = Old::open(&net, &json!({ "accessToken": null }), &format!("suda={token}")).await;
    odd.send("register", &json!({ "userId": "아무개" })).await;
    odd.any("get_users").await;
    let me = net.browser().ask(Method::GET, "/api/me", &[("authorization", &format!("Bearer {token}"))], String::new()).await;
    assert_eq!(me.status, StatusCode::OK, "the token is what it was");
}

#[tokio::test]
async fn what_is_too_much_is_said_and_nothing_vanishes() {
    let net = net().await;
    let mut alice = Old::register(&net, "alice").await;
    let room_id = alice.room(&[]).await;
    let frame = |number: u32| {
        let message = json!({ "roomId": room_id, "userId": "alice", "content": format!("{number}번째") });
        format!("42/chat,{number}{}", json!(["send_message", message]))
    };
    alice.wire.send_all((0..900).map(frame)).await;
    let (mut done, mut refused) = (0, 0);
    in_time("900 answers", async {
        while done + refused < 900 {
            let frame = alice.wire.next().await.expect("a frame");
            if frame.starts_with("43/chat,") {
                if frame.contains("\"ok\"") { done += 1 } else { refused += 1 }
            }
        }
    })
    .await;
    assert!(done > 0, "{done} done, {refused} refused");
}

#[tokio::test]
async fn a_name_is_ones_own_however_it_is_typed() {
    let net = net().await;
    let mut alice = Old::open(&net, &json!({ "accessToken": null }), "").await;
    // Decomposed, with blanks around it: as the client keeps it, and repeats it.
    alice.name = "  두  말 \u{1112}\u{1161}\u{11AB} ".to_owned();
    let name = alice.name.clone();
    alice.send("register", &json!({ "userId": name })).await;
    alice.any("get_users").await;
    let room_id = alice.room(&[]).await;
    alice.say(&room_id, "되네요").await;
    assert_eq!(alice.any("receive_message").await["userId"], "두 말 한");
}
#[tokio::test]
async fn a_nameless_connection_holds_up_no_stop() {
    let mut net = net().await;
    let _nobody = Old::open(&net, &json!({ "accessToken": null }), "").await;
    net.stop().await.expect("stopped");
    // The directory is free for the next.
    net.start_again().await;
}
