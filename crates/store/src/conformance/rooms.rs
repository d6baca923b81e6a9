//! Making, entering, leaving and losing rooms.

use std::slice::from_ref;
use std::sync::Arc;

use protocol::messages::{Change, Cursor, Entry};
use protocol::rooms::{MAX_MEMBERS, MAX_PARTICIPANTS, MAX_ROOMS_OF_PERSON, RoomKind};
use protocol::{RoomId, Seq, UserId};

use super::Backend;
use super::world::{World, administrator, assert_contiguous, at_once, client_id, member, nobody, nowhere, refused, room_name};
use crate::Refusal;
use crate::rooms::NewRoom;

/// Who is in a room, those who came first first.
async fn inside<B: Backend>(world: &World<B>, room: &RoomId, reader: &UserId) -> Vec<UserId> {
    let (members, end) = world.store().members(room, reader, None, 1_000).await.expect("a member");
    assert_eq!(end, None);
    members.into_iter().map(|member| member.person.id).collect()
}

fn joined(entry: &Entry) -> &UserId {
    match &entry.change {
        Change::MemberJoined { person } => &person.id,
        other => panic!("nobody joined: {other:?}"),
    }
}

fn heir(entry: &Entry) -> Option<&UserId> {
    match &entry.change {
        Change::MemberLeft { heir } => heir.as_ref().map(|heir| &heir.id),
        other => panic!("nobody left: {other:?}"),
    }
}

pub async fn a_room_begins_with_its_people<B: Backend>() {
    let world = World::<B>::new().await;
    let people = world.people(3).await;
    let [minji, jihun, suho] = &people[..] else { unreachable!("three people") };
    // The creator and repetitions in the list are skipped.
    let new = world.new_room(RoomKind::Private, minji, &[suho, minji, jihun, suho]);
    let (id, at) = (new.id.clone(), new.at);
    let created = world.store().create_room(new).await.expect("a room");
    assert_eq!(created.room_id, id);
    assert_contiguous(&created.entries);
    assert!(matches!(created.entries[0].change, Change::RoomCreated));
    assert_eq!(created.entries[1..].iter().map(joined).collect::<Vec<_>>(), [suho, jihun]);
    assert!(created.entries.iter().all(|entry| entry.by.id == *minji && entry.at == at && entry.room_id == id));
    assert_eq!(world.log(&id).await, created.entries);
    assert_eq!(inside(&world, &id, minji).await, [minji.clone(), suho.clone(), jihun.clone()]);
    assert_eq!(world.seen(&id, suho).await.creator, *minji);
}

pub async fn a_room_is_made_once_for_a_client_id<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let retry = |creator: &UserId| NewRoom { client_id: Some(client_id("c-1")), ..world.new_room(RoomKind::Private, creator, &[]) };
    let tries: Vec<NewRoom> = (0..16).map(|_| retry(&minji)).collect();
    let made = at_once(tries, |new| {
        let store = Arc::clone(&store);
        async move { store.create_room(new).await.expect("a room") }
    })
    .await;
    assert_eq!(made.iter().filter(|made| !made.entries.is_empty()).count(), 1);
    assert!(made.iter().all(|found| found.room_id == made[0].room_id));
    assert_eq!(store.room_ids_of(&minji).await.expect("rooms"), from_ref(&made[0].room_id));
    // Somebody else's clientId is another one, and so is none.
    assert!(!store.create_room(retry(&jihun)).await.expect("a room").entries.is_empty());
    let plain = world.new_room(RoomKind::Private, &minji, &[]);
    assert!(!store.create_room(plain.clone()).await.expect("a room").entries.is_empty());
    assert!(store.create_room(plain).await.expect("the same room").entries.is_empty());
}

