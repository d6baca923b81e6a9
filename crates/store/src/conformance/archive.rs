//! Everything as records: read out of one store, put into another, and the same there.

use std::sync::Arc;

use protocol::messages::{Cursor, Entry};
use protocol::rooms::{Notify, PublicRoom, RoomKind, RoomSummary};
use protocol::session::{Display, Language, OwnMessages, Preferences, Theme};
use protocol::{RoomId, RoomTopic, Seq, Timestamp, UserId};

use super::Backend;
use super::world::{World, client_id, member, names, nobody, nowhere, refused, room_name, said};
use crate::archive::{Arrival, EntryRecord, MemberRecord, PersonRecord, RoomRecord};
use crate::messages::NewMessage;
use crate::rooms::{Membership, NewRoom};
use crate::search::Query;
use crate::session::Account;
use crate::{Refusal, Store};

/// All that a store holds, as records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// By id.
    pub people: Vec<PersonRecord>,
    /// By id, each with its log and its members.
    pub rooms: Vec<(RoomRecord, Vec<EntryRecord>, Vec<MemberRecord>)>,
}

impl House {
    /// Read in pages of this size.
    pub async fn read(store: &dyn Store, limit: usize) -> Self {
        let mut house = Self { people: Vec::new(), rooms: Vec::new() };
        loop {
            let page = store.people_after(house.people.last().map(|last| &last.id), limit).await.expect("people");
            let is_last = page.len() < limit;
            house.people.extend(page);
            if is_last {
                break;
            }
        }
        let mut ids: Vec<RoomId> = Vec::new();
        loop {
            let page = store.rooms_after(ids.last(), limit).await.expect("rooms");
            let is_last = page.len() < limit;
            ids.extend(page);
            if is_last {
                break;
            }
        }
        for id in ids {
            let Some((room, members)) = store.room_record(&id).await.expect("a room") else { continue };
            let mut log: Vec<EntryRecord> = Vec::new();
            while log.len() < usize::try_from(room.head.0).expect("few") {
                log.extend(store.log_after(&id, Seq(log.len() as u64), limit).await.expect("entries"));
            }
            house.rooms.push((room, log, members));
        }
        house
    }

    /// Put into a store.
    pub async fn put(&self, store: &dyn Store) {
        store.put_people(self.people.clone()).await.expect("people");
        for (room, log, members) in &self.rooms {
            match store.put_room(room).await.expect("a room") {
                Arrival::There => continue,
                Arrival::Taken(other) => panic!("{other} is in the place of {}", room.id),
                Arrival::Begun(_) => {}
            }
            for some in log.chunks(3) {
                store.put_entries(&room.id, some.to_vec()).await.expect("entries");
            }
            store.open_room(room, members.clone()).await.expect("open");
        }
    }
}

/// All that the people of a store see of it.
#[derive(Debug, PartialEq)]
pub struct Seen {
    accounts: Vec<Account>,
    of_each: Vec<(UserId, Vec<RoomSummary>, Vec<PublicRoom>)>,
    histories: Vec<(RoomId, Vec<Entry>, Vec<Membership>)>,
    found: Vec<(UserId, Vec<(RoomId, Seq)>)>,
}

impl Seen {
    /// Looked at with the eyes of everybody; `word` is what they search for.
    pub async fn look(store: &dyn Store, word: &str) -> Self {
        let (accounts, _) = store.accounts(None, 1_000).await.expect("accounts");
        let mut seen = Self { accounts, of_each: Vec::new(), histories: Vec::new(), found: Vec::new() };
        for who in seen.accounts.iter().map(|account| account.person.id.clone()) {
            let rooms = store.rooms_of(&who).await.expect("rooms");
            for room in &rooms {
                let page = store.history(&room.id, &who, Cursor::After(Seq::ZERO), 1_000).await.expect("history");
                let (members, _) = store.members(&room.id, &who, None, 1_000).await.expect("members");
                seen.histories.push((room.id.clone(), page.entries, members));
            }
            let (public, _) = store.public_rooms(&who, "", None, 1_000).await.expect("public rooms");
            seen.of_each.push((who.clone(), rooms, public));
            let hits = store.search(Query::everywhere(&who, word)).await.expect("hits");
            seen.found.push((who, hits.hits.into_iter().map(|hit| (hit.entry.room_id, hit.entry.seq)).collect()));
        }
        seen
    }
}

