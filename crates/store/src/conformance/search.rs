//! What is found, and what must not be. How texts are compared is `fold`'s, and tested there.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use protocol::messages::Entry;
use protocol::rooms::RoomKind;
use protocol::search::Hits;
use protocol::{RoomId, Seq, Timestamp, UserId};

use super::Backend;
use super::corpus::Corpus;
use super::world::{World, at_once, member, nobody, nowhere, refused, said};
use crate::names::nfc;
use crate::search::Query;
use crate::{Refusal, StoreResult};

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
        assert_eq!(found(&world, Query::everywhere(&minji, text)).await, expected, "{text}");
    }
    let hits = search(&world, Query::everywhere(&minji, "회의는")).await.expect("hits").hits;
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
    assert_eq!(found(&world, Query::everywhere(&minji, "회")).await, ["셋째 회", "둘째 회의", "첫째 회", "넷째 횡단"]);
    let few = Query { limit: 3, ..Query::everywhere(&minji, "회") };
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
    let base = || Query::everywhere(&minji, "점심");
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
    assert_eq!(found(&world, Query::everywhere(&jihun, "비밀번호")).await, [""; 0]);
    assert_eq!(found(&world, Query { from: Some(minji.clone()), ..Query::everywhere(&jihun, "비밀번호") }).await, [""; 0]);
    for room in [&secret, &public, &nowhere()] {
        let inside = Query { room_id: Some(room.clone()), ..Query::everywhere(&jihun, "비밀번호") };
        assert_eq!(refused(search(&world, inside).await), Refusal::NotMember);
    }
    assert_eq!(found(&world, Query::everywhere(&nobody(), "비밀번호")).await, [""; 0]);
    // A member finds the past too, and nothing after leaving.
    store.join(&public, &member(&jihun), world.now()).await.expect("joined");
    assert_eq!(found(&world, Query::everywhere(&jihun, "비밀번호")).await, ["비밀번호는 바꾸세요"]);
    store.leave(&public, &member(&jihun), world.now()).await.expect("left");
    assert_eq!(found(&world, Query::everywhere(&jihun, "비밀번호")).await, [""; 0]);
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
            let hits = search(&world, Query { room_id, limit, ..Query::everywhere(&minji, "회의") }).await.expect("hits");
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
        let spent = Query { budget: Duration::ZERO, room_id, ..Query::everywhere(&minji, "없는 말") };
        let hits = search(&world, spent).await.expect("an answer");
        assert_eq!((hits.hits.len(), hits.complete), (0, false));
    }
}

pub async fn what_is_gone_is_not_found<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    world.say(&room, &minji, "지워질 말").await;
    assert_eq!(found(&world, Query::everywhere(&minji, "지워질")).await.len(), 1);
    world.store().delete_room(&room, &member(&minji)).await.expect("deleted");
    assert_eq!(found(&world, Query::everywhere(&minji, "지워질")).await, [""; 0]);
}

/// All pages of a search.
async fn all_pages<B: Backend>(world: &World<B>, query: Query) -> Vec<(RoomId, Seq)> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = search(world, Query { cursor, ..query.clone() }).await.expect("a page");
        assert!(page.hits.len() <= query.limit);
        all.extend(page.hits.into_iter().map(|hit| (hit.entry.room_id, hit.entry.seq)));
        let Some(next) = page.cursor else { return all };
        assert!(!page.complete);
        cursor = Some(next.parse().expect("a place"));
    }
}

pub async fn pages_of_hits_follow_one_another<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let rooms = [world.room(RoomKind::Private, &minji, &[]).await, world.room(RoomKind::Private, &minji, &[]).await];
    for number in 0..60 {
        let text = ["회의", "횡단보도", "오늘 회사", "ㅎㅇ", "다른 말"][number % 5];
        world.say(&rooms[number % 2], &minji, &format!("{text} {number}번")).await;
    }
    for (text, count) in [("회", 36), ("ㅎㅇ", 24), ("번", 60)] {
        let at_once = all_pages(&world, Query { limit: 100, ..Query::everywhere(&minji, text) }).await;
        assert_eq!(at_once.len(), count, "{text}");
        for limit in [1, 7, 35] {
            let paged = all_pages(&world, Query { limit, ..Query::everywhere(&minji, text) }).await;
            assert_eq!(paged, at_once, "{text}, {limit} at a time");
        }
    }
}

pub async fn without_a_text_everything_else_counts<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    for (author, text) in [(&minji, "하나"), (&jihun, "둘"), (&jihun, "셋")] {
        world.say(&room, author, text).await;
    }
    let of_jihun = Query { from: Some(jihun.clone()), ..Query::everywhere(&minji, " ") };
    assert_eq!(found(&world, of_jihun).await, ["셋", "둘"]);
}

/// A house full of messages: a room with large blocks, some with small ones, some with none; and one that the reader is not in.
struct House {
    reader: UserId,
    people: Vec<UserId>,
    rooms: Vec<RoomId>,
    said: Vec<(Entry, String)>,
    corpus: Corpus,
}

