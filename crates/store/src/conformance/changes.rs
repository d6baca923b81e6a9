//! Changing what was said: edited, deleted, reacted to.

use std::sync::Arc;

use protocol::messages::{Change, Cursor, Entry, MAX_EMOJI, MAX_REACTORS, Page, Quote, Reaction, Unread};
use protocol::rooms::RoomKind;
use protocol::session::Person;
use protocol::{Emoji, MessageText, RoomId, Seq, UserId};

use super::Backend;
use super::world::{World, administrator, assert_contiguous, at_once, member, nobody, nowhere, refused, said};
use crate::messages::{NewMessage, Reacting};
use crate::search::Query;
use crate::{Refusal, StoreResult};

impl<B: Backend> World<B> {
    /// Says that a message says something else.
    pub async fn edit(&self, room_id: &RoomId, who: &UserId, target: Seq, text: &str) -> StoreResult<Option<Entry>> {
        self.store().edit(room_id, who, target, MessageText::new(text).expect("a message"), self.now()).await
    }

    /// Deletes a message as a member.
    pub async fn unsay(&self, room_id: &RoomId, who: &UserId, target: Seq) -> StoreResult<Option<Entry>> {
        self.store().delete(room_id, &member(who), target, self.now()).await
    }

    /// Reacts, or takes it back.
    pub async fn react(&self, room_id: &RoomId, who: &UserId, target: Seq, with: &str, on: bool) -> StoreResult<Option<Entry>> {
        let (room_id, user_id) = (room_id.clone(), who.clone());
        self.store().react(Reacting { room_id, user_id, target, emoji: emoji(with), on, at: self.now() }).await
    }

    pub(super) async fn page(&self, room_id: &RoomId, reader: &UserId, cursor: Cursor, limit: usize) -> Page {
        self.store().history(room_id, reader, cursor, limit).await.expect("a page")
    }

    /// A message as somebody reads it now.
    async fn read(&self, room_id: &RoomId, reader: &UserId, seq: Seq) -> Entry {
        let page = self.page(room_id, reader, Cursor::Around(seq), 1).await;
        page.entries.into_iter().find(|entry| entry.seq == seq).expect("it is in the page around it")
    }
}

pub(super) fn emoji(text: &str) -> Emoji {
    Emoji::new(text).expect("an emoji")
}

fn change(result: StoreResult<Option<Entry>>) -> (Seq, Change) {
    let entry = result.expect("it may").expect("it changed something");
    (entry.seq, entry.change)
}

fn reactions(entry: &Entry) -> &[Reaction] {
    if let Change::NewMessage { reactions, .. } = &entry.change { reactions } else { panic!("no message: {entry:?}") }
}

/// As `👍×2*`, with a star for the reader's own.
fn tally(entry: &Entry) -> String {
    let one = |reaction: &Reaction| format!("{}×{}{}", reaction.emoji, reaction.count, if reaction.mine { "*" } else { "" });
    reactions(entry).iter().map(one).collect::<Vec<_>>().join(" ")
}

pub async fn an_edited_message_says_something_else<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let first = world.say(&room, &minji, "회의는 3시예요").await;
    let before = world.seen(&room, &jihun).await;
    let (edited, what) = change(world.edit(&room, &minji, first, "회의는 4시예요").await);
    let content = MessageText::new("회의는 4시예요").expect("a message");
    assert_eq!((edited, what), (first.next(), Change::MessageEdited { target: first, content }));
    // It is read as it is now, and says what changed it last and when.
    let log = world.log(&room).await;
    assert_contiguous(&log);
    let page = world.page(&room, &jihun, Cursor::Latest, 10).await;
    let message = page.entries.last().expect("a message");
    assert_eq!((message.seq, said(message), page.to, page.head), (first, "회의는 4시예요", edited, edited));
    let Change::NewMessage { edited_at, changed, .. } = &message.change else { panic!("no message") };
    assert_eq!((*edited_at, *changed), (Some(log.last().expect("the edit").at), Some(edited)));
    // The preview follows; nothing is unread by it, and the room was not active.
    let after = world.seen(&room, &jihun).await;
    assert_eq!(said(after.last.as_ref().expect("a message")), "회의는 4시예요");
    assert_eq!((after.unread, after.active_at, after.head), (before.unread, before.active_at, edited));
    // Who has the message already is told the change.
    let rest = world.page(&room, &jihun, Cursor::After(first), 10).await;
    assert_eq!(rest.entries, log[usize::try_from(first.0).expect("few")..]);
    // The same again changes nothing.
    assert_eq!(world.edit(&room, &minji, first, "회의는 4시예요").await.expect("it may"), None);
    assert_eq!(world.seen(&room, &jihun).await.head, edited);
    // An old change says what its message says now.
    world.edit(&room, &minji, first, "회의는 5시예요").await.expect("it may");
    let log = world.log(&room).await;
    assert!(log.iter().skip(2).all(|entry| match &entry.change {
        Change::NewMessage { content, .. } | Change::MessageEdited { content, .. } => content.as_str() == "회의는 5시예요",
        _ => false,
    }));
    let world = world.reopened().await;
    assert_eq!(said(&world.read(&room, &jihun, first).await), "회의는 5시예요");
    assert_eq!(world.log(&room).await, log);
}