pub async fn nobody_enters_when_somebody_does_not_exist<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun, gone) = (world.person("민지").await, world.person("지훈").await, world.person("간사람").await);
    store.close_account(&gone, world.now()).await.expect("closed");
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    for missing in [&gone, &nobody()] {
        let new = world.new_room(RoomKind::Private, &minji, &[&jihun, missing]);
        assert_eq!(refused(store.create_room(new).await), Refusal::NoSuchPerson);
        assert_eq!(refused(store.create_room(world.new_room(RoomKind::Direct, &minji, &[missing])).await), Refusal::NoSuchPerson);
        let guests = [jihun.clone(), missing.clone()];
        assert_eq!(refused(store.invite(&room, &member(&minji), &guests, world.now()).await), Refusal::NoSuchPerson);
    }
    assert_eq!(store.room_ids_of(&jihun).await.expect("rooms"), []);
    assert_eq!(store.room_ids_of(&minji).await.expect("rooms"), from_ref(&room));
    assert_eq!(world.log(&room).await.len(), 1);
}

pub async fn a_pair_has_one_direct_room<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun, suho) = (world.person("민지").await, world.person("지훈").await, world.person("수호").await);
    let tries: Vec<NewRoom> = (0..32)
        .map(|number| match number % 2 {
            0 => NewRoom { client_id: Some(client_id(&format!("c{number}"))), ..world.new_room(RoomKind::Direct, &minji, &[&jihun]) },
            _ => world.new_room(RoomKind::Direct, &jihun, &[&minji]),
        })
        .collect();
    let made = at_once(tries, |new| {
        let store = Arc::clone(&store);
        async move { store.create_room(new).await.expect("a room") }
    })
    .await;
    let direct = made[0].room_id.clone();
    assert!(made.iter().all(|found| found.room_id == direct));
    let entries: Vec<_> = made.into_iter().flat_map(|made| made.entries).collect();
    assert_eq!(world.log(&direct).await, entries, "made once: created, and the other one joined");
    assert_eq!(entries.len(), 2);
    assert_eq!(world.seen(&direct, &minji).await.name, None);
    assert_ne!(world.room(RoomKind::Direct, &minji, &[&suho]).await, direct);
    for others in [vec![], vec![&minji], vec![&jihun, &suho]] {
        assert_eq!(refused(store.create_room(world.new_room(RoomKind::Direct, &minji, &others)).await), Refusal::WrongKind);
    }
}

pub async fn a_direct_room_stays_as_it_is<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun, suho) = (world.person("민지").await, world.person("지훈").await, world.person("수호").await);
    let direct = world.room(RoomKind::Direct, &minji, &[&jihun]).await;
    for actor in [member(&minji), administrator(&jihun)] {
        assert_eq!(refused(store.invite(&direct, &actor, from_ref(&suho), world.now()).await), Refusal::WrongKind);
        assert_eq!(refused(store.leave(&direct, &actor, world.now()).await), Refusal::WrongKind);
        assert_eq!(refused(store.rename(&direct, &actor, room_name("둘이서"), world.now()).await), Refusal::WrongKind);
        assert_eq!(refused(store.remove_member(&direct, &actor, &jihun, world.now()).await), Refusal::WrongKind);
    }
    assert_eq!(refused(store.join(&direct, &member(&suho), world.now()).await), Refusal::NotMember);
    assert_eq!(world.log(&direct).await.len(), 2);
}

pub async fn an_invitation_is_for_all_or_nobody<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let people = world.people(4).await;
    let [minji, jihun, suho, yuna] = &people[..] else { unreachable!("four people") };
    let room = world.room(RoomKind::Private, minji, &[jihun]).await;
    // Any member invites; who is one already, and repetitions, are skipped.
    let guests = [minji.clone(), suho.clone(), yuna.clone(), suho.clone()];
    let entries = store.invite(&room, &member(jihun), &guests, world.now()).await.expect("invited");
    assert_eq!(entries.iter().map(joined).collect::<Vec<_>>(), [suho, yuna]);
    assert!(entries.iter().all(|entry| entry.by.id == *jihun));
    assert_eq!(store.invite(&room, &member(jihun), &guests, world.now()).await.expect("nobody new"), []);
    assert_eq!(world.log(&room).await[2..], entries);
    assert_eq!(inside(&world, &room, yuna).await, [minji.clone(), jihun.clone(), suho.clone(), yuna.clone()]);
}

