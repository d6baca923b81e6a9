//! What a query asks of blocks, and what shelves say of them.

use std::collections::BTreeMap;

use protocol::{Seq, Timestamp};

use super::blocks::{BLOCK, GROUP, Mark, SHELVES, SLOTS, Span, number, unpack};
use super::filter;
use super::grams::{Gram, PARTS, Wanted, part_of};

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
    use crate::search::blocks::build;

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
