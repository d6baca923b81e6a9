//! What is found, and what must not be. How texts are compared is `fold`'s, and tested there.

use std::time::Duration;

use protocol::rooms::RoomKind;
use protocol::search::Hits;
use protocol::{Seq, Timestamp, UserId};

use super::Backend;
use super::world::{World, member, nobody, nowhere, refused, said};
use crate::search::Query;
use crate::{Refusal, StoreResult};

/// A search of all rooms.
fn query(reader: &UserId, text: &str) -> Query {
    Query {
        reader: reader.clone(),
        text: text.into(),
        room_id: None,
        from: None,
        before: None,
        after: None,
        limit: 20,
        budget: Duration::from_mins(1),
    }
}

async fn search<B: Backend>(world: &World<B>, query: Query) -> StoreResult<Hits> {
    world.store().search(query).await
}

/// What the hits say, of a search that looked everywhere.
async fn found<B: Backend>(world: &World<B>, query: Query) -> Vec<String> {
    let hits = search(world, query).await.expect("hits");
    assert!(hits.complete);
    hits.hits.iter().map(|hit| said(&hit.entry).to_owned()).collect()
}

pub async fn a_text_is_found_in_any_form<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    let decomposed = "\u{110B}\u{1161}\u{11AB}\u{1102}\u{1167}\u{11BC}하세요";
    let texts =
        ["오늘회의는3시입니다", "회의록을 공유합니다", "deploy_server.exe를 실행", "ｓｅｒｖｅｒ 점검", decomposed, "我家在上海东边。"];
    for text in texts {
        world.say(&room, &minji, text).await;
    }
    for (text, expected) in [
        ("회의", vec![texts[1], texts[0]]),
        ("회의는", vec![texts[0]]),
        ("SERVER", vec![texts[3], texts[2]]),
        ("안녕", vec![decomposed]),
        ("上海", vec![texts[5]]),
        ("없는 말", vec![]),
    ] {
        assert_eq!(found(&world, query(&minji, text)).await, expected, "{text}");
    }
    let hits = search(&world, query(&minji, "회의는")).await.expect("hits").hits;
    assert_eq!(hits[0].ranges, [(2, 5)], "in characters");
    assert_eq!(hits[0].room_name.as_ref().map(protocol::RoomName::as_str), Some("수다방"));
    assert_eq!((&hits[0].entry.room_id, hits[0].entry.seq), (&room, Seq(2)));
}

pub async fn better_hits_come_first_then_newer_ones<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let one = world.room(RoomKind::Private, &minji, &[]).await;
    let two = world.room(RoomKind::Private, &minji, &[]).await;
    world.say(&one, &minji, "첫째 회").await;
    world.say(&two, &minji, "둘째 회의").await;
    world.say(&one, &minji, "셋째 회").await;
    world.say(&two, &minji, "넷째 횡단").await;
    // Whole syllables, newest first over both rooms; then those where only the keystrokes agree.
    assert_eq!(found(&world, query(&minji, "회")).await, ["셋째 회", "둘째 회의", "첫째 회", "넷째 횡단"]);
    let few = Query { limit: 3, ..query(&minji, "회") };
    let hits = search(&world, few).await.expect("hits");
    assert!(!hits.complete);
    assert_eq!(hits.hits.iter().map(|hit| said(&hit.entry)).collect::<Vec<_>>(), ["셋째 회", "둘째 회의", "첫째 회"]);
}

