//! What somebody sees of rooms and members.

use protocol::messages::Change;
use protocol::rooms::{MAX_FACES, RoomKind};
use protocol::{RoomId, RoomTopic, Seq, UserId};

use super::Backend;
use super::world::{World, member, nobody, refused, room_name, said};
use crate::Refusal;
use crate::rooms::NewRoom;

pub async fn a_summary_says_what_its_reader_needs<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let people = world.people(5).await;
    let room = world.room(RoomKind::Private, &people[0], &people[1..].iter().collect::<Vec<_>>()).await;
    assert_eq!(world.seen(&room, &people[0]).await.last, None, "nothing was said yet");
    world.say(&room, &people[0], "첫마디").await;
    let at = world.say(&room, &people[1], "둘째 마디").await;
    let renamed = store.rename(&room, &member(&people[2]), room_name("새 이름"), world.now()).await.expect("renamed").expect("an entry");
    let seen = world.seen(&room, &people[0]).await;
    assert_eq!((&seen.id, seen.kind, &seen.creator, seen.members), (&room, RoomKind::Private, &people[0], 5));
    assert_eq!((seen.head, seen.active_at), (renamed.seq, renamed.at));
    let last = seen.last.expect("a message");
    assert_eq!((last.seq, said(&last), &last.by.id), (at, "둘째 마디", &people[1]));
    let faces: Vec<UserId> = seen.faces.into_iter().map(|face| face.id).collect();
    assert_eq!(faces, people[1..=MAX_FACES], "others, those who came first");
    let seen = world.seen(&room, &people[1]).await;
    assert_eq!(seen.faces[0].id, people[0]);
    assert_eq!((seen.read, seen.unread), (at, 0));
}

pub async fn rooms_are_listed_by_last_activity<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let mut rooms = Vec::new();
    for _ in 0..4 {
        rooms.push(world.room(RoomKind::Private, &minji, &[]).await);
    }
    world.room(RoomKind::Private, &jihun, &[]).await;
    world.say(&rooms[1], &minji, "여기가 제일 새롭다").await;
    store.rename(&rooms[0], &member(&minji), room_name("아니 여기"), world.now()).await.expect("renamed");
    let listed = store.rooms_of(&minji).await.expect("rooms");
    let expected = [&rooms[0], &rooms[1], &rooms[3], &rooms[2]];
    assert_eq!(listed.iter().map(|room| &room.id).collect::<Vec<_>>(), expected);
    for summary in &listed {
        assert_eq!(*summary, world.seen(&summary.id, &minji).await, "the list says what one room says");
    }
    let mut ids = store.room_ids_of(&minji).await.expect("ids");
    ids.sort();
    rooms.sort();
    assert_eq!(ids, rooms);
}

pub async fn members_come_in_pages_oldest_first<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let people = world.people(7).await;
    let room = world.room(RoomKind::Private, &people[3], &[&people[6], &people[0], &people[5]]).await;
    store.invite(&room, &member(&people[0]), &[people[2].clone()], world.now()).await.expect("invited");
    // Who comes back comes last.
    store.leave(&room, &member(&people[6]), world.now()).await.expect("left");
    store.invite(&room, &member(&people[0]), &[people[6].clone()], world.now()).await.expect("invited");
    let expected = [3, 0, 5, 2, 6].map(|number| people[number].clone());
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let (members, next) = store.members(&room, &people[5], cursor, 2).await.expect("a page");
        assert!(members.len() <= 2);
        assert!(members.iter().all(|member| member.creator == (member.person.id == people[3])));
        seen.extend(members.into_iter().map(|member| member.person.id));
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, expected);
}

async fn public<B: Backend>(world: &World<B>, creator: &UserId, name: &str) -> RoomId {
    let new = NewRoom { name: Some(room_name(name)), ..world.new_room(RoomKind::Public, creator, &[]) };
    world.store().create_room(new).await.expect("a room").room_id
}

