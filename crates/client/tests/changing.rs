//! The timeline against a log in which messages are edited, deleted and reacted to: whatever of it comes, the reader sees each message as
//! it is now, and no reaction twice.

use std::collections::BTreeMap;

use client::timeline::Timeline;
use proptest::prelude::*;
use protocol::messages::{Change, Cursor, Entry, Page, Reaction};
use protocol::session::Person;
use protocol::{ClientId, Emoji, MessageText, Name, RoomId, Seq, Timestamp, UserId};

fn room() -> RoomId {
    RoomId::new("room").expect("an id")
}

fn person(number: u64) -> Person {
    let (id, name) = if number == 0 { ("me", "나") } else { ("ann", "지민") };
    Person { id: UserId::new(id).expect("an id"), name: Name::new(name).expect("a name") }
}

fn text(text: &str) -> MessageText {
    MessageText::new(text).expect("a text")
}

/// What a server holds.
#[derive(Default)]
struct Log {
    raw: Vec<Entry>,
    /// As they are now, by `seq`.
    now: BTreeMap<Seq, Entry>,
}

impl Log {
    fn head(&self) -> Seq {
        Seq(self.raw.len() as u64)
    }

    /// Something happens, as these numbers say; a change where there is a message that it can change.
    fn write(&mut self, what: u8, which: usize, who: u64) {
        let seq = self.head().next();
        let messages: Vec<Seq> = self.now.values().filter(|entry| entry.change.is_message()).map(|entry| entry.seq).collect();
        let target = messages.get(which.checked_rem(messages.len()).unwrap_or_default()).copied();
        let change = match (what % 6, target) {
            (0, Some(target)) => Change::MessageEdited { target, content: text(&format!("{seq}에서 고침")) },
            (1, Some(target)) if which.is_multiple_of(3) => Change::MessageDeleted { target },
            (2 | 3, Some(target)) => self.reaction(target, which, who),
            _ => Change::said(ClientId::new(&format!("c{seq}")).expect("an id"), text(&format!("{seq}번째 말")), None),
        };
        let entry = Entry { room_id: room(), seq, at: Timestamp(0), by: person(who), change };
        match entry.change.target() {
            Some(target) => change_one(self.now.get_mut(&target).expect("a message"), &entry),
            None => drop(self.now.insert(seq, entry.clone())),
        }
        self.raw.push(entry);
    }

    /// What is not so yet: a server stores nothing else.
    fn reaction(&self, target: Seq, which: usize, who: u64) -> Change {
        let emoji = Emoji::new(["👍", "❤️"][which % 2]).expect("an emoji");
        let Change::NewMessage { reactions, .. } = &self.now[&target].change else { panic!("a message") };
        let there = reactions.iter().any(|reaction| reaction.emoji == emoji && reaction.people.contains(&person(who)));
        if there { Change::ReactionRemoved { target, emoji } } else { Change::ReactionAdded { target, emoji } }
    }

    fn page(&self, cursor: Cursor, limit: usize) -> Page {
        let head = self.head();
        let shown: Vec<Seq> = self.now.keys().copied().collect();
        let below = |last: Seq, limit: usize| {
            let count = shown.partition_point(|seq| *seq <= last);
            if count >= limit && limit > 0 {
                shown[count - limit]
            } else if limit == 0 {
                last.next()
            } else {
                Seq(1)
            }
        };
        let above = |first: Seq, limit: usize| {
            let count = shown.partition_point(|seq| *seq < first);
            shown.get(count + limit - 1).copied().unwrap_or(head)
        };
        let (from, to) = match cursor {
            Cursor::Latest => (below(head, limit), head),
            Cursor::Before(seq) => (below(seq.prev(), limit), seq.prev()),
            Cursor::After(seq) => (seq.next(), above(seq.next(), limit)),
            Cursor::Since(_) => panic!("a timeline asks for places"),
            Cursor::Around(seq) => {
                let seq = Seq(seq.0.clamp(1, head.0));
                (below(seq.prev(), limit / 2), above(seq, limit.max(2) / 2))
            }
        };
        let within = |entry: &&Entry| (from..=to).contains(&entry.seq);
        let earlier = |entry: &&Entry| entry.change.target().is_some_and(|target| target < from);
        let mut entries: Vec<Entry> = self.now.values().filter(within).cloned().collect();
        entries.extend(self.raw.iter().filter(within).filter(earlier).cloned());
        entries.sort_by_key(|entry| entry.seq);
        Page { entries, from, to, head }
    }
}