pub async fn only_public_rooms_are_joined<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let public = world.room(RoomKind::Public, &minji, &[]).await;
    let private = world.room(RoomKind::Private, &minji, &[]).await;
    let tried = at_once(0..8, |_| {
        let (store, public, actor, at) = (Arc::clone(&store), public.clone(), member(&jihun), world.now());
        async move { store.join(&public, &actor, at).await.expect("joined") }
    })
    .await;
    let entries: Vec<Entry> = tried.into_iter().flatten().collect();
    assert_eq!(entries.len(), 1, "joined once");
    assert_eq!((joined(&entries[0]), &entries[0].by.id), (&jihun, &jihun));
    assert_eq!(world.log(&public).await[1..], entries);
    for room in [&private, &nowhere()] {
        assert_eq!(refused(store.join(room, &administrator(&jihun), world.now()).await), Refusal::NotMember);
    }
    assert_eq!(refused(store.join(&public, &member(&nobody()), world.now()).await), Refusal::NotMember);
}

pub async fn the_longest_standing_member_inherits<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let people = world.people(4).await;
    let [minji, jihun, suho, yuna] = &people[..] else { unreachable!("four people") };
    let room = world.room(RoomKind::Private, minji, &[suho, jihun]).await;
    store.invite(&room, &member(jihun), from_ref(yuna), world.now()).await.expect("invited");
    assert_eq!(heir(&store.leave(&room, &member(jihun), world.now()).await.expect("left")), None);
    let left = store.leave(&room, &member(minji), world.now()).await.expect("left");
    assert_eq!((heir(&left), &left.by.id), (Some(suho), minji));
    assert_eq!(world.log(&room).await.last(), Some(&left));
    assert_eq!(world.seen(&room, yuna).await.creator, *suho);
    assert_eq!(inside(&world, &room, yuna).await, [suho.clone(), yuna.clone()]);
    assert_eq!(refused(store.leave(&room, &member(minji), world.now()).await), Refusal::NotMember);
    // An administrator who is a member may take its owner out.
    store.remove_member(&room, &administrator(yuna), suho, world.now()).await.expect("removed").expect("an entry");
    assert_eq!(world.seen(&room, yuna).await.creator, *yuna);
}

pub async fn an_empty_room_belongs_to_who_comes_in<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Public, &minji, &[]).await;
    world.say(&room, &minji, "아무도 없네요").await;
    assert_eq!(heir(&store.leave(&room, &member(&minji), world.now()).await.expect("left")), None);
    store.join(&room, &member(&jihun), world.now()).await.expect("joined").expect("an entry");
    let seen = world.seen(&room, &jihun).await;
    assert_eq!((seen.creator, seen.members), (jihun, 1));
    assert_contiguous(&world.log(&room).await);
}

pub async fn only_the_creator_or_an_administrator_removes<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let people = world.people(4).await;
    let [minji, jihun, suho, outside] = &people[..] else { unreachable!("four people") };
    let room = world.room(RoomKind::Private, minji, &[jihun, suho]).await;
    let remove = async |actor, whom| store.remove_member(&room, &actor, whom, world.now()).await;
    assert_eq!(refused(remove(member(jihun), suho).await), Refusal::NotCreator);
    assert_eq!(refused(remove(administrator(outside), suho).await), Refusal::NotMember);
    assert_eq!(refused(remove(member(minji), minji).await), Refusal::WrongKind);
    let unknown = nobody();
    for missing in [outside, &unknown] {
        assert_eq!(remove(member(minji), missing).await.expect("nobody to remove"), None);
    }
    let entry = remove(member(minji), suho).await.expect("removed").expect("an entry");
    assert!(matches!(&entry.change, Change::MemberRemoved { person } if person.id == *suho));
    assert_eq!(entry.by.id, *minji);
    assert!(!store.is_member(&room, suho).await.expect("an answer"));
    assert_eq!(refused(store.history(&room, suho, Cursor::Latest, 10).await), Refusal::NotMember);
    assert_eq!(remove(member(minji), suho).await.expect("gone already"), None);
    assert!(remove(administrator(jihun), minji).await.expect("removed").is_some());
    assert_eq!(inside(&world, &room, jihun).await, from_ref(jihun));
}

