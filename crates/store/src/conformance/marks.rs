//! Read marks, unread messages and mentions; what a member has chosen for themselves.

use protocol::rooms::{MAX_UNREAD, Notify, RoomKind};
use protocol::{RoomId, Seq, UserId};

use super::Backend;
use super::world::{World, member, names, nobody, refused, room_name};
use crate::Refusal;
use crate::rooms::Choice;

/// What stands beside a room in somebody's list: unread messages, and those that mention them.
async fn counts<B: Backend>(world: &World<B>, room: &RoomId, reader: &UserId) -> (u32, u32) {
    let seen = world.seen(room, reader).await;
    (seen.unread, seen.mentions)
}

pub async fn others_messages_are_unread<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    assert_eq!(counts(&world, &room, &minji).await, (0, 0));
    assert_eq!(counts(&world, &room, &jihun).await, (0, 0));
    let first = world.say(&room, &minji, "안녕").await;
    // A notice is not something that somebody said.
    store.rename(&room, &member(&minji), room_name("우리 방"), world.now()).await.expect("renamed");
    world.say(&room, &minji, "방 이름 바꿨어요").await;
    assert_eq!(counts(&world, &room, &jihun).await, (2, 0));
    assert_eq!(counts(&world, &room, &minji).await, (0, 0));
    assert_eq!(store.mark_read(&room, &jihun, first).await.expect("marked"), Some(first));
    assert_eq!(counts(&world, &room, &jihun).await, (1, 0));
    let head = world.seen(&room, &jihun).await.head;
    assert_eq!(store.mark_read(&room, &jihun, head).await.expect("marked"), Some(head));
    assert_eq!(counts(&world, &room, &jihun).await, (0, 0));
}

pub async fn ones_own_message_reads_the_room<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    world.say(&room, &minji, "어디예요?").await;
    world.say(&room, &minji, "지훈 씨?").await;
    let own = world.say(&room, &jihun, "가는 중이에요").await;
    let seen = world.seen(&room, &jihun).await;
    assert_eq!((seen.read, seen.unread), (own, 0));
    assert_eq!(counts(&world, &room, &minji).await, (1, 0));
}

pub async fn the_past_is_not_unread<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let people = world.people(3).await;
    let room = world.room(RoomKind::Public, &people[0], &[]).await;
    world.say(&room, &people[0], "@사람1 @사람2 오기 전의 말").await;
    store.invite(&room, &member(&people[0]), &people[1..2], world.now()).await.expect("invited");
    let joined = store.join(&room, &member(&people[2]), world.now()).await.expect("joined").expect("an entry");
    assert_eq!(counts(&world, &room, &people[1]).await, (0, 0));
    let seen = world.seen(&room, &people[2]).await;
    assert_eq!((seen.read, seen.unread, seen.mentions), (joined.seq, 0, 0));
    world.say(&room, &people[0], "온 뒤의 말").await;
    assert_eq!(counts(&world, &room, &people[1]).await, (1, 0));
    assert_eq!(counts(&world, &room, &people[2]).await, (1, 0));
    // The same for who comes back.
    store.leave(&room, &member(&people[2]), world.now()).await.expect("left");
    world.say(&room, &people[0], "@사람2 없는 사이의 말").await;
    store.join(&room, &member(&people[2]), world.now()).await.expect("joined");
    assert_eq!(counts(&world, &room, &people[2]).await, (0, 0));
}

pub async fn unread_is_counted_to_its_bound<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    for number in 1..=MAX_UNREAD + 5 {
        world.say(&room, &minji, "@지훈 여기요").await;
        let expected = number.min(MAX_UNREAD);
        if number.is_multiple_of(20) || number >= MAX_UNREAD {
            assert_eq!(counts(&world, &room, &jihun).await, (expected, expected));
        }
    }
}

pub async fn a_mark_never_goes_back<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    for _ in 0..5 {
        world.say(&room, &minji, "안녕").await;
    }
    let mark = async |seq| store.mark_read(&room, &jihun, Seq(seq)).await.expect("a member");
    assert_eq!(mark(5).await, Some(Seq(5)));
    assert_eq!(mark(5).await, None);
    assert_eq!(mark(3).await, None);
    assert_eq!(world.seen(&room, &jihun).await.read, Seq(5));
    // At most to the head: what comes later is not read before it is there.
    assert_eq!(mark(u64::MAX).await, Some(Seq(7)));
    assert_eq!(mark(u64::MAX).await, None);
    world.say(&room, &minji, "새 말").await;
    assert_eq!(counts(&world, &room, &jihun).await, (1, 0));
    drop(store);
    let world = world.reopened().await;
    assert_eq!(world.seen(&room, &jihun).await.read, Seq(7));
}

