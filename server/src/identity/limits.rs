//! How often one may try to sign in or up: per address and per name, in bounded memory.

use std::hash::{Hash, Hasher};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use protocol::text::NameKey;

use super::address::neighbourhood;

/// Keys that are remembered at most; past it the oldest habits are forgotten first, then strangers share one key.
const MAX_KEYS: usize = 20_000;

/// How many tries at once, and how long until there is one more.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// At once.
    pub burst: NonZeroU32,
    /// One more after this time.
    pub every: Duration,
}

impl Allowance {
    /// So many at once, and one more each time.
    pub const fn new(burst: NonZeroU32, every: Duration) -> Self {
        Self { burst, every }
    }
}

/// The allowances for signing in and up.
#[derive(Clone, Copy, Debug)]
pub struct Allowances {
    /// Tries to sign in from one address: an office shares one.
    pub sign_in_per_address: Allowance,
    /// Tries to sign in under one name. Guessing at this rate needs centuries for what a dictionary does not hold.
    pub sign_in_per_name: Allowance,
    /// Tries to sign up from one address.
    pub sign_up_per_address: Allowance,
    /// Searches of guests who prove nothing, from one address.
    pub unproven_search_per_address: Allowance,
}

impl Default for Allowances {
    fn default() -> Self {
        const fn allow(burst: u32, seconds: u64) -> Allowance {
            Allowance::new(NonZeroU32::new(burst).expect("not 0"), Duration::from_secs(seconds))
        }
        Self {
            sign_in_per_address: allow(60, 2),
            sign_in_per_name: allow(10, 6),
            sign_up_per_address: allow(60, 5),
            unproven_search_per_address: allow(30, 1),
        }
    }
}

/// Too many tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many tries: again in {seconds} s")]
pub struct TooMany {
    /// When there is one more, rounded up.
    pub seconds: u32,
}

/// The tries that were made.
pub struct Limits {
    sign_in_per_address: Limit<IpAddr>,
    sign_in_per_name: Limit<u64>,
    sign_up_per_address: Limit<IpAddr>,
    unproven_search_per_address: Limit<IpAddr>,
    /// Names are remembered by a keyed hash: 8 bytes each, whatever was typed.
    names: std::hash::RandomState,
}

impl Limits {
    /// With these allowances.
    pub fn new(allowances: Allowances) -> Self {
        Self {
            sign_in_per_address: Limit::new(allowances.sign_in_per_address),
            sign_in_per_name: Limit::new(allowances.sign_in_per_name),
            sign_up_per_address: Limit::new(allowances.sign_up_per_address),
            unproven_search_per_address: Limit::new(allowances.unproven_search_per_address),
            names: std::hash::RandomState::new(),
        }
    }

    /// One try to sign in.
    pub fn sign_in(&self, address: IpAddr, name: &NameKey) -> Result<(), TooMany> {
        self.sign_in_per_address.take(&neighbourhood(address))?;
        let mut hasher = std::hash::BuildHasher::build_hasher(&self.names);
        name.hash(&mut hasher);
        self.sign_in_per_name.take(&hasher.finish())
    }

    /// One try to prove a password from this address: changing one's own, taking a reset link.
    pub fn prove(&self, address: IpAddr) -> Result<(), TooMany> {
        self.sign_in_per_address.take(&neighbourhood(address))
    }

    /// One search of a guest who proves nothing.
    pub fn unproven_search(&self, address: IpAddr) -> Result<(), TooMany> {
        self.unproven_search_per_address.take(&neighbourhood(address))
    }

    /// One try to sign up.
    pub fn sign_up(&self, address: IpAddr) -> Result<(), TooMany> {
        self.sign_up_per_address.take(&neighbourhood(address))
    }
}

struct Limit<K: Hash + Eq + Clone> {
    each: RateLimiter<K, HashMapStateStore<K>, DefaultClock>,
    /// What is left for those who come when the memory is full.
    rest: governor::DefaultDirectRateLimiter,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(allowance: Allowance) -> Self {
        let quota = Quota::with_period(allowance.every).expect("the time is not zero").allow_burst(allowance.burst);
        Self { each: RateLimiter::hashmap(quota), rest: RateLimiter::direct(quota) }
    }

    fn take(&self, key: &K) -> Result<(), TooMany> {
        if self.each.len() >= MAX_KEYS {
            self.each.retain_recent();
        }
        let checked = if self.each.len() < MAX_KEYS { self.each.check_key(key) } else { self.rest.check() };
        checked.map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            TooMany { seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(burst: u32) -> Limits {
        let allowance = Allowance::new(NonZeroU32::new(burst).expect("not 0"), Duration::from_hours(1));
        Limits::new(Allowances {
            sign_in_per_address: allowance,
            sign_in_per_name: allowance,
            sign_up_per_address: allowance,
            unproven_search_per_address: allowance,
        })
    }

    fn key(name: &str) -> NameKey {
        super::super::name::key(&protocol::Name::new(name).expect("a name"))
    }

    #[test]
    fn one_address_and_one_name_have_each_their_own_bound() {
        let limits = limits(2);
        let from = |last: u8| IpAddr::from([192, 0, 2, last]);
        assert_eq!(limits.sign_in(from(1), &key("서연")), Ok(()));
        assert_eq!(limits.sign_in(from(2), &key("서연")), Ok(()));
        assert!(limits.sign_in(from(3), &key("서연")).is_err(), "the name is used up, from anywhere");
        assert_eq!(limits.sign_in(from(1), &key("지민")), Ok(()));
        let refused = limits.sign_in(from(1), &key("민준")).expect_err("the address is used up, for any name");
        assert!((1..=3_601).contains(&refused.seconds));
        assert_eq!(limits.sign_up(from(1)), Ok(()), "signing up counts apart");
    }

    #[test]
    fn a_million_addresses_do_not_fill_the_memory() {
        let limits = limits(2);
        for n in 0..30_000_u32 {
            let _may_be_refused = limits.sign_up(IpAddr::from(n.to_be_bytes()));
        }
        assert!(limits.sign_up_per_address.each.len() <= MAX_KEYS);
    }
}
