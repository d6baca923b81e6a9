//! Every command with its reply.

use std::collections::BTreeMap;

use protocol::command::COMMANDS;
use protocol::ids::Limit;
use protocol::messages::{Cursor, DeleteMessage, EditMessage, History, MarkUnread, Page, React, Read, SendMessage, Sent, Unread};
use protocol::presence::{Look, Presence, PresenceState};
use protocol::rooms::{
    CreateLink, CreateRoom, DeleteRoom, Invite, JoinRoom, LeaveRoom, LinksOfRoom, Member, Members, MembersPage, NewLink, Notify,
    PublicRoom, PublicRooms, PublicRoomsPage, RemoveMember, RenameRoom, RevokeLink, RoomHead, RoomKind, RoomLink, RoomLinks, RoomSummary,
    SetRoom, SetTopic,
};
use protocol::search::{Hit, Hits, Search};
use protocol::session::{
    Display, FindPeople, FoundPerson, Language, Me, Missed, OwnMessages, PeoplePage, Preferences, Role, RoomRows, Sync, Synced, TextSize,
    Theme,
};
use protocol::typing::Typing;
use protocol::{MessageText, Seq, Timestamp};
use serde_json::json;

use crate::samples::*;
use crate::{command, golden, read};

const ROOM: &str = "kD93mZ_x-1QpLw2e";

#[test]
fn every_command_and_reply() {
    let mut names = Vec::new();
    names.push(sync());
    names.extend(rooms());
    names.extend(messages());
    names.extend(looking());
    assert_eq!(names, COMMANDS);
}

fn sync() -> &'static str {
    let me = Me {
        person: minjun(),
        role: Role::Administrator,
        preferences: Preferences { language: Some(Language::Ko), theme: Theme::Dark, hide_typing: true, display: Display::default() },
    };
    let synced = Synced {
        me,
        rooms: vec![summary()],
        missed: vec![Missed { room_id: room_id(), page: Some(page()) }, Missed { room_id: room_id(), page: None }],
        present: vec![Presence { user_id: user("u2"), state: PresenceState::Online, seen_at: None }],
    };
    let synced_wire = json!({
        "me": {
            "person": { "id": "u1", "name": "민준" }, "role": "administrator", "preferences": {
                "language": "ko", "theme": "dark", "hideTyping": true,
                "display": { "own": "right", "text": "usual", "rooms": "two_lines", "still": false, "enterBreaks": false },
            },
        },
        "rooms": [summary_wire()],
        "missed": [{ "roomId": ROOM, "page": page_wire() }, { "roomId": ROOM, "page": null }],
        "present": [{ "userId": "u2", "state": "online" }],
    });
    let sync = Sync { rooms: BTreeMap::from([(room_id(), Seq(6))]) };
    command(&sync, &json!({ "rooms": { ROOM: 6 } }), synced, &synced_wire)
}

