//! The connection, as it is: nothing is called connected before the rooms were compared.
//!
//! Times are milliseconds of any one clock of this machine; they are arguments.

/// The banner waits for so long, in milliseconds: a blip is not news.
pub const BANNER_AFTER_MS: i64 = 2_000;

/// How the connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    phase: Phase,
    /// Since when it has not been whole; `None` while it is, and before the first try.
    away: Option<i64>,
    comparing: Comparing,
}

/// Whether `sync` is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparing {
    No,
    Yes,
    /// Something was missed since it was sent: once more when it is answered.
    Again,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Away,
    /// Open; `sync` is under way.
    Open,
    Whole,
}

impl Default for Link {
    fn default() -> Self {
        Self::new()
    }
}

impl Link {
    /// Before the first try.
    pub const fn new() -> Self {
        Self { phase: Phase::Away, away: None, comparing: Comparing::No }
    }

    /// The socket is open: compare. What was asked on the socket before it has no answer any more.
    pub const fn opened(&mut self) {
        self.phase = Phase::Open;
        self.comparing = Comparing::No;
    }

    /// Something may be missing. Whether to send `sync` now; if it is under way, it is sent once more when it is answered.
    pub fn compare(&mut self) -> bool {
        let now = self.comparing == Comparing::No;
        self.comparing = if now { Comparing::Yes } else { Comparing::Again };
        now
    }

    /// `sync` was answered, or will not be. Whether something was missed since it was sent: send it again.
    pub fn compared(&mut self) -> bool {
        std::mem::replace(&mut self.comparing, Comparing::No) == Comparing::Again
    }

    /// What was missed is here.
    pub const fn synced(&mut self) {
        self.phase = Phase::Whole;
        self.away = None;
    }

    /// The socket is closed, or is about to be opened for the first time.
    pub fn lost(&mut self, now: i64) {
        self.phase = Phase::Away;
        self.comparing = Comparing::No;
        self.away.get_or_insert(now);
    }

    /// Whether commands can be sent.
    pub const fn is_open(&self) -> bool {
        !matches!(self.phase, Phase::Away)
    }

    /// Whether what is shown is what there is.
    pub const fn is_whole(&self) -> bool {
        matches!(self.phase, Phase::Whole)
    }

    /// Whether to say so in a banner.
    pub fn banner(&self, now: i64) -> bool {
        self.away.is_some_and(|since| now - since >= BANNER_AFTER_MS)
    }

    /// When the banner will be due, if nothing changes.
    pub fn banner_at(&self) -> Option<i64> {
        self.away.map(|since| since + BANNER_AFTER_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_compared_is_connected() {
        let mut link = Link::new();
        link.lost(0);
        link.opened();
        assert!(link.is_open() && !link.is_whole());
        link.synced();
        assert!(link.is_whole());
        assert_eq!(link.banner_at(), None);
    }

    #[test]
    fn the_banner_waits_two_seconds_from_the_first_loss() {
        let mut link = Link::new();
        assert_eq!(link.banner_at(), None, "nothing is wrong before the first try");
        link.synced();
        link.lost(10_000);
        assert!(!link.banner(11_999));
        link.opened();
        link.lost(11_000);
        assert!(link.banner(12_000), "a try that failed does not start the wait again");
        link.synced();
        assert!(!link.banner(60_000));
    }

    #[test]
    fn a_burst_of_gaps_is_compared_once_and_once_more() {
        let mut link = Link::new();
        link.opened();
        assert!(link.compare());
        assert!(!link.compare() && !link.compare());
        assert!(link.compared());
        assert!(link.compare());
        assert!(!link.compared());
        assert!(link.compare());
        link.lost(0);
        link.opened();
        assert!(link.compare(), "what was asked before has no answer any more");
    }
}
