//! What is no option: bounds and times that only tests change.

use std::time::Duration;

use crate::clock::Clock;
use crate::identity::limits::Allowances;
use crate::identity::password::HashCost;

/// Bounds and times of one server.
#[derive(Clone, Debug)]
pub struct Tuning {
    /// What a password hash costs.
    pub hash_cost: HashCost,
    /// How often one may try to sign in or up.
    pub allowances: Allowances,
    /// A connection whose peer acknowledges nothing for so long is cut by the kernel: without it a client that stops reading stays.
    pub tcp_user_timeout: Duration,
    /// How long requests may finish after the signal to stop; then they are cut.
    pub drain: Duration,
    /// What time it is.
    pub clock: Clock,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            hash_cost: HashCost::default(),
            allowances: Allowances::default(),
            tcp_user_timeout: Duration::from_secs(20),
            drain: Duration::from_secs(10),
            clock: Clock::system(),
        }
    }
}