pub async fn only_its_author_edits_a_message<B: Backend>() {
    let world = World::<B>::new().await;
    let [minji, jihun, stranger] = [world.person("민지").await, world.person("지훈").await, world.person("낯선이").await];
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let message = world.say(&room, &jihun, "내 말이에요").await;
    let notice = Seq(1);
    assert_eq!(refused(world.edit(&room, &minji, message, "남의 말").await), Refusal::NotAuthor);
    for target in [notice, Seq::ZERO, Seq(99), Seq(u64::MAX)] {
        assert_eq!(refused(world.edit(&room, &minji, target, "없는 말").await), Refusal::NoSuchEntry);
    }
    for (room, who) in [(&room, &stranger), (&nowhere(), &jihun), (&room, &nobody())] {
        assert_eq!(refused(world.edit(room, who, message, "남의 방").await), Refusal::NotMember);
        assert_eq!(refused(world.unsay(room, who, message).await), Refusal::NotMember);
        assert_eq!(refused(world.react(room, who, message, "👍", true).await), Refusal::NotMember);
        assert_eq!(refused(world.store().mark_unread(room, who, message).await), Refusal::NotMember);
    }
    let edit = change(world.edit(&room, &jihun, message, "고쳤어요").await);
    assert_eq!(refused(world.edit(&room, &jihun, edit.0, "고친 것을").await), Refusal::NoSuchEntry);
    assert_eq!(said(&world.read(&room, &minji, message).await), "고쳤어요");
}

pub async fn a_deleted_message_leaves_a_tombstone<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let new = world.message(&room, &jihun, "비밀번호는 감자예요 @민지");
    let message = store.append(new.clone()).await.expect("appended").entry.seq;
    world.edit(&room, &jihun, message, "비밀번호는 고구마예요 @민지").await.expect("it may");
    world.react(&room, &minji, message, "👍", true).await.expect("it may");
    assert_eq!(world.seen(&room, &minji).await.mentions, 1);
    let (deleted, what) = change(world.unsay(&room, &jihun, message).await);
    assert_eq!(what, Change::MessageDeleted { target: message });
    assert_eq!(world.unsay(&room, &jihun, message).await.expect("it may"), None);
    // Nothing of it is told any more, by no entry and no search.
    let log = world.log(&room).await;
    assert_contiguous(&log);
    let told = format!("{log:?}{:?}", world.page(&room, &minji, Cursor::Latest, 50).await);
    assert!(!told.contains("감자") && !told.contains("고구마"), "{told}");
    assert_eq!(world.read(&room, &minji, message).await.change, Change::Tombstone);
    assert_eq!(world.read(&room, &minji, message).await.by.id, jihun);
    assert_eq!(store.search(Query::everywhere(&minji, "비밀번호")).await.expect("hits").hits, []);
    let seen = world.seen(&room, &minji).await;
    assert_eq!((seen.unread, seen.mentions, seen.head), (0, 0, deleted));
    assert_eq!(seen.last.expect("what is left of it").change, Change::Tombstone);
    // It is there no more for anything else; sending it again does not bring it back.
    for again in [
        world.edit(&room, &jihun, message, "되살리기").await,
        world.react(&room, &minji, message, "👍", true).await,
        world.react(&room, &minji, message, "👍", false).await,
    ] {
        assert_eq!(refused(again), Refusal::NoSuchEntry);
    }
    let again = store.append(new).await.expect("it is known");
    assert_eq!((again.fresh, again.entry.seq, again.entry.change), (false, message, Change::Tombstone));
    drop(store);
    let world = world.reopened().await;
    assert_eq!(world.log(&room).await, log);
}

