//! Connections that are nobody yet: they cost little, but nobody answers for them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::super::guard::lock;
use crate::identity::address::neighbourhood;

/// All of them, at most.
const MOST: usize = 1_000;
/// Of one address: an office shares one.
const MOST_OF_ONE: usize = 100;
/// Whoever has not said by then who they are has gone for lunch.
pub(super) const NAMELESS_FOR: Duration = Duration::from_mins(10);

/// How many there are, by address.
#[derive(Clone, Default)]
pub(super) struct Count(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A place among them, which is free again when this is dropped.
pub(super) struct Nameless {
    count: Count,
    address: IpAddr,
}

impl Count {
    /// One more; `None`: there are too many.
    pub(super) fn take(&self, address: IpAddr) -> Option<Nameless> {
        let address = neighbourhood(address);
        let mut count = lock(&self.0);
        let all: usize = count.values().sum();
        let here = count.get(&address).copied().unwrap_or_default();
        if all >= MOST || here >= MOST_OF_ONE {
            return None;
        }
        count.insert(address, here + 1);
        Some(Nameless { count: self.clone(), address })
    }
}

impl Drop for Nameless {
    fn drop(&mut self) {
        let mut count = lock(&self.count.0);
        if let Some(here) = count.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                count.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_and_all_have_a_bound_and_places_come_back() {
        let count = Count::default();
        let from = |n: usize| IpAddr::from([10, 0, u8::try_from(n / 256).expect("few"), u8::try_from(n % 256).expect("small")]);
        let mut held: Vec<Nameless> = (0..MOST_OF_ONE).map(|_| count.take(from(0)).expect("a place")).collect();
        assert!(count.take(from(0)).is_none());
        held.extend((1..=MOST - MOST_OF_ONE).map(|n| count.take(from(n)).expect("a place")));
        assert!(count.take(from(999)).is_none());
        held.clear();
        assert!(count.take(from(0)).is_some());
        assert!(lock(&count.0).is_empty(), "nothing is remembered of who is gone");
    }
}
