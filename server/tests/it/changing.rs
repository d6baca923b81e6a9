//! What was said is edited, deleted and reacted to: on every screen, in the order of the log, by whom it may.

use axum::http::Method;
use protocol::messages::{
    Change, Cursor, DeleteMessage, EditMessage, Entry, History, MarkUnread, Page, React, Read, SendMessage, Sent, Unread,
};
use protocol::rooms::RoomHead;
use protocol::{Emoji, ErrorCode, Event, MessageText, RoomId, Seq};
use serde_json::{Value, json};

use crate::api::{done, refused};
use crate::asking::{ask, entry, hears_room};
use crate::support::person::{Line, message};
use crate::support::{Net, Person, escaped};

fn edit(room_id: &RoomId, seq: Seq, text: &str) -> EditMessage {
    EditMessage { room_id: room_id.clone(), seq, content: MessageText::new(text).expect("a text") }
}

fn react(room_id: &RoomId, seq: Seq, on: bool) -> React {
    React { room_id: room_id.clone(), seq, emoji: Emoji::new("👍🏽").expect("an emoji"), on }
}

async fn page(who: &Person, room: &RoomId) -> Page {
    who.call(History::new(room.clone(), Cursor::Latest, protocol::ids::Limit::default())).await.expect("a page")
}

/// The next entry that changes a message.
async fn change(line: &mut Line, room: &RoomId) -> Entry {
    loop {
        let entry = entry(line, room).await;
        if entry.change.target().is_some() {
            return entry;
        }
    }
}

#[tokio::test]
async fn a_change_reaches_every_screen_in_its_place() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    hears_room(&mut ben.line, &room).await;
    let mut tab = ann.second_tab().await;
    let said = ann.say(&room, "회의는 3시예요").await.expect("said").seq;
    let edited = ann.call(edit(&room, said, "회의는 4시예요")).await.expect("edited").head;
    let reacted = ben.call(react(&room, said, true)).await.expect("reacted").head;
    let deleted = ann.call(DeleteMessage { room_id: room.clone(), seq: said }).await.expect("deleted").head;
    assert_eq!([edited, reacted, deleted], [said.next(), Seq(said.0 + 2), Seq(said.0 + 3)]);
    for line in [&mut ann.line, &mut tab, &mut ben.line] {
        let heard = [change(line, &room).await, change(line, &room).await, change(line, &room).await];
        assert_eq!(heard.each_ref().map(|entry| entry.seq), [edited, reacted, deleted]);
        assert!(heard.iter().all(|entry| entry.change.target() == Some(said)));
        assert!(matches!(&heard[0].change, Change::MessageEdited { content, .. } if content.as_str() == "회의는 4시예요"));
        assert_eq!(
            (&heard[1].by, &heard[1].change),
            (&ben.me.person, &Change::ReactionAdded { target: said, emoji: react(&room, said, true).emoji })
        );
        assert_eq!(heard[2].change, Change::MessageDeleted { target: said });
    }
    let page = page(&ben, &room).await;
    assert_eq!((page.to, page.head), (deleted, deleted));
    assert_eq!(page.entries.last().expect("what is left of it").change, Change::Tombstone);
}

#[tokio::test]
async fn who_may_not_is_told_so_and_nothing_changes() {
    let net = Net::start().await;
    let (admin, ann, ben, cho) = (net.person("관리자").await, net.person("서연").await, net.person("민준").await, net.person("하늘").await);
    let room = ann.room("수다방", &[&admin, &ben, &cho]).await.id;
    let said = ben.say(&room, "내 말이에요").await.expect("said").seq;
    for other in [&admin, &ann, &cho] {
        assert_eq!(other.call(edit(&room, said, "남의 말")).await.expect_err("not theirs").code, ErrorCode::Forbidden);
    }
    let delete = |seq| DeleteMessage { room_id: room.clone(), seq };
    let no = cho.call(delete(said)).await.expect_err("not hers, nor her room");
    assert_eq!((no.code, no.message.contains("author")), (ErrorCode::Forbidden, true));
    assert_eq!(ann.call(delete(Seq(1))).await.expect_err("a notice").code, ErrorCode::NotFound);
    let head = page(&ben, &room).await.head;
    assert_eq!(head, said);
    // An administrator, the owner, and twice.
    let deleted = admin.call(delete(said)).await.expect("deleted").head;
    assert_eq!(ann.call(delete(said)).await.expect("it is so already").head, deleted);
    assert_eq!(ben.call(edit(&room, said, "되살리기")).await.expect_err("it is gone").code, ErrorCode::NotFound);
    let wrong = [
        ("edit_message", json!({"roomId": room, "seq": said, "content": "  "})),
        ("edit_message", json!({"roomId": room, "seq": said})),
        ("react", json!({"roomId": room, "seq": said, "emoji": "좋아요", "on": true})),
        ("react", json!({"roomId": room, "seq": said, "emoji": "<b>", "on": true})),
        ("mark_unread", json!({"roomId": room, "seq": -1})),
    ];
    for (name, payload) in wrong {
        assert_eq!(ask(&ben.line, name, &payload).await, Err(ErrorCode::Invalid), "{name} {payload}");
    }
}

