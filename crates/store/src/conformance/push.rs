//! Browsers that are told of messages while nobody looks.

use std::collections::BTreeSet;

use protocol::rooms::RoomKind;
use protocol::session::Language;
use protocol::{RoomId, Seq, Timestamp, UserId};

use super::Backend;
use super::world::{World, refused};
use crate::Refusal;
use crate::push::{MAX_SUBSCRIPTIONS, Subscription};
use crate::session::SessionId;

fn subscription(number: usize) -> Subscription {
    Subscription {
        endpoint: format!("https://push.example/{number}"),
        key: vec![4; 65],
        auth: vec![7; 16],
        hides_text: number.is_multiple_of(2),
        language: Language::Ko,
    }
}

/// The endpoints in a room, by their numbers.
async fn told<B: Backend>(world: &World<B>, room: &RoomId, author: &UserId, seq: Seq, now: Timestamp) -> BTreeSet<usize> {
    let found = world.store().subscribed(room, author, seq, now).await.expect("an answer");
    found.iter().map(|one| one.subscription.endpoint.rsplit('/').next().expect("a number").parse().expect("a number")).collect()
}

pub async fn a_server_has_one_key<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (one, other) = futures::join!(store.push_key(vec![1, 200]), store.push_key(vec![2, 0, 255]));
    let key = one.expect("a key");
    assert_eq!(key, other.expect("the same key"));
    drop(store);
    let world = world.reopened().await;
    assert_eq!(world.store().push_key(vec![3]).await.expect("a key"), key);
}

pub async fn a_browser_is_pushed_to_while_its_session_lasts<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (ann, ben) = (world.person("서연").await, world.person("민준").await);
    let room = world.room(RoomKind::Private, &ann, &[&ben]).await;
    let (_, session) = world.signed_in(&ben).await;
    let (_, other) = world.signed_in(&ben).await;
    assert_eq!(refused(store.subscribe(&ann, session, subscription(1), world.now()).await), Refusal::NoSuchPerson);
    store.subscribe(&ben, session, subscription(1), world.now()).await.expect("subscribed");
    store.subscribe(&ben, other, subscription(2), world.now()).await.expect("subscribed");
    let now = world.now();
    assert_eq!(told(&world, &room, &ann, Seq(1), now).await, [1, 2].into());
    assert_eq!(told(&world, &room, &ben, Seq(1), now).await, [].into(), "nobody is told of their own");
    assert_eq!(told(&world, &room, &ann, Seq(1), Timestamp(now.0 + 4_000_000)).await, [].into(), "both sessions are over then");
    assert_eq!(store.subscription(&ben, other).await.expect("an answer"), Some(subscription(2)));
    assert_eq!(store.subscription(&ann, other).await.expect("an answer"), None);
    // A browser that is reached elsewhere from now on.
    store.subscribe(&ben, session, subscription(3), world.now()).await.expect("subscribed");
    assert_eq!(told(&world, &room, &ann, Seq(1), now).await, [2, 3].into());
    store.end_session(&ben, session).await.expect("ended");
    assert_eq!(told(&world, &room, &ann, Seq(1), now).await, [2].into());
    assert_eq!(refused(store.subscribe(&ben, session, subscription(4), world.now()).await), Refusal::NoSuchPerson);
    store.unsubscribe(&ben, other, None).await.expect("no more");
    store.unsubscribe(&ben, other, None).await.expect("no more already");
    assert_eq!(told(&world, &room, &ann, Seq(1), now).await, [].into());
    store.subscribe(&ben, other, subscription(5), world.now()).await.expect("subscribed");
    store.set_password(&ben, "다른비밀".into(), None).await.expect("changed");
    assert_eq!(told(&world, &room, &ann, Seq(1), now).await, [].into(), "however a session ends");
}