fn rooms() -> Vec<&'static str> {
    let create = CreateRoom {
        client_id: Some(client_id()),
        name: Some(room_name("회의록")),
        kind: RoomKind::Private,
        participants: vec![user("u2")],
    };
    let create_wire = json!({ "clientId": "01JB-7_z", "name": "회의록", "kind": "private", "participants": ["u2"] });
    let room = json!({ "roomId": ROOM });
    let head = RoomHead { head: Seq(9) };
    let head_wire = json!({ "head": 9 });
    let invite = Invite { room_id: room_id(), participants: vec![user("u2"), user("u3")] };
    let remove = RemoveMember { room_id: room_id(), user_id: user("u2") };
    let rename = RenameRoom { room_id: room_id(), name: room_name("주간 회의록") };
    let set_topic = SetTopic { room_id: room_id(), topic: Some(topic("금요일 배포")) };
    let set = SetRoom { room_id: room_id(), starred: Some(true), notify: Some(Notify::Mentions) };
    let create_link = CreateLink { room_id: room_id(), uses: Some(5), days: Some(1) };
    let link = RoomLink { id: 3, by: seoyeon(), created_at: AT, expires_at: Timestamp(AT.0 + 86_400_000), uses_left: 4 };
    let link_wire =
        json!({ "id": 3, "by": seoyeon_wire(), "createdAt": 1_790_000_000_123_i64, "expiresAt": 1_790_086_400_123_i64, "usesLeft": 4 });
    let new_link = NewLink { code: "Zk3q".into(), link: link.clone() };
    vec![
        command(&create, &create_wire, summary(), &summary_wire()),
        command(&invite, &json!({ "roomId": ROOM, "participants": ["u2", "u3"] }), head, &head_wire),
        command(
            &JoinRoom { room_id: room_id(), code: Some("Zk3q".into()) },
            &json!({ "roomId": ROOM, "code": "Zk3q" }),
            summary(),
            &summary_wire(),
        ),
        command(&LeaveRoom { room_id: room_id() }, &room, head, &head_wire),
        command(&remove, &json!({ "roomId": ROOM, "userId": "u2" }), head, &head_wire),
        command(&rename, &json!({ "roomId": ROOM, "name": "주간 회의록" }), head, &head_wire),
        command(&set_topic, &json!({ "roomId": ROOM, "topic": "금요일 배포" }), head, &head_wire),
        command(&DeleteRoom { room_id: room_id() }, &room, (), &json!(null)),
        command(&set, &json!({ "roomId": ROOM, "starred": true, "notify": "mentions" }), (), &json!(null)),
        command(&create_link, &json!({ "roomId": ROOM, "uses": 5, "days": 1 }), new_link, &json!({ "code": "Zk3q", "link": link_wire })),
        command(&RoomLinks { room_id: room_id() }, &room, LinksOfRoom { links: vec![link] }, &json!({ "links": [link_wire] })),
        command(&RevokeLink { room_id: room_id(), link_id: 3 }, &json!({ "roomId": ROOM, "linkId": 3 }), (), &json!(null)),
    ]
}

fn messages() -> Vec<&'static str> {
    let content = MessageText::new("오늘 회의는 3시\n늦지 마세요").expect("a text");
    let send = SendMessage { room_id: room_id(), client_id: client_id(), content, reply_to: Some(Seq(5)) };
    let send_wire = json!({ "roomId": ROOM, "clientId": "01JB-7_z", "content": "오늘 회의는 3시\n늦지 마세요", "replyTo": 5 });
    let history = History::new(room_id(), Cursor::Before(Seq(9)), Limit::default());
    vec![
        command(&send, &send_wire, Sent { seq: Seq(7), created_at: AT }, &json!({ "seq": 7, "createdAt": 1_790_000_000_123_i64 })),
        command(
            &EditMessage { room_id: room_id(), seq: Seq(7), content: MessageText::new("4시로 바뀌었어요").expect("a text") },
            &json!({ "roomId": ROOM, "seq": 7, "content": "4시로 바뀌었어요" }),
            RoomHead { head: Seq(9) },
            &json!({ "head": 9 }),
        ),
        command(
            &DeleteMessage { room_id: room_id(), seq: Seq(7) },
            &json!({ "roomId": ROOM, "seq": 7 }),
            RoomHead { head: Seq(9) },
            &json!({ "head": 9 }),
        ),
        command(
            &React { room_id: room_id(), seq: Seq(7), emoji: emoji("👍🏽"), on: true },
            &json!({ "roomId": ROOM, "seq": 7, "emoji": "👍🏽", "on": true }),
            RoomHead { head: Seq(9) },
            &json!({ "head": 9 }),
        ),
        command(&history, &json!({ "roomId": ROOM, "before": 9, "limit": 50 }), page(), &page_wire()),
        command(&Read { room_id: room_id(), seq: Seq(8) }, &json!({ "roomId": ROOM, "seq": 8 }), (), &json!(null)),
        command(
            &MarkUnread { room_id: room_id(), seq: Seq(5) },
            &json!({ "roomId": ROOM, "seq": 5 }),
            Unread { room_id: room_id(), read: Seq(4), unread: 3, mentions: 1 },
            &json!({ "roomId": ROOM, "read": 4, "unread": 3, "mentions": 1 }),
        ),
        command(&Typing { room_id: room_id(), on: true }, &json!({ "roomId": ROOM, "on": true }), (), &json!(null)),
        command(&Look { on: true }, &json!({ "on": true }), (), &json!(null)),
    ]
}

