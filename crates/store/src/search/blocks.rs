//! The index of a room: its log cut into blocks of [`BLOCK`] entries, each with a filter over the grams of its messages.
//!
//! What is new stands in no block yet and is always looked at. Filters are cut into [`PARTS`] parts, so that a query reads only those that its grams
//! stand in; and what belongs together is stored together in **shelves** of [`SLOTS`] filters:
//!
//! | shelf | holds |
//! |---|---|
//! | of a single block | some parts of its filter: there are as many shelves as it takes |
//! | of a group of blocks | one part of the filters of all of them, in place of theirs |
//!
//! Shelves are made beside the log, never in its way: until they are there, entries are looked at one by one.

use std::collections::BTreeMap;

use protocol::{Seq, Timestamp};

use super::filter;
use super::grams::{Gram, PARTS, Spelled, Wanted, part_of};

/// What an index looks like. One of another version is made anew.
pub(crate) const VERSION: u8 = 1;
/// Entries of a block: what is read for each that may have a hit.
pub(crate) const BLOCK: u64 = 32;
/// Filters of a shelf.
const SLOTS: usize = 4;
/// Entries of a group of blocks.
pub(crate) const GROUP: u64 = BLOCK * SLOTS as u64;
/// Shelves of a group: its parts, and when its blocks were; then those of a single block: its parts, some together, and when it was.
const SHELVES: Shelves = Shelves { times: PARTS, single: PARTS + 1, single_times: PARTS + 1 + PARTS / SLOTS };

struct Shelves {
    times: usize,
    single: usize,
    single_times: usize,
}

/// How far the log of a room is in blocks: in groups up to `grouped`, in single ones from there up to `sealed`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) grouped: u64,
    pub(crate) sealed: u64,
}

/// What can be made of the entries `from..=to`: a group of blocks, or a single one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) from: Seq,
    pub(crate) to: Seq,
    pub(crate) group: bool,
    /// The mark when it is there.
    pub(crate) then: Mark,
}

impl Mark {
    /// As it is stored, of a log that goes up to `head`; one that cannot be is none.
    pub(crate) fn read(grouped: u64, sealed: u64, head: Seq) -> Option<Self> {
        let fits = grouped <= sealed && sealed <= head.0 && grouped.is_multiple_of(GROUP) && sealed.is_multiple_of(BLOCK);
        fits.then_some(Self { grouped, sealed })
    }

    /// What can be made of a log that goes up to `head`, so many steps at most.
    pub(crate) fn steps(mut self, head: Seq, most: usize) -> Vec<Step> {
        let next = std::iter::from_fn(|| {
            let step = self.next(head)?;
            self = step.then;
            Some(step)
        });
        next.take(most).collect()
    }

    /// What is to be made next of a log that goes up to `head`.
    pub(crate) fn next(self, head: Seq) -> Option<Step> {
        let Self { grouped, sealed } = self;
        let left = head.0.saturating_sub(sealed);
        let (group, then) = if sealed - grouped >= GROUP {
            (true, Self { grouped: grouped + GROUP, sealed })
        } else if sealed == grouped && left >= GROUP {
            // Far behind: no single ones on the way.
            (true, Self { grouped: grouped + GROUP, sealed: sealed + GROUP })
        } else if left >= BLOCK {
            (false, Self { grouped, sealed: sealed + BLOCK })
        } else {
            return None;
        };
        let from = if group { grouped } else { sealed };
        Some(Step { from: Seq(from + 1), to: Seq(from + if group { GROUP } else { BLOCK }), group, then })
    }

    /// Whether a block is full: for whoever appended the entry with this `seq`.
    pub(crate) const fn is_due(seq: Seq) -> bool {
        seq.0.is_multiple_of(BLOCK)
    }

    /// Whether more is left out than there should be.
    pub(crate) const fn is_behind(self, head: Seq) -> bool {
        head.0.saturating_sub(self.sealed) >= 2 * BLOCK
    }
}

impl Step {
    /// The first entries of the blocks of a group, whose own shelves go.
    pub(crate) fn replaced(&self) -> impl Iterator<Item = Seq> {
        (self.from.0..=self.to.0).step_by(usize::try_from(BLOCK).expect("it is small")).filter(|_| self.group).map(Seq)
    }
}

/// The kinds of the shelves of a single block.
pub(crate) fn single_kinds() -> impl Iterator<Item = u8> {
    (SHELVES.single..=SHELVES.single_times).map(number)
}

/// The moments between which the messages of a block were said; of none: nothing is between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) oldest: Timestamp,
    pub(crate) newest: Timestamp,
}