/// Some of it is edited, some deleted, some reacted to, before and after; and 하윤 has not read it after all, but up to the edit that is returned.
async fn change_what_was_said<B: Backend>(world: &World<B>, team: &RoomId, [minjun, hayun]: [&UserId; 2]) -> Seq {
    let [kept, gone] = [world.say(team, minjun, "고칠 수다 @하윤").await, world.say(team, hayun, "지울 수다 @민준").await];
    for (target, with, on) in [(kept, "👍", true), (gone, "❤️", true), (kept, "🎉", true), (kept, "👍", false)] {
        world.react(team, hayun, target, with, on).await.expect("it may");
    }
    let edited = world.edit(team, minjun, kept, "고친 수다 @서연").await.expect("it may").expect("an entry").seq;
    world.unsay(team, hayun, gone).await.expect("it may");
    world.react(team, minjun, kept, "🎉", true).await.expect("it may");
    let reply = NewMessage { reply_to: Some(kept), ..world.message(team, hayun, "수다에 답해요") };
    world.store().append(reply).await.expect("appended");
    world.store().mark_unread(team, hayun, kept).await.expect("marked");
    edited
}

/// What stands in every message of a lived-in house.
pub const WORD: &str = "수다";

/// A house in which everything has happened that leaves something behind. 서연, 민준, 하윤, 지훈 (whose account is closed) and their
/// rooms: 공지 (public), 민준's room that 서연 left to him, 서연's and 지훈's own, and an empty one.
pub async fn lived_in<B: Backend>(world: &World<B>) -> [UserId; 4] {
    let store = world.store();
    let people = [world.person("서연").await, world.person("민준").await, world.person("하윤").await, world.person("지훈").await];
    let [seoyeon, minjun, hayun, jihun] = &people;
    let display = Display { own: OwnMessages::Left, enter_breaks: true, ..Display::default() };
    let preferences = Preferences { language: Some(Language::En), theme: Theme::Dark, hide_typing: true, display };
    store.set_preferences(hayun, preferences).await.expect("preferences");
    let notices = NewRoom { client_id: Some(client_id("notices")), ..world.new_room(RoomKind::Public, seoyeon, &[jihun]) };
    let notices = store.create_room(notices).await.expect("a room").room_id;
    store.rename(&notices, &member(jihun), room_name("공지"), world.now()).await.expect("renamed");
    let topic = RoomTopic::new("꼭 읽어 주세요").ok();
    store.set_topic(&notices, &member(seoyeon), topic, world.now()).await.expect("set");
    let team = world.room(RoomKind::Private, seoyeon, &[hayun, minjun]).await;
    let direct = world.room(RoomKind::Direct, jihun, &[seoyeon]).await;
    let empty = world.room(RoomKind::Public, hayun, &[]).await;
    for (room, who, text) in [
        (&notices, seoyeon, "수다 떨기 전에 읽어 주세요 @지훈 @민준"),
        (&team, hayun, "수다 @서연 님, 회의는 세 시예요"),
        (&direct, jihun, "@서연 수다 떨까요?"),
        (&notices, jihun, "네, 수다는 나중에요"),
        (&team, minjun, "@하윤 수다방이 조용하네요"),
        (&direct, seoyeon, "오늘은 수다 그만"),
    ] {
        world.say(room, who, text).await;
    }
    let edited = change_what_was_said(world, &team, [minjun, hayun]).await;
    store.join(&notices, &member(minjun), world.now()).await.expect("joined");
    store.leave(&team, &member(seoyeon), world.now()).await.expect("left");
    store.invite(&team, &member(hayun), std::slice::from_ref(seoyeon), world.now()).await.expect("back again");
    store.leave(&empty, &member(hayun), world.now()).await.expect("left");
    for number in 0..7 {
        world.say(&team, seoyeon, &format!("{number}번째 수다 @하윤")).await;
        world.say(&notices, minjun, &format!("{number}번째 공지 수다")).await;
    }
    store.mark_read(&team, hayun, edited).await.expect("marked");
    store.choose(&team, hayun, Some(true), None).await.expect("chosen");
    store.choose(&direct, seoyeon, None, Some(Notify::Nothing)).await.expect("chosen");
    let (name, key) = names("김하윤");
    store.set_name(hayun, name, key).await.expect("renamed");
    store.close_account(jihun, world.now()).await.expect("closed");
    people
}