pub async fn filters_narrow<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let one = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let two = world.room(RoomKind::Direct, &minji, &[&jihun]).await;
    let mut times = Vec::new();
    for (room, author, text) in [(&one, &minji, "점심 하나"), (&one, &jihun, "점심 둘"), (&two, &minji, "점심 셋")] {
        let new = world.message(room, author, text);
        times.push(new.at);
        world.store().append(new).await.expect("appended");
    }
    let base = || query(&minji, "점심");
    assert_eq!(found(&world, base()).await, ["점심 셋", "점심 둘", "점심 하나"]);
    assert_eq!(found(&world, Query { room_id: Some(one.clone()), ..base() }).await, ["점심 둘", "점심 하나"]);
    assert_eq!(found(&world, Query { from: Some(minji.clone()), ..base() }).await, ["점심 셋", "점심 하나"]);
    assert_eq!(found(&world, Query { from: Some(nobody()), ..base() }).await, [""; 0]);
    assert_eq!(found(&world, Query { before: Some(times[1]), ..base() }).await, ["점심 하나"]);
    assert_eq!(found(&world, Query { after: Some(times[1]), ..base() }).await, ["점심 셋", "점심 둘"]);
    let all = Query { room_id: Some(one), from: Some(jihun), after: Some(times[0]), before: Some(times[2]), ..base() };
    assert_eq!(found(&world, all).await, ["점심 둘"]);
    assert_eq!(found(&world, Query { after: Some(Timestamp(i64::MAX)), ..base() }).await, [""; 0]);
    let direct = search(&world, Query { room_id: Some(two), ..base() }).await.expect("hits");
    assert_eq!(direct.hits[0].room_name, None);
}

pub async fn nothing_leaks_from_other_rooms<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let secret = world.room(RoomKind::Private, &minji, &[]).await;
    let public = world.room(RoomKind::Public, &minji, &[]).await;
    world.say(&secret, &minji, "비밀번호는 1234").await;
    world.say(&public, &minji, "비밀번호는 바꾸세요").await;
    assert_eq!(found(&world, query(&jihun, "비밀번호")).await, [""; 0]);
    assert_eq!(found(&world, Query { from: Some(minji.clone()), ..query(&jihun, "비밀번호") }).await, [""; 0]);
    for room in [&secret, &public, &nowhere()] {
        let inside = Query { room_id: Some(room.clone()), ..query(&jihun, "비밀번호") };
        assert_eq!(refused(search(&world, inside).await), Refusal::NotMember);
    }
    assert_eq!(found(&world, query(&nobody(), "비밀번호")).await, [""; 0]);
    // A member finds the past too, and nothing after leaving.
    store.join(&public, &member(&jihun), world.now()).await.expect("joined");
    assert_eq!(found(&world, query(&jihun, "비밀번호")).await, ["비밀번호는 바꾸세요"]);
    store.leave(&public, &member(&jihun), world.now()).await.expect("left");
    assert_eq!(found(&world, query(&jihun, "비밀번호")).await, [""; 0]);
}

pub async fn more_than_the_limit_is_said<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    for number in 0..30 {
        world.say(&room, &minji, &format!("회의 {number}번")).await;
    }
    for (limit, complete) in [(5, false), (29, false), (30, true), (31, true)] {
        for room_id in [None, Some(room.clone())] {
            let hits = search(&world, Query { room_id, limit, ..query(&minji, "회의") }).await.expect("hits");
            assert_eq!((hits.hits.len(), hits.complete), (limit.min(30), complete), "{limit}");
            assert_eq!(said(&hits.hits[0].entry), "회의 29번");
        }
    }
}

pub async fn a_spent_budget_is_said<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    for _ in 0..200 {
        world.say(&room, &minji, "아무 말").await;
    }
    for room_id in [None, Some(room)] {
        let spent = Query { budget: Duration::ZERO, room_id, ..query(&minji, "없는 말") };
        let hits = search(&world, spent).await.expect("an answer");
        assert_eq!((hits.hits.len(), hits.complete), (0, false));
    }
}

pub async fn what_is_gone_is_not_found<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    world.say(&room, &minji, "지워질 말").await;
    assert_eq!(found(&world, query(&minji, "지워질")).await.len(), 1);
    world.store().delete_room(&room, &member(&minji)).await.expect("deleted");
    assert_eq!(found(&world, query(&minji, "지워질")).await, [""; 0]);
}