impl Span {
    const NONE: Self = Self { oldest: Timestamp(i64::MAX), newest: Timestamp(i64::MIN) };
    /// Nobody knows.
    pub(crate) const ANY: Self = Self { oldest: Timestamp(i64::MIN), newest: Timestamp(i64::MAX) };
}

/// A shelf as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shelf {
    pub(crate) kind: u8,
    pub(crate) bytes: Vec<u8>,
}

/// Makes the shelves of these messages, which are in order.
pub(crate) fn build<'t>(step: Step, messages: impl IntoIterator<Item = (Seq, Timestamp, &'t str)>) -> Vec<Shelf> {
    let count = if step.group { SLOTS } else { 1 };
    let mut blocks: Vec<(Span, Spelled)> = (0..count).map(|_| (Span::NONE, Spelled::default())).collect();
    for (seq, at, text) in messages {
        let block = seq.0.saturating_sub(step.from.0) / BLOCK;
        if let Some((span, spelled)) = blocks.get_mut(usize::try_from(block).unwrap_or(usize::MAX)) {
            *span = Span { oldest: span.oldest.min(at), newest: span.newest.max(at) };
            spelled.add(text);
        }
    }
    let times = blocks.iter().flat_map(|(span, _)| [span.oldest.0.to_le_bytes(), span.newest.0.to_le_bytes()].concat()).collect();
    let parts: Vec<Vec<Vec<u8>>> = blocks.into_iter().map(|(_, spelled)| parts_of(&spelled.grams())).collect();
    let mut shelves = vec![Shelf { kind: number(if step.group { SHELVES.times } else { SHELVES.single_times }), bytes: times }];
    if step.group {
        shelves.extend((0..PARTS).map(|part| Shelf { kind: number(part), bytes: pack(parts.iter().map(|parts| &parts[part])) }));
    } else {
        let some = parts[0].chunks(SLOTS).enumerate();
        shelves.extend(some.map(|(nth, parts)| Shelf { kind: number(SHELVES.single + nth), bytes: pack(parts) }));
    }
    shelves
}

fn number(kind: usize) -> u8 {
    u8::try_from(kind).expect("there are few kinds of shelves")
}

/// The filters of a block, by part. The grams are in order, so each part is in one piece.
fn parts_of(grams: &[Gram]) -> Vec<Vec<u8>> {
    let up_to = |part: usize| grams.partition_point(|&gram| part_of(gram) < part);
    (0..PARTS).map(|part| filter::build(&grams[up_to(part)..up_to(part + 1)])).collect()
}

/// Filters, each after its length.
fn pack<'f>(filters: impl IntoIterator<Item = &'f Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for filter in filters {
        // A block of the longest messages: its filter would say "yes" to nearly everything, as none does.
        let length = u16::try_from(filter.len()).ok().filter(|&length| length <= MOST_BYTES).unwrap_or(NO_FILTER);
        bytes.extend(length.to_le_bytes());
        if length != NO_FILTER {
            bytes.extend(filter);
        }
    }
    bytes
}

const NO_FILTER: u16 = u16::MAX;
/// Of a part of a filter: fifty times what is usual.
const MOST_BYTES: u16 = 8 * 1024;

/// The filters of a shelf; `None` for one that is not there.
fn unpack(mut bytes: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_first_chunk()?;
        let length = u16::from_le_bytes(*length);
        let (filter, rest) = if length == NO_FILTER {
            (None, rest)
        } else {
            rest.split_at_checked(length.into()).map(|(filter, rest)| (Some(filter), rest))?
        };
        bytes = rest;
        Some(filter)
    })
}

/// What is known of the blocks of a room, for one query.
pub(crate) struct Known<'q> {
    asked: &'q Asked,
    mark: Mark,
    blocks: BTreeMap<Seq, Block>,
}

#[derive(Clone, Copy, Default)]
struct Block {
    span: Option<Span>,
    /// Grams of shelves that were read.
    read: u64,
    /// Those that it may hold.
    held: u64,
}

impl<'q> Known<'q> {
    /// Nothing yet, of a room that is so far.
    pub(crate) fn new(asked: &'q Asked, mark: Mark) -> Self {
        Self { asked, mark, blocks: BTreeMap::new() }
    }