fn looking() -> Vec<&'static str> {
    let limit = Limit::new(20).expect("a limit");
    let find = FindPeople { query: "ㅅㅇ".into(), cursor: Some("c1".into()), limit };
    let found = FoundPerson { person: seoyeon(), state: PresenceState::Offline, seen_at: Some(AT) };
    let public = PublicRooms { query: "공지".into(), cursor: None, limit };
    let public_room = PublicRoom { id: room_id(), name: room_name("공지사항"), topic: None, members: 12, joined: false };
    let members = Members { room_id: room_id(), cursor: None, limit };
    let member = Member { person: seoyeon(), creator: true, state: PresenceState::Online, seen_at: None };
    let search = Search {
        query: "회의".into(),
        room_id: Some(room_id()),
        from: Some(user("u1")),
        before: Some(AT),
        after: Some(Timestamp(0)),
        zone: Some(540),
        cursor: Some("c3".into()),
        limit,
    };
    let search_wire = json!({ "query": "회의", "roomId": ROOM, "from": "u1", "before": 1_790_000_000_123_i64, "after": 0, "zone": 540, "cursor": "c3", "limit": 20 });
    let hit = Hit { entry: message(7, "오늘 회의는 3시"), room_name: Some(room_name("회의록")), ranges: vec![(3, 5)] };
    let hit_wire = json!({ "entry": message_wire(7, "오늘 회의는 3시"), "roomName": "회의록", "ranges": [[3, 5]] });
    vec![
        command(
            &find,
            &json!({ "query": "ㅅㅇ", "cursor": "c1", "limit": 20 }),
            PeoplePage { people: vec![found], cursor: Some("c2".into()) },
            &json!({ "people": [{ "person": seoyeon_wire(), "state": "offline", "seenAt": 1_790_000_000_123_i64 }], "cursor": "c2" }),
        ),
        command(
            &public,
            &json!({ "query": "공지", "limit": 20 }),
            PublicRoomsPage { rooms: vec![public_room], cursor: None },
            &json!({ "rooms": [{ "id": ROOM, "name": "공지사항", "topic": null, "members": 12, "joined": false }] }),
        ),
        command(
            &members,
            &json!({ "roomId": ROOM, "limit": 20 }),
            MembersPage { members: vec![member], cursor: None },
            &json!({ "members": [{ "person": seoyeon_wire(), "creator": true, "state": "online" }] }),
        ),
        command(
            &search,
            &search_wire,
            Hits { hits: vec![hit], complete: false, cursor: Some("c4".into()) },
            &json!({ "hits": [hit_wire], "complete": false, "cursor": "c4" }),
        ),
    ]
}

