//! Pages of a log in which what was said has changed.

use std::sync::Arc;

use protocol::Seq;
use protocol::messages::{Cursor, Entry, MAX_EMOJI, MAX_SPAN, Page};
use protocol::rooms::RoomKind;

use super::Backend;
use super::changes::emoji;
use super::world::{World, at_once};
use crate::Refusal;
use crate::messages::Reacting;

/// Everything that there is, asked for in pages of every kind, is what the log says when all its changes are applied.
pub async fn pages_are_folded<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let mut messages = Vec::new();
    for number in 0..12_usize {
        messages.push(world.say(&room, &minji, &format!("{number}번")).await);
        let earlier = messages[number * 7 % messages.len()];
        match number % 4 {
            0 => world.edit(&room, &minji, earlier, &format!("{number}번에 고침")).await.map(drop),
            1 => world.react(&room, &jihun, earlier, "👍", true).await.map(drop),
            2 => world.react(&room, &minji, earlier, "❤️", true).await.map(drop),
            _ => world.unsay(&room, &minji, messages[number - 2]).await.map(drop),
        }
        .or_else(|error| if matches!(error, crate::StoreError::Refused(Refusal::NoSuchEntry)) { Ok(()) } else { Err(error) })
        .expect("it may");
    }
    let head = world.seen(&room, &minji).await.head;
    let whole = world.page(&room, &minji, Cursor::Latest, 1_000).await;
    assert_eq!((whole.from, whole.to, whole.head), (Seq(1), head, head));
    assert!(whole.entries.iter().all(|entry| entry.change.target().is_none()), "every change is folded into its message");
    let log = world.log(&room).await;
    let shown: Vec<Seq> = log.iter().filter(|entry| entry.change.target().is_none()).map(|entry| entry.seq).collect();
    assert_eq!(whole.entries.iter().map(|entry| entry.seq).collect::<Vec<_>>(), shown);
    for limit in [1, 2, 3, 5, 40] {
        for at in 0..=head.0 + 1 {
            for cursor in [Cursor::Latest, Cursor::Before(Seq(at)), Cursor::After(Seq(at)), Cursor::Around(Seq(at))] {
                let page = world.page(&room, &minji, cursor, limit).await;
                check_page(&page, &whole, &log, cursor, limit);
            }
        }
    }
}

fn check_page(page: &Page, whole: &Page, log: &[Entry], cursor: Cursor, limit: usize) {
    let (from, to, head) = (page.from, page.to, whole.head);
    assert!(from >= Seq(1) && to <= head && to.next() >= from && page.head == head, "{cursor:?} {limit}: {from}..={to}");
    let (changes, shown): (Vec<_>, Vec<_>) = page.entries.iter().cloned().partition(|entry| entry.change.target().is_some());
    let within = |entry: &&Entry| (from..=to).contains(&entry.seq);
    assert_eq!(shown, whole.entries.iter().filter(within).cloned().collect::<Vec<_>>(), "{cursor:?} {limit}");
    let earlier = |entry: &&Entry| within(entry) && entry.change.target().is_some_and(|target| target < from);
    assert_eq!(changes, log.iter().filter(earlier).cloned().collect::<Vec<_>>(), "{cursor:?} {limit}");
    // As many as were asked for, unless an end was reached.
    assert!(shown.len() <= limit);
    let ends = match cursor {
        Cursor::Latest | Cursor::Before(_) => from == Seq(1),
        Cursor::After(_) => to == head,
        Cursor::Since(_) => unreachable!("not asked"),
        Cursor::Around(at) => {
            let at = Seq(at.0.clamp(1, head.0));
            assert!((from..=to).contains(&at), "{cursor:?} {limit}: {from}..={to}");
            from == Seq(1) && to == head
        }
    };
    assert!(ends || shown.len() == limit, "{cursor:?} {limit}: {}", shown.len());
    match cursor {
        Cursor::Latest => assert_eq!(to, head),
        Cursor::Before(at) => assert_eq!(to, head.min(Seq(at.0.saturating_sub(1)))),
        Cursor::After(at) => assert_eq!(from, head.min(at).next()),
        Cursor::Around(_) | Cursor::Since(_) => {}
    }
}

pub async fn a_page_covers_a_bounded_span<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let first = world.say(&room, &minji, "처음").await;
    let store = world.store();
    let at = world.now();
    // A thousand changes, and nothing to show for it.
    for round in 0..25 {
        let some = (0..MAX_EMOJI).flat_map(|number| [(minji.clone(), number), (jihun.clone(), number)]);
        let done = at_once(some.collect::<Vec<_>>(), |(user_id, number)| {
            let (store, room_id) = (Arc::clone(&store), room.clone());
            let emoji = emoji(&char::from_u32(0x1F400 + u32::try_from(number).expect("few")).expect("an animal").to_string());
            async move { store.react(Reacting { room_id, user_id, target: first, emoji, on: round % 2 == 0, at }).await }
        });
        assert!(done.await.into_iter().all(|done| done.expect("it may").is_some()));
    }
    let head = world.seen(&room, &minji).await.head;
    assert!(head.0 > MAX_SPAN);
    let page = world.page(&room, &minji, Cursor::Latest, 10).await;
    assert_eq!((page.from, page.to), (Seq(head.0 - MAX_SPAN + 1), head));
    assert!(page.entries.iter().all(|entry| entry.change.target() == Some(first)));
    let older = world.page(&room, &minji, Cursor::Before(page.from), 10).await;
    assert_eq!((older.from, older.to), (Seq(1), Seq(page.from.0 - 1)));
    assert!(older.entries.iter().any(|entry| entry.seq == first));
    let rest = world.page(&room, &minji, Cursor::After(first), 10).await;
    assert_eq!((rest.from, rest.to), (first.next(), Seq(first.0 + MAX_SPAN)));
    let middle = world.page(&room, &minji, Cursor::Around(Seq(700)), 10).await;
    assert!(middle.to.0 - middle.from.0 < MAX_SPAN && (middle.from..=middle.to).contains(&Seq(700)));
    store.mark_read(&room, &jihun, head).await.expect("marked");
    assert_eq!(store.mark_unread(&room, &jihun, first).await.expect("marked").read, Seq(head.0 - MAX_SPAN));
}