    /// The kinds of shelves that must be read of a room that is so far.
    pub(crate) fn kinds(asked: &Asked, mark: Mark) -> Vec<u8> {
        let groups = asked.parts().into_iter().chain([SHELVES.times]).filter(|_| mark.grouped > 0);
        let single = asked.parts().into_iter().map(|part| SHELVES.single + part / SLOTS).chain([SHELVES.single_times]);
        let mut kinds: Vec<u8> = groups.chain(single.filter(|_| mark.sealed > mark.grouped)).map(number).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// The same, each with the first entry.
    pub(crate) fn shelves(asked: &Asked, mark: Mark) -> Vec<(u8, Seq)> {
        let shelves_of = |kind: u8| {
            let (from, to, length) =
                if usize::from(kind) <= SHELVES.times { (0, mark.grouped, GROUP) } else { (mark.grouped, mark.sealed, BLOCK) };
            (from..to).step_by(usize::try_from(length).expect("it is small")).map(move |before| (kind, Seq(before).next()))
        };
        Self::kinds(asked, mark).into_iter().flat_map(shelves_of).collect()
    }

    /// Reads a shelf, which begins with the entry `first`.
    pub(crate) fn read(&mut self, kind: u8, first: Seq, bytes: &[u8]) {
        let kind = usize::from(kind);
        let nth = |slot: usize| Seq(first.0 + slot as u64 * BLOCK);
        if kind == SHELVES.times || kind == SHELVES.single_times {
            for (slot, times) in bytes.chunks_exact(16).enumerate() {
                let moment = |at: usize| times[at..at + 8].try_into().map(i64::from_le_bytes).map(Timestamp);
                if let (Ok(oldest), Ok(newest)) = (moment(0), moment(8)) {
                    self.blocks.entry(nth(slot)).or_default().span = Some(Span { oldest, newest });
                }
            }
            return;
        }
        for (slot, filter) in unpack(bytes).enumerate() {
            let (part, block) = if kind < PARTS { (kind, nth(slot)) } else { ((kind - SHELVES.single) * SLOTS + slot, first) };
            if let Some(filter) = filter {
                let (read, held) = self.asked.held_by(part, filter);
                let block = self.blocks.entry(block).or_default();
                (block.read, block.held) = (block.read | read, block.held | held);
            }
        }
    }

    /// All blocks, each with when it was and which grams it may hold. What was not there to be read may be anything.
    pub(crate) fn blocks(self) -> impl Iterator<Item = (Seq, Seq, Span, u64)> {
        let firsts = (1..=self.mark.sealed).step_by(usize::try_from(BLOCK).expect("it is small"));
        firsts.map(move |first| {
            let Block { span, read, held } = self.blocks.get(&Seq(first)).copied().unwrap_or_default();
            (Seq(first), Seq(first + BLOCK - 1), span.unwrap_or(Span::ANY), held | !read)
        })
    }
}

/// What a query asks of a block, gram by gram: a bit for each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    grams: Vec<Gram>,
    /// For each rank the bits that it takes; `None`: no message has that rank.
    ranks: [Option<u64>; 3],
}

/// The bits of a block that may hold everything: of entries that are in no block.
pub(crate) const EVERYTHING: u64 = u64::MAX;

impl Asked {
    /// Of a query; without one every message is asked for.
    pub(crate) fn new(query: Option<&fold::Query>) -> Self {
        let mut asked = Self { ranks: [Some(0), None, None], ..Self::default() };
        let Some(query) = query else { return asked };
        let Wanted { whole, keys, initials } = Wanted::new(query);
        asked.ranks = [Some(asked.bits(&whole)), Some(asked.bits(&keys)), initials.map(|grams| asked.bits(&grams))];
        asked
    }

    fn bits(&mut self, grams: &[Gram]) -> u64 {
        let mut bits = 0;
        for gram in grams {
            let at = self.grams.iter().position(|known| known == gram).unwrap_or_else(|| {
                self.grams.push(*gram);
                self.grams.len() - 1
            });
            bits |= 1 << at;
        }
        bits
    }

    fn parts(&self) -> Vec<usize> {
        self.grams.iter().map(|&gram| part_of(gram)).collect()
    }

    /// Which grams stand in a part, and which of them its filter may hold.
    fn held_by(&self, part: usize, bits: &[u8]) -> (u64, u64) {
        let here = self.grams.iter().enumerate().filter(|&(_, &gram)| part_of(gram) == part);
        here.fold((0, 0), |(read, held), (at, &gram)| (read | 1 << at, held | u64::from(filter::may_hold(bits, gram)) << at))
    }

