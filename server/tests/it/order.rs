//! One order. What one connection sends is done in the order in which it was sent, and everybody hears it in the order of the log:
//! Socket.IO below us does neither by itself.

use futures::FutureExt as _;
use futures::future::join_all;
use protocol::messages::Change;
use protocol::{Event, RoomId};
use rust_socketio::Payload;
use rust_socketio::asynchronous::{Client, ClientBuilder};
use serde_json::{Value, json};
use suda::chat::limit::Rate;
use suda::config::Options;
use tokio::sync::mpsc;

use crate::asking::{entry, hears_room};
use crate::support::person::message;
use crate::support::{Browser, DEADLINE, Net, Person, in_time};

const RUNS: usize = 30;
const PIPELINED: usize = 200;

async fn fast() -> Net {
    Net::tuned(Options::default(), |tuning| tuning.limits.send = Rate::new(1_000_000, 1_000_000)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_pipelined_messages_keep_their_order_in_thirty_runs() {
    let net = fast().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("빠른 방", &[&ben]).await.id;
    hears_room(&mut ann.line, &room).await;
    hears_room(&mut ben.line, &room).await;
    for run in 0..RUNS {
        // All of them are on their way before the first answer is looked at.
        let calls = (0..PIPELINED).map(|n| {
            let content = format!("{run}회 {n}번째");
            ann.line.client().call(message(&room, suda::identity::mint_client_id(), &content), DEADLINE)
        });
        let calls: Vec<_> = calls.collect();
        let places: Vec<u64> = join_all(calls).await.into_iter().map(|sent| sent.expect("said").seq.0).collect();
        assert!(places.is_sorted(), "run {run}: {places:?}");
        for who in [&mut ben, &mut ann] {
            for n in 0..PIPELINED {
                assert_eq!(next_said(who, &room).await, format!("{run}회 {n}번째"));
            }
        }
    }
}

async fn next_said(who: &mut Person, room: &RoomId) -> String {
    loop {
        if let Change::NewMessage { content, .. } = entry(&mut who.line, room).await.change {
            return content.as_str().to_owned();
        }
    }
}

/// Several at once, from several connections: everybody hears the one order of the log, without a hole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_hears_the_same_sequence() {
    let net = fast().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("시끄러운 방", &[&ben]).await.id;
    let (mut cho, mut cho_hears) = (net.person("지우").await, Vec::new());
    ann.call(protocol::rooms::Invite { room_id: room.clone(), participants: vec![cho.id()] }).await.expect("invited");
    cho.line.event("invited", |event| matches!(event, Event::RoomInvite(_)).then_some(())).await;
    let tab = ann.second_tab().await;
    let say =
        |client: &client::Client, n: usize| client.call(message(&room, suda::identity::mint_client_id(), &format!("{n}번째")), DEADLINE);
    let calls: Vec<_> = (0..300).map(|n| say(if n % 2 == 0 { ann.line.client() } else { tab.client() }, n)).collect();
    let calls = join_all(calls).await;
    let head = calls.into_iter().map(|sent| sent.expect("said").seq).max().expect("some");
    let mut ben_hears = Vec::new();
    for (line, heard) in [(&mut ben.line, &mut ben_hears), (&mut cho.line, &mut cho_hears)] {
        while heard.last() != Some(&head.0) {
            heard.push(entry(line, &room).await.seq.0);
        }
    }
    assert!(ben_hears.windows(2).all(|pair| pair[1] == pair[0] + 1), "{ben_hears:?}");
    assert!(ben_hears.ends_with(&cho_hears), "{cho_hears:?}");
    assert!(cho_hears.len() >= 300);
}

/// Somebody with another hand's client. It says that it is connected before the namespace is, so that is waited for.
async fn stranger(browser: &Browser, heard: mpsc::UnboundedSender<Value>) -> Client {
    let (address, cookie) = (format!("{}/chat/ws/", browser.site()), browser.cookie());
    let (accepted, mut is_accepted) = mpsc::unbounded_channel();
    let builder = ClientBuilder::new(address).opening_header("cookie", cookie).on(rust_socketio::Event::Connect, move |_, _| {
        let accepted = accepted.clone();
        async move {
            // It may connect again after the test has gone on.
            let _again = accepted.send(());
        }
        .boxed()
    });
    let client = builder.on("room_event", move |payload, _| {
        let heard = heard.clone();
        async move {
            if let Payload::Text(mut arguments) = payload {
                // The test that listens may be over.
                let _over = heard.send(arguments.remove(0));
            }
        }
        .boxed()
    });
    let client = in_time("a connection", Box::pin(client.connect())).await.expect("it connects");
    in_time("the namespace", is_accepted.recv()).await.expect("the client runs");
    client
}

async fn ask(client: &Client, name: &str, payload: Value) -> Value {
    let (answer, mut answers) = mpsc::unbounded_channel();
    let acknowledged = move |payload: Payload, _: Client| {
        let answer = answer.clone();
        async move {
            if let Payload::Text(mut arguments) = payload {
                // Acknowledgements come nested once more than they are on the wire.
                let _over = answer.send(arguments.remove(0)[0].take());
            }
        }
        .boxed()
    };
    client.emit_with_ack(name, payload, DEADLINE, acknowledged).await.expect("it is sent");
    in_time(name, answers.recv()).await.expect("the client runs")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_with_another_hands_client() {
    let net = fast().await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("남의 손", &[&ben]).await.id;
    let (ann_hears, _) = mpsc::unbounded_channel();
    let (ben_hears, mut heard) = mpsc::unbounded_channel();
    let (ann, ben) = (stranger(&ann.browser, ann_hears).await, stranger(&ben.browser, ben_hears).await);
    for run in 0..RUNS {
        for n in 0..PIPELINED {
            let payload = json!({"roomId": room, "clientId": format!("r{run}-{n}"), "content": format!("{run}회 {n}번째")});
            ann.emit("send_message", payload).await.expect("sent");
        }
        for n in 0..PIPELINED {
            let said = loop {
                let entry = in_time("an entry", heard.recv()).await.expect("the client runs");
                if entry["type"] == "new_message" {
                    break entry;
                }
            };
            assert_eq!(said["content"], format!("{run}회 {n}번째"));
        }
    }
    ann.disconnect().await.expect("it goes");
    ben.disconnect().await.expect("it goes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_hands_client_talks_with_ours() {
    let net = fast().await;
    let (mut ann, ben) = (net.person("서연").await, net.person("민준").await);
    let (to_us, mut entries) = mpsc::unbounded_channel();
    let client = stranger(&ben.browser, to_us).await;
    let made = ask(&client, "create_room", json!({"kind": "private", "name": "함께", "participants": [ann.id()]})).await;
    let room: RoomId = serde_json::from_value(made["ok"]["id"].clone()).expect("a room");
    ann.line.event("invited", |event| matches!(event, Event::RoomInvite(_)).then_some(())).await;
    let sent = ask(&client, "send_message", json!({"roomId": room, "clientId": "c1", "content": "안녕하세요"})).await;
    assert_eq!(sent["ok"]["seq"], 3);
    ann.hears("안녕하세요").await;
    ann.say(&room, "반가워요").await.expect("said");
    loop {
        if in_time("an entry", entries.recv()).await.expect("the client runs")["content"] == "반가워요" {
            break;
        }
    }
    let refused = ask(&client, "history", json!({"roomId": "nowhere"})).await;
    assert_eq!(refused["error"]["code"], "not_member");
    let unknown = ask(&client, "dance", json!({})).await;
    assert_eq!(unknown["error"]["code"], "unknown_command");
    client.disconnect().await.expect("it goes");
}