pub async fn a_choice_is_of_one_member_and_lasts<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Public, &minji, &[&jihun]).await;
    let other = world.room(RoomKind::Direct, &minji, &[&jihun]).await;
    let chosen = async |world: &World<B>, room: &RoomId, who: &UserId| {
        let seen = world.seen(room, who).await;
        Choice { starred: seen.starred, notify: seen.notify }
    };
    assert_eq!(chosen(&world, &room, &jihun).await, Choice::default());
    let starred = Choice { starred: true, notify: Notify::All };
    assert_eq!(store.choose(&room, &jihun, Some(true), None).await.expect("a member"), starred);
    let both = Choice { starred: true, notify: Notify::Nothing };
    assert_eq!(store.choose(&room, &jihun, None, Some(Notify::Nothing)).await.expect("a member"), both);
    assert_eq!(store.choose(&room, &jihun, None, None).await.expect("a member"), both);
    let mentions = Choice { starred: false, notify: Notify::Mentions };
    assert_eq!(store.choose(&other, &jihun, None, Some(Notify::Mentions)).await.expect("a member"), mentions);
    assert_eq!(refused(store.choose(&room, &nobody(), Some(true), None).await), Refusal::NotMember);
    let head = world.seen(&room, &jihun).await.head;
    drop(store);
    let world = world.reopened().await;
    let store = world.store();
    assert_eq!(chosen(&world, &room, &jihun).await, both);
    assert_eq!(chosen(&world, &room, &minji).await, Choice::default());
    assert_eq!(world.seen(&room, &jihun).await.head, head, "it is no entry of the log");
    let listed = store.rooms_of(&jihun).await.expect("rooms").into_iter().map(|room| (room.id, room.starred, room.notify));
    assert_eq!(listed.collect::<Vec<_>>(), [(other, false, Notify::Mentions), (room.clone(), true, Notify::Nothing)]);
    assert_eq!(store.choose(&room, &jihun, Some(false), Some(Notify::All)).await.expect("a member"), Choice::default());
    // Who comes back begins anew.
    store.choose(&room, &jihun, Some(true), Some(Notify::Nothing)).await.expect("a member");
    store.leave(&room, &member(&jihun), world.now()).await.expect("left");
    store.join(&room, &member(&jihun), world.now()).await.expect("joined");
    assert_eq!(chosen(&world, &room, &jihun).await, Choice::default());
}

pub async fn a_name_after_an_at_is_a_mention<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("박 지훈").await);
    let ann = world.person("Ann").await;
    let room = world.room(RoomKind::Private, &minji, &[&jihun, &ann]).await;
    for (text, jihuns, anns) in [
        ("@박 지훈 안녕", 1, 0),
        ("안녕@박 지훈님, @ann!", 1, 1),
        ("@Ann @Ann @Ann 세 번 불러도 한 마디", 0, 1),
        ("@ann가 그랬어요", 0, 1),
        ("@anna", 0, 0),
        ("mail@ann.kr", 0, 0),
        ("@ Ann", 0, 0),
        ("ann 박 지훈", 0, 0),
        ("@@ann", 0, 1),
        ("@", 0, 0),
        ("@민지 스스로", 0, 0),
    ] {
        let before = (counts(&world, &room, &jihun).await.1, counts(&world, &room, &ann).await.1);
        world.say(&room, &minji, text).await;
        let after = (counts(&world, &room, &jihun).await.1, counts(&world, &room, &ann).await.1);
        assert_eq!((after.0 - before.0, after.1 - before.1), (jihuns, anns), "{text}");
    }
    assert_eq!(counts(&world, &room, &minji).await, (0, 0));
    // A name counts as it is now.
    let (name, key) = names("지훈이");
    world.store().set_name(&jihun, name, key).await.expect("a free name");
    let before = counts(&world, &room, &jihun).await.1;
    world.say(&room, &minji, "@박 지훈").await;
    world.say(&room, &minji, "@지훈이").await;
    assert_eq!(counts(&world, &room, &jihun).await.1, before + 1);
}

pub async fn a_mention_is_of_members_only<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, short, long) = (world.person("민지").await, world.person("김민").await, world.person("김민수").await);
    let room = world.room(RoomKind::Private, &minji, &[&short]).await;
    // The longest name of anybody is meant: here of somebody who does not hear it.
    world.say(&room, &minji, "@김민수 들어오세요").await;
    assert_eq!(counts(&world, &room, &short).await, (1, 0));
    store.invite(&room, &member(&minji), std::slice::from_ref(&long), world.now()).await.expect("invited");
    assert_eq!(counts(&world, &room, &long).await, (0, 0));
    world.say(&room, &minji, "@김민수 반가워요").await;
    world.say(&room, &minji, "@김민도 인사하세요").await;
    assert_eq!(counts(&world, &room, &long).await, (2, 1));
    assert_eq!(counts(&world, &room, &short).await, (3, 1));
}