pub async fn a_house_moves_whole<B: Backend>() {
    let (old, new) = (World::<B>::new().await, World::<B>::new().await);
    let [seoyeon, minjun, hayun, _] = lived_in(&old).await;
    let house = House::read(&*old.store(), 2).await;
    house.put(&*new.store()).await;
    let new = new.reopened().await;
    assert_eq!(House::read(&*new.store(), 100).await, house, "whatever the size of the pages");
    let seen = Seen::look(&*new.store(), WORD).await;
    assert_eq!(seen, Seen::look(&*old.store(), WORD).await);
    let summaries = &seen.of_each.iter().find(|(who, ..)| *who == hayun).expect("하윤").1;
    assert_eq!((summaries[0].unread, summaries[0].mentions), (7, 7), "{summaries:?}");

    // A retry of what was said before the move, and of a room that was made before it.
    let store = new.store();
    let mut again = old.message(&summaries[0].id, &hayun, "다시 보낸 말");
    let first = house.rooms.iter().flat_map(|(_, log, _)| log).find(|entry| entry.by == hayun && entry.what.person().is_none());
    let crate::archive::What::NewMessage { client, .. } = &first.expect("a message").what else { panic!("{first:?}") };
    again.client_id = client.clone();
    let again = store.append(again).await.expect("found");
    assert!(!again.fresh && said(&again.entry).contains("회의는 세 시"), "{again:?}");
    for (room, ..) in &house.rooms {
        let maker_is_open = room.kind != RoomKind::Direct;
        if maker_is_open && room.client_id.is_none() {
            continue;
        }
        // The direct room was made by somebody who cannot act any more: the other one finds it.
        let (creator, other) =
            if maker_is_open { (&room.made_by, None) } else { (room.with.as_ref().expect("a pair"), Some(&room.made_by)) };
        let retry = NewRoom {
            id: nowhere(),
            client_id: room.client_id.clone(),
            ..old.new_room(room.kind, creator, &other.into_iter().collect::<Vec<_>>())
        };
        assert_eq!(store.create_room(retry).await.expect("found").room_id, room.id);
    }
    // 서연 came back after the others: 민준 is the eldest after 하윤.
    let left = store.leave(&summaries[0].id, &member(&hayun), old.now()).await.expect("left");
    assert!(matches!(&left.change, protocol::messages::Change::MemberLeft { heir: Some(heir) } if heir.id == minjun), "{left:?}");
    let mut next = old.message(&summaries[0].id, &seoyeon, "@민준 수다가 이어집니다");
    next.at = Timestamp(next.at.0 + 1);
    let appended = store.append(next).await.expect("said");
    assert_eq!(appended.entry.seq, left.seq.next());
    assert_eq!(store.room(&summaries[0].id, &minjun).await.expect("a member").mentions, 1);
    let newest = &store.search(Query::everywhere(&minjun, WORD)).await.expect("hits").hits[0];
    assert_eq!(newest.entry.seq, appended.entry.seq, "what is said after the move is the newest");
}

pub async fn moving_twice_changes_nothing<B: Backend>() {
    let (old, new) = (World::<B>::new().await, World::<B>::new().await);
    let [seoyeon, ..] = lived_in(&old).await;
    let house = House::read(&*old.store(), 100).await;
    let store = new.store();
    house.put(&*store).await;
    // Life goes on: a message, a mark, a name, a room that is gone.
    let room = store.rooms_of(&seoyeon).await.expect("rooms")[0].id.clone();
    store.append(old.message(&room, &seoyeon, "새집에서 하는 수다")).await.expect("said");
    let (name, key) = names("이서연");
    store.set_name(&seoyeon, name, key).await.expect("renamed");
    let (records, seen) = (House::read(&*store, 100).await, Seen::look(&*store, WORD).await);
    assert_eq!(store.put_people(house.people.clone()).await.expect("people"), 0);
    for (record, log, members) in &house.rooms {
        assert_eq!(store.put_room(record).await.expect("a room"), Arrival::There);
        assert_eq!(store.put_entries(&record.id, log.clone()).await.expect("entries"), 0);
        store.open_room(record, members.clone()).await.expect("open already");
    }
    assert_eq!(House::read(&*store, 100).await, records);
    assert_eq!(Seen::look(&*store, WORD).await, seen);
}

