//! The timeline against a log: whatever of it comes, in whatever order, the reader never sees a hole, and fetching what
//! is missing ends with the log.

use client::timeline::{Applied, MAX_ENTRIES, Timeline};
use proptest::prelude::*;
use protocol::ids::Limit;
use protocol::messages::{Change, Cursor, Entry, Page};
use protocol::session::Person;
use protocol::{ClientId, MessageText, Name, RoomId, Seq, Timestamp, UserId};

fn room() -> RoomId {
    RoomId::new("room").expect("an id")
}

fn me() -> UserId {
    UserId::new("me").expect("an id")
}

fn entry(seq: u64) -> Entry {
    let by = Person { id: UserId::new("ann").expect("an id"), name: Name::new("지민").expect("a name") };
    let client_id = ClientId::new(&format!("c{seq}")).expect("an id");
    let change = Change::said(client_id, MessageText::new(&format!("{seq}번째 말")).expect("a text"), None);
    Entry { room_id: room(), seq: Seq(seq), at: Timestamp(0), by, change }
}

fn page(from: u64, to: u64, head: u64) -> Page {
    Page { entries: (from..=to).map(entry).collect(), from: Seq(from), to: Seq(to), head: Seq(head) }
}

/// What a server answers from a log of `head` entries.
fn history(head: u64, cursor: Cursor, limit: u64) -> Page {
    let (from, to) = match cursor {
        Cursor::Latest => (head.saturating_sub(limit - 1), head),
        Cursor::Before(seq) => (seq.0.saturating_sub(limit), seq.0 - 1),
        Cursor::After(seq) => (seq.0 + 1, head.min(seq.0 + limit)),
        Cursor::Since(_) => panic!("a timeline asks for places"),
        Cursor::Around(seq) => (seq.0.saturating_sub(limit / 2), head.min(seq.0 + limit / 2)),
    };
    page(from.max(1), to, head)
}

/// Fetches what is missing until nothing is.
fn heal(timeline: &mut Timeline, head: u64, limit: u64) {
    for _ in 0..500 {
        let Some(cursor) = timeline.missing() else { return };
        timeline.apply_page(history(head, cursor, limit));
    }
    panic!("still missing {:?} of {head}", timeline.missing());
}

fn seqs(timeline: &Timeline) -> Vec<u64> {
    timeline.shown().entries.iter().map(|entry| entry.seq.0).collect()
}

fn assert_sound(timeline: &Timeline) {
    let shown = seqs(timeline);
    assert!(shown.windows(2).all(|pair| pair[1] == pair[0] + 1), "a hole, a double or disorder: {shown:?}");
    assert!(shown.len() <= MAX_ENTRIES);
    let asked_for = matches!(timeline.missing(), Some(Cursor::Around(_)));
    if let Some(live) = timeline.contiguous_head().filter(|_| !asked_for) {
        assert_eq!(live < timeline.head(), timeline.missing().is_some(), "a hole is reported until it is filled");
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// An event comes, perhaps for the second time, perhaps out of order.
    Event(u64),
    /// So many more are written, and nobody says so.
    Silence(u64),
    /// The next entry is written and its event comes.
    Written,
    /// Something missing is fetched.
    Fetch(u64),
    /// The reader scrolls, jumps, comes back, looks somewhere.
    Older,
    Newer,
    Around(u64),
    Live,
    Look(u64),
    /// The connection was away: `sync` says what was missed, or that it was too much.
    Sync,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..400_u64).prop_map(Step::Event),
        2 => (0..150_u64).prop_map(Step::Silence),
        6 => Just(Step::Written),
        4 => (1..=100_u64).prop_map(Step::Fetch),
        2 => Just(Step::Older),
        1 => Just(Step::Newer),
        1 => (0..400_u64).prop_map(Step::Around),
        1 => Just(Step::Live),
        1 => (0..400_u64).prop_map(Step::Look),
        1 => Just(Step::Sync),
    ];
    proptest::collection::vec(step, 0..120)
}