pub async fn a_browser_is_of_who_signed_in_last<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (ann, ben, cho) = (world.person("서연").await, world.person("민준").await, world.person("지우").await);
    let room = world.room(RoomKind::Private, &ann, &[&ben]).await;
    let (_, of_ben) = world.signed_in(&ben).await;
    let (_, of_cho) = world.signed_in(&cho).await;
    store.subscribe(&ben, of_ben, subscription(1), world.now()).await.expect("subscribed");
    store.subscribe(&cho, of_cho, subscription(1), world.now()).await.expect("subscribed");
    assert_eq!(told(&world, &room, &ann, Seq(1), world.now()).await, [].into(), "who came later is not in that room");
    assert_eq!(store.subscription(&ben, of_ben).await.expect("an answer"), None);
    assert_eq!(store.subscription(&cho, of_cho).await.expect("an answer"), Some(subscription(1)));
}

pub async fn an_endpoint_that_is_gone_is_forgotten<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (ann, ben) = (world.person("서연").await, world.person("민준").await);
    let room = world.room(RoomKind::Private, &ann, &[&ben]).await;
    let (_, session) = world.signed_in(&ben).await;
    store.subscribe(&ben, session, subscription(2), world.now()).await.expect("subscribed");
    // What is known of an older endpoint says nothing of the one that has taken its place.
    store.unsubscribe(&ben, session, Some("https://push.example/1")).await.expect("nothing to forget");
    assert_eq!(told(&world, &room, &ann, Seq(1), world.now()).await, [2].into());
    store.unsubscribe(&ben, session, Some("https://push.example/2")).await.expect("forgotten");
    assert_eq!(told(&world, &room, &ann, Seq(1), world.now()).await, [].into());
}

pub async fn who_is_called_is_said<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (ann, ben, cho) = (world.person("서연").await, world.person("민준").await, world.person("지우").await);
    let room = world.room(RoomKind::Private, &ann, &[&ben, &cho]).await;
    for (number, person) in [&ben, &cho].into_iter().enumerate() {
        let (_, session) = world.signed_in(person).await;
        store.subscribe(person, session, subscription(number), world.now()).await.expect("subscribed");
    }
    let seq = world.say(&room, &ann, "@지우 봐 주세요").await;
    let found = store.subscribed(&room, &ann, seq, world.now()).await.expect("an answer");
    let mut called: Vec<(UserId, bool)> = found.into_iter().map(|one| (one.user_id, one.mentioned)).collect();
    called.sort_by_key(|(_, called)| *called);
    assert_eq!(called, [(ben.clone(), false), (cho.clone(), true)]);
    store.leave(&room, &super::world::member(&cho), world.now()).await.expect("left");
    assert_eq!(told(&world, &room, &ann, seq, world.now()).await, [0].into(), "who has left hears nothing");
    store.delete_room(&room, &super::world::member(&ann)).await.expect("deleted");
    assert_eq!(told(&world, &room, &ann, seq, world.now()).await, [].into());
}

pub async fn browsers_have_a_bound<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (ann, ben) = (world.person("서연").await, world.person("민준").await);
    let room = world.room(RoomKind::Private, &ann, &[&ben]).await;
    let mut first: Option<SessionId> = None;
    for number in 0..MAX_SUBSCRIPTIONS + 2 {
        let (_, session) = world.signed_in(&ben).await;
        first.get_or_insert(session);
        store.subscribe(&ben, session, subscription(number), world.now()).await.expect("subscribed");
    }
    assert_eq!(told(&world, &room, &ann, Seq(1), world.now()).await, (2..MAX_SUBSCRIPTIONS + 2).collect());
    let first = first.expect("a session");
    assert!(store.live_sessions(&[first], world.now()).await.expect("an answer").contains(&first), "it is signed in all the same");
}

pub async fn subscriptions_survive_a_restart<B: Backend>() {
    let world = World::<B>::new().await;
    let (ann, ben) = (world.person("서연").await, world.person("민준").await);
    let room = world.room(RoomKind::Private, &ann, &[&ben]).await;
    let (_, session) = world.signed_in(&ben).await;
    world.store().subscribe(&ben, session, subscription(1), world.now()).await.expect("subscribed");
    let world = world.reopened().await;
    assert_eq!(told(&world, &room, &ann, Seq(1), world.now()).await, [1].into());
}
