//! Who is there, as leases, and when somebody was there last. Several replicas speak of the same people.

use std::collections::HashMap;

use protocol::{Timestamp, UserId};

use super::Backend;
use super::world::World;
use crate::presence::Lease::{Looking, There};
use crate::presence::ReplicaId;

const ONE: ReplicaId = ReplicaId(1);
const OTHER: ReplicaId = ReplicaId(u64::MAX);

fn at(second: i64) -> Timestamp {
    Timestamp(1_700_000_000_000 + second * 1_000)
}

async fn there<B: Backend>(world: &World<B>, people: &[UserId], now: Timestamp) -> Vec<usize> {
    let present = world.store().present(There, people, now).await.expect("an answer");
    (0..people.len()).filter(|&number| present.contains(&people[number])).collect()
}

pub async fn a_lease_lasts_until_it_ends<B: Backend>() {
    let world = World::<B>::new().await;
    let (store, people) = (world.store(), world.people(3).await);
    assert_eq!(there(&world, &people, at(0)).await, [0; 0]);
    assert_eq!(store.renew(There, ONE, &people[..2], at(30)).await.expect("renewed"), people[..2], "they were not there before");
    assert_eq!(there(&world, &people, at(29)).await, [0, 1]);
    assert_eq!(there(&world, &people, at(30)).await, [0; 0]);
    assert_eq!(store.renew(There, ONE, &people[..1], at(60)).await.expect("renewed"), []);
    assert_eq!(store.everybody(at(29), 10).await.expect("an answer"), people[..2]);
    assert_eq!(store.everybody(at(29), 1).await.expect("an answer").len(), 1);
    assert_eq!(store.everybody(at(31), 10).await.expect("an answer"), people[..1], "one was renewed, the other is over");
    // A renewal that was late on its way makes nothing shorter.
    store.renew(There, ONE, &people[..1], at(40)).await.expect("renewed");
    assert_eq!(there(&world, &people, at(59)).await, [0]);
    assert!(store.release(There, ONE, &people[0], at(31)).await.expect("released"), "nobody else says that they are there");
    assert_eq!(there(&world, &people, at(31)).await, [0; 0]);
    assert!(!store.release(There, ONE, &people[0], at(31)).await.expect("released"), "gone already");
    assert!(!store.release(There, ONE, &people[2], at(31)).await.expect("released"), "never there");
}

pub async fn several_replicas_are_one_person<B: Backend>() {
    let world = World::<B>::new().await;
    let (store, people) = (world.store(), world.people(1).await);
    store.renew(There, ONE, &people, at(30)).await.expect("renewed");
    assert_eq!(store.renew(There, OTHER, &people, at(45)).await.expect("renewed"), []);
    assert!(!store.release(There, OTHER, &people[0], at(10)).await.expect("released"), "the other replica still has them");
    assert_eq!(there(&world, &people, at(29)).await, [0]);
    assert_eq!(there(&world, &people, at(30)).await, [0; 0], "what the released one said counts no more");
    store.renew(There, OTHER, &people, at(60)).await.expect("renewed");
    // The first one's lease is over: it was killed, and never said so.
    assert!(store.release(There, OTHER, &people[0], at(50)).await.expect("released"));
}

pub async fn who_is_not_renewed_is_gone_once<B: Backend>() {
    let world = World::<B>::new().await;
    let (store, people) = (world.store(), world.people(5).await);
    store.renew(There, ONE, &people, at(30)).await.expect("renewed");
    store.renew(There, OTHER, &people[..2], at(60)).await.expect("renewed");
    assert_eq!(store.expire(There, at(29)).await.expect("an answer"), []);
    let (one, other) = futures::join!(store.expire(There, at(30)), store.expire(There, at(30)));
    let mut gone = [one.expect("an answer"), other.expect("an answer")].concat();
    gone.sort();
    let mut expected = people[2..].to_vec();
    expected.sort();
    assert_eq!(gone, expected, "each of them once");
    assert_eq!(there(&world, &people, at(30)).await, [0, 1]);
    // Who was given up while their replica could not be heard is there again, and is told so.
    assert_eq!(store.renew(There, ONE, &people[..3], at(60)).await.expect("renewed"), people[2..3]);
}

pub async fn who_looks_is_another_lease<B: Backend>() {
    let world = World::<B>::new().await;
    let (store, people) = (world.store(), world.people(2).await);
    store.renew(There, ONE, &people, at(30)).await.expect("renewed");
    assert_eq!(store.renew(Looking, ONE, &people[..1], at(40)).await.expect("renewed"), people[..1]);
    assert_eq!(store.present(Looking, &people, at(35)).await.expect("an answer"), [people[0].clone()].into());
    assert_eq!(there(&world, &people, at(35)).await, [0; 0], "to look is not to be there for longer");
    assert!(store.release(Looking, ONE, &people[0], at(20)).await.expect("released"));
    assert_eq!(store.present(Looking, &people, at(20)).await.expect("an answer"), [].into());
    assert_eq!(there(&world, &people, at(20)).await, [0, 1]);
    store.renew(Looking, ONE, &people, at(25)).await.expect("renewed");
    assert_eq!(store.expire(Looking, at(25)).await.expect("an answer").len(), 2);
}

pub async fn when_somebody_was_there_last_is_kept<B: Backend>() {
    let world = World::<B>::new().await;
    let (store, people) = (world.store(), world.people(3).await);
    assert_eq!(store.last_seen(&people).await.expect("an answer"), HashMap::new(), "nobody was ever there");
    assert_eq!(store.last_seen(&[]).await.expect("an answer"), HashMap::new());
    store.note_seen(&[], at(0)).await.expect("nobody is noted");
    store.note_seen(&people[..2], at(60)).await.expect("noted");
    store.note_seen(&people[1..2], at(120)).await.expect("noted");
    // Two replicas say it in whatever order: the later moment counts.
    store.note_seen(&people[..2], at(90)).await.expect("noted");
    store.note_seen(&people[..2], at(30)).await.expect("noted");
    let expected = HashMap::from([(people[0].clone(), at(90)), (people[1].clone(), at(120))]);
    assert_eq!(store.last_seen(&people).await.expect("an answer"), expected);
    // It is no lease.
    assert_eq!(there(&world, &people, at(60)).await, [0; 0]);
    drop(store);
    let world = world.reopened().await;
    assert_eq!(world.store().last_seen(&people).await.expect("an answer"), expected, "it lasts");
}