fn run(timeline: &mut Timeline, head: &mut u64, step: &Step) {
    match *step {
        Step::Event(back) if back < *head => drop(timeline.apply_entry(entry(*head - back))),
        Step::Event(_) => {}
        Step::Silence(more) => *head += more,
        Step::Written => {
            *head += 1;
            timeline.apply_entry(entry(*head));
        }
        Step::Fetch(limit) => {
            if let Some(cursor) = timeline.missing() {
                timeline.apply_page(history(*head, cursor, limit));
            }
        }
        Step::Older => drop(timeline.older().map(|cursor| timeline.apply_page(history(*head, cursor, 50)))),
        Step::Newer => drop(timeline.newer().map(|cursor| timeline.apply_page(history(*head, cursor, 50)))),
        Step::Around(back) => timeline.show_around(Seq(head.saturating_sub(back))),
        Step::Live => timeline.show_live(),
        Step::Look(back) => timeline.look_at(Seq(head.saturating_sub(back))),
        Step::Sync => {
            let from = timeline.contiguous_head();
            if let Some(from) = from.filter(|from| *head - from.0 <= u64::from(Limit::MAX)) {
                timeline.apply_page(history(*head, Cursor::After(from), u64::from(Limit::MAX)));
            }
            timeline.saw_head(Seq(*head));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    #[test]
    fn whatever_comes_the_reader_sees_the_log_and_never_a_hole(steps in steps(), limit in 1..=100_u64) {
        let (mut timeline, mut head) = (Timeline::new(room(), me()), 3);
        for step in &steps {
            run(&mut timeline, &mut head, step);
            assert_sound(&timeline);
        }
        // The connection heals, the reader goes to the live end and scrolls up to the beginning.
        timeline.saw_head(Seq(head));
        timeline.show_live();
        heal(&mut timeline, head, limit);
        prop_assert_eq!(timeline.contiguous_head(), Some(Seq(head)));
        prop_assert!(timeline.is_live() && timeline.shown().at_end);
        prop_assert_eq!(timeline.ahead().count(), 0);
        while let Some(cursor) = timeline.older().filter(|_| seqs(&timeline).len() < 1_000) {
            timeline.apply_page(history(head, cursor, limit.max(20)));
            assert_sound(&timeline);
        }
        let shown = seqs(&timeline);
        prop_assert_eq!(shown.last(), Some(&head));
        prop_assert!(timeline.shown().entries.iter().all(|held| *held == entry(held.seq.0)), "not as it stands in the log");
        prop_assert!(shown.len() >= 1_000 || timeline.shown().at_start && shown == (1..=head).collect::<Vec<_>>());
    }

    #[test]
    fn events_in_any_order_with_any_lost_and_doubled_converge(
        order in proptest::collection::vec(1..=90_u64, 0..200),
        limit in 1..=100_u64,
    ) {
        let mut timeline = Timeline::new(room(), me());
        timeline.apply_page(page(1, 10, 10));
        for seq in order {
            timeline.apply_entry(entry(seq));
            assert_sound(&timeline);
        }
        timeline.saw_head(Seq(90));
        heal(&mut timeline, 90, limit);
        prop_assert_eq!(seqs(&timeline), (1..=90).collect::<Vec<_>>());
    }
}

#[test]
fn events_in_order_need_no_fetch() {
    let mut timeline = Timeline::new(room(), me());
    assert_eq!(timeline.missing(), Some(Cursor::Latest));
    timeline.apply_page(page(41, 90, 90));
    assert_eq!(timeline.apply_entry(entry(91)), Applied::Appended);
    assert_eq!(timeline.apply_entry(entry(91)), Applied::Known);
    assert_eq!((timeline.missing(), timeline.contiguous_head()), (None, Some(Seq(91))));
    assert_eq!((timeline.older(), timeline.newer()), (Some(Cursor::Before(Seq(41))), None));
    assert!(timeline.shown().at_end && !timeline.shown().at_start);
}

#[test]
fn a_hole_is_reported_and_what_came_after_it_waits() {
    let mut timeline = Timeline::new(room(), me());
    timeline.apply_page(page(1, 5, 5));
    assert_eq!(timeline.apply_entry(entry(8)), Applied::Ahead);
    assert_eq!(seqs(&timeline), [1, 2, 3, 4, 5]);
    assert_eq!(timeline.ahead().map(|entry| entry.seq).collect::<Vec<_>>(), [Seq(8)]);
    assert_eq!((timeline.missing(), timeline.contiguous_head()), (Some(Cursor::After(Seq(5))), Some(Seq(5))));
    timeline.apply_entry(entry(7));
    assert_eq!(timeline.apply_entry(entry(6)), Applied::Appended);
    assert_eq!((seqs(&timeline).len(), timeline.missing()), (8, None));
}

#[test]
fn folded_places_are_no_holes_and_a_later_reading_counts() {
    let mut timeline = Timeline::new(room(), me());
    let mut folded = page(1, 9, 9);
    folded.entries.retain(|entry| entry.seq.0 % 3 != 0);
    timeline.apply_page(folded);
    assert_eq!(seqs(&timeline), [1, 2, 4, 5, 7, 8]);
    assert_eq!((timeline.missing(), timeline.contiguous_head()), (None, Some(Seq(9))));
    let mut edited = page(4, 4, 9);
    edited.entries[0].by.name = Name::new("민지").expect("a name");
    timeline.apply_page(edited.clone());
    assert_eq!(timeline.get(Seq(4)), edited.entries.first());
    assert_eq!(timeline.get(Seq(6)), None);
}

#[test]
fn a_search_hit_is_shown_apart_until_the_two_meet() {
    let mut timeline = Timeline::new(room(), me());
    timeline.apply_page(page(901, 1_000, 1_000));
    timeline.show_around(Seq(500));
    assert_eq!(seqs(&timeline).first(), Some(&901), "the old view stays until the new one is here");
    assert_eq!(timeline.missing(), Some(Cursor::Around(Seq(500))));
    timeline.apply_page(page(475, 525, 1_000));
    timeline.apply_entry(entry(1_001));
    assert_eq!((seqs(&timeline).first(), timeline.is_live()), (Some(&475), false));
    assert_eq!((timeline.missing(), timeline.contiguous_head()), (None, Some(Seq(1_001))));
    while let Some(cursor) = timeline.newer() {
        timeline.apply_page(history(1_001, cursor, 100));
    }
    assert_eq!((seqs(&timeline), timeline.is_live()), ((475..=1_001).collect(), true));
}

#[test]
fn after_a_long_absence_the_end_is_fetched_and_a_reader_in_the_past_is_not_moved() {
    for reading in [None, Some(50)] {
        let mut timeline = Timeline::new(room(), me());
        timeline.apply_page(page(1, 100, 100));
        timeline.look_at(Seq(reading.unwrap_or(100)));
        timeline.saw_head(Seq(5_000));
        assert_eq!(timeline.missing(), Some(Cursor::Latest), "4,900 entries are not fetched one page after the other");
        timeline.apply_page(page(4_951, 5_000, 5_000));
        // What is read in the past may have been changed since: it stays, and is read once more.
        let again = reading.map(|seq| Cursor::Around(Seq(seq)));
        assert_eq!((timeline.missing(), timeline.contiguous_head()), (again, Some(Seq(5_000))));
        assert_eq!(timeline.is_live(), reading.is_none());
        assert_eq!(seqs(&timeline).first(), Some(&if reading.is_none() { 4_951 } else { 1 }));
        if let Some(cursor) = again {
            timeline.apply_page(history(5_000, cursor, 40));
            assert_eq!((timeline.missing(), timeline.is_live()), (None, false));
            assert!(seqs(&timeline).contains(&50));
        }
    }
}

#[test]
fn memory_is_bounded_for_a_reader_at_the_end_and_for_one_far_up() {
    let mut timeline = Timeline::new(room(), me());
    timeline.apply_page(page(1, 1, 1));
    for seq in 2..=10_000 {
        assert_eq!(timeline.apply_entry(entry(seq)), Applied::Appended);
        assert!(timeline.shown().entries.len() <= MAX_ENTRIES);
    }
    assert_eq!(seqs(&timeline).last(), Some(&10_000));
    while let Some(cursor) = timeline.older() {
        timeline.apply_page(history(10_000, cursor, 100));
        let top = seqs(&timeline)[0];
        timeline.look_at(Seq(top + 50));
        assert_sound(&timeline);
        assert!(seqs(&timeline).contains(&(top + 50)), "what is read stays");
    }
    assert_eq!((seqs(&timeline)[0], timeline.is_live()), (1, false));
    assert_eq!(timeline.apply_entry(entry(10_001)), Applied::Appended, "the live end is still followed");
    timeline.show_live();
    assert_eq!((seqs(&timeline).last(), timeline.missing()), (Some(&10_001), None));
}

#[test]
fn another_rooms_entries_and_nonsense_change_nothing() {
    let mut timeline = Timeline::new(RoomId::new("elsewhere").expect("an id"), me());
    assert_eq!(timeline.apply_entry(entry(1)), Applied::Known);
    assert_eq!((timeline.head(), timeline.missing()), (Seq(0), Some(Cursor::Latest)));
    let mut timeline = Timeline::new(room(), me());
    let mut nonsense = page(5, 9, 9);
    nonsense.entries.reverse();
    nonsense.entries.extend([entry(4), entry(7), entry(12)]);
    timeline.apply_page(nonsense);
    assert_eq!(seqs(&timeline), [5, 6, 7, 8, 9]);
}

#[test]
fn an_empty_log_is_known_to_be_empty() {
    let mut timeline = Timeline::new(room(), me());
    timeline.apply_page(page(1, 0, 0));
    assert_eq!((timeline.missing(), timeline.shown().at_start, timeline.shown().at_end), (None, true, true));
    assert_eq!(timeline.apply_entry(entry(1)), Applied::Appended);
}