pub async fn an_owner_deletes_what_others_said<B: Backend>() {
    let world = World::<B>::new().await;
    let [minji, jihun, hayun] = [world.person("민지").await, world.person("지훈").await, world.person("하윤").await];
    let room = world.room(RoomKind::Private, &minji, &[&jihun, &hayun]).await;
    let [one, two] = [world.say(&room, &jihun, "하나").await, world.say(&room, &jihun, "둘").await];
    assert_eq!(refused(world.unsay(&room, &hayun, one).await), Refusal::NotAuthor);
    assert_eq!(refused(world.unsay(&room, &hayun, Seq(1)).await), Refusal::NoSuchEntry);
    assert!(world.unsay(&room, &minji, one).await.expect("it is her room").is_some());
    let by = administrator(&hayun);
    assert!(world.store().delete(&room, &by, two, world.now()).await.expect("an administrator").is_some());
    assert_eq!(refused(world.unsay(&room, &hayun, one).await), Refusal::NotAuthor);
}

pub async fn reactions_are_counted_and_taken_back<B: Backend>() {
    let world = World::<B>::new().await;
    let people = world.people(8).await;
    let room = world.room(RoomKind::Private, &people[0], &people[1..].iter().collect::<Vec<_>>()).await;
    let message = world.say(&room, &people[0], "점심 어때요?").await;
    let (added, what) = change(world.react(&room, &people[1], message, "👍", true).await);
    assert_eq!(what, Change::ReactionAdded { target: message, emoji: emoji("👍") });
    assert_eq!(world.react(&room, &people[1], message, "👍", true).await.expect("it may"), None);
    world.react(&room, &people[0], message, "🍜", true).await.expect("one's own message, too");
    world.react(&room, &people[2], message, "👍", true).await.expect("it may");
    let as_read = world.read(&room, &people[1], message).await;
    assert_eq!(tally(&as_read), "👍×2* 🍜×1", "those that came first stand first");
    assert_eq!(tally(&world.read(&room, &people[3], message).await), "👍×2 🍜×1");
    let mut who: Vec<&UserId> = reactions(&as_read)[0].people.iter().map(|person| &person.id).collect();
    who.sort();
    assert_eq!(who, {
        let mut both = vec![&people[1], &people[2]];
        both.sort();
        both
    });
    let Change::NewMessage { changed, edited_at, .. } = as_read.change else { panic!("no message") };
    assert_eq!((changed, edited_at), (Some(Seq(added.0 + 2)), None));
    // The first one goes; the emoji keeps its place while anybody uses it.
    let (_, what) = change(world.react(&room, &people[1], message, "👍", false).await);
    assert_eq!(what, Change::ReactionRemoved { target: message, emoji: emoji("👍") });
    assert_eq!(world.react(&room, &people[1], message, "👍", false).await.expect("it may"), None);
    assert_eq!(tally(&world.read(&room, &people[1], message).await), "👍×1 🍜×1");
    world.react(&room, &people[2], message, "👍", false).await.expect("it may");
    world.react(&room, &people[2], message, "👍", true).await.expect("it may");
    assert_eq!(tally(&world.read(&room, &people[2], message).await), "🍜×1 👍×1*");
    // Some are named.
    for person in &people {
        world.react(&room, person, message, "❤️", true).await.expect("it may");
    }
    let as_read = world.read(&room, &people[0], message).await;
    assert_eq!((reactions(&as_read)[2].count, reactions(&as_read)[2].people.len()), (8, MAX_REACTORS));
    assert_eq!(world.seen(&room, &people[1]).await.unread, 1, "nobody said anything");
    let world = world.reopened().await;
    assert_eq!(world.read(&room, &people[0], message).await, as_read);
}