pub async fn a_room_is_renamed_once<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let name = room_name("점심 같이 먹을 사람");
    let entry = store.rename(&room, &member(&jihun), name.clone(), world.now()).await.expect("renamed").expect("an entry");
    assert!(matches!(&entry.change, Change::RoomRenamed { name: to } if *to == name));
    assert_eq!(store.rename(&room, &member(&minji), name.clone(), world.now()).await.expect("so already"), None);
    let seen = world.seen(&room, &minji).await;
    assert_eq!((seen.name, seen.head, seen.active_at), (Some(name), entry.seq, entry.at));
    assert_eq!(world.log(&room).await.last(), Some(&entry));
}

pub async fn a_deleted_room_is_gone<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let new = world.new_room(RoomKind::Public, &minji, &[&jihun]);
    let room = store.create_room(new.clone()).await.expect("a room").room_id;
    world.say(&room, &minji, "지워질 말").await;
    assert_eq!(refused(store.delete_room(&room, &member(&jihun)).await), Refusal::NotCreator);
    assert_eq!(store.delete_room(&room, &member(&minji)).await.expect("deleted"), [minji.clone(), jihun.clone()]);
    assert_eq!(refused(store.delete_room(&room, &member(&minji)).await), Refusal::NotMember);
    assert_eq!(refused(store.room(&room, &minji).await), Refusal::NotMember);
    assert_eq!(store.rooms_of(&jihun).await.expect("rooms"), []);
    assert_eq!(store.heads(from_ref(&room)).await.expect("heads"), []);
    assert_eq!(world.log(&room).await, []);
    assert_eq!(store.public_rooms(&jihun, "", None, 10).await.expect("a page").0, []);
    // Nothing of it comes back with a new room, even with one of the same id.
    drop(store);
    let world = world.reopened().await;
    assert_eq!(world.log(&room).await, []);
    world.store().create_room(NewRoom { participants: Vec::new(), ..new }).await.expect("a room");
    assert_eq!(world.log(&room).await.len(), 1);
    assert_eq!(world.seen(&room, &minji).await.last, None);
    // An administrator deletes what they are a member of.
    let other = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    world.store().delete_room(&other, &administrator(&jihun)).await.expect("deleted");
}

pub async fn what_made_a_deleted_room_makes_a_new_one<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let named = || NewRoom { client_id: Some(client_id("c-1")), ..world.new_room(RoomKind::Private, &minji, &[&jihun]) };
    let direct = || world.new_room(RoomKind::Direct, &jihun, &[&minji]);
    for (first, second) in [(named(), named()), (direct(), direct())] {
        let old = store.create_room(first).await.expect("a room").room_id;
        store.delete_room(&old, &administrator(&minji)).await.expect("deleted");
        let made = store.create_room(second.clone()).await.expect("a room");
        assert_eq!((made.room_id, made.entries.len()), (second.id, 2));
        assert_eq!(world.log(&old).await, []);
    }
}

pub async fn strangers_and_unknown_rooms_are_told_the_same<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, stranger) = (world.person("민지").await, world.person("남").await);
    let private = world.room(RoomKind::Private, &minji, &[]).await;
    let public = world.room(RoomKind::Public, &minji, &[]).await;
    let at = world.now();
    for room in [&private, &public, &nowhere()] {
        assert!(!store.is_member(room, &stranger).await.expect("an answer"));
        for actor in [member(&stranger), administrator(&stranger)] {
            let id = &actor.id;
            assert_eq!(refused(store.invite(room, &actor, from_ref(&stranger), at).await), Refusal::NotMember);
            assert_eq!(refused(store.leave(room, &actor, at).await), Refusal::NotMember);
            assert_eq!(refused(store.remove_member(room, &actor, &minji, at).await), Refusal::NotMember);
            assert_eq!(refused(store.rename(room, &actor, room_name("내 방"), at).await), Refusal::NotMember);
            assert_eq!(refused(store.delete_room(room, &actor).await), Refusal::NotMember);
            assert_eq!(refused(store.room(room, id).await), Refusal::NotMember);
            assert_eq!(refused(store.members(room, id, None, 10).await), Refusal::NotMember);
            assert_eq!(refused(store.mark_read(room, id, Seq(1)).await), Refusal::NotMember);
        }
    }
    assert_eq!(world.log(&private).await.len(), 1);
    assert_eq!(world.log(&public).await.len(), 1);
}

