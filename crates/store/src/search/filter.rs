//! Bloom filters: whether a block may have a gram. "No" is certain, "yes" may be wrong.

use super::grams::Gram;

/// Bits for two grams, and how many are set for each: with 9 and 3 about one "yes" in nine is wrong, which is cheap, since a block is small
/// and a query asks for several grams.
const BITS_FOR_TWO: usize = 9;
const SET: u32 = 3;

/// A filter that holds these grams; each must be there once. Nothing for no grams.
pub(crate) fn build(grams: &[Gram]) -> Vec<u8> {
    let mut bits = vec![0; (grams.len() * BITS_FOR_TWO).div_ceil(16)];
    for &gram in grams {
        for place in places(gram, bits.len()) {
            bits[place / 8] |= 1 << (place % 8);
        }
    }
    bits
}

/// Whether a filter may hold a gram.
pub(crate) fn may_hold(bits: &[u8], gram: Gram) -> bool {
    !bits.is_empty() && places(gram, bits.len()).all(|place| bits[place / 8] & (1 << (place % 8)) != 0)
}

/// Where a gram stands in a filter of so many bytes: two independent halves of its hash make any number of places (Kirsch and
/// Mitzenmacher, "Less hashing, same performance"). Not the top bits, which say in which part of a block it stands.
fn places(gram: Gram, bytes: usize) -> impl Iterator<Item = usize> {
    let [low, high] = [gram & 0x0FFF_FFFF, gram >> 28 & 0xFFFF_FFFF | 1];
    (0..u64::from(SET)).map(move |nth| usize::try_from((low + nth * high) % (bytes as u64 * 8)).expect("it is less than the length"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern.
    fn grams(from: u64, count: u64) -> Vec<Gram> {
        (from..from + count).map(|number| xxhash_rust::xxh3::xxh3_64(&number.to_le_bytes())).collect()
    }

    #[test]
    fn what_is_in_it_is_held_and_little_else() {
        for count in [1, 7, 100, 5_000] {
            let bits = build(&grams(0, count));
            assert!(grams(0, count).into_iter().all(|gram| may_hold(&bits, gram)));
            let wrong = grams(1_000_000, 20_000).into_iter().filter(|&gram| may_hold(&bits, gram)).count();
            assert!(count < 100 || wrong < 20_000 / 8, "{wrong} of 20,000 with {count}");
        }
    }

    #[test]
    fn nothing_holds_nothing() {
        assert!(build(&[]).is_empty());
        assert!(!may_hold(&[], 7));
    }
}
