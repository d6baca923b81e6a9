//! What is no option: bounds and times that only tests change.

use std::path::PathBuf;
use std::time::Duration;

use crate::clock::Clock;
use crate::identity::limits::Allowances;
use crate::identity::password::HashCost;

/// How long a replica that is told to stop waits for its gateway to notice: a few of the gateway's looks at `/healthz`.
pub const NOTICE: Duration = Duration::from_secs(2);

/// Bounds and times of one server.
#[derive(Clone, Debug)]
pub struct Tuning {
    /// What a password hash costs.
    pub hash_cost: HashCost,
    /// How often one may try to sign in or up.
    pub allowances: Allowances,
    /// A connection whose peer acknowledges nothing for so long is cut by the kernel: without it a client that stops reading stays.
    pub tcp_user_timeout: Duration,
    /// For how long after the signal to stop `/healthz` already says so while all is served as before: a gateway notices, and sends
    /// nobody new. Without one there is nothing to wait for.
    pub notice: Duration,
    /// How long requests may finish after that; then they are cut.
    pub drain: Duration,
    /// How often a person may do what.
    pub limits: crate::chat::Limits,
    /// Times of the announcements.
    pub announce: crate::announce::Settings,
    /// Bounds and times of the gateway.
    pub gateway: crate::gateway::Settings,
    /// Times of push.
    pub push: crate::push::Settings,
    /// The site's directory, instead of what is embedded or built.
    pub site: Option<PathBuf>,
    /// What time it is.
    pub clock: Clock,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            hash_cost: HashCost::default(),
            allowances: Allowances::default(),
            tcp_user_timeout: Duration::from_secs(20),
            notice: Duration::ZERO,
            drain: Duration::from_secs(10),
            limits: crate::chat::Limits::default(),
            announce: crate::announce::Settings::default(),
            gateway: crate::gateway::Settings::default(),
            push: crate::push::Settings::default(),
            site: None,
            clock: Clock::system(),
        }
    }
}
