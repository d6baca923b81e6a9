//! The log: order, idempotency, durability, pages.

use std::sync::Arc;

use protocol::messages::{Change, Cursor, Page};
use protocol::rooms::RoomKind;
use protocol::{RoomId, Seq, Timestamp, UserId};

use super::Backend;
use super::world::{World, assert_contiguous, at_once, client_id, nobody, nowhere, refused, said};
use crate::messages::NewMessage;
use crate::{Refusal, Store};

pub async fn a_message_is_kept_as_it_was_said<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    let texts = [
        "오늘 회의는 3시입니다.",
        "둘째 줄도\n있습니다\t그렇죠",
        // Decomposed: the store does not normalise, its caller does.
        "\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}",
        "👩‍👩‍👧‍👦 我家在上海 いちにさん '); DROP TABLE entries; --",
        &"가".repeat(4_000),
    ];
    for text in texts {
        let new = world.message(&room, &minji, text);
        let at = new.at;
        let entry = world.store().append(new).await.expect("appended").entry;
        assert_eq!((said(&entry), entry.at, &entry.by.id), (text, at, &minji));
        assert_eq!(world.log(&room).await.last(), Some(&entry), "what is read is what was answered");
    }
}

pub async fn a_repetition_gives_the_first_entry<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    let new = world.message(&room, &minji, "안녕");
    let first = store.append(new.clone()).await.expect("appended");
    assert!(first.fresh);
    let before = world.seen(&room, &minji).await;
    // Whatever else a retry says, the first try stands.
    let retry = NewMessage { at: world.now(), reply_to: Some(Seq(99)), ..world.message(&room, &minji, "다른 말") };
    let again = store.append(NewMessage { client_id: new.client_id.clone(), ..retry }).await.expect("found");
    assert!(!again.fresh);
    assert_eq!(again.entry, first.entry);
    assert_eq!(world.seen(&room, &minji).await, before, "nothing was changed");
    drop(store);
    let world = world.reopened().await;
    let again = world.store().append(new).await.expect("found");
    assert!(!again.fresh);
    assert_eq!(again.entry, first.entry);
}

pub async fn a_repetition_at_once_stores_one<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    let new = world.message(&room, &minji, "한 번만");
    let tried = at_once(0..32, |_| {
        let (store, new) = (Arc::clone(&store), new.clone());
        async move { store.append(new).await.expect("appended") }
    })
    .await;
    assert_eq!(tried.iter().filter(|tried| tried.fresh).count(), 1);
    let log = world.log(&room).await;
    assert_eq!(log.len(), 2);
    assert!(tried.iter().all(|tried| tried.entry == log[1]), "all are told the same");
}

pub async fn a_client_id_is_of_one_room_and_author<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let one = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let two = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    for (room, author) in [(&one, &minji), (&one, &jihun), (&two, &minji), (&two, &jihun)] {
        let new = NewMessage { client_id: client_id("same"), ..world.message(room, author, "안녕") };
        assert!(store.append(new).await.expect("appended").fresh);
    }
}

pub async fn one_author_keeps_their_order<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    for number in 0..200 {
        assert_eq!(world.say(&room, &minji, &format!("{number}번")).await, Seq(number + 2));
    }
    let log = world.log(&room).await;
    assert_contiguous(&log);
    for (number, entry) in log[1..].iter().enumerate() {
        assert_eq!(said(entry), format!("{number}번"));
    }
}

pub async fn sixty_four_writers_leave_no_hole<B: Backend>() {
    const EACH: usize = 25;
    let world = World::<B>::new().await;
    let store = world.store();
    let writers = world.people(64).await;
    let room = world.room(RoomKind::Private, &writers[0], &writers[1..].iter().collect::<Vec<_>>()).await;
    let before = world.log(&room).await.len();
    let work: Vec<Vec<NewMessage>> =
        writers.iter().map(|writer| (0..EACH).map(|number| world.message(&room, writer, &format!("{number}번째 말"))).collect()).collect();
    let seqs = at_once(work, |messages| {
        let store = Arc::clone(&store);
        async move {
            let mut seqs = Vec::new();
            for new in messages {
                seqs.push(store.append(new).await.expect("appended").entry.seq);
            }
            seqs
        }
    })
    .await;
    let log = world.log(&room).await;
    assert_contiguous(&log);
    assert_eq!(log.len(), before + 64 * EACH);
    for (writer, seqs) in writers.iter().zip(seqs) {
        assert!(seqs.is_sorted(), "a writer's messages stand in their order");
        let stored: Vec<Seq> = log[before..].iter().filter(|entry| entry.by.id == *writer).map(|entry| entry.seq).collect();
        assert_eq!(stored, seqs, "what was acknowledged is where it was said to be");
    }
}

