//! The machine that keeps one connection up.

/// Most calls that wait for a reply at one time.
pub const MAX_IN_FLIGHT: usize = 1_024;
/// The longest packet that is sent, in bytes: what a server of Suda takes.
pub const MAX_PACKET: usize = 64 * 1_024;

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
    /// No delay is longer.
    pub last_retry_ms: u32,
    /// How long a transport may take to open, and the server to accept the namespace.
    pub open_ms: u32,
    /// On long polling: how often to see whether a websocket can be opened by now.
    pub probe_ms: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { first_retry_ms: 250, last_retry_ms: 5_000, open_ms: 10_000, probe_ms: 60_000 }
    }
}
