//! Making rooms, coming and going: what each command does, who hears of it, and when it is refused.

use protocol::messages::Change;
use protocol::presence::PresenceState;
use protocol::rooms::{
    CreateRoom, DeleteRoom, Invite, JoinRoom, LeaveRoom, MAX_PARTICIPANTS, Members, PublicRooms, RemoveMember, RenameRoom, RoomKind,
    RoomSummary, SetTopic,
};
use protocol::session::{FindPeople, Sync};
use protocol::{ClientId, ErrorCode, Event, RoomId, RoomName, RoomTopic, Seq, UserId};
use serde_json::json;
use suda::config::Options;

use crate::asking::{ask, entry};
use crate::support::person::Line;
use crate::support::{Net, Person};

fn named(name: &str) -> RoomName {
    RoomName::new(name).expect("a room's name")
}

async fn public(who: &Person, name: &str) -> RoomSummary {
    let command = CreateRoom { client_id: None, name: Some(named(name)), kind: RoomKind::Public, participants: vec![] };
    who.call(command).await.expect("a public room")
}

async fn invited(line: &mut Line, room_id: &RoomId) -> RoomSummary {
    let invite = |event: &Event| match event {
        Event::RoomInvite(invite) if invite.room.id == *room_id => Some(invite.room.clone()),
        _ => None,
    };
    line.event("an invitation", invite).await
}

#[tokio::test]
async fn a_private_room_is_told_to_whom_it_was_made_for() {
    let net = Net::start().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("점심 뭐 먹지", &[&ben]).await;
    assert_eq!((room.kind, room.head, room.members, &room.creator), (RoomKind::Private, Seq(2), 2, &ann.id()));
    let seen = invited(&mut ben.line, &room.id).await;
    assert_eq!(seen.name.as_ref().map(RoomName::as_str), Some("점심 뭐 먹지"));
    assert_eq!(seen.faces, std::slice::from_ref(&ann.me.person));
    let rooms = ben.call(Sync::default()).await.expect("sync").rooms;
    assert_eq!(rooms.iter().map(|room| &room.id).collect::<Vec<_>>(), [&room.id]);
}

#[tokio::test]
async fn a_retry_finds_the_room_of_the_first_try() {
    let net = Net::start().await;
    let ann = net.person("서연").await;
    let command = CreateRoom {
        client_id: Some(ClientId::new("once").expect("an id")),
        name: Some(named("한 번만")),
        kind: RoomKind::Private,
        participants: vec![],
    };
    let first = ann.call(command.clone()).await.expect("a room");
    let again = ann.call(command).await.expect("the room");
    assert_eq!(first.id, again.id);
    assert_eq!(ann.call(Sync::default()).await.expect("sync").rooms.len(), 1);
}

#[tokio::test]
async fn a_pair_has_one_direct_room() {
    let net = Net::start().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let direct = |to: &Person| CreateRoom { client_id: None, name: None, kind: RoomKind::Direct, participants: vec![to.id()] };
    let room = ann.call(direct(&ben)).await.expect("a direct room");
    assert_eq!(ben.call(direct(&ann)).await.expect("the same").id, room.id);
    invited(&mut ben.line, &room.id).await;
    let room_id = room.id;
    let refusals = [
        ask(&ann.line, "invite", &json!({"roomId": room_id, "participants": [ben.id()]})).await,
        ask(&ann.line, "rename_room", &json!({"roomId": room_id, "name": "둘만의 방"})).await,
        ask(&ann.line, "leave_room", &json!({"roomId": room_id})).await,
        ask(&ann.line, "remove_member", &json!({"roomId": room_id, "userId": ben.id()})).await,
    ];
    assert!(refusals.iter().all(|refusal| *refusal == Err(ErrorCode::Invalid)), "{refusals:?}");
}

