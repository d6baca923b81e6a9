//! Who is not in a room does nothing there: for every command, whoever they are and however they came to be outside.

use protocol::command::COMMANDS;
use protocol::messages::Change;
use protocol::rooms::{DeleteRoom, Invite, LeaveRoom, RemoveMember, RoomSummary};
use protocol::{ErrorCode, Event, RoomId};
use serde_json::{Value, json};
use suda::config::Options;

use crate::asking::{ask, entry};
use crate::support::person::Line;
use crate::support::{Net, Person};

/// What each command says about a room; `None` for those that are about no room that somebody could be outside of.
fn about(command: &str, room: &RoomId, somebody: &Person) -> Option<Value> {
    let payload = match command {
        "sync" | "create_room" | "look" | "find_people" | "public_rooms" => return None,
        "invite" => json!({"roomId": room, "participants": [somebody.id()]}),
        "join_room" | "leave_room" | "delete_room" | "history" | "members" | "create_link" | "room_links" => json!({"roomId": room}),
        "remove_member" => json!({"roomId": room, "userId": somebody.id()}),
        "rename_room" => json!({"roomId": room, "name": "내 방"}),
        "set_topic" => json!({"roomId": room, "topic": "우리 이야기"}),
        "revoke_link" => json!({"roomId": room, "linkId": 1}),
        "set_room" => json!({"roomId": room, "starred": true}),
        "send_message" => json!({"roomId": room, "clientId": "outside", "content": "나도 끼워 줘"}),
        "edit_message" => json!({"roomId": room, "seq": 3, "content": "내가 한 말"}),
        "delete_message" | "mark_unread" => json!({"roomId": room, "seq": 3}),
        "react" => json!({"roomId": room, "seq": 3, "emoji": "👍", "on": true}),
        "read" => json!({"roomId": room, "seq": 1}),
        "typing" => json!({"roomId": room, "on": true}),
        "search" => json!({"roomId": room, "query": "비밀"}),
        other => panic!("{other} is a new command: say here what it does for somebody outside"),
    };
    Some(payload)
}

async fn is_outside(who: &str, line: &Line, room: &RoomId, somebody: &Person) {
    for command in COMMANDS {
        if let Some(payload) = about(command, room, somebody) {
            assert_eq!(ask(line, command, &payload).await, Err(ErrorCode::NotMember), "{command} by {who}");
        }
    }
}

#[tokio::test]
async fn nobody_acts_in_a_room_that_they_are_not_in() {
    let net = Net::start().await;
    let (admin, ann, ben) = (net.person("관리자").await, net.person("서연").await, net.person("민준").await);
    let (removed, left) = (net.person("지우").await, net.person("하윤").await);
    let room = ann.room("비밀 이야기", &[&ben, &removed, &left]).await.id;
    let said = ann.say(&room, "비밀이야").await.expect("said").seq;
    ann.call(RemoveMember { room_id: room.clone(), user_id: removed.id() }).await.expect("removed");
    left.call(LeaveRoom { room_id: room.clone() }).await.expect("left");
    let stranger = net.person("남").await;
    is_outside("a stranger", &stranger.line, &room, &ben).await;
    is_outside("an administrator", &admin.line, &room, &ben).await;
    is_outside("who was removed", &removed.line, &room, &ben).await;
    is_outside("who left", &left.line, &room, &ben).await;
    let nowhere = RoomId::new("nowhere").expect("an id");
    is_outside("anybody, where there is no room", &ann.line, &nowhere, &ben).await;
    // Nothing of it was done, and nothing was said.
    let page = ask(&ann.line, "history", &json!({"roomId": room})).await.expect("a page");
    assert_eq!(page["head"], said.0 + 2);
    ann.call(DeleteRoom { room_id: room.clone() }).await.expect("deleted");
    is_outside("anybody, where there was a room", &ben.line, &room, &ann).await;
}

#[tokio::test]
async fn what_is_found_anywhere_is_not_of_other_peoples_rooms() {
    let net = Net::start().await;
    let (ann, stranger) = (net.person("서연").await, net.person("남").await);
    let room = ann.room("비밀 이야기", &[]).await.id;
    ann.say(&room, "비밀이야").await.expect("said");
    assert_eq!(ask(&stranger.line, "search", &json!({"query": "비밀"})).await.expect("hits")["hits"], json!([]));
    assert_eq!(ask(&stranger.line, "public_rooms", &json!({"query": "비밀"})).await.expect("rooms")["rooms"], json!([]));
    let synced = ask(&stranger.line, "sync", &json!({"rooms": {room.as_str(): 0}})).await.expect("sync");
    assert_eq!((&synced["rooms"], &synced["missed"]), (&json!([]), &json!([])));
}

fn invited(room: &RoomId) -> impl FnMut(&Event) -> Option<RoomSummary> {
    move |event| match event {
        Event::RoomInvite(invite) if invite.room.id == *room => Some(invite.room.clone()),
        _ => None,
    }
}

/// On every screen of theirs the removal is the last that they hear, whatever is said at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_hears_nothing_after_it() {
    let net = Net::tuned(Options::default(), |tuning| {
        tuning.limits.rooms = suda::chat::limit::Rate::new(10_000, 10_000);
        tuning.limits.send = suda::chat::limit::Rate::new(10_000, 10_000);
    })
    .await;
    let (ann, mut ben, mut cho) = (net.person("서연").await, net.person("민준").await, net.person("지우").await);
    let room = ann.room("수다방", &[&cho]).await.id;
    cho.line.event("invited", invited(&room)).await;
    let mut tab = ben.second_tab().await;
    for round in 0..20 {
        ann.call(Invite { room_id: room.clone(), participants: vec![ben.id()] }).await.expect("invited");
        for line in [&mut ben.line, &mut tab] {
            line.event("invited", invited(&room)).await;
        }
        let remove = RemoveMember { room_id: room.clone(), user_id: ben.id() };
        let (before, removed, after) = tokio::join!(ann.say(&room, "가기 전에"), ann.call(remove), cho.say(&room, "이제 우리끼리"));
        let (removed, last) = (removed.expect("removed").head, before.expect("said").seq.max(after.expect("said").seq));
        ann.say(&room, "정말 우리끼리").await.expect("said");
        while entry(&mut cho.line, &room).await.seq <= last {}
        for line in [&mut ben.line, &mut tab] {
            loop {
                let heard = entry(line, &room).await;
                assert!(heard.seq <= removed, "round {round}: {heard:?} after {removed}");
                if matches!(&heard.change, Change::MemberRemoved { person } if person.id == ben.me.person.id) && heard.seq == removed {
                    break;
                }
            }
            // What was said after it would have come by now: it was said before the other heard the last of it.
            ask(line, "sync", &json!({})).await.expect("sync");
            assert!(line.kept(|event| matches!(event, Event::RoomEvent(late) if late.seq > removed).then_some(())).is_none());
        }
    }
}
