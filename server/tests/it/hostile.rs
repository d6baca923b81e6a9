//! Clients that mean no good, or do not know better: each costs only itself.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use client::connection::Transports;
use futures::StreamExt as _;
use protocol::command::COMMANDS;
use protocol::presence::PresenceState;
use protocol::session::Sync;
use protocol::{ErrorCode, Event};
use serde_json::{Value, json};
use suda::chat::limit::Rate;
use suda::config::Options;
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::Error;

use crate::asking::ask;
use crate::support::person::Line;
use crate::support::{DEADLINE, Net, in_time};
use crate::wire::{self, Wire};

#[tokio::test]
async fn a_stranger_is_told_to_sign_in_and_nothing_else() {
    let net = Net::start().await;
    for cookie in ["", "suda=made-up", "__Host-suda=made-up; suda=made-up"] {
        let mut wire = wire::open(net.address, "", &[("cookie", cookie)]).await.expect("a websocket");
        wire.next().await.expect("a handshake");
        wire.send("40").await;
        let refusal = wire.next().await.expect("a refusal");
        let refusal: Value = serde_json::from_str(refusal.strip_prefix("44").expect("CONNECT_ERROR")).expect("JSON");
        let body: Value = serde_json::from_str(refusal["message"].as_str().expect("a text")).expect("an error's body");
        assert_eq!(body["code"], "unauthenticated");
        wire.send(&wire::command(1, "sync", &json!({}))).await;
        while let Some(frame) = wire.next().await {
            assert_eq!(frame, "1", "closed, without another word");
        }
    }
}

#[tokio::test]
async fn who_does_not_say_who_they_are_is_closed_in_time() {
    let net = Net::tuned(Options::default(), |tuning| tuning.gateway.connect_timeout = Duration::from_millis(200)).await;
    let ann = net.person("서연").await;
    let mut wire = wire::open(net.address, "", &[("cookie", &ann.browser.cookie())]).await.expect("a websocket");
    wire.next().await.expect("a handshake");
    // Engine.IO says that it closes, and does.
    while wire.next().await.is_some() {}
}

#[tokio::test]
async fn events_that_do_not_exist_are_answered() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    for name in ["dance", "", "connect_error", "Sync", "sync ", "춤추기"] {
        assert_eq!(ask(&ann.line, name, &json!({})).await, Err(ErrorCode::UnknownCommand), "{name:?}");
    }
}

#[tokio::test]
async fn payloads_of_the_wrong_shape_are_answered() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let shapes = [json!(null), json!(7), json!("안녕"), json!([]), json!([[]]), json!({"roomId": 7, "kind": 7, "query": 7, "rooms": 7})];
    for command in COMMANDS {
        for shape in &shapes {
            let refused = ask(&ann.line, command, shape).await;
            assert_eq!(refused, Err(ErrorCode::Invalid), "{command} {shape}");
        }
    }
    let mut wire = Wire::connect(net.address, &ann.browser.cookie()).await;
    for (number, command) in (1..).zip(COMMANDS) {
        wire.send(&format!("42{number}[\"{command}\"]")).await;
        assert_eq!(wire.ack(number).await.expect("an answer")["error"]["code"], "invalid", "{command}");
    }
    // Many arguments: the first counts. No acknowledgement asked for: none sent, and nothing breaks.
    wire.send("42[\"dance\"]").await;
    wire.send("42[\"send_message\",7]").await;
    wire.send("4299[\"sync\",{},{},7]").await;
    assert!(wire.ack(99).await.expect("an answer")["ok"].is_object());
}

#[tokio::test]
async fn frames_that_are_none_end_only_their_own_connection() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let junk =
        ["42{}", "42[", "42[7]", "42[]", "4", "9", "4x", "안녕", "451-[\"sync\",{\"_placeholder\":true,\"num\":0}]", "44{}", "40/nowhere,"];
    for frame in junk {
        let mut wire = Wire::connect(net.address, &ann.browser.cookie()).await;
        wire.send(frame).await;
        wire.send(&wire::command(7, "sync", &json!({}))).await;
        // Either it was skipped or the connection was closed; nothing else.
        if let Some(answer) = wire.ack(7).await {
            assert!(answer["ok"].is_object(), "{frame}: {answer}");
        }
        assert!(ann.call(Sync::default()).await.is_ok(), "{frame}");
    }
}