#[tokio::test]
async fn a_room_that_cannot_be_is_not_made() {
    let net = Net::start().await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let many: Vec<String> = (0..=MAX_PARTICIPANTS).map(|n| format!("nobody{n}")).collect();
    let cases = [
        (json!({"kind": "public"}), ErrorCode::Invalid),
        (json!({"kind": "direct"}), ErrorCode::Invalid),
        (json!({"kind": "direct", "participants": [ann.id()]}), ErrorCode::Invalid),
        (json!({"kind": "direct", "participants": [ben.id(), ann.id()]}), ErrorCode::Invalid),
        (json!({"kind": "direct", "participants": [ben.id()], "name": "둘"}), ErrorCode::Invalid),
        (json!({"kind": "secret", "name": "비밀"}), ErrorCode::Invalid),
        (json!({"kind": "private", "name": "가".repeat(65)}), ErrorCode::Invalid),
        (json!({"kind": "private", "name": " \u{200b} "}), ErrorCode::Invalid),
        (json!({"kind": "private", "name": "뒤집힌 \u{202e} 이름"}), ErrorCode::Invalid),
        (json!({"kind": "private", "name": "많이", "participants": many}), ErrorCode::Invalid),
        (json!({"kind": "private", "name": "없는 사람", "participants": ["nobody"]}), ErrorCode::NotFound),
        (json!({"kind": "private", "name": "이상한 사람", "participants": ["no body"]}), ErrorCode::Invalid),
    ];
    for (payload, code) in cases {
        assert_eq!(ask(&ann.line, "create_room", &payload).await, Err(code), "{payload}");
    }
    assert!(ann.call(Sync::default()).await.expect("sync").rooms.is_empty());
}

#[tokio::test]
async fn whoever_is_invited_hears_the_room_from_then_on_and_reads_it_whole() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("이사 준비", &[]).await.id;
    ann.say(&room, "상자부터 사자").await.expect("said");
    let invite = Invite { room_id: room.clone(), participants: vec![ben.id()] };
    assert_eq!(ann.call(invite.clone()).await.expect("invited").head, Seq(3));
    assert_eq!(invited(&mut ben.line, &room).await.head, Seq(3));
    assert_eq!(ann.call(invite).await.expect("a member already").head, Seq(3));
    ann.say(&room, "어서 와").await.expect("said");
    ben.hears("어서 와").await;
    ann.hears("어서 와").await;
    let page = ask(&ben.line, "history", &json!({"roomId": room})).await.expect("a page");
    assert_eq!(page["entries"].as_array().map(Vec::len), Some(4), "from before they came, too");
    let many: Vec<String> = (0..=MAX_PARTICIPANTS).map(|n| format!("nobody{n}")).collect();
    assert_eq!(ask(&ann.line, "invite", &json!({"roomId": room, "participants": []})).await, Err(ErrorCode::Invalid));
    assert_eq!(ask(&ann.line, "invite", &json!({"roomId": room, "participants": many})).await, Err(ErrorCode::Invalid));
    assert_eq!(ask(&ann.line, "invite", &json!({"roomId": room, "participants": ["nobody"]})).await, Err(ErrorCode::NotFound));
}

#[tokio::test]
async fn anyone_finds_and_joins_a_public_room() {
    let net = Net::start().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = public(&ann, "등산 모임").await.id;
    let find = PublicRooms { query: "등산".to_owned(), ..PublicRooms::default() };
    let found = ben.call(find.clone()).await.expect("rooms").rooms;
    assert_eq!((found.len(), found[0].joined, found[0].members), (1, false, 1));
    let mut tab = ben.second_tab().await;
    let joined = ben.call(JoinRoom { room_id: room.clone(), code: None }).await.expect("joined");
    assert_eq!((joined.members, joined.head), (2, Seq(2)));
    let told = |event: &Event| matches!(event, Event::JoinedRoom(joined) if joined.room.id == room).then_some(());
    ben.line.event("my own screen", told).await;
    tab.event("my other screen", told).await;
    assert!(matches!(entry(&mut ann.line, &room).await.change, Change::RoomCreated | Change::MemberJoined { .. }));
    assert_eq!(ben.call(JoinRoom { room_id: room.clone(), code: None }).await.expect("again").head, Seq(2));
    ann.say(&room, "이번 주말 어때요").await.expect("said");
    tab.hears("이번 주말 어때요").await;
    assert!(ben.call(find).await.expect("rooms").rooms[0].joined);
    assert_eq!(ask(&ben.line, "public_rooms", &json!({"query": "가".repeat(101)})).await, Err(ErrorCode::Invalid));
    assert_eq!(ask(&ben.line, "public_rooms", &json!({"limit": 101})).await, Err(ErrorCode::Invalid));
    assert_eq!(ask(&ben.line, "public_rooms", &json!({"limit": 0})).await, Err(ErrorCode::Invalid));
}

