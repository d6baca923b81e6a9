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

use protocol::{Seq, Timestamp};

use super::filter;
use super::grams::{Gram, PARTS, Spelled, part_of};

/// What an index looks like. One of another version is made anew.
pub(crate) const VERSION: u8 = 2;
/// Entries of a block: what is read for each that may have a hit.
pub(crate) const BLOCK: u64 = 32;
/// Filters of a shelf.
pub(super) const SLOTS: usize = 4;
/// Entries of a group of blocks.
pub(crate) const GROUP: u64 = BLOCK * SLOTS as u64;
/// Shelves of a group: its parts, and when its blocks were; then those of a single block: its parts, some together, and when it was.
pub(super) const SHELVES: Shelves = Shelves { times: PARTS, single: PARTS + 1, single_times: PARTS + 1 + PARTS / SLOTS };

pub(super) struct Shelves {
    pub(super) times: usize,
    pub(super) single: usize,
    pub(super) single_times: usize,
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

    /// What made the block in which an entry is; `None`: it is in none yet.
    pub(crate) fn step_of(self, seq: Seq) -> Option<Step> {
        let (group, length) = match seq.0 {
            0 => return None,
            at if at <= self.grouped => (true, GROUP),
            at if at <= self.sealed => (false, BLOCK),
            _ => return None,
        };
        let before = (seq.0 - 1) / length * length;
        Some(Step { from: Seq(before + 1), to: Seq(before + length), group, then: self })
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

/// The kinds of the shelves of a group.
pub(crate) fn group_kinds() -> impl Iterator<Item = u8> {
    (0..=SHELVES.times).map(number)
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

pub(super) fn number(kind: usize) -> u8 {
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
pub(super) fn unpack(mut bytes: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn the_block_of_an_entry_is_what_it_was_made_with() {
        let mark = Mark { grouped: 128, sealed: 192 };
        let of = |seq| mark.step_of(Seq(seq)).map(|step| (step.from.0, step.to.0, step.group));
        assert_eq!([of(0), of(193)], [None, None]);
        assert_eq!([of(1), of(128)], [Some((1, 128, true)); 2]);
        assert_eq!([of(129), of(160), of(161), of(192)], [129, 129, 161, 161].map(|from| Some((from, from + 31, false))));
    }

    #[test]
    fn a_log_that_is_far_ahead_gets_groups_at_once() {
        assert_eq!(steps(Mark::default(), 300), [(1, 128, true), (129, 256, true), (257, 288, false)]);
        let behind = steps(Mark { grouped: 0, sealed: 32 }, 1_000);
        assert_eq!(behind.last(), Some(&(961, 992, false)));
        assert!(behind.contains(&(1, 128, true)) && behind.contains(&(769, 896, true)));
    }
}