#[tokio::test]
async fn what_is_too_large_is_not_taken() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let large = json!({"roomId": room, "clientId": "large", "content": "가".repeat(64 * 1024)});
    let mut wire = Wire::connect(net.address, &ben.browser.cookie()).await;
    wire.send(&wire::command(1, "send_message", &large)).await;
    while wire.next().await.is_some() {}
    // By polling it is refused too.
    let opened = ben.browser.get("/chat/ws/?EIO=4&transport=polling").await;
    let path = format!("/chat/ws/?EIO=4&transport=polling&sid={}", sid(opened.text()));
    let answer = ben.browser.ask(Method::POST, &path, &[], wire::command(1, "send_message", &large).repeat(2)).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    ann.say(&room, "나는 괜찮아").await.expect("said");
    ben.hears("나는 괜찮아").await;
    ann.hears("나는 괜찮아").await;
}

#[tokio::test]
async fn a_page_of_another_site_does_not_connect() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let cookie = ann.browser.cookie();
    for origin in ["https://evil.example", "null", &format!("http://{}.evil.example", net.address)] {
        let refused = wire::open(net.address, "", &[("cookie", &cookie), ("origin", origin)]).await;
        assert!(matches!(refused, Err(Error::Http(response)) if response.status() == StatusCode::FORBIDDEN), "{origin}");
        let polling = ann.browser.ask(Method::GET, "/chat/ws/?EIO=4&transport=polling", &[("origin", origin)], String::new()).await;
        assert_eq!(polling.status, StatusCode::FORBIDDEN, "{origin}");
        let without_slash = ann.browser.ask(Method::GET, "/chat/ws?EIO=4&transport=polling", &[("origin", origin)], String::new()).await;
        assert_eq!(without_slash.status, StatusCode::FORBIDDEN, "{origin}");
    }
}

/// The id of a session, out of what a poll without one was answered with.
pub(crate) fn sid(handshake: &str) -> String {
    let open: Value = serde_json::from_str(handshake.strip_prefix('0').expect("a handshake")).expect("JSON");
    open["sid"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_stolen_polling_session_is_worth_nothing() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[]).await.id;
    let opened = ann.browser.get("/chat/ws/?EIO=4&transport=polling").await;
    let sid = sid(opened.text());
    let path = format!("/chat/ws/?EIO=4&transport=polling&sid={sid}");
    let say = wire::command(1, "send_message", &json!({"roomId": room, "clientId": "stolen", "content": "내가 서연이야"}));
    let mut nobody = net.browser();
    for thief in [&mut ben.browser, &mut nobody] {
        for body in ["40", say.as_str()] {
            assert_eq!(thief.ask(Method::POST, &path, &[], body.to_owned()).await.status, StatusCode::BAD_REQUEST);
        }
        assert_eq!(thief.get(&path).await.status, StatusCode::BAD_REQUEST);
        let cookie = thief.cookie();
        let upgraded = wire::open(net.address, &format!("&sid={sid}"), &[("cookie", &cookie)]).await;
        assert!(matches!(upgraded, Err(Error::Http(response)) if response.status() == StatusCode::BAD_REQUEST));
    }
    // Its owner goes on.
    assert_eq!(ann.browser.ask(Method::POST, &path, &[], "40".to_owned()).await.status, StatusCode::OK);
    // The server pings at once, before the namespace is connected.
    while !ann.browser.get(&path).await.text().contains("40{") {}
    assert_eq!(ann.browser.ask(Method::POST, &path, &[], say).await.status, StatusCode::OK);
    ann.hears("내가 서연이야").await;
}

