//! How fast to try again.

/// Which transports may be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transports {
    /// A websocket; long polling where it cannot be opened.
    #[default]
    Any,
    /// Nothing but a websocket.
    WebsocketOnly,
    /// Nothing but long polling.
    PollingOnly,
}

/// How fast to try again, and how long to wait for what. All times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The first delay before a retry; each further one doubles, and each is shortened at random by up to a half.
    pub first_retry_ms: u32,
    /// No delay is longer, for the first [`PATIENT_AFTER`] tries.
    pub last_retry_ms: u32,
    /// No delay is longer after that.
    pub patient_retry_ms: u32,
    /// How long a transport may take to open, and once more for the server to accept the namespace.
    pub open_ms: u32,
    /// On long polling: when to see for the first time whether a websocket can be opened by now. Doubles with each
    /// time that it cannot, up to 64 times this.
    pub probe_ms: u32,
}

/// After so many tries in a row a client becomes patient: a server that has been away for minutes is not helped by
/// every tab in the house knocking each few seconds.
pub const PATIENT_AFTER: u32 = 20;

impl Default for Pace {
    fn default() -> Self {
        Self { first_retry_ms: 250, last_retry_ms: 5_000, patient_retry_ms: 30_000, open_ms: 6_000, probe_ms: 10_000 }
    }
}

impl Pace {
    /// The delay before the try after `tries` failed ones, between a half of the full delay and all of it: clients
    /// that lost their server in the same moment do not come back in the same moment.
    pub fn delay(&self, tries: u32, random: u32) -> u32 {
        let most = if tries < PATIENT_AFTER { self.last_retry_ms } else { self.patient_retry_ms };
        let full = self.first_retry_ms.saturating_mul(1 << tries.min(20)).min(most);
        spread(full, random)
    }

    /// The delay before the next look for a websocket, after `failed` vain ones.
    pub(super) fn probe(&self, failed: u32) -> u64 {
        u64::from(self.probe_ms) << failed.min(6)
    }
}

/// A delay between a half of `full` and all of it.
pub(crate) fn spread(full: u32, random: u32) -> u32 {
    full - random % (full / 2 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_their_bound_and_differ_by_chance() {
        let pace = Pace::default();
        let longest: Vec<u32> = (0..8).map(|tries| pace.delay(tries, 0)).collect();
        assert_eq!(longest, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
        assert_eq!(pace.delay(PATIENT_AFTER, 0), 30_000);
        for tries in 0..100 {
            for random in [0, 1, 77, 1_234_567, u32::MAX] {
                let (delay, full) = (pace.delay(tries, random), pace.delay(tries, 0));
                assert!(delay <= full && delay >= full / 2, "{tries} {random}: {delay} of {full}");
            }
        }
    }
}