/// A public room of 서연 and 민준 with some messages, as it is in another house.
async fn from_elsewhere<B: Backend>() -> (Vec<PersonRecord>, RoomRecord, Vec<EntryRecord>, Vec<MemberRecord>) {
    let world = World::<B>::new().await;
    let (seoyeon, minjun) = (world.person("서연").await, world.person("민준").await);
    let room = world.room(RoomKind::Public, &seoyeon, &[&minjun]).await;
    for number in 0..4 {
        world.say(&room, &seoyeon, &format!("{number}번째 수다")).await;
    }
    let mut house = House::read(&*world.store(), 100).await;
    let (record, log, members) = house.rooms.remove(0);
    (house.people, record, log, members)
}

pub async fn a_room_is_there_when_it_is_whole<B: Backend>() {
    let (people, room, log, members) = from_elsewhere::<B>().await;
    let world = World::<B>::new().await;
    let store = world.store();
    store.put_people(people.clone()).await.expect("people");
    assert_eq!(store.put_room(&room).await.expect("begun"), Arrival::Begun(Seq::ZERO));
    assert_eq!(store.put_entries(&room.id, log[..2].to_vec()).await.expect("entries"), 2);
    drop(store);
    let world = world.reopened().await;
    let store = world.store();
    let who = &people[0].id;
    assert_eq!(store.public_rooms(who, "", None, 10).await.expect("none").0, []);
    assert_eq!(refused(store.join(&room.id, &member(who), world.now()).await), Refusal::NotMember);
    assert_eq!(refused(store.room(&room.id, who).await), Refusal::NotMember);
    assert_eq!(store.room_record(&room.id).await.expect("an answer"), None);
    assert!(store.room_ids_of(who).await.expect("none").is_empty());

    assert_eq!(store.put_room(&room).await.expect("begun"), Arrival::Begun(Seq(2)));
    assert_eq!(refused(store.open_room(&room, members.clone()).await), Refusal::NoSuchEntry, "not before its log is there");
    // Some of it a second time.
    assert_eq!(store.put_entries(&room.id, log[1..4].to_vec()).await.expect("entries"), 2);
    assert_eq!(store.put_entries(&room.id, log[4..].to_vec()).await.expect("entries"), log.len() - 4);
    store.open_room(&room, members.clone()).await.expect("open");
    assert_eq!(store.room_record(&room.id).await.expect("a room"), Some((room.clone(), members)));
    assert_eq!(store.log_after(&room.id, Seq::ZERO, 100).await.expect("the log"), log);
    assert_eq!(store.public_rooms(who, "", None, 10).await.expect("one").0.len(), 1);
}

pub async fn what_does_not_fit_is_refused<B: Backend>() {
    let (people, room, log, members) = from_elsewhere::<B>().await;
    let world = World::<B>::new().await;
    let store = world.store();
    assert_eq!(refused(store.put_room(&room).await), Refusal::NoSuchPerson);
    store.put_people(people).await.expect("people");
    assert_eq!(refused(store.put_entries(&room.id, log.clone()).await), Refusal::NotMember);
    assert_eq!(refused(store.open_room(&room, members.clone()).await), Refusal::NotMember);
    store.put_room(&room).await.expect("begun");
    let with_a_hole = vec![log[0].clone(), log[2].clone()];
    assert_eq!(refused(store.put_entries(&room.id, with_a_hole).await), Refusal::NoSuchEntry);
    assert_eq!(refused(store.put_entries(&room.id, log[1..].to_vec()).await), Refusal::NoSuchEntry);
    let mut by_nobody = log.clone();
    by_nobody[3].by = nobody();
    assert_eq!(refused(store.put_entries(&room.id, by_nobody).await), Refusal::NoSuchPerson);
    assert_eq!(store.put_room(&room).await.expect("begun"), Arrival::Begun(Seq::ZERO), "all or none");
    store.put_entries(&room.id, log).await.expect("entries");
    let wrong = |change: fn(&mut Vec<MemberRecord>)| {
        let mut members = members.clone();
        change(&mut members);
        let (store, room) = (Arc::clone(&store), room.clone());
        async move { refused(store.open_room(&room, members).await) }
    };
    assert_eq!(wrong(|members| members.reverse()).await, Refusal::NoSuchEntry);
    assert_eq!(wrong(|members| members[1].read = Seq(99)).await, Refusal::NoSuchEntry);
    assert_eq!(wrong(|members| members[1].user = nobody()).await, Refusal::NoSuchPerson);
    let lonely = RoomRecord { id: nowhere(), kind: RoomKind::Direct, name: None, with: None, ..room.clone() };
    assert_eq!(refused(store.put_room(&lonely).await), Refusal::WrongKind);
    store.open_room(&room, members.clone()).await.expect("open");
}