#[tokio::test]
async fn a_room_outlives_its_creator() {
    let net = Net::start().await;
    let (ann, mut ben, cho) = (net.person("서연").await, net.person("민준").await, net.person("지우").await);
    let room = ann.room("동아리", &[&ben, &cho]).await.id;
    invited(&mut ben.line, &room).await;
    let head = ann.call(LeaveRoom { room_id: room.clone() }).await.expect("left").head;
    let left = loop {
        let entry = entry(&mut ben.line, &room).await;
        if entry.seq == head {
            break entry;
        }
    };
    assert_eq!(left.change, Change::MemberLeft { heir: Some(ben.me.person.clone()) });
    let remove = RemoveMember { room_id: room.clone(), user_id: cho.id() };
    assert_eq!(ben.call(remove.clone()).await.expect("the heir may").head, head.next());
    assert_eq!(ben.call(remove).await.expect("nobody to remove").head, head.next());
    assert_eq!(ask(&ann.line, "leave_room", &json!({"roomId": room})).await, Err(ErrorCode::NotMember));
}

#[tokio::test]
async fn only_the_creator_or_an_administrator_removes_and_deletes() {
    let net = Net::start().await;
    let (admin, ann, ben, cho) = (net.person("관리자").await, net.person("서연").await, net.person("민준").await, net.person("지우").await);
    let room = ann.room("회의", &[&ben, &cho]).await.id;
    let (remove, delete) = (json!({"roomId": room, "userId": cho.id()}), json!({"roomId": room}));
    assert_eq!(ask(&ben.line, "remove_member", &remove).await, Err(ErrorCode::Forbidden));
    assert_eq!(ask(&ben.line, "delete_room", &delete).await, Err(ErrorCode::Forbidden));
    assert_eq!(ask(&admin.line, "delete_room", &delete).await, Err(ErrorCode::NotMember), "not in the room");
    assert_eq!(ask(&ann.line, "remove_member", &json!({"roomId": room, "userId": ann.id()})).await, Err(ErrorCode::Invalid));
    ann.call(Invite { room_id: room.clone(), participants: vec![admin.id()] }).await.expect("invited");
    assert!(ask(&admin.line, "remove_member", &remove).await.is_ok(), "an administrator counts as the creator");
}

#[tokio::test]
async fn a_room_is_renamed_by_any_member_and_once() {
    let net = Net::start().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("옛 이름", &[&ben]).await.id;
    invited(&mut ben.line, &room).await;
    // The same name, taken apart: stored in one form.
    let rename = RenameRoom { room_id: room.clone(), name: named("\u{1109}\u{1162} 이름") };
    assert_eq!(ben.call(rename.clone()).await.expect("renamed").head, Seq(3));
    assert_eq!(ben.call(rename).await.expect("so called already").head, Seq(3));
    let renamed = loop {
        if let Change::RoomRenamed { name } = entry(&mut ben.line, &room).await.change {
            break name;
        }
    };
    assert_eq!(renamed.as_str(), "새 이름");
}

#[tokio::test]
async fn any_member_says_what_a_room_is_about() {
    let net = Net::start().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("릴리스", &[&ben]).await.id;
    invited(&mut ben.line, &room).await;
    let topic = |topic: &str| RoomTopic::new(topic).ok();
    let set = |topic| SetTopic { room_id: room.clone(), topic };
    // Taken apart, stored in one form.
    assert_eq!(ann.call(set(topic("\u{1100}\u{1173}\u{11b7}요일 배포"))).await.expect("set").head, Seq(3));
    assert_eq!(ben.call(set(topic("금요일 배포"))).await.expect("so already").head, Seq(3));
    let told = loop {
        if let Change::RoomTopicChanged { topic } = entry(&mut ben.line, &room).await.change {
            break topic;
        }
    };
    assert_eq!(told, topic("금요일 배포"));
    assert_eq!(ben.call(Sync::default()).await.expect("sync").rooms[0].topic, topic("금요일 배포"));
    assert_eq!(ben.call(set(None)).await.expect("nothing in particular").head, Seq(4));
    assert_eq!(ann.call(Sync::default()).await.expect("sync").rooms[0].topic, None);
    for bad in [json!({"roomId": room, "topic": ""}), json!({"roomId": room, "topic": "가".repeat(251)})] {
        assert_eq!(ask(&ann.line, "set_topic", &bad).await, Err(ErrorCode::Invalid), "{bad}");
    }
    let direct = CreateRoom { client_id: None, name: None, kind: RoomKind::Direct, participants: vec![ben.id()] };
    let direct = ann.call(direct).await.expect("a direct room").id;
    assert_eq!(ask(&ann.line, "set_topic", &json!({"roomId": direct, "topic": "둘"})).await, Err(ErrorCode::Invalid));
}