#[tokio::test]
async fn a_screen_that_was_away_learns_what_changed() {
    let net = Net::start().await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let [one, two] = [ann.say(&room, "하나").await.expect("said").seq, ann.say(&room, "둘").await.expect("said").seq];
    ann.call(edit(&room, one, "하나가 아니라 셋")).await.expect("edited");
    ann.call(DeleteMessage { room_id: room.clone(), seq: two }).await.expect("deleted");
    let reply = SendMessage { reply_to: Some(one), ..message(&room, suda::identity::mint_client_id(), "셋에 답해요") };
    ben.call(reply).await.expect("said");
    let synced = ask(&ben.line, "sync", &json!({"rooms": {room.as_str(): two}})).await.expect("sync");
    let entries = synced["missed"][0]["page"]["entries"].as_array().expect("a page").clone();
    let told: Vec<(Value, Value)> = entries.iter().map(|entry| (entry["type"].clone(), entry["target"].clone())).collect();
    assert_eq!(told[..2], [(json!("message_edited"), json!(one)), (json!("message_deleted"), json!(two))]);
    assert_eq!(entries[2]["quote"]["content"], "하나가 아니라 셋");
    assert_eq!(synced["missed"][0]["page"]["to"], synced["missed"][0]["page"]["head"]);
}

#[tokio::test]
async fn what_is_marked_unread_is_so_on_my_other_screens() {
    let net = Net::start().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let mut tab = ben.second_tab().await;
    let one = ann.say(&room, "@민준 하나").await.expect("said").seq;
    let two = ann.say(&room, "둘").await.expect("said").seq;
    ben.call(Read { room_id: room.clone(), seq: two }).await.expect("read");
    let unread = ben.call(MarkUnread { room_id: room.clone(), seq: one }).await.expect("marked");
    assert_eq!(unread, Unread { room_id: room.clone(), read: one.prev(), unread: 2, mentions: 1 });
    let told = |event: &Event| if let Event::Unread(unread) = event { Some(unread.clone()) } else { None };
    assert_eq!(tab.event("that I have not read", told).await, unread);
    let synced = ask(&ben.line, "sync", &json!({})).await.expect("sync");
    assert_eq!((&synced["rooms"][0]["unread"], &synced["rooms"][0]["mentions"]), (&json!(2), &json!(1)));
    assert_eq!(ben.line.kept(told), None, "the screen that said so knows it");
}

#[tokio::test]
async fn a_program_changes_what_was_said() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("수다방", &[&ben]).await.id;
    let said: Sent =
        done(&mut ann.browser, Method::POST, &format!("/api/rooms/{room}/messages"), json!({"clientId": "m-1", "content": "처음"})).await;
    let path = format!("/api/rooms/{room}/messages/{}", said.seq);
    let edited: RoomHead = done(&mut ann.browser, Method::PATCH, &path, json!({"content": "나중"})).await;
    let thumb = format!("{path}/reactions/{}", escaped("👍🏽"));
    let added: RoomHead = done(&mut ben.browser, Method::PUT, &thumb, Value::Null).await;
    let again: RoomHead = done(&mut ben.browser, Method::PUT, &thumb, Value::Null).await;
    assert_eq!((added, again), (RoomHead { head: edited.head.next() }, added));
    let read = |page: &Page| match &page.entries.last().expect("the message").change {
        Change::NewMessage { content, reactions, .. } => (content.to_string(), reactions.iter().map(|one| one.count).sum::<u32>()),
        other => panic!("no message: {other:?}"),
    };
    assert_eq!(read(&page(&ann, &room).await), ("나중".to_owned(), 1));
    let _: RoomHead = done(&mut ben.browser, Method::DELETE, &thumb, Value::Null).await;
    assert_eq!(read(&page(&ann, &room).await), ("나중".to_owned(), 0));
    let unread: Unread = done(&mut ben.browser, Method::PUT, &format!("/api/rooms/{room}/unread"), json!({"seq": said.seq})).await;
    assert_eq!(unread.unread, 1);
    let theirs = refused(&mut ben.browser, Method::DELETE, &path, Value::Null).await;
    assert_eq!(theirs.1.code, ErrorCode::Forbidden);
    let _: RoomHead = done(&mut ann.browser, Method::DELETE, &path, Value::Null).await;
    assert_eq!(page(&ben, &room).await.entries.last().expect("what is left").change, Change::Tombstone);
}