#[tokio::test]
async fn everything_goes_by_polling_too() {
    let net = Net::start().await;
    let (mut ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let mut options = client::Options::new(ben.browser.site()).with_cookie(ben.browser.cookie());
    options.origin = Some(ben.browser.site());
    options.transports = Transports::PollingOnly;
    let (polling, mut incoming) = client::Client::start(options);
    assert_eq!(in_time("a connection", incoming.next()).await, Some(client::Signal::Connected));
    let said = crate::support::person::message(&room, suda::identity::mint_client_id(), "천천히 가요");
    polling.call(said, DEADLINE).await.expect("said");
    ann.hears("천천히 가요").await;
    ann.say(&room, "기다릴게요").await.expect("said");
    in_time("the answer", async {
        loop {
            if let Some(client::Signal::Event(Event::RoomEvent(entry))) = incoming.next().await
                && entry.by.id == ann.me.person.id
                && entry.change.is_message()
            {
                return;
            }
        }
    })
    .await;
}

/// Two thousand commands in one go: each is answered, done or refused, and whoever else is there does not notice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_is_answered_to_the_last() {
    const FLOOD: u32 = 2_000;
    let net = Net::tuned(Options::default(), |tuning| tuning.limits.look = Rate::new(100_000, 100_000)).await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let mut wire = Wire::connect(net.address, &ann.browser.cookie()).await;
    wire.send_all((1..=FLOOD).map(|number| wire::command(number, "members", &json!({"roomId": "nowhere"})))).await;
    assert!(ben.call(Sync::default()).await.is_ok());
    let (mut done, mut refused) = (0, 0);
    while done + refused < FLOOD {
        let frame = wire.next().await.expect("the connection stays");
        if let Some(data) = frame.strip_prefix("43") {
            let data: Value = serde_json::from_str(data.trim_start_matches(|digit: char| digit.is_ascii_digit())).expect("JSON");
            match data[0]["error"]["code"].as_str() {
                Some("not_member") => done += 1,
                Some("rate_limited") => refused += 1,
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(done >= 200, "{done} were done");
}

/// Facts of the parts below: a client that stops reading is never evicted by them. It is by the kernel, and costs nobody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_stops_reading_is_gone_in_time_and_costs_nobody_else() {
    let net = Net::tuned(Options::default(), |tuning| {
        tuning.tcp_user_timeout = Duration::from_secs(1);
        tuning.announce.grace = Duration::from_millis(50);
        tuning.limits.send = Rate::new(100_000, 100_000);
        // Long enough that it is the kernel who acts.
        tuning.announce.patience = Duration::from_mins(10);
    })
    .await;
    let (mut ann, mut ben, slow) = (net.person("서연").await, net.person("민준").await, net.person("느림보").await);
    let room = ann.room("수다방", &[&ben, &slow]).await.id;
    let (slow_id, slow_cookie) = (slow.id(), slow.browser.cookie());
    let tcp = TcpSocket::new_v4().expect("a socket");
    tcp.set_recv_buffer_size(4_096).expect("a small buffer");
    let stuck = Wire::connect_on(tcp, net.address, &slow_cookie).await;
    drop(slow);
    let long = "길고 긴 이야기 ".repeat(400);
    let gone = |event: &Event| match event {
        Event::Presence(presence) if presence.user_id == slow_id && presence.state == PresenceState::Offline => Some(()),
        _ => None,
    };
    let talk = async {
        for n in 0.. {
            ann.say(&room, &format!("{n} {long}")).await.expect("said");
            ben.hears(format!("{n} {long}").trim()).await;
            if ben.line.kept(gone).is_some() {
                return;
            }
        }
    };
    in_time("the slow one is gone", talk).await;
    ann.hears(format!("0 {long}").trim()).await;
    drop(stuck);
}

#[tokio::test]
async fn a_session_that_ends_takes_its_connections_with_it() {
    let net = Net::start().await;
    let mut ann = net.person("서연").await;
    let mut tab = ann.second_tab().await;
    let other = Line::connect(&crate::support::Person::sign_in(net.address, "서연").await.browser).await;
    ann.browser.post("/sign-out", &[]).await;
    assert_eq!(ann.line.refused().await.code, ErrorCode::Unauthenticated);
    assert_eq!(tab.refused().await.code, ErrorCode::Unauthenticated);
    assert!(other.call(Sync::default()).await.is_ok(), "another session is another one");
}

#[tokio::test]
async fn one_person_has_only_so_many_connections() {
    let net = Net::tuned(Options::default(), |tuning| tuning.gateway.max_sockets = 2).await;
    let ann = net.person("서연").await;
    let _tab = ann.second_tab().await;
    let mut wire = wire::open(net.address, "", &[("cookie", &ann.browser.cookie())]).await.expect("a websocket");
    wire.next().await.expect("a handshake");
    wire.send("40").await;
    let refusal = wire.next().await.expect("a refusal");
    assert!(refusal.starts_with("44") && refusal.contains("full"), "{refusal}");
    assert!(ann.call(Sync::default()).await.is_ok());
}
