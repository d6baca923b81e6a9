//! The connection, as it is: nothing is called connected before the rooms were compared.
//!
//! Times are milliseconds of any one clock of this machine; they are arguments.

/// The banner waits for so long, in milliseconds: a blip is not news.
pub const BANNER_AFTER_MS: i64 = 2_000;

/// How the connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    phase: Phase,
    /// Since when it has not been whole; `None` while it is.
    away: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Away,
    /// Open; `sync` is under way.
    Open,
    Whole,
}

impl Link {
    /// Before the first connection.
    pub const fn new(now: i64) -> Self {
        Self { phase: Phase::Away, away: Some(now) }
    }

    /// The socket is open.
    pub const fn opened(&mut self) {
        self.phase = Phase::Open;
    }

    /// What was missed is here.
    pub const fn synced(&mut self) {
        self.phase = Phase::Whole;
        self.away = None;
    }

    /// The socket is closed.
    pub fn lost(&mut self, now: i64) {
        self.phase = Phase::Away;
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
        let mut link = Link::new(0);
        link.opened();
        assert!(link.is_open() && !link.is_whole());
        link.synced();
        assert!(link.is_whole());
        assert_eq!(link.banner_at(), None);
    }

    #[test]
    fn the_banner_waits_two_seconds_from_the_first_loss() {
        let mut link = Link::new(0);
        link.synced();
        link.lost(10_000);
        assert!(!link.banner(11_999));
        link.opened();
        link.lost(11_000);
        assert!(link.banner(12_000), "a try that failed does not start the wait again");
        link.synced();
        assert!(!link.banner(60_000));
    }
}
