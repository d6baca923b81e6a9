//! What is drawn, and where the reader is.

use protocol::messages::Change;
use protocol::{RoomName, Timestamp};

use super::rows::{Row, Said, rows, utc};
use super::*;
use crate::state::tests::{entry, me, page, person, said};

fn room() -> RoomId {
    RoomId::new("release").expect("an id")
}

fn begin(page: Page, read: u64) -> Conversation {
    Conversation::begin(room(), page, Seq(read), None, &me().id)
}

fn of(entries: Vec<Entry>) -> Page {
    let (from, to) = (entries[0].seq, entries[entries.len() - 1].seq);
    Page { entries, from, to, head: to }
}

fn drawn(conversation: &Conversation) -> Vec<Row> {
    rows(conversation, std::iter::empty(), &me(), true, utc)
}

fn messages(rows: Vec<Row>) -> Vec<Said> {
    rows.into_iter().filter_map(|row| if let Row::Said(said) = row { Some(said) } else { None }).collect()
}

fn span(conversation: &Conversation) -> (u64, u64) {
    let drawn = conversation.drawn();
    (drawn[0].seq.0, drawn[drawn.len() - 1].seq.0)
}

#[test]
fn messages_of_one_author_within_five_minutes_are_one_group() {
    let mut late = said("release", 4, "bob", "한참 뒤에");
    late.at = Timestamp(late.at.0 + rows::GROUP_MS);
    let entries = vec![said("release", 1, "bob", "하나"), said("release", 2, "bob", "둘"), said("release", 3, "seoyeon", "셋"), late];
    let groups: Vec<(bool, bool)> = messages(drawn(&begin(of(entries), 4))).iter().map(|said| (said.first, said.last)).collect();
    assert_eq!(groups, [(true, false), (false, true), (true, true), (true, true)]);
}

#[test]
fn a_notice_ends_a_group() {
    let entries = vec![
        said("release", 1, "bob", "하나"),
        entry("release", 2, "bob", Change::RoomRenamed { name: RoomName::new("릴리스").expect("a name") }),
        said("release", 3, "bob", "둘"),
    ];
    let rows = drawn(&begin(of(entries), 3));
    assert!(matches!(rows[2], Row::Notice(_)));
    assert!(messages(rows).iter().all(|said| said.first && said.last));
}

#[test]
fn a_day_begins_once_by_the_readers_clock() {
    let at = |seq: u64, at: i64| Entry { at: Timestamp(at), ..said("release", seq, "bob", "말") };
    // 14:59 and 15:00 UTC: midnight lies between them in Seoul. Then a clock that was set back.
    let midnight = 1_795_014_000_000 / 86_400_000 * 86_400_000 + 15 * 3_600_000;
    let entries = vec![at(1, midnight - 60_000), at(2, midnight), at(3, midnight - 60_000)];
    let conversation = begin(of(entries), 3);
    let days = |zone| rows(&conversation, std::iter::empty(), &me(), true, zone).iter().filter(|row| matches!(row, Row::Day(_))).count();
    assert_eq!(days(utc), 1);
    assert_eq!(days(|_| 9 * 60), 2);
}

#[test]
fn the_divider_stands_before_the_first_unread_of_others_and_stays() {
    let entries = vec![
        said("release", 1, "bob", "읽은 말"),
        said("release", 2, "seoyeon", "내 말"),
        entry("release", 3, "bob", Change::MemberJoined { person: person("jimin", "지민") }),
        said("release", 4, "bob", "새 말"),
    ];
    let mut conversation = begin(of(entries), 1);
    let place = |conversation: &Conversation| drawn(conversation).iter().position(|row| *row == Row::Divider);
    assert_eq!(place(&conversation), Some(4));
    conversation.apply_entry(said("release", 5, "bob", "더 새 말"));
    assert_eq!(place(&conversation), Some(4));
    let all_read = begin(page("release", 1, 3, 3), 3);
    assert_eq!(place(&all_read), None);
}

