//! Another hand's client, `rust_socketio`: what it cannot do with our server, others cannot either. `interop/` has more of them.

use futures::FutureExt as _;
use protocol::messages::Change;
use protocol::{Event, RoomId};
use rust_socketio::Payload;
use rust_socketio::asynchronous::{Client, ClientBuilder};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::asking::entry;
use crate::order::{PIPELINED, RUNS, fast};
use crate::support::{Browser, DEADLINE, Net, in_time};

const TEXTS: [&str; 5] = ["안녕하세요", "뷁 ㅋㅋㅋ", "가족 👨‍👩‍👧‍👦 국기 🇰🇷 손 👍🏽", "첫 줄\n둘째 줄", "\" 따옴표 \\ 그리고 𠮷"];

/// Somebody with that client.
struct Stranger {
    client: Client,
    /// One for each time that the namespace was entered.
    entered: mpsc::UnboundedReceiver<Value>,
    heard: mpsc::UnboundedReceiver<Value>,
}

impl Stranger {
    /// Connects with the cookie of a browser. The client says that it is connected before the namespace is, so that is waited for.
    async fn connect(browser: &Browser) -> Self {
        let (entered, is_entered) = mpsc::unbounded_channel();
        let (says, heard) = mpsc::unbounded_channel();
        let builder = builder(&browser.site()).opening_header("cookie", browser.cookie()).reconnect_on_disconnect(true);
        let builder = keep(builder, rust_socketio::Event::Connect, entered);
        let builder = keep(builder, rust_socketio::Event::Custom("room_event".into()), says);
        let client = in_time("a connection", Box::pin(builder.connect())).await.expect("it connects");
        let mut stranger = Self { client, entered: is_entered, heard };
        stranger.is_in().await;
        stranger
    }

    /// Waits until the namespace is entered (again).
    async fn is_in(&mut self) {
        in_time("the namespace", self.entered.recv()).await.expect("the client runs");
    }

    /// The next message that it hears of.
    async fn hears(&mut self) -> Value {
        loop {
            let entry = in_time("an entry", self.heard.recv()).await.expect("the client runs");
            if entry["type"] == "new_message" {
                return entry;
            }
        }
    }
}

fn builder(site: &str) -> ClientBuilder {
    ClientBuilder::new(format!("{site}/chat/ws/")).reconnect_delay(50, 200)
}