pub async fn a_reply_answers_a_message<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    let other = world.room(RoomKind::Private, &minji, &[]).await;
    let question = world.say(&room, &minji, "점심 뭐 먹을까요?").await;
    for _ in 0..5 {
        world.say(&other, &minji, "여기는 다른 방").await;
    }
    let reply = |reply_to| NewMessage { reply_to: Some(reply_to), ..world.message(&room, &minji, "닭갈비요") };
    let entry = store.append(reply(question)).await.expect("appended").entry;
    assert!(matches!(entry.change, Change::NewMessage { reply_to: Some(target), .. } if target == question));
    assert_eq!(world.log(&room).await.last(), Some(&entry));
    // The room's beginning is no message, and the other room's messages are not of this room.
    for target in [Seq::ZERO, Seq(1), entry.seq.next(), Seq(u64::MAX)] {
        assert_eq!(refused(store.append(reply(target)).await), Refusal::NoSuchEntry, "{target}");
    }
    assert_eq!(world.log(&room).await.len(), 3);
}

pub async fn only_members_say_and_read<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, stranger) = (world.person("민지").await, world.person("남").await);
    let room = world.room(RoomKind::Public, &minji, &[]).await;
    for (room, user) in [(&room, &stranger), (&nowhere(), &minji), (&room, &nobody())] {
        assert_eq!(refused(store.append(world.message(room, user, "안녕")).await), Refusal::NotMember);
        assert_eq!(refused(store.history(room, user, Cursor::Latest, 10).await), Refusal::NotMember);
    }
    assert_eq!(world.log(&room).await.len(), 1);
}

async fn page(store: &Arc<dyn Store>, room: &RoomId, reader: &UserId, cursor: Cursor, limit: usize) -> Page {
    let page = store.history(room, reader, cursor, limit).await.expect("a page");
    assert!(page.entries.len() <= limit);
    assert_eq!(page.to.0 + 1, page.from.0 + page.entries.len() as u64, "a page covers what it says: {page:?}");
    assert!(page.entries.iter().zip(page.from.0..).all(|(entry, seq)| entry.seq.0 == seq), "{page:?}");
    page
}

pub async fn history_goes_back_and_forth<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    for number in 2..=20 {
        world.say(&room, &minji, &format!("{number}번")).await;
    }
    let span = async |cursor, limit| {
        let page = page(&store, &room, &minji, cursor, limit).await;
        assert_eq!(page.head, Seq(20));
        (page.from.0, page.to.0)
    };
    assert_eq!(span(Cursor::Latest, 5).await, (16, 20));
    assert_eq!(span(Cursor::Latest, 100).await, (1, 20));
    assert_eq!(span(Cursor::Before(Seq(16)), 5).await, (11, 15));
    assert_eq!(span(Cursor::Before(Seq(3)), 5).await, (1, 2));
    assert_eq!(span(Cursor::Before(Seq(1)), 5).await, (1, 0));
    assert_eq!(span(Cursor::Before(Seq(0)), 5).await, (1, 0));
    assert_eq!(span(Cursor::Before(Seq(u64::MAX)), 5).await, (16, 20));
    assert_eq!(span(Cursor::After(Seq(0)), 5).await, (1, 5));
    assert_eq!(span(Cursor::After(Seq(18)), 5).await, (19, 20));
    assert_eq!(span(Cursor::After(Seq(20)), 5).await, (21, 20));
    assert_eq!(span(Cursor::After(Seq(u64::MAX)), 5).await, (21, 20));
    assert_eq!(span(Cursor::Around(Seq(10)), 5).await, (8, 12));
    assert_eq!(span(Cursor::Around(Seq(1)), 5).await, (1, 5));
    assert_eq!(span(Cursor::Around(Seq(20)), 5).await, (16, 20));
    assert_eq!(span(Cursor::Around(Seq(10)), 1).await, (10, 10));
    // By time: the first of that moment or later, and the last one of a log that is older.
    let log = world.log(&room).await;
    assert_eq!(span(Cursor::Since(log[9].at), 1).await, (10, 10));
    assert_eq!(span(Cursor::Since(Timestamp(log[9].at.0 + 1)), 5).await, (9, 13));
    assert_eq!(span(Cursor::Since(Timestamp(0)), 5).await, (1, 5));
    assert_eq!(span(Cursor::Since(Timestamp(i64::MAX)), 5).await, (16, 20));
}