#[test]
fn keys_are_unique_and_mine_keeps_its_own_when_it_is_stored() {
    let entries = vec![said("release", 1, "bob", "하나"), said("release", 2, "seoyeon", "둘"), said("release", 3, "bob", "셋")];
    let rows = drawn(&begin(of(entries), 0));
    let mut keys: Vec<String> = rows.iter().map(|row| row.key(utc)).collect();
    assert!(keys.contains(&"cseoyeon-2".to_owned()), "as its outbox knew it");
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

#[test]
fn at_most_so_many_are_drawn_and_the_window_follows_the_end_in_steps() {
    let mut conversation = begin(page("release", 1, 100, 100), 100);
    assert_eq!(conversation.take_goal(), Some(Goal::Divider));
    conversation.follow(true);
    for seq in 101..=1_000 {
        conversation.apply_entry(said("release", seq, "bob", "말"));
        assert!(conversation.drawn().len() <= MAX_DRAWN);
        assert!(conversation.ends());
    }
    assert_eq!(span(&conversation).1, 1_000);
}

#[test]
fn a_reader_who_is_not_at_the_end_is_left_where_they_are() {
    let mut conversation = begin(page("release", 1, 100, 100), 100);
    conversation.take_goal();
    conversation.follow(false);
    for seq in 101..=1_000 {
        conversation.apply_entry(said("release", seq, "bob", "말"));
    }
    assert_eq!(span(&conversation), (1, MAX_DRAWN as u64));
    assert!(!conversation.ends());
    assert_eq!(conversation.down(), More::Drawn);
    assert_eq!(span(&conversation).0, 1 + MOVE as u64);
    conversation.go_to_end();
    assert_eq!(span(&conversation).1, 1_000);
    assert_eq!(conversation.take_goal(), Some(Goal::End));
}

#[test]
fn older_entries_are_fetched_and_then_drawn_in_steps() {
    let mut conversation = begin(page("release", 901, 1_000, 1_000), 1_000);
    conversation.take_goal();
    assert_eq!(conversation.up(), More::Fetch(Cursor::Before(Seq(901))));
    conversation.apply_page(page("release", 801, 900, 1_000));
    assert_eq!(span(&conversation).0, 901, "it is drawn when the reader comes there");
    assert_eq!(conversation.up(), More::Drawn);
    assert_eq!(span(&conversation), (901 - MOVE as u64, 1_000));
    assert!(!conversation.begins());
}

#[test]
fn a_hit_is_fetched_in_its_context_and_left_for_the_live_end() {
    let mut conversation = begin(page("release", 951, 1_000, 1_000), 1_000);
    conversation.take_goal();
    conversation.go_to(Seq(100), vec![(0, 2)]);
    assert_eq!(conversation.missing(), Some(Cursor::Around(Seq(100))));
    assert_eq!(conversation.take_goal(), None, "it is not here yet");
    conversation.apply_page(page("release", 75, 125, 1_000));
    assert_eq!(conversation.take_goal(), Some(Goal::Entry(Seq(100))));
    assert_eq!(span(&conversation), (75, 125));
    let marked: Vec<Said> = messages(drawn(&conversation)).into_iter().filter(|said| said.marked.is_some()).collect();
    assert_eq!(marked.len(), 1);
    assert_eq!(marked[0].marked.as_deref(), Some([(0, 2)].as_slice()));
    conversation.apply_entry(said("release", 1_001, "bob", "그동안"));
    assert_eq!(span(&conversation), (75, 125));
    conversation.go_to_end();
    assert_eq!((span(&conversation).1, conversation.focus()), (1_001, None));
}

#[test]
fn a_room_opens_at_its_first_unread() {
    let mut conversation = Conversation::open(room(), Seq(500), me().id);
    conversation.enter(Seq(300), 200, Seq(500));
    assert_eq!(conversation.missing(), Some(Cursor::Around(Seq(301))));
    conversation.apply_page(page("release", 451, 500, 500));
    assert_eq!(conversation.take_goal(), None, "the live end is here, the first unread is not");
    conversation.apply_page(page("release", 276, 326, 500));
    assert_eq!(conversation.divider(), Some(Seq(300)));
    assert_eq!(conversation.take_goal(), Some(Goal::Divider));
    assert!(drawn(&conversation).contains(&Row::Divider));
}

#[test]
fn unread_is_counted_only_where_all_of_it_is_here() {
    let conversation = begin(page("release", 1, 10, 10), 10);
    assert_eq!(conversation.unread_after(Seq(7), &me().id), Some(3));
    let late = begin(page("release", 8, 10, 10), 10);
    assert_eq!(late.unread_after(Seq(3), &me().id), None);
}