pub async fn a_message_has_a_bound_of_emoji<B: Backend>() {
    let world = World::<B>::new().await;
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let message = world.say(&room, &minji, "골라 보세요").await;
    let some = |number: usize| char::from_u32(0x1F400 + u32::try_from(number).expect("few")).expect("an animal").to_string();
    for number in 0..MAX_EMOJI {
        world.react(&room, &minji, message, &some(number), true).await.expect("it may");
    }
    assert_eq!(refused(world.react(&room, &jihun, message, &some(MAX_EMOJI), true).await), Refusal::TooManyEmoji);
    world.react(&room, &jihun, message, &some(0), true).await.expect("one that is there already");
    world.react(&room, &minji, message, &some(1), false).await.expect("it may");
    world.react(&room, &jihun, message, &some(MAX_EMOJI), true).await.expect("there is room again");
    // At once, each of them counts.
    let other = world.say(&room, &minji, "모두 함께").await;
    let store = world.store();
    let at = world.now();
    let both = [&minji, &jihun].into_iter().flat_map(|who| (0..10).map(move |number| (who.clone(), number)));
    let done = at_once(both.collect::<Vec<_>>(), |(user_id, number)| {
        let (store, room_id) = (Arc::clone(&store), room.clone());
        async move { store.react(Reacting { room_id, user_id, target: other, emoji: emoji(&some(number)), on: true, at }).await }
    });
    assert!(done.await.into_iter().all(|done| done.expect("it may").is_some()));
    assert!(reactions(&world.read(&room, &minji, other).await).iter().all(|reaction| reaction.count == 2 && reaction.mine));
    assert_contiguous(&world.log(&room).await);
}

pub async fn a_reply_quotes_what_it_answers<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let question = world.say(&room, &minji, "몇 시에\n볼까요?").await;
    let reply = NewMessage { reply_to: Some(question), ..world.message(&room, &jihun, "세 시요") };
    let appended = store.append(reply.clone()).await.expect("appended").entry;
    let quote = |entry: &Entry| match &entry.change {
        Change::NewMessage { quote: Some(Quote { by: Person { id, .. }, content }), .. } => (id.clone(), content.clone()),
        other => panic!("no quote: {other:?}"),
    };
    assert_eq!(quote(&appended), (minji.clone(), Some("몇 시에 볼까요?".into())));
    assert_eq!(quote(&world.read(&room, &minji, appended.seq).await), quote(&appended));
    assert_eq!(quote(world.log(&room).await.last().expect("the reply")), quote(&appended));
    world.edit(&room, &minji, question, "언제 볼까요?").await.expect("it may");
    assert_eq!(quote(&world.read(&room, &minji, appended.seq).await).1.as_deref(), Some("언제 볼까요?"));
    world.unsay(&room, &minji, question).await.expect("it may");
    assert_eq!(quote(&world.read(&room, &minji, appended.seq).await), (minji.clone(), None));
    let again = store.append(reply).await.expect("it is known");
    assert_eq!((again.fresh, again.entry.seq), (false, appended.seq));
    // Who was writing an answer meanwhile loses nothing.
    let late = NewMessage { reply_to: Some(question), ..world.message(&room, &jihun, "방금 뭐라고 했어요?") };
    let late = store.append(late).await.expect("what is deleted can be answered").entry;
    assert_eq!(quote(&late), quote(&world.read(&room, &minji, late.seq).await));
    assert_eq!(quote(&late).1, None);
}

pub async fn an_edit_calls_those_whom_it_names<B: Backend>() {
    let world = World::<B>::new().await;
    let [minji, jihun, hayun] = [world.person("민지").await, world.person("지훈").await, world.person("하윤").await];
    let room = world.room(RoomKind::Private, &minji, &[&jihun, &hayun]).await;
    let message = world.say(&room, &minji, "@지훈 볼래요?").await;
    world.say(&room, &minji, "@지훈 @하윤 둘 다요").await;
    let mentions = async || (world.seen(&room, &jihun).await.mentions, world.seen(&room, &hayun).await.mentions);
    assert_eq!(mentions().await, (2, 1));
    world.edit(&room, &minji, message, "@하윤 볼래요?").await.expect("it may");
    assert_eq!(mentions().await, (1, 2));
    world.unsay(&room, &minji, message).await.expect("it may");
    assert_eq!(mentions().await, (1, 1));
}