pub async fn a_person_has_a_bound_of_rooms<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let public = world.room(RoomKind::Public, &jihun, &[]).await;
    let rooms: Vec<NewRoom> = (0..MAX_ROOMS_OF_PERSON).map(|_| world.new_room(RoomKind::Private, &minji, &[])).collect();
    at_once(rooms, |new| {
        let store = Arc::clone(&store);
        async move { store.create_room(new).await.expect("a room") }
    })
    .await;
    assert_eq!(store.rooms_of(&minji).await.expect("rooms").len(), MAX_ROOMS_OF_PERSON);
    assert_eq!(refused(store.create_room(world.new_room(RoomKind::Private, &minji, &[])).await), Refusal::TooManyRooms);
    assert_eq!(refused(store.create_room(world.new_room(RoomKind::Direct, &jihun, &[&minji])).await), Refusal::TooManyRooms);
    assert_eq!(refused(store.invite(&public, &member(&jihun), from_ref(&minji), world.now()).await), Refusal::TooManyRooms);
    assert_eq!(refused(store.join(&public, &member(&minji), world.now()).await), Refusal::TooManyRooms);
    assert_eq!(world.log(&public).await.len(), 1);
}

pub async fn a_room_has_a_bound_of_members<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let people = world.people(MAX_MEMBERS + 1).await;
    let (creator, late) = (&people[0], &people[MAX_MEMBERS]);
    let room = world.room(RoomKind::Public, creator, &[]).await;
    for guests in people[1..MAX_MEMBERS].chunks(MAX_PARTICIPANTS) {
        store.invite(&room, &member(creator), guests, world.now()).await.expect("invited");
    }
    assert_eq!(world.seen(&room, creator).await.members as usize, MAX_MEMBERS);
    assert_eq!(refused(store.join(&room, &member(late), world.now()).await), Refusal::RoomFull);
    assert_eq!(refused(store.invite(&room, &member(creator), from_ref(late), world.now()).await), Refusal::RoomFull);
    store.leave(&room, &member(&people[5]), world.now()).await.expect("left");
    store.join(&room, &member(late), world.now()).await.expect("joined").expect("an entry");
}

pub async fn rooms_survive_a_restart<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    world.store().rename(&room, &member(&minji), room_name("여행 계획"), world.now()).await.expect("renamed");
    world.store().leave(&room, &member(&minji), world.now()).await.expect("left");
    let (seen, log) = (world.seen(&room, &jihun).await, world.log(&room).await);
    let world = world.reopened().await;
    assert_eq!(world.seen(&room, &jihun).await, seen);
    assert_eq!(world.log(&room).await, log);
    assert!(!world.store().is_member(&room, &minji).await.expect("an answer"));
}

pub async fn changes_at_once_leave_no_hole<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Public, &minji, &[]).await;
    let people = world.people(32).await;
    let work: Vec<_> = people
        .iter()
        .map(|id| (member(id), world.message(&room, id, "왔다 갑니다"), room_name(&format!("{id}의 방")), world.now()))
        .collect();
    at_once(work, |(actor, message, name, at)| {
        let (store, room) = (Arc::clone(&store), room.clone());
        async move {
            store.join(&room, &actor, at).await.expect("joined").expect("an entry");
            store.append(message).await.expect("appended");
            store.rename(&room, &actor, name, at).await.expect("renamed").expect("an entry");
            store.leave(&room, &actor, at).await.expect("left");
        }
    })
    .await;
    let log = world.log(&room).await;
    assert_contiguous(&log);
    assert_eq!(log.len(), 1 + 32 * 4);
    assert_eq!(world.seen(&room, &minji).await.members, 1);
}