/// Keeps what an event says.
fn keep(builder: ClientBuilder, event: rust_socketio::Event, kept: mpsc::UnboundedSender<Value>) -> ClientBuilder {
    builder.on(event, move |payload, _| {
        let said = match payload {
            Payload::Text(mut arguments) if !arguments.is_empty() => arguments.swap_remove(0),
            _ => Value::Null,
        };
        // The test that listens may be over.
        let _over = kept.send(said);
        async {}.boxed()
    })
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

fn say(room: &RoomId, client_id: &str, content: &str) -> Value {
    json!({ "roomId": room, "clientId": client_id, "content": content })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_pipelined_messages_keep_their_order() {
    let net = fast().await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("남의 손", &[&ben]).await.id;
    let (ann, mut ben) = (Stranger::connect(&ann.browser).await, Stranger::connect(&ben.browser).await);
    // Who is answered hears their rooms.
    ask(&ben.client, "sync", json!({})).await;
    let mut last = None;
    for run in 0..RUNS {
        for n in 0..PIPELINED {
            let payload = say(&room, &format!("r{run}-{n}"), &format!("{run}회 {n}번째"));
            ann.client.emit("send_message", payload).await.expect("sent");
        }
        for n in 0..PIPELINED {
            let said = ben.hears().await;
            assert_eq!(said["content"], format!("{run}회 {n}번째"));
            let seq = said["seq"].as_u64().expect("a number");
            assert!(last.is_none_or(|last| seq == last + 1), "{last:?}, {seq}");
            last = Some(seq);
        }
    }
    ann.client.disconnect().await.expect("it goes");
    ben.client.disconnect().await.expect("it goes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_talks_with_ours_and_texts_stay_what_they_are() {
    let net = Net::start().await;
    let (mut ann, ben) = (net.person("서연").await, net.person("민준").await);
    let mut stranger = Stranger::connect(&ben.browser).await;
    let client = &stranger.client;
    let made = ask(client, "create_room", json!({"kind": "private", "name": "함께", "participants": [ann.id()]})).await;
    let room: RoomId = serde_json::from_value(made["ok"]["id"].clone()).expect("a room");
    ann.line.event("invited", |event| matches!(event, Event::RoomInvite(_)).then_some(())).await;
    for (n, content) in TEXTS.into_iter().enumerate() {
        let sent = ask(client, "send_message", say(&room, &format!("c{n}"), content)).await;
        assert_eq!(sent["ok"]["seq"], 3 + n);
        loop {
            if let Change::NewMessage { content: said, .. } = entry(&mut ann.line, &room).await.change {
                assert_eq!(said.as_str(), content);
                break;
            }
        }
    }
    let refused = ask(client, "history", json!({"roomId": "nowhere"})).await;
    assert_eq!(refused["error"]["code"], "not_member");
    let unknown = ask(client, "dance", json!({})).await;
    assert_eq!(unknown["error"]["code"], "unknown_command");
    for content in TEXTS {
        ann.say(&room, content).await.expect("said");
    }
    for content in TEXTS.into_iter().chain(TEXTS) {
        assert_eq!(stranger.hears().await["content"], content);
    }
    stranger.client.disconnect().await.expect("it goes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_it_is_not_is_told_to_it_with_our_error() {
    let net = Net::start().await;
    let (tells, mut told) = mpsc::unbounded_channel();
    let builder = builder(&net.browser().site()).auth(json!({ "token": "suda_nonsense" })).reconnect(false);
    let builder = keep(builder, rust_socketio::Event::Error, tells);
    let client = in_time("a connection", Box::pin(builder.connect())).await;
    let refusal = in_time("a refusal", told.recv()).await.expect("the client runs");
    let refusal = refusal.as_str().map_or_else(|| refusal.to_string(), str::to_owned);
    assert!(refusal.contains("unauthenticated") && refusal.contains("sign in first"), "{refusal}");
    drop(client);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_comes_back_by_itself_and_catches_up() {
    let mut net = Net::start().await;
    let (mut ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("다시 만나요", &[&ben]).await.id;
    let mut stranger = Stranger::connect(&ben.browser).await;
    let sent = ask(&stranger.client, "send_message", say(&room, "before", "멈추기 전에")).await;
    let last = sent["ok"]["seq"].as_u64().expect("a number");
    net.stop().await.expect("it stops without an error");
    net.start_again().await;
    stranger.is_in().await;
    ann.line.connected().await;
    for content in TEXTS {
        ann.say(&room, content).await.expect("said");
    }
    let synced = ask(&stranger.client, "sync", json!({ "rooms": { room.as_str(): last } })).await;
    let page = &synced["ok"]["missed"][0]["page"];
    let contents: Vec<_> = page["entries"].as_array().expect("a page").iter().map(|entry| entry["content"].clone()).collect();
    assert_eq!(contents, TEXTS);
    assert_eq!(page["to"], last + TEXTS.len() as u64);
    stranger.client.disconnect().await.expect("it goes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_it_sends_too_large_costs_nothing_else() {
    let net = Net::start().await;
    let (mut ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("긴 이야기", &[&ben]).await.id;
    let mut stranger = Stranger::connect(&ben.browser).await;
    // Over the bound of a message: refused, and the connection stays.
    let refused = ask(&stranger.client, "send_message", say(&room, "long", &"가".repeat(4_001))).await;
    assert_eq!(refused["error"]["code"], "invalid");
    let sent = ask(&stranger.client, "send_message", say(&room, "longest", &"가".repeat(4_000))).await;
    let last = sent["ok"]["seq"].as_u64().expect("a number");
    // Over the bound of a packet: the connection is closed, and the client comes back by itself. It may notice while it still sends.
    let large = stranger.client.emit("send_message", say(&room, "large", &"가".repeat(64 * 1024))).await;
    drop(large);
    stranger.is_in().await;
    let sent = ask(&stranger.client, "send_message", say(&room, "after", "다시 왔어요")).await;
    assert_eq!(sent["ok"]["seq"], last + 1);
    ann.hears("다시 왔어요").await;
    stranger.client.disconnect().await.expect("it goes");
}
