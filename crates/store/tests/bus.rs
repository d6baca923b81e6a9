//! The bus over Redis, a single node and a Cluster: what is published is heard, in order, by whoever subscribed; what may be lost is
//! said to be.

use std::sync::Arc;
use std::time::Duration;

use protocol::{RoomId, UserId};
use store::bus::{Bus, Message, Signal, Signals, Topic};
use store::conformance::redis::{Cluster, Server};
use store::messages::Messages;
use store::redis::{Address, PREFIX, Redis, RedisBus};

const DEADLINE: Duration = Duration::from_secs(20);

fn room(id: &str) -> Topic {
    Topic::Room(RoomId::new(id).expect("an id"))
}

fn said(topic: &Topic, frame: &str) -> Message {
    Message { topic: topic.clone(), head: r#"{"entry":{"seq":1}}"#.into(), frame: frame.into() }
}

/// A replica, whose bus is there.
async fn replica(address: &Address) -> (Arc<RedisBus>, Signals) {
    let store = Redis::new(address, PREFIX).expect("an address");
    let (bus, mut signals) = RedisBus::start(&store, address).expect("an address");
    assert_eq!(next(&mut signals).await, "lost", "it begins as after an interruption");
    if address.is_cluster() {
        assert_eq!(next(&mut signals).await, "lost", "it subscribes once more when it knows where the slots are");
    }
    (bus, signals)
}

async fn next(signals: &mut Signals) -> String {
    match tokio::time::timeout(DEADLINE, signals.recv()).await.expect("a signal in time").expect("the bus is there") {
        Signal::Message(message) => message.frame.to_string(),
        Signal::Lost => "lost".to_owned(),
    }
}

async fn is_handed_over(bus: &RedisBus, message: Message) {
    assert!(bus.publish(message).wait(DEADLINE).await, "Redis takes it");
}

async fn two_replicas_hear_each_other(address: &Address) {
    let ((one, mut ear_of_one), (other, mut ear_of_other)) = (replica(address).await, replica(address).await);
    let (shared, person) = (room("shared"), Topic::Person(UserId::new("minji").expect("an id")));
    let rooms: Vec<Topic> = (0..100).map(|number| room(&format!("r{number}"))).collect();
    one.subscribe(&[shared.clone(), person.clone()]).await.expect("subscribed");
    other.subscribe(std::slice::from_ref(&shared)).await.expect("subscribed");
    other.subscribe(&rooms).await.expect("rooms of all slots");
    other.subscribe(&rooms).await.expect("twice changes nothing");
    for number in 0..50 {
        is_handed_over(&one, said(&shared, &format!("{number}번째 말\n둘째 줄"))).await;
    }
    for ear in [&mut ear_of_one, &mut ear_of_other] {
        for number in 0..50 {
            assert_eq!(next(ear).await, format!("{number}번째 말\n둘째 줄"));
        }
    }
    is_handed_over(&other, said(&person, "너에게")).await;
    assert_eq!(next(&mut ear_of_one).await, "너에게");
    for topic in &rooms {
        is_handed_over(&one, said(topic, "모든 방에")).await;
        assert_eq!(next(&mut ear_of_other).await, "모든 방에");
    }
    other.unsubscribe(&rooms).await;
    other.unsubscribe(std::slice::from_ref(&shared)).await;
    // The next subscription is answered after that, so nothing of it comes any more.
    let last = room("last");
    other.subscribe(std::slice::from_ref(&last)).await.expect("subscribed");
    is_handed_over(&one, said(&shared, "아무도 없나요")).await;
    is_handed_over(&one, said(&last, "끝")).await;
    assert_eq!(next(&mut ear_of_other).await, "끝");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_hear_each_other_over_one_node() {
    let server = Server::start();
    two_replicas_hear_each_other(&server.address()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_hear_each_other_over_a_cluster() {
    let cluster = Cluster::start();
    two_replicas_hear_each_other(&cluster.address()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interruption_is_said_and_what_comes_after_it_is_heard() {
    let mut server = Server::start();
    let (bus, mut ear) = replica(&server.address()).await;
    let topic = room("a");
    bus.subscribe(std::slice::from_ref(&topic)).await.expect("subscribed");
    server.kill();
    let kept = bus.publish(said(&topic, "꺼진 사이의 말"));
    server.start_again();
    assert!(kept.wait(DEADLINE).await, "it is sent until Redis takes it");
    let mut heard = vec![next(&mut ear).await];
    if heard[0] == "꺼진 사이의 말" {
        heard.push(next(&mut ear).await);
    }
    assert!(heard.contains(&"lost".to_owned()), "{heard:?}");
    is_handed_over(&bus, said(&topic, "다시")).await;
    while next(&mut ear).await != "다시" {}
    server.say("CLIENT KILL TYPE pubsub").expect("Redis answers");
    assert_eq!(next(&mut ear).await, "lost");
    is_handed_over(&bus, said(&topic, "또 다시")).await;
    assert_eq!(next(&mut ear).await, "또 다시");
}

/// Publishes on a room of each part of the Cluster until both the store and the bus serve all of them again.
async fn all_is_served(store: &Redis, bus: &RedisBus, ear: &mut Signals, topics: &[Topic]) {
    let everything = async {
        for topic in topics {
            let Topic::Room(room_id) = topic else { unreachable!("rooms") };
            while store.heads(std::slice::from_ref(room_id)).await.is_err() {}
            is_handed_over(bus, said(topic, room_id.as_str())).await;
            // What was said more than once on the way may come before it. What was said before all is heard again is lost, and that is said.
            loop {
                match next(ear).await {
                    heard if heard == room_id.as_str() => break,
                    lost if lost == "lost" => is_handed_over(bus, said(topic, room_id.as_str())).await,
                    _ => {}
                }
            }
        }
    };
    tokio::time::timeout(DEADLINE, everything).await.expect("all is served in time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_of_a_cluster_dies_and_its_follower_takes_over() {
    let mut cluster = Cluster::start();
    let store = Redis::new(&cluster.address(), PREFIX).expect("addresses");
    let (bus, mut ear) = replica(&cluster.address()).await;
    let topics: Vec<Topic> = (0..12).map(|number| room(&format!("r{number}"))).collect();
    bus.subscribe(&topics).await.expect("subscribed");
    all_is_served(&store, &bus, &mut ear, &topics).await;
    cluster.kill_a_master();
    while next(&mut ear).await != "lost" {}
    all_is_served(&store, &bus, &mut ear, &topics).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_that_comes_later_is_waited_for() {
    let mut cluster = Cluster::start();
    cluster.kill();
    let store = Redis::new(&cluster.address(), PREFIX).expect("addresses");
    let (bus, mut ear) = RedisBus::start(&store, &cluster.address()).expect("addresses");
    let room_id = RoomId::new("r").expect("an id");
    store.heads(std::slice::from_ref(&room_id)).await.expect_err("nobody is there");
    cluster.start_again();
    while next(&mut ear).await != "lost" {}
    let topics = [Topic::Room(room_id)];
    tokio::time::timeout(DEADLINE, async { while bus.subscribe(&topics).await.is_err() {} }).await.expect("subscribed in time");
    all_is_served(&store, &bus, &mut ear, &topics).await;
}
