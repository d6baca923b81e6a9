//! Invite links into rooms.

use protocol::rooms::{MAX_LINKS, RoomKind};
use protocol::{RoomId, Timestamp, UserId};

use super::Backend;
use super::world::{World, administrator, at_once, member, nobody, nowhere, refused, room_name};
use crate::Refusal;
use crate::rooms::{Invitation, NewLink};
use crate::session::Digest;

const HOUR: i64 = 3_600_000;

fn link<B: Backend>(world: &World<B>, uses: u32) -> NewLink {
    let at = world.now();
    NewLink { code: world.digest(), uses, at, expires_at: Timestamp(at.0 + HOUR) }
}

/// The code of a link that somebody has made.
async fn linked<B: Backend>(world: &World<B>, room: &RoomId, by: &UserId, uses: u32) -> Digest {
    let new = link(world, uses);
    world.store().create_link(room, &member(by), new).await.expect("a link");
    new.code
}

pub async fn a_link_lets_in_as_many_as_it_says<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let people = world.people(4).await;
    let room = world.room(RoomKind::Private, &people[0], &[]).await;
    let code = linked(&world, &room, &people[0], 2).await;
    let told = Some(Invitation { name: Some(room_name("수다방")), members: 1 });
    assert_eq!(store.invitation(&room, &code, world.now()).await.expect("an answer"), told);
    let entry = store.join_by_link(&room, &member(&people[1]), &code, world.now()).await.expect("joined").expect("an entry");
    assert_eq!((entry.by.id.clone(), world.log(&room).await.last()), (people[1].clone(), Some(&entry)));
    assert_eq!(world.seen(&room, &people[1]).await.unread, 0);
    // A member already takes no use.
    assert_eq!(store.join_by_link(&room, &member(&people[1]), &code, world.now()).await.expect("inside"), None);
    store.join_by_link(&room, &member(&people[2]), &code, world.now()).await.expect("joined").expect("an entry");
    assert_eq!(refused(store.join_by_link(&room, &member(&people[3]), &code, world.now()).await), Refusal::CodeInvalid);
    assert_eq!(store.join_by_link(&room, &member(&people[2]), &code, world.now()).await.expect("inside all the same"), None);
    assert_eq!(store.invitation(&room, &code, world.now()).await.expect("an answer"), None);
    assert_eq!(store.links(&room, &people[0], world.now()).await.expect("links"), []);
}

pub async fn of_many_at_once_a_link_lets_in_no_more<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let people = world.people(9).await;
    let room = world.room(RoomKind::Private, &people[0], &[]).await;
    let code = linked(&world, &room, &people[0], 3).await;
    let at = world.now();
    let joined = at_once(people[1..].to_vec(), |who| {
        let (store, room) = (std::sync::Arc::clone(&store), room.clone());
        async move { store.join_by_link(&room, &member(&who), &code, at).await }
    });
    assert_eq!(joined.await.into_iter().flatten().count(), 3);
    assert_eq!(world.seen(&room, &people[0]).await.members, 4);
}

pub async fn a_link_ends_and_is_of_one_room<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun, stranger) = (world.person("민지").await, world.person("지훈").await, world.person("하나").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let other = world.room(RoomKind::Private, &minji, &[]).await;
    let new = link(&world, 5);
    let made = store.create_link(&room, &member(&jihun), new).await.expect("a link");
    assert_eq!((made.by.id.clone(), made.uses_left, made.created_at, made.expires_at), (jihun.clone(), 5, new.at, new.expires_at));
    assert_eq!(store.create_link(&room, &member(&jihun), new).await.expect("the same"), made);
    let come = async |room: &RoomId, at: Timestamp| store.join_by_link(room, &member(&stranger), &new.code, at).await;
    assert_eq!(refused(come(&other, new.at).await), Refusal::CodeInvalid);
    assert_eq!(refused(come(&nowhere(), new.at).await), Refusal::CodeInvalid);
    assert_eq!(refused(come(&room, new.expires_at).await), Refusal::CodeInvalid, "before its moment, and not at it");
    assert_eq!(store.links(&room, &minji, new.expires_at).await.expect("links"), []);
    drop(store);
    let world = world.reopened().await;
    let store = world.store();
    assert_eq!(store.links(&room, &minji, new.at).await.expect("links"), std::slice::from_ref(&made));
    // It goes with who made it.
    store.remove_member(&room, &member(&minji), &jihun, world.now()).await.expect("removed");
    assert_eq!(store.links(&room, &minji, new.at).await.expect("links"), []);
    assert_eq!(refused(store.join_by_link(&room, &member(&jihun), &new.code, new.at).await), Refusal::CodeInvalid);
    let last = linked(&world, &room, &minji, 5).await;
    store.delete_room(&room, &member(&minji)).await.expect("deleted");
    assert_eq!(store.invitation(&room, &last, world.now()).await.expect("an answer"), None);
}

pub async fn a_link_is_revoked_by_who_may<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let people = world.people(4).await;
    let [owner, maker, bystander, stranger] = &people[..] else { panic!("four") };
    let room = world.room(RoomKind::Public, owner, &[maker, bystander]).await;
    let make = async || store.create_link(&room, &member(maker), link(&world, 1)).await.expect("a link").id;
    let (first, second, third) = (make().await, make().await, make().await);
    let listed =
        async || store.links(&room, bystander, world.now()).await.expect("links").into_iter().map(|link| link.id).collect::<Vec<_>>();
    assert_eq!(listed().await, [third, second, first]);
    assert_eq!(refused(store.revoke_link(&room, &member(bystander), first).await), Refusal::NotCreator);
    assert_eq!(refused(store.revoke_link(&room, &administrator(stranger), first).await), Refusal::NotMember);
    store.revoke_link(&room, &member(owner), second).await.expect("the owner may");
    store.revoke_link(&room, &administrator(bystander), third).await.expect("an administrator may");
    assert_eq!(listed().await, [first]);
    store.revoke_link(&room, &member(maker), first).await.expect("who made it may");
    store.revoke_link(&room, &member(maker), first).await.expect("twice changes nothing");
    assert_eq!(listed().await, [0_i64; 0]);
    assert_eq!(refused(store.links(&room, &nobody(), world.now()).await), Refusal::NotMember);
    assert_eq!(refused(store.create_link(&room, &member(stranger), link(&world, 1)).await), Refusal::NotMember);
    let direct = world.room(RoomKind::Direct, owner, &[maker]).await;
    assert_eq!(refused(store.create_link(&direct, &member(owner), link(&world, 1)).await), Refusal::WrongKind);
}

pub async fn a_room_has_a_bound_of_links<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    let mut last = link(&world, 1);
    for _ in 0..MAX_LINKS {
        last = link(&world, 1);
        store.create_link(&room, &member(&minji), last).await.expect("a link");
    }
    assert_eq!(refused(store.create_link(&room, &member(&minji), link(&world, 1)).await), Refusal::TooManyLinks);
    assert_eq!(store.create_link(&room, &member(&minji), last).await.expect("the same").created_at, last.at);
    // Those that are over make room.
    let later = NewLink { at: Timestamp(last.expires_at.0), expires_at: Timestamp(last.expires_at.0 + HOUR), ..link(&world, 1) };
    store.create_link(&room, &member(&minji), later).await.expect("a link");
    assert_eq!(store.links(&room, &minji, later.at).await.expect("links").len(), 1);
}