pub async fn public_rooms_are_listed_by_name<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let lunch = public(&world, &minji, "점심 모임").await;
    // Two of one name: both are listed, each once.
    for name in ["러스트 공부", "Lunch", "러스트 공부"] {
        public(&world, &minji, name).await;
    }
    world.room(RoomKind::Private, &minji, &[&jihun]).await;
    store.join(&lunch, &member(&jihun), world.now()).await.expect("joined");
    let listed = async |query: &str, limit: usize| -> Vec<String> {
        let (mut names, mut cursor) = (Vec::new(), None);
        loop {
            let (rooms, next) = store.public_rooms(&jihun, query, cursor, limit).await.expect("a page");
            names.extend(rooms.into_iter().map(|room| format!("{} {} {}", room.name, room.members, room.joined)));
            cursor = next;
            if cursor.is_none() {
                return names;
            }
        }
    };
    let all = ["Lunch 1 false", "러스트 공부 1 false", "러스트 공부 1 false", "점심 모임 2 true"];
    assert_eq!(listed("", 10).await, all);
    assert_eq!(listed("", 1).await, all);
    assert_eq!(listed("ㅈㅅ", 10).await, ["점심 모임 2 true"]);
    assert_eq!(listed("공붕", 10).await, [""; 0]);
    assert_eq!(listed("LUN", 10).await, ["Lunch 1 false"]);
}

pub async fn a_public_room_is_listed_under_its_new_name<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let room = public(&world, &minji, "옛 이름").await;
    for name in ["새 이름", "옛 이름", "새 이름"] {
        store.rename(&room, &member(&minji), room_name(name), world.now()).await.expect("renamed").expect("an entry");
        let (rooms, _) = store.public_rooms(&minji, "", None, 10).await.expect("a page");
        assert_eq!(rooms.iter().map(|room| room.name.as_str()).collect::<Vec<_>>(), [name]);
    }
    store.delete_room(&room, &member(&minji)).await.expect("deleted");
    assert_eq!(store.public_rooms(&minji, "", None, 10).await.expect("a page").0, []);
}

pub async fn strangers_see_no_list<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    world.room(RoomKind::Private, &minji, &[]).await;
    let room = public(&world, &minji, "열린 방").await;
    world.say(&room, &minji, "안녕하세요").await;
    assert_eq!(store.rooms_of(&nobody()).await.expect("an answer"), []);
    let (rooms, _) = store.public_rooms(&nobody(), "", None, 10).await.expect("a page");
    assert_eq!(rooms.iter().map(|room| (&room.id, room.joined)).collect::<Vec<_>>(), [(&room, false)]);
    assert_eq!(store.entries_after(&room, Seq(1), 10).await.expect("entries").len(), 1);
}

pub async fn a_room_is_about_what_a_member_says<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Public, &minji, &[&jihun]).await;
    assert_eq!(world.seen(&room, &minji).await.topic, None);
    let topic = RoomTopic::new("금요일 배포. 막히면 바로 말하기").expect("a topic");
    let entry = store.set_topic(&room, &member(&jihun), Some(topic.clone()), world.now()).await.expect("set").expect("an entry");
    assert_eq!(entry.change, Change::RoomTopicChanged { topic: Some(topic.clone()) });
    assert_eq!(store.set_topic(&room, &member(&minji), Some(topic.clone()), world.now()).await.expect("so already"), None);
    // A new name leaves it as it is.
    store.rename(&room, &member(&minji), room_name("릴리스"), world.now()).await.expect("renamed");
    assert_eq!(refused(store.set_topic(&room, &member(&nobody()), None, world.now()).await), Refusal::NotMember);
    let direct = world.room(RoomKind::Direct, &minji, &[&jihun]).await;
    assert_eq!(refused(store.set_topic(&direct, &member(&minji), Some(topic.clone()), world.now()).await), Refusal::WrongKind);
    drop(store);
    let world = world.reopened().await;
    let store = world.store();
    let seen = world.seen(&room, &minji).await;
    assert_eq!((seen.topic.as_ref(), seen.unread), (Some(&topic), 0));
    let (listed, _) = store.public_rooms(&nobody(), "", None, 10).await.expect("a page");
    assert_eq!(listed.iter().map(|room| room.topic.as_ref()).collect::<Vec<_>>(), [Some(&topic)], "strangers read it too");
    let gone = store.set_topic(&room, &member(&minji), None, world.now()).await.expect("set").expect("an entry");
    assert_eq!(gone.change, Change::RoomTopicChanged { topic: None });
    assert_eq!((world.seen(&room, &jihun).await.topic, world.log(&room).await.last()), (None, Some(&gone)));
}
