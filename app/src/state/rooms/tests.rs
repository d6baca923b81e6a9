//! The list, entry by entry.

use std::borrow::Cow;

use protocol::messages::Change;
use protocol::rooms::Notify;
use protocol::{RoomName, Timestamp};

use super::*;
use crate::state::tests::{entry, me, person, room, said};

fn list() -> Rooms {
    let mut lunch = room("lunch", "점심 뭐 먹지", 10);
    lunch.active_at = Timestamp(100);
    let mut review = room("review", "디자인-리뷰", 5);
    review.active_at = Timestamp(200);
    Rooms::new(vec![lunch, review])
}

fn order(rooms: &Rooms) -> Vec<String> {
    rooms.iter().map(|room| room.id.to_string()).collect()
}

fn id(id: &str) -> RoomId {
    RoomId::new(id).expect("an id")
}

#[test]
fn a_message_counts_and_brings_its_room_up() {
    let mut rooms = list();
    assert_eq!(order(&rooms), ["review", "lunch"]);
    assert_eq!(rooms.apply(&said("lunch", 11, "bob", "순댓국 어때요"), &me().id), Applied::Changed);
    assert_eq!(order(&rooms), ["lunch", "review"]);
    assert_eq!((rooms.unread(), rooms.waiting(None)), (1, 1));
    assert_eq!(rooms.waiting(Some(&id("lunch"))), 0);
}

#[test]
fn the_same_entry_again_is_old_and_a_gap_is_told() {
    let mut rooms = list();
    let next = said("lunch", 11, "bob", "순댓국");
    rooms.apply(&next, &me().id);
    assert_eq!(rooms.apply(&next, &me().id), Applied::Old);
    assert_eq!(rooms.apply(&said("lunch", 13, "bob", "쌀국수"), &me().id), Applied::Behind);
    assert_eq!(rooms.apply(&said("nowhere", 1, "bob", "누구세요"), &me().id), Applied::Behind);
    assert_eq!(rooms.unread(), 1);
}

#[test]
fn what_i_say_is_read() {
    let mut rooms = list();
    rooms.apply(&said("lunch", 11, "bob", "순댓국"), &me().id);
    rooms.apply(&said("lunch", 12, "seoyeon", "좋아요"), &me().id);
    assert_eq!(rooms.unread(), 0);
    assert_eq!(rooms.get(&id("lunch")).map(|room| room.read), Some(Seq(12)));
}

#[test]
fn a_read_mark_never_goes_back() {
    let mut rooms = list();
    for seq in 11..=13 {
        rooms.apply(&said("lunch", seq, "bob", "ㅋㅋㅋ"), &me().id);
    }
    assert!(rooms.read(&id("lunch"), Seq(12), None));
    assert_eq!(rooms.unread(), 1, "no more can be unread than there are entries");
    assert!(!rooms.read(&id("lunch"), Seq(11), Some(2)));
    assert!(rooms.read(&id("lunch"), Seq(13), Some(0)));
    assert_eq!(rooms.unread(), 0);
}

#[test]
fn who_is_removed_or_leaves_has_the_room_no_more() {
    let mut rooms = list();
    let removed = entry("lunch", 11, "bob", Change::MemberRemoved { person: me() });
    assert_eq!(rooms.apply(&removed, &me().id), Applied::Gone);
    let left = entry("review", 6, "seoyeon", Change::MemberLeft { heir: None });
    assert_eq!(rooms.apply(&left, &me().id), Applied::Gone);
    assert!(rooms.is_empty());
}

#[test]
fn members_names_and_owners_follow_the_log() {
    let mut rooms = list();
    let of = |rooms: &Rooms| rooms.get(&id("lunch")).cloned().expect("it is on the list");
    rooms.apply(&entry("lunch", 11, "bob", Change::MemberJoined { person: person("jimin", "김지민") }), &me().id);
    assert_eq!((of(&rooms).members, of(&rooms).faces.len()), (3, 2));
    rooms.apply(&entry("lunch", 12, "bob", Change::RoomRenamed { name: RoomName::new("저녁").expect("a name") }), &me().id);
    assert_eq!(of(&rooms).name.map(|name| name.to_string()).as_deref(), Some("저녁"));
    rooms.apply(&entry("lunch", 13, "bob", Change::MemberLeft { heir: Some(me()) }), &me().id);
    assert_eq!((of(&rooms).members, of(&rooms).creator), (2, me().id));
    assert_eq!(of(&rooms).faces.iter().map(|face| face.name.as_str()).collect::<Vec<_>>(), ["김지민"]);
}

