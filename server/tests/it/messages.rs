//! Saying, reading, marking: in one order, stored once, on every screen.

use protocol::messages::{Change, Cursor, History, Read};
use protocol::rooms::{Notify, SetRoom};
use protocol::session::Sync;
use protocol::{ErrorCode, Event, Seq};
use serde_json::json;
use suda::config::Options;

use crate::asking::{ask, entry};
use crate::support::Net;
use crate::support::person::message;

#[tokio::test]
async fn a_message_reaches_every_screen_once_and_in_its_place() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let (mut ann_tab, mut ben_tab) = (ann.second_tab().await, ben.second_tab().await);
    let sent = ann.say(&room, "  안녕하세요\r\n반갑습니다  ").await.expect("said");
    for line in [&mut ann.line, &mut ann_tab, &mut ben.line, &mut ben_tab] {
        let said = loop {
            let entry = entry(line, &room).await;
            if entry.seq == sent.seq {
                break entry;
            }
        };
        assert_eq!((said.at, &said.by), (sent.created_at, &ann.me.person));
        assert!(matches!(said.change, Change::NewMessage { content, .. } if content.as_str() == "안녕하세요\n반갑습니다"));
    }
    let reply = json!({"roomId": room, "clientId": "답장", "content": "네", "replyTo": sent.seq});
    assert_eq!(ask(&ben.line, "send_message", &reply).await, Err(ErrorCode::Invalid), "an id is ASCII");
    let reply = json!({"roomId": room, "clientId": "reply", "content": "네", "replyTo": sent.seq});
    assert!(ask(&ben.line, "send_message", &reply).await.is_ok());
    ann.hears("네").await;
}

#[tokio::test]
async fn sending_twice_stores_once() {
    let net = Net::start().await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let client_id = suda::identity::mint_client_id();
    let tab = ann.second_tab().await;
    // At once, on two connections; and again, with another text: the first stands.
    let (one, two) = tokio::join!(
        ann.call(message(&room, client_id.clone(), "한 번만 말한다")),
        tab.call(message(&room, client_id.clone(), "한 번만 말한다"))
    );
    let again = ann.call(message(&room, client_id.clone(), "다른 말")).await.expect("said");
    assert_eq!((one.as_ref(), two.as_ref()), (Ok(&again), Ok(&again)));
    let page = ben.call(History::new(room.clone(), Cursor::Latest, protocol::ids::Limit::default())).await.expect("a page");
    assert_eq!(page.entries.iter().filter(|entry| entry.change.is_message()).count(), 1);
    // Another author's id is another id.
    assert_ne!(ben.call(message(&room, client_id, "한 번만 말한다")).await.expect("said").seq, again.seq);
}

#[tokio::test]
async fn texts_are_stored_in_one_form_and_within_bounds() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let room = ann.room("수다방", &[]).await.id;
    ann.say(&room, "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}").await.expect("said");
    let page = ann.call(History::new(room.clone(), Cursor::Latest, protocol::ids::Limit::default())).await.expect("a page");
    assert!(matches!(&page.entries[1].change, Change::NewMessage { content, .. } if content.as_str() == "한글"));
    let say = async |content: &str| {
        let payload = json!({"roomId": room, "clientId": suda::identity::mint_client_id(), "content": content});
        ask(&ann.line, "send_message", &payload).await.map(|_| ())
    };
    assert_eq!(say(&"가".repeat(4_000)).await, Ok(()));
    for refused in ["", " \n\t ", "\u{3164}", &"가".repeat(4_001), &"👩‍👩‍👧‍👦".repeat(700), "뒤집힌 \u{202e}글", "종\u{7}소리"]
    {
        assert_eq!(say(refused).await, Err(ErrorCode::Invalid), "{refused:?}");
    }
    for reply_to in [0, 99] {
        let payload = json!({"roomId": room, "clientId": "r", "content": "어디에", "replyTo": reply_to});
        assert_eq!(ask(&ann.line, "send_message", &payload).await, Err(ErrorCode::NotFound));
    }
}