    /// For each rank whether a block that may hold these may have a hit of it.
    pub(crate) fn ranks(&self, held: u64) -> [bool; 3] {
        self.ranks.map(|wanted| wanted.is_some_and(|wanted| held & wanted == wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::nfc;

    fn steps(mark: Mark, head: u64) -> Vec<(u64, u64, bool)> {
        mark.steps(Seq(head), 100).into_iter().map(|step| (step.from.0, step.to.0, step.group)).collect()
    }

    #[test]
    fn a_mark_that_cannot_be_is_none() {
        assert_eq!(Mark::read(128, 160, Seq(170)), Some(Mark { grouped: 128, sealed: 160 }));
        for (grouped, sealed, head) in [(256, 128, 300), (0, 128, 100), (100, 128, 200), (0, 33, 200), (0, u64::MAX, 9)] {
            assert_eq!(Mark::read(grouped, sealed, Seq(head)), None);
        }
    }

    #[test]
    fn a_log_that_grows_gets_single_blocks_and_then_a_group_in_their_place() {
        assert_eq!(steps(Mark::default(), 31), []);
        assert_eq!(steps(Mark::default(), 70), [(1, 32, false), (33, 64, false)]);
        let grown = Mark { grouped: 0, sealed: 96 };
        assert_eq!(steps(grown, 130), [(97, 128, false), (1, 128, true)]);
        assert_eq!(steps(Mark { grouped: 128, sealed: 128 }, 165), [(129, 160, false)]);
        let group = Mark { grouped: 0, sealed: 128 }.next(Seq(130)).expect("a group");
        assert_eq!(group.replaced().collect::<Vec<_>>(), [Seq(1), Seq(33), Seq(65), Seq(97)]);
    }

    #[test]
    fn a_log_that_is_far_ahead_gets_groups_at_once() {
        assert_eq!(steps(Mark::default(), 300), [(1, 128, true), (129, 256, true), (257, 288, false)]);
        let behind = steps(Mark { grouped: 0, sealed: 32 }, 1_000);
        assert_eq!(behind.last(), Some(&(961, 992, false)));
        assert!(behind.contains(&(1, 128, true)) && behind.contains(&(769, 896, true)));
    }

    fn known(said: &[(u64, i64, &str)], group: bool, query: &str) -> Vec<(u64, Span, [bool; 3])> {
        let mark = if group { Mark::default().next(Seq(GROUP)) } else { Mark::default().next(Seq(BLOCK)) };
        let step = mark.expect("it can be made");
        let asked = Asked::new(fold::Query::new(query, nfc).as_ref());
        let mut known = Known::new(&asked, step.then);
        let kinds = Known::kinds(&asked, step.then);
        for shelf in build(step, said.iter().map(|(seq, at, text)| (Seq(*seq), Timestamp(*at), *text))) {
            if kinds.contains(&shelf.kind) {
                known.read(shelf.kind, step.from, &shelf.bytes);
            }
        }
        known.blocks().map(|(from, _, span, held)| (from.0, span, asked.ranks(held))).collect()
    }

    #[test]
    fn a_block_holds_what_is_said_in_it() {
        let said = [(2, 20, "오늘 회의는 3시"), (5, 10, "deploy_server.exe를 실행"), (32, 30, "점심은 닭갈비 어때요?"), (40, 40, "회의록")];
        for group in [false, true] {
            let said = if group { &said[..] } else { &said[..3] };
            let ranks = |query: &str| known(said, group, query)[0].2;
            assert_eq!(ranks("회의"), [true, true, false]);
            assert_eq!(ranks("닭갋"), [false, true, false], "on the way to 닭갈비");
            assert_eq!(ranks("ㄷㄱㅂ"), [false, false, true]);
            assert_eq!(ranks("SERVER"), [true, true, false]);
            assert_eq!(ranks("없는 말입니다"), [false; 3]);
            assert_eq!(ranks(""), [true, false, false], "every message is asked for");
            let first = known(said, group, "회의")[0].1;
            assert_eq!((first.oldest, first.newest), (Timestamp(10), Timestamp(30)));
        }
        let of_group = known(&said, true, "회의록");
        assert_eq!(
            of_group.iter().map(|(from, _, ranks)| (*from, ranks[0])).collect::<Vec<_>>(),
            [(1, false), (33, true), (65, false), (97, false)]
        );
        assert!(of_group[2].1.newest < of_group[2].1.oldest, "nothing was said in it");
    }

    #[test]
    fn what_is_not_there_to_be_read_may_be_anything() {
        let asked = Asked::new(fold::Query::new("회의", nfc).as_ref());
        let known = Known::new(&asked, Mark { grouped: 0, sealed: 64 });
        let blocks: Vec<_> = known.blocks().collect();
        assert_eq!(blocks.len(), 2);
        assert!(blocks.iter().all(|(_, _, span, held)| *span == Span::ANY && asked.ranks(*held)[0]));
    }

    #[test]
    fn the_longest_query_asks_for_no_more_than_there_are_bits() {
        let long: String = ('가'..).step_by(29).take(100).collect();
        assert!(Asked::new(fold::Query::new(&long, nfc).as_ref()).grams.len() <= 64);
        let initials = Asked::new(fold::Query::new(&"ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊ".repeat(10), nfc).as_ref());
        assert!(initials.grams.len() <= 64);
    }
}