pub async fn a_mark_goes_back_when_it_is_asked<B: Backend>() {
    let world = World::<B>::new().await;
    let store = world.store();
    let (minji, jihun) = (world.person("민지").await, world.person("지훈").await);
    let room = world.room(RoomKind::Private, &minji, &[&jihun]).await;
    let mut said = Vec::new();
    for number in 0..3 {
        said.push(world.say(&room, &minji, &format!("@지훈 {number}")).await);
    }
    let own = world.say(&room, &jihun, "네").await;
    let last = world.say(&room, &minji, "그럼요").await;
    store.mark_read(&room, &jihun, last).await.expect("marked");
    let unread = async |seq| world.store().mark_unread(&room, &jihun, seq).await.expect("marked");
    let counts = |read, unread, mentions| Unread { room_id: room.clone(), read, unread, mentions };
    // What they said themselves is not unread.
    assert_eq!(unread(said[1]).await, counts(said[0], 3, 2));
    let seen = world.seen(&room, &jihun).await;
    assert_eq!((seen.read, seen.unread, seen.mentions), (said[0], 3, 2));
    // Never forward.
    assert_eq!(unread(last).await, counts(said[0], 3, 2));
    assert_eq!(unread(said[0]).await, counts(Seq(said[0].0 - 1), 4, 3));
    world.unsay(&room, &minji, said[2]).await.expect("it may");
    assert_eq!(world.seen(&room, &jihun).await.unread, 3);
    assert_eq!(unread(Seq(1)).await.read, Seq::ZERO);
    drop(store);
    let world = world.reopened().await;
    assert_eq!(world.seen(&room, &jihun).await.unread, 3);
    // And forward again, as ever, step by step.
    let store = world.store();
    assert_eq!(store.mark_read(&room, &jihun, said[0]).await.expect("marked"), Some(said[0]));
    assert_eq!(world.seen(&room, &jihun).await.unread, 2);
    assert_eq!(store.mark_read(&room, &jihun, own).await.expect("marked"), Some(own));
    assert_eq!(world.seen(&room, &jihun).await.unread, 1);
    let head = world.seen(&room, &jihun).await.head;
    store.mark_read(&room, &jihun, head).await.expect("marked");
    assert_eq!(world.seen(&room, &jihun).await.unread, 0);
    assert_eq!(store.mark_unread(&room, &jihun, Seq(0)).await.expect("marked").read, Seq::ZERO);
    world.say(&room, &jihun, "다 읽었어요").await;
    assert_eq!(world.seen(&room, &jihun).await.unread, 0);
}

pub async fn what_is_edited_is_found_by_what_it_says_now<B: Backend>() {
    let world = World::<B>::new().await;
    let minji = world.person("민지").await;
    let room = world.room(RoomKind::Private, &minji, &[]).await;
    let mut messages = Vec::new();
    for number in 0..330 {
        messages.push(world.say(&room, &minji, &format!("제{number}화 이야기")).await);
    }
    let store = world.store();
    let found = async |text: &str| -> Vec<Seq> {
        let hits = store.search(Query::everywhere(&minji, text)).await.expect("hits");
        assert!(hits.complete);
        hits.hits.iter().map(|hit| hit.entry.seq).collect()
    };
    // In a group of blocks, in a single block, in none; while the index is made, and after it.
    for anew in [false, true] {
        if anew {
            store.reindex(&room).await.expect("the index");
        }
        for (number, word) in [(3, "감자"), (150, "고구마"), (300, "옥수수"), (329, "당근")] {
            let now = if anew { format!("구운 {word}") } else { word.to_owned() };
            world.edit(&room, &minji, messages[number], &format!("{now}를 먹어요")).await.expect("it may");
            assert_eq!(found(&now).await, [messages[number]], "{now}");
            assert_eq!(found(&format!("제{number}화")).await, [], "it says so no more");
        }
    }
    store.reindex(&room).await.expect("the index");
    assert_eq!(found("구운").await, [329, 300, 150, 3].map(|number| messages[number]));
    world.unsay(&room, &minji, messages[150]).await.expect("it may");
    assert_eq!(found("구운").await, [329, 300, 3].map(|number| messages[number]));
}