/// As a server keeps a message.
fn change_one(message: &mut Entry, by: &Entry) {
    let Change::NewMessage { content, edited_at, changed, reactions, .. } = &mut message.change else { panic!("a message") };
    *changed = Some(by.seq);
    match &by.change {
        Change::MessageEdited { content: now, .. } => (*content, *edited_at) = (now.clone(), Some(by.at)),
        Change::MessageDeleted { .. } => message.change = Change::Tombstone,
        Change::ReactionAdded { emoji, .. } => {
            if let Some(reaction) = reactions.iter_mut().find(|reaction| reaction.emoji == *emoji) {
                reaction.count += 1;
                reaction.mine |= by.by == person(0);
                reaction.people.push(by.by.clone());
            } else {
                let (emoji, mine) = (emoji.clone(), by.by == person(0));
                reactions.push(Reaction { emoji, count: 1, mine, people: vec![by.by.clone()] });
            }
        }
        Change::ReactionRemoved { emoji, .. } => {
            let at = reactions.iter().position(|reaction| reaction.emoji == *emoji).expect("it was there");
            reactions[at].count -= 1;
            reactions[at].mine &= by.by != person(0);
            reactions[at].people.retain(|who| *who != by.by);
            if reactions[at].count == 0 {
                reactions.remove(at);
            }
        }
        other => panic!("no change of a message: {other:?}"),
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// Something happens, and its event comes; or is lost.
    Happens {
        what: u8,
        which: usize,
        who: u64,
        heard: bool,
    },
    /// An earlier event comes again, or at last.
    Late(u64),
    Fetch(usize),
    Older,
    Newer,
    Around(u64),
    Live,
    Look(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let happens = (any::<u8>(), 0..40_usize, 0..2_u64, prop::bool::weighted(0.8));
    let step = prop_oneof![
        10 => happens.prop_map(|(what, which, who, heard)| Step::Happens { what, which, who, heard }),
        2 => (0..60_u64).prop_map(Step::Late),
        3 => (1..=100_usize).prop_map(Step::Fetch),
        2 => Just(Step::Older),
        1 => Just(Step::Newer),
        1 => (0..300_u64).prop_map(Step::Around),
        1 => Just(Step::Live),
        1 => (0..300_u64).prop_map(Step::Look),
    ];
    proptest::collection::vec(step, 0..200)
}

fn run(timeline: &mut Timeline, log: &mut Log, step: &Step) {
    match *step {
        Step::Happens { what, which, who, heard } => {
            // A crowd at once: holes that are not filled from below.
            for _ in 0..if what > 250 { 150 } else { 1 } {
                log.write(what % 7, which, who);
            }
            if heard {
                timeline.apply_entry(log.raw.last().expect("it happened").clone());
            }
        }
        Step::Late(back) => {
            if let Some(entry) = log.raw.iter().rev().nth(usize::try_from(back).expect("few")) {
                timeline.apply_entry(entry.clone());
            }
        }
        Step::Fetch(limit) => drop(timeline.missing().map(|cursor| timeline.apply_page(log.page(cursor, limit)))),
        Step::Older => drop(timeline.older().map(|cursor| timeline.apply_page(log.page(cursor, 20)))),
        Step::Newer => drop(timeline.newer().map(|cursor| timeline.apply_page(log.page(cursor, 20)))),
        Step::Around(back) => timeline.show_around(Seq(log.head().0.saturating_sub(back))),
        Step::Live => timeline.show_live(),
        Step::Look(back) => timeline.look_at(Seq(log.head().0.saturating_sub(back))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn whatever_comes_each_message_is_as_it_is_now(steps in steps(), limit in 1..=100_usize) {
        let (mut timeline, mut log) = (Timeline::new(room(), person(0).id), Log::default());
        log.write(5, 0, 1);
        for step in &steps {
            run(&mut timeline, &mut log, step);
        }
        let asked_for = timeline.shown().entries.first().map(|entry| entry.seq);
        // The connection heals: what is shown then is as it is, wherever the reader is, and at the live end.
        timeline.saw_head(log.head());
        for place in [asked_for, None] {
            match place {
                Some(seq) => timeline.show_around(seq),
                None => timeline.show_live(),
            }
            for _ in 0..500 {
                let Some(cursor) = timeline.missing() else { break };
                timeline.apply_page(log.page(cursor, limit));
            }
            prop_assert_eq!(timeline.missing(), None);
            while let Some(cursor) = timeline.older().filter(|_| timeline.shown().entries.len() < 300) {
                timeline.apply_page(log.page(cursor, limit.max(20)));
            }
            let shown = timeline.shown();
            let (first, last) = (shown.entries.first().expect("something"), shown.entries.last().expect("something"));
            let there: Vec<&Entry> = log.now.range(first.seq..=last.seq).map(|(_, entry)| entry).collect();
            prop_assert_eq!(shown.entries.iter().collect::<Vec<_>>(), there);
        }
        prop_assert!(timeline.is_live() && timeline.shown().at_end);
    }
}
