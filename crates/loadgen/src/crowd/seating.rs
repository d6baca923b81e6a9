//! Who is in which room. Pure: the same seed seats the same people.

use rand::Rng;
use rand::seq::SliceRandom as _;

/// Fewest and most people of a room, as long as there are as many.
const MEMBERS: std::ops::RangeInclusive<usize> = 5..=10;

/// For each room the people in it, by number; its first one makes the room. Everybody is in a room, nobody twice in one: where there
/// are more people than places in rooms of [`MEMBERS`], rooms are larger, and where there are fewer people, smaller.
pub(super) fn seat(people: usize, rooms: usize, rng: &mut impl Rng) -> Vec<Vec<usize>> {
    let mut seated = vec![Vec::new(); rooms];
    if people == 0 || rooms == 0 {
        return seated;
    }
    // Dealt like cards, from one deck after another.
    let mut deck = Vec::new();
    for room in &mut seated {
        let size = rng.random_range(MEMBERS).max(people.div_ceil(rooms)).min(people);
        while room.len() < size {
            if deck.is_empty() {
                deck = (0..people).collect();
                deck.shuffle(rng);
            }
            // Who is here already, at the seam of two decks, is left for the next room.
            let Some(next) = deck.iter().rposition(|person| !room.contains(person)) else {
                deck.clear();
                continue;
            };
            room.push(deck.remove(next));
        }
    }
    seated
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn everybody_has_a_room_and_nobody_a_place_twice() {
        for seed in 0..50 {
            for (people, rooms) in [(50, 10), (200, 10), (7, 30), (3, 2), (1, 1), (60, 60)] {
                let seated = seat(people, rooms, &mut StdRng::seed_from_u64(seed));
                let everybody: BTreeSet<usize> = seated.iter().flatten().copied().collect();
                assert_eq!(everybody.len(), people, "{people} in {rooms}, seed {seed}");
                for room in &seated {
                    let each: BTreeSet<usize> = room.iter().copied().collect();
                    assert_eq!(each.len(), room.len(), "{room:?}");
                    assert!(room.len() >= people.min(5) && room.len() <= 10.max(people.div_ceil(rooms)), "{room:?}");
                }
            }
        }
    }

    #[test]
    fn the_same_seed_seats_the_same_people() {
        let seat = |seed| seat(50, 10, &mut StdRng::seed_from_u64(seed));
        assert_eq!(seat(7), seat(7));
        assert_ne!(seat(7), seat(8));
    }
}