#[tokio::test]
async fn a_deleted_room_is_gone_for_everybody() {
    let net = Net::start().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("잘못 만든 방", &[&ben]).await.id;
    invited(&mut ben.line, &room).await;
    ann.call(DeleteRoom { room_id: room.clone() }).await.expect("deleted");
    let gone = |event: &Event| matches!(event, Event::RoomDeleted(gone) if gone.room_id == room).then_some(());
    ben.line.event("the room is gone", gone).await;
    for person in [&ann, &ben] {
        assert!(person.call(Sync::default()).await.expect("sync").rooms.is_empty());
        assert_eq!(ask(&person.line, "history", &json!({"roomId": room})).await, Err(ErrorCode::NotMember));
    }
}

#[tokio::test]
async fn members_and_people_come_in_pages_with_who_is_there() {
    let net = Net::start().await;
    let (ann, ben) = (net.person("김서연").await, net.person("김민준").await);
    let room = ann.room("우리 반", &[&ben]).await.id;
    let page = |cursor| Members { room_id: room.clone(), cursor, limit: protocol::ids::Limit::new(1).expect("a limit") };
    let first = ann.call(page(None)).await.expect("a page");
    assert_eq!((first.members[0].person.id.clone(), first.members[0].creator), (ann.id(), true));
    let second = ann.call(page(first.cursor)).await.expect("a page");
    assert_eq!((second.members[0].person.id.clone(), second.members[0].state), (ben.id(), PresenceState::Online));
    assert_eq!(second.cursor, None);
    let find = |query: &str| FindPeople { query: query.to_owned(), ..FindPeople::default() };
    let found = ann.call(find("ㄱㅁㅈ")).await.expect("people").people;
    assert_eq!(found.iter().map(|found| found.person.id.clone()).collect::<Vec<UserId>>(), [ben.id()]);
    assert_eq!(ann.call(find("  ")).await.expect("everybody").people.len(), 2);
    assert_eq!(ask(&ann.line, "find_people", &json!({"query": "가".repeat(101)})).await, Err(ErrorCode::Invalid));
    assert_eq!(ask(&ann.line, "find_people", &json!({"cursor": "가".repeat(200)})).await, Err(ErrorCode::Invalid));
}

#[tokio::test]
async fn sync_brings_what_was_missed_and_says_what_is_too_much() {
    let net = Net::tuned(Options::default(), |tuning| tuning.limits.send = suda::chat::limit::Rate::new(10_000, 10_000)).await;
    let (ann, ben) = (net.person("서연").await, net.person("민준").await);
    let (few, many) = (ann.room("몇 마디", &[&ben]).await.id, ann.room("긴 이야기", &[&ben]).await.id);
    for n in 0..3 {
        ann.say(&few, &format!("{n}번째 한마디")).await.expect("said");
    }
    for n in 0..101 {
        ann.say(&many, &format!("{n}번째 이야기")).await.expect("said");
    }
    let has = [(few.clone(), Seq(3)), (many.clone(), Seq(2))].into_iter().collect();
    let synced = ben.call(Sync { rooms: has }).await.expect("sync");
    assert_eq!(synced.me, ben.me);
    assert_eq!(synced.rooms.iter().map(|room| &room.id).collect::<Vec<_>>(), [&many, &few], "by last activity");
    assert_eq!((synced.rooms[0].unread, synced.rooms[1].unread), (100, 3));
    let of = |id: &RoomId| synced.missed.iter().find(|missed| missed.room_id == *id).expect("missed");
    let page = of(&few).page.as_ref().expect("a page");
    assert_eq!((page.from, page.to, page.entries.len()), (Seq(4), Seq(5), 2));
    assert_eq!(of(&many).page, None);
    assert_eq!(synced.present.iter().map(|present| &present.user_id).collect::<Vec<_>>(), [&ann.id()]);
    let has: std::collections::BTreeMap<String, u64> = (0..=1_000).map(|n| (format!("r{n}"), 1)).collect();
    assert_eq!(ask(&ben.line, "sync", &json!({"rooms": has})).await, Err(ErrorCode::Invalid));
}