pub async fn history_of_a_room_without_messages<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    for cursor in [Cursor::Latest, Cursor::After(Seq::ZERO), Cursor::Around(Seq(5)), Cursor::Before(Seq(9))] {
        let page = page(&store, &room, &minji, cursor, 50).await;
        assert_eq!((page.from, page.to, page.head), (Seq(1), Seq(1), Seq(1)));
        assert!(matches!(page.entries[0].change, Change::RoomCreated));
    }
}

pub async fn pages_follow_one_another<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    for number in 0..30 {
        world.say(&room, &minji, &format!("{number}번")).await;
    }
    let log = world.log(&room).await;
    let mut back = page(&store, &room, &minji, Cursor::Latest, 7).await;
    let mut seen = back.entries.clone();
    while back.from > Seq(1) {
        back = page(&store, &room, &minji, Cursor::Before(back.from), 7).await;
        seen.splice(0..0, back.entries.clone());
    }
    assert_eq!(seen, log);
    let mut forth = page(&store, &room, &minji, Cursor::After(Seq::ZERO), 7).await;
    let mut seen = forth.entries.clone();
    while forth.to < forth.head {
        forth = page(&store, &room, &minji, Cursor::After(forth.to), 7).await;
        seen.extend(forth.entries.clone());
    }
    assert_eq!(seen, log);
}

pub async fn every_page_is_within_the_log<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    for head in 1..9 {
        for limit in 1..5 {
            for at in (0..11).chain([u64::MAX]) {
                for cursor in [Cursor::Latest, Cursor::Before(Seq(at)), Cursor::After(Seq(at)), Cursor::Around(Seq(at))] {
                    let page = world.store().history(&room, &minji, cursor, limit).await.expect("a page");
                    let (from, to) = (page.from.0, page.to.0);
                    assert_eq!(page.head, Seq(head));
                    assert!(
                        from >= 1 && to <= head && to + 1 >= from && to + 1 - from <= limit as u64,
                        "{cursor:?} {limit} {head}: {from}..={to}"
                    );
                    let places: Vec<u64> = page.entries.iter().map(|entry| entry.seq.0).collect();
                    assert_eq!(places, (from..=to).collect::<Vec<_>>());
                    if let Cursor::Around(_) = cursor {
                        assert!((from..=to).contains(&at.clamp(1, head)) && (to + 1 - from).min(head) == head.min(limit as u64));
                    }
                }
            }
        }
        world.say(&room, &minji, "다음").await;
    }
}

pub async fn entries_and_heads_for_a_replica<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let minji = world.person("민지").await;
    let one = world.room(RoomKind::Private, &minji, &[]).await;
    let two = world.room(RoomKind::Private, &minji, &[]).await;
    for _ in 0..5 {
        world.say(&one, &minji, "안녕").await;
    }
    let heads = store.heads(&[two.clone(), nowhere(), one.clone()]).await.expect("heads");
    assert_eq!(heads.len(), 2);
    assert!(heads.contains(&(one.clone(), Seq(6))) && heads.contains(&(two.clone(), Seq(1))));
    let seqs = async |after, limit| -> Vec<u64> {
        let entries = store.entries_after(&one, Seq(after), limit).await.expect("entries");
        entries.into_iter().map(|entry| entry.seq.0).collect()
    };
    assert_eq!(seqs(0, 3).await, [1, 2, 3]);
    assert_eq!(seqs(4, 100).await, [5, 6]);
    assert_eq!(seqs(6, 100).await, [0; 0]);
    assert_eq!(store.entries_after(&nowhere(), Seq::ZERO, 10).await.expect("nothing"), []);
}

pub async fn what_was_acknowledged_survives_a_restart<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    for number in 0..50 {
        world.say(&room, if number % 3 == 0 { &jihun } else { &minji }, &format!("{number}번")).await;
    }
    let (log, seen) = (world.log(&room).await, world.seen(&room, &jihun).await);
    let world = world.reopened().await;
    assert_eq!(world.log(&room).await, log);
    assert_eq!(world.seen(&room, &jihun).await, seen);
    assert_eq!(world.say(&room, &minji, "계속합니다").await, seen.head.next());
}