#[tokio::test]
async fn a_log_is_read_in_pages_without_holes() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let room = ann.room("일기", &[]).await.id;
    for day in 2..=30 {
        ann.say(&room, &format!("{day}일")).await.expect("said");
    }
    let limit = protocol::ids::Limit::new(10).expect("a limit");
    let page = async |cursor| {
        let page = ann.call(History::new(room.clone(), cursor, limit)).await.expect("a page");
        (page.from.0, page.to.0, page.head.0, page.entries.iter().map(|entry| entry.seq.0).collect::<Vec<_>>())
    };
    assert_eq!(page(Cursor::Latest).await, (21, 30, 30, (21..=30).collect()));
    assert_eq!(page(Cursor::Before(Seq(21))).await, (11, 20, 30, (11..=20).collect()));
    assert_eq!(page(Cursor::Before(Seq(5))).await, (1, 4, 30, (1..=4).collect()));
    assert_eq!(page(Cursor::After(Seq(28))).await, (29, 30, 30, vec![29, 30]));
    let (from, to, ..) = page(Cursor::Around(Seq(15))).await;
    assert!((from..=to).contains(&15) && to - from == 9, "{from}..={to}");
    let two_places = json!({"roomId": room, "before": 3, "after": 1});
    assert_eq!(ask(&ann.line, "history", &two_places).await, Err(ErrorCode::Invalid));
    assert_eq!(ask(&ann.line, "history", &json!({"roomId": room, "limit": 101})).await, Err(ErrorCode::Invalid));
}

#[tokio::test]
async fn what_is_read_on_one_screen_is_read_on_the_others() {
    let net = Net::start().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let mut tab = ben.second_tab().await;
    let last = ann.say(&room, "읽어 봐").await.expect("said").seq;
    let read = |seq| Read { room_id: room.clone(), seq };
    ben.call(read(last)).await.expect("marked");
    let marked = |event: &Event| if let Event::Read(read) = event { Some(read.clone()) } else { None };
    assert_eq!(tab.event("my other screen", marked).await, read(last));
    // Never back, never past the head, and not to the screen that said it: the next one that this screen hears is the other's.
    ben.call(read(Seq(1))).await.expect("nothing to do");
    ann.say(&room, "하나 더").await.expect("said");
    tab.call(read(Seq(999))).await.expect("marked");
    assert_eq!(ben.line.event("my first screen", marked).await, read(last.next()));
    let unread = ben.call(Sync::default()).await.expect("sync").rooms[0].unread;
    assert_eq!(unread, 0);
}

#[tokio::test]
async fn what_is_chosen_on_one_screen_is_chosen_on_the_others() {
    let net = Net::start().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let mut tab = ben.second_tab().await;
    let set = |starred, notify| SetRoom { room_id: room.clone(), starred, notify };
    ben.call(set(Some(true), None)).await.expect("starred");
    ben.call(set(None, Some(Notify::Nothing))).await.expect("muted");
    let told = |event: &Event| if let Event::RoomSet(set) = event { Some((set.starred, set.notify)) } else { None };
    assert_eq!(tab.event("my other screen", told).await, (true, Notify::All));
    assert_eq!(tab.event("my other screen", told).await, (true, Notify::Nothing));
    // Not to the screen that did it: the first that it hears is the other's.
    tab.call(set(None, Some(Notify::Mentions))).await.expect("set");
    assert_eq!(ben.line.event("my first screen", told).await, (true, Notify::Mentions));
    let seen = &ben.call(Sync::default()).await.expect("sync").rooms[0];
    assert_eq!((seen.starred, seen.notify), (true, Notify::Mentions));
    let of_others = &ann.call(Sync::default()).await.expect("sync").rooms[0];
    assert_eq!((of_others.starred, of_others.notify), (false, Notify::All));
    assert_eq!(ask(&ben.line, "set_room", &json!({"roomId": room})).await, Err(ErrorCode::Invalid));
    assert_eq!(ask(&ben.line, "set_room", &json!({"roomId": room, "notify": "sometimes"})).await, Err(ErrorCode::Invalid));
}

#[tokio::test]
async fn who_talks_too_fast_is_told_when_to_go_on() {
    let net = Net::tuned(Options::default(), |tuning| tuning.limits.send = suda::chat::limit::Rate::new(3, 1)).await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    for n in 0..3 {
        ann.say(&room, &format!("{n}번째")).await.expect("said");
    }
    let refused = ann.say(&room, "네 번째").await.expect_err("too fast");
    assert_eq!(refused.code, ErrorCode::RateLimited);
    assert!((1..=1_100).contains(&refused.retry_after_ms.expect("a time")));
    ben.say(&room, "나는 괜찮아").await.expect("others have their own");
}