async fn house<B: Backend>(world: &World<B>) -> House {
    let people = vec![world.person("민지").await, world.person("지훈").await, world.person("서연").await];
    let mut corpus = Corpus::new(7);
    let (mut rooms, mut said) = (Vec::new(), Vec::new());
    for (number, length) in [430, 150, 60, 17, 16, 3, 200].into_iter().enumerate() {
        // The last one is of others.
        let is_foreign = number == 6;
        let members = if is_foreign { &people[1..] } else { &people[..] };
        let others: Vec<&UserId> = members[1..].iter().collect();
        let room = world.room(RoomKind::Private, &members[0], &others).await;
        let new: Vec<_> = (0..length).map(|_| world.message(&room, &members[corpus.below(members.len())], &corpus.message())).collect();
        let store = world.store();
        let appended = at_once(new, |new| {
            let store = Arc::clone(&store);
            async move { store.append(new).await.expect("appended").entry }
        });
        for entry in appended.await {
            let text = super::world::said(&entry).to_owned();
            said.extend((!is_foreign).then_some((entry, text)));
        }
        rooms.push(room);
    }
    House { reader: people[0].clone(), people, rooms, said, corpus }
}

impl House {
    /// What somebody might type.
    fn text(&mut self, number: usize) -> String {
        let said = self.corpus.below(self.said.len());
        let text = self.said[said].1.clone();
        match number % 8 {
            0..3 => self.corpus.part(&text, number / 8 % 7 + 1),
            3..6 => self.corpus.on_the_way(&text, number / 8 % 4 + 1),
            6 => self.corpus.initials(&text, number / 8 % 4 + 1).unwrap_or(text),
            // Two pieces that hardly ever stand together.
            _ => format!("{}{}", self.corpus.part(&text, 2), self.corpus.message().chars().take(3).collect::<String>()),
        }
        .chars()
        .take(protocol::search::MAX_QUERY_CHARS)
        .collect()
    }

    fn query(&mut self, number: usize) -> Query {
        let text = self.text(number);
        let mut query = Query { limit: [20, 1, 5, 100][number % 4], ..Query::everywhere(&self.reader, &text) };
        let at = |said: usize, house: &Self| Some(house.said[said].0.at);
        match number % 10 {
            0..3 => query.room_id = Some(self.rooms[number / 10 % 6].clone()),
            3 => query.from = Some(self.people[number / 10 % 3].clone()),
            4 => query.after = at(self.corpus.below(self.said.len()), self),
            5 => query.before = at(self.corpus.below(self.said.len()), self),
            _ => {}
        }
        query
    }

    /// What a look at every message finds: the folding is the oracle.
    fn scan(&self, query: &Query) -> Vec<(RoomId, Seq)> {
        let Some(wanted) = fold::Query::new(&query.text, nfc) else { return Vec::new() };
        let is_asked_for = |entry: &Entry| {
            query.room_id.as_ref().is_none_or(|room| *room == entry.room_id)
                && query.from.as_ref().is_none_or(|from| *from == entry.by.id)
                && query.before.is_none_or(|before| entry.at < before)
                && query.after.is_none_or(|after| entry.at >= after)
        };
        let mut hits: Vec<_> = self
            .said
            .iter()
            .filter(|(entry, _)| is_asked_for(entry))
            .filter_map(|(entry, text)| Some((wanted.find(text, nfc)?.rank, Reverse((entry.at, entry.seq)), entry)))
            .collect();
        hits.sort_by_key(|(rank, newest, _)| (*rank, *newest));
        hits.into_iter().map(|(.., entry)| (entry.room_id.clone(), entry.seq)).collect()
    }

    /// Compares so many searches, each with all its pages or with the first one.
    async fn compare<B: Backend>(&mut self, world: &World<B>, numbers: Range<usize>) {
        let mut found = 0;
        for number in numbers {
            let query = self.query(number);
            if query.text.trim().is_empty() {
                continue;
            }
            let expected = self.scan(&query);
            found += usize::from(!expected.is_empty());
            if number % 16 == 0 {
                assert_eq!(all_pages(world, query.clone()).await, expected, "{number}: {query:?}");
                continue;
            }
            let hits = search(world, query.clone()).await.expect("hits");
            let places: Vec<_> = hits.hits.iter().map(|hit| (hit.entry.room_id.clone(), hit.entry.seq)).collect();
            assert_eq!(places, expected[..expected.len().min(query.limit)], "{number}: {query:?}");
            assert_eq!(hits.complete, expected.len() <= query.limit, "{number}: {query:?}");
        }
        assert!(found > 100, "most of them find something");
    }
}

pub async fn the_index_finds_what_a_scan_finds<B: Backend>() {
    let world = World::<B>::new().await;
    let mut house = house(&world).await;
    // The index is made meanwhile: whatever there is of it, nothing is missed.
    house.compare(&world, 0..1_000).await;
    for room in &house.rooms {
        let head = world.store().heads(std::slice::from_ref(room)).await.expect("heads")[0].1;
        assert_eq!(world.store().reindex(room).await.expect("made"), head.0 - head.0 % 32, "all but the newest few are in blocks");
    }
    house.compare(&world, 1_000..2_000).await;
}

pub async fn an_index_that_is_made_anew_finds_the_same<B: Backend>() {
    let world = World::<B>::new().await;
    let mut house = house(&world).await;
    let making = tokio::spawn({
        let (store, rooms) = (world.store(), house.rooms.clone());
        async move {
            for room in rooms.iter().cycle().take(3 * rooms.len()) {
                store.reindex(room).await.expect("made");
            }
        }
    });
    house.compare(&world, 2_000..2_300).await;
    making.await.expect("no task panics");
    assert_eq!(world.store().reindex(&nowhere()).await.expect("nothing to do"), 0);
}