#[test]
fn an_older_telling_changes_nothing() {
    let mut rooms = list();
    rooms.apply(&said("lunch", 11, "bob", "순댓국"), &me().id);
    rooms.put(room("lunch", "점심", 10));
    assert_eq!(rooms.get(&id("lunch")).map(|room| room.head), Some(Seq(11)));
    rooms.put(room("new", "새 방", 1));
    assert_eq!(rooms.len(), 3);
}

#[test]
fn the_filter_finds_as_one_types() {
    let rooms = list();
    let found = |query: &str| {
        let name = |room: &RoomSummary| room.name.as_ref().map(ToString::to_string).unwrap_or_default();
        rooms.find(query, |text| Cow::Borrowed(text), name).into_iter().map(|room| room.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(found("디"), ["review"]);
    assert_eq!(found("ㄷㅈㅇ"), ["review"]);
    assert_eq!(found("점시"), ["lunch"]);
    assert_eq!(found(" "), ["review", "lunch"]);
    assert!(found("회의").is_empty());
}

#[test]
fn a_muted_room_waits_for_nobody() {
    let mut rooms = list();
    rooms.apply(&said("lunch", 11, "bob", "순댓국"), &me().id);
    let set = |starred, notify| RoomSet { room_id: id("lunch"), starred, notify };
    assert!(rooms.set(&set(false, Notify::Nothing)));
    assert_eq!((rooms.unread(), rooms.waiting(None)), (0, 0));
    assert_eq!(rooms.get(&id("lunch")).map(|room| room.unread), Some(1), "it is counted all the same");
    rooms.set(&set(false, Notify::Mentions));
    assert_eq!((rooms.unread(), rooms.waiting(None)), (1, 1));
    assert!(!rooms.set(&RoomSet { room_id: id("nowhere"), starred: true, notify: Notify::All }));
}

#[test]
fn starred_rooms_stand_before_the_others_and_people_after_them() {
    let mut direct = room("bob", "Bob", 3);
    (direct.kind, direct.name, direct.active_at) = (RoomKind::Direct, None, Timestamp(300));
    let mut rooms = list();
    rooms.put(direct);
    rooms.put(room("old", "옛날 이야기", 1));
    rooms.set(&RoomSet { room_id: id("old"), starred: true, notify: Notify::All });
    let listed: Vec<&str> = rooms.listed().map(|room| room.id.as_str()).collect();
    assert_eq!(listed, ["old", "review", "lunch", "bob"]);
    let beside = |open: Option<&str>, down, unread| {
        let open = open.map(id);
        rooms.beside(open.as_ref(), down, unread).map(|room| room.id.to_string())
    };
    assert_eq!(beside(Some("old"), true, false).as_deref(), Some("review"));
    assert_eq!(beside(Some("review"), false, false).as_deref(), Some("old"));
    assert_eq!((beside(Some("bob"), true, false), beside(Some("old"), false, false)), (None, None));
    assert_eq!(beside(None, true, false).as_deref(), Some("old"));
    assert_eq!(beside(Some("old"), true, true), None, "all is read");
}

#[test]
fn the_next_unread_room_is_found_once_around() {
    let mut rooms = list();
    rooms.apply(&said("review", 6, "bob", "한 번 봐 주세요"), &me().id);
    let next = |rooms: &Rooms, open: &str, down| rooms.beside(Some(&id(open)), down, true).map(|room| room.id.to_string());
    assert_eq!(next(&rooms, "lunch", true).as_deref(), Some("review"));
    assert_eq!(next(&rooms, "lunch", false).as_deref(), Some("review"));
    assert_eq!(next(&rooms, "review", true), None, "the open one is no other");
    rooms.set(&RoomSet { room_id: id("review"), starred: false, notify: Notify::Nothing });
    assert_eq!(next(&rooms, "lunch", true), None, "nor is a muted one");
}