pub async fn a_name_of_somebody_else_is_refused<B: Backend>() {
    let (people, ..) = from_elsewhere::<B>().await;
    let world = World::<B>::new().await;
    let store = world.store();
    // Under another id than in the other house.
    world.mint();
    let minjun = world.person("민준").await;
    assert_eq!(refused(store.put_people(people.clone()).await), Refusal::NameTaken);
    assert_eq!(store.people_after(None, 10).await.expect("people").len(), 1, "all or nobody");
    let mut twice = vec![people[0].clone(), people[0].clone()];
    twice[1].id = nobody();
    assert_eq!(refused(store.put_people(twice).await), Refusal::NameTaken);
    let (name, key) = names("박민준");
    store.set_name(&minjun, name, key).await.expect("renamed");
    assert_eq!(store.put_people(people).await.expect("people"), 2);
    assert_eq!(store.accounts(None, 10).await.expect("accounts").0.len(), 3);
}

pub async fn the_place_of_a_room_may_be_taken<B: Backend>() {
    let (people, room, ..) = from_elsewhere::<B>().await;
    let world = World::<B>::new().await;
    let store = world.store();
    let (one, other) = (people[0].id.clone(), people[1].id.clone());
    store.put_people(people).await.expect("people");
    let direct = world.room(RoomKind::Direct, &one, &[&other]).await;
    let of_the_pair = RoomRecord {
        id: nowhere(),
        kind: RoomKind::Direct,
        name: None,
        made_by: other.clone(),
        creator: other,
        with: Some(one.clone()),
        ..room.clone()
    };
    assert_eq!(store.put_room(&of_the_pair).await.expect("an answer"), Arrival::Taken(direct));
    let made = NewRoom { client_id: Some(client_id("c-1")), ..world.new_room(RoomKind::Private, &one, &[]) };
    let made = store.create_room(made).await.expect("a room").room_id;
    let of_the_client = RoomRecord { id: nowhere(), made_by: one, client_id: Some(client_id("c-1")), ..room };
    assert_eq!(store.put_room(&of_the_client).await.expect("an answer"), Arrival::Taken(made));
}

pub async fn rooms_are_listed_until_they_are_deleted<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let seoyeon = world.person("서연").await;
    let mut rooms = Vec::new();
    for kind in [RoomKind::Private, RoomKind::Public, RoomKind::Private, RoomKind::Public] {
        rooms.push(world.room(kind, &seoyeon, &[]).await);
    }
    rooms.sort();
    assert_eq!(store.rooms_after(None, 10).await.expect("rooms"), rooms);
    assert_eq!(store.rooms_after(Some(&rooms[0]), 2).await.expect("rooms"), rooms[1..3]);
    store.delete_room(&rooms[1], &member(&seoyeon)).await.expect("deleted");
    assert_eq!(store.room_record(&rooms[1]).await.expect("an answer"), None);
    assert!(store.log_after(&rooms[1], Seq::ZERO, 10).await.expect("none").is_empty());
    rooms.remove(1);
    drop(store);
    let world = world.reopened().await;
    assert_eq!(world.store().rooms_after(None, 10).await.expect("rooms"), rooms);
}