#[test]
fn what_a_client_may_leave_out() {
    assert_eq!(read(json!({})), Ok(Sync::default()));
    assert_eq!(read(json!({ "roomId": ROOM })), Ok(History::new(room_id(), Cursor::Latest, Limit::default())));
    assert_eq!(read(json!({})), Ok(FindPeople::default()));
    assert_eq!(read(json!({})), Ok(PublicRooms::default()));
    let create = CreateRoom { client_id: None, name: None, kind: RoomKind::Direct, participants: Vec::new() };
    assert_eq!(read(json!({ "kind": "direct" })), Ok(create));
    assert_eq!(read(json!({ "roomId": ROOM })), Ok(SetTopic { room_id: room_id(), topic: None }));
    assert_eq!(read(json!({ "roomId": ROOM })), Ok(SetRoom { room_id: room_id(), starred: None, notify: None }));
    assert_eq!(read(json!({ "roomId": ROOM })), Ok(JoinRoom { room_id: room_id(), code: None }));
    assert_eq!(read(json!({ "roomId": ROOM })), Ok(CreateLink { room_id: room_id(), uses: None, days: None }));
    let mut earlier = summary_wire();
    earlier.as_object_mut().expect("an object").retain(|field, _| !["topic", "starred", "notify"].contains(&field.as_str()));
    assert_eq!(
        read(earlier),
        Ok(RoomSummary { topic: None, starred: false, notify: Notify::All, ..summary() }),
        "a server of an earlier version"
    );
    let search: Search = read(json!({ "query": "회의" })).expect("a search");
    assert_eq!((search.room_id, search.limit), (None, Limit::default()));
    // A field of a later version is no reason to refuse what this one understands.
    assert_eq!(read(json!({ "roomId": ROOM, "on": false, "later": 1 })), Ok(Typing { room_id: room_id(), on: false }));
}

#[test]
fn each_place_in_a_log() {
    for (cursor, field) in [
        (Cursor::Before(Seq(9)), "before"),
        (Cursor::After(Seq(9)), "after"),
        (Cursor::Around(Seq(9)), "around"),
        (Cursor::Since(Timestamp(9)), "since"),
    ] {
        let history = History::new(room_id(), cursor, Limit::default());
        assert_eq!(history.cursor(), Some(cursor));
        golden(&history, &json!({ "roomId": ROOM, field: 9, "limit": 50 }));
    }
    let two: History = read(json!({ "roomId": ROOM, "before": 9, "after": 1 })).expect("the shape is right");
    assert_eq!(two.cursor(), None);
}

#[test]
fn rooms_of_every_kind() {
    for (kind, wire) in [(RoomKind::Private, "private"), (RoomKind::Public, "public"), (RoomKind::Direct, "direct")] {
        golden(&kind, &json!(wire));
    }
    let empty = RoomSummary { name: None, last: None, kind: RoomKind::Direct, ..summary() };
    let mut wire = summary_wire();
    (wire["name"], wire["last"], wire["kind"]) = (json!(null), json!(null), json!("direct"));
    golden(&empty, &wire);
    golden(&Page { entries: vec![], from: Seq(1), to: Seq(0), head: Seq(0) }, &json!({ "entries": [], "from": 1, "to": 0, "head": 0 }));
}

#[test]
fn what_a_person_chose() {
    let usual = json!({ "own": "right", "text": "usual", "rooms": "two_lines", "still": false, "enterBreaks": false });
    golden(&Preferences::default(), &json!({ "language": null, "theme": "system", "hideTyping": false, "display": usual }));
    let display = Display { own: OwnMessages::Left, text: TextSize::Largest, rooms: RoomRows::OneLine, still: true, enter_breaks: true };
    golden(
        &Preferences { language: Some(Language::En), theme: Theme::Light, hide_typing: false, display },
        &json!({
            "language": "en", "theme": "light", "hideTyping": false,
            "display": { "own": "left", "text": "largest", "rooms": "one_line", "still": true, "enterBreaks": true },
        }),
    );
    golden(&[TextSize::Small, TextSize::Usual, TextSize::Large], &json!(["small", "usual", "large"]));
    // What an older program wrote, and what a later one adds.
    let older: Preferences = serde_json::from_value(json!({ "language": null, "theme": "system" })).expect("preferences");
    assert_eq!(older, Preferences::default());
    let later: Display = serde_json::from_value(json!({ "still": true, "later": 1 })).expect("a display");
    assert_eq!(later, Display { still: true, ..Display::default() });
    golden(&Role::Member, &json!("member"));
}
