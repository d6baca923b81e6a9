//! One order. What one connection sends is done in the order in which it was sent, and everybody hears it in the order of the log:
//! Socket.IO below us does neither by itself.

use futures::future::join_all;
use protocol::messages::Change;
use protocol::{Event, RoomId};
use suda::chat::limit::Rate;
use suda::config::Options;

use crate::asking::{entry, hears_room};
use crate::support::person::message;
use crate::support::{DEADLINE, Net, Person};

pub(crate) const RUNS: usize = 30;
pub(crate) const PIPELINED: usize = 200;

/// A server on which nobody is too fast.
pub(crate) async fn fast() -> Net {
    Net::tuned(Options::default(), |tuning| tuning.limits.send = Rate::new(1_000_000, 1_000_000)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_pipelined_messages_keep_their_order_in_thirty_runs() {
    let net = fast().await;
    let (mut ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("빠른 방", &[&ben]).await.id;
    hears_room(&mut ann.line, &room).await;
    hears_room(&mut ben.line, &room).await;
    for run in 0..RUNS {
        // All of them are on their way before the first answer is looked at.
        let calls = (0..PIPELINED).map(|n| {
            let content = format!("{run}회 {n}번째");
            ann.line.client().call(message(&room, suda::identity::mint_client_id(), &content), DEADLINE)
        });
        let calls: Vec<_> = calls.collect();
        let places: Vec<u64> = join_all(calls).await.into_iter().map(|sent| sent.expect("said").seq.0).collect();
        assert!(places.is_sorted(), "run {run}: {places:?}");
        for who in [&mut ben, &mut ann] {
            for n in 0..PIPELINED {
                assert_eq!(next_said(who, &room).await, format!("{run}회 {n}번째"));
            }
        }
    }
}

async fn next_said(who: &mut Person, room: &RoomId) -> String {
    loop {
        if let Change::NewMessage { content, .. } = entry(&mut who.line, room).await.change {
            return content.as_str().to_owned();
        }
    }
}

/// Several at once, from several connections: everybody hears the one order of the log, without a hole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_hears_the_same_sequence() {
    let net = fast().await;
    let (ann, mut ben) = (net.person("서연").await, net.person("민준").await);
    let room = ann.room("시끄러운 방", &[&ben]).await.id;
    let (mut cho, mut cho_hears) = (net.person("지우").await, Vec::new());
    ann.call(protocol::rooms::Invite { room_id: room.clone(), participants: vec![cho.id()] }).await.expect("invited");
    cho.line.event("invited", |event| matches!(event, Event::RoomInvite(_)).then_some(())).await;
    let tab = ann.second_tab().await;
    let say =
        |client: &client::Client, n: usize| client.call(message(&room, suda::identity::mint_client_id(), &format!("{n}번째")), DEADLINE);
    let calls: Vec<_> = (0..300).map(|n| say(if n % 2 == 0 { ann.line.client() } else { tab.client() }, n)).collect();
    let calls = join_all(calls).await;
    let head = calls.into_iter().map(|sent| sent.expect("said").seq).max().expect("some");
    let mut ben_hears = Vec::new();
    for (line, heard) in [(&mut ben.line, &mut ben_hears), (&mut cho.line, &mut cho_hears)] {
        while heard.last() != Some(&head.0) {
            heard.push(entry(line, &room).await.seq.0);
        }
    }
    assert!(ben_hears.windows(2).all(|pair| pair[1] == pair[0] + 1), "{ben_hears:?}");
    assert!(ben_hears.ends_with(&cho_hears), "{cho_hears:?}");
    assert!(cho_hears.len() >= 300);
}
