//! Whether somebody looks at this screen: a tab that can be seen, and that was used of late. Who went to lunch looks at nothing, whatever
//! their screen shows, and is called elsewhere.
//!
//! Times are milliseconds of any one clock of this machine; they are arguments.

use protocol::presence::Look;

/// Nobody looks who has done nothing for so long, in milliseconds.
pub const IDLE_MS: i64 = 5 * 60_000;

/// What is known of it, and what the server was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attention {
    used_at: i64,
    /// `None`: nothing, on this connection.
    told: Option<bool>,
}

impl Attention {
    /// The reader did something: moved, typed, came back. Whether that may be news.
    pub const fn used(&mut self, now: i64) -> bool {
        self.used_at = now;
        !matches!(self.told, Some(true))
    }

    /// A fresh connection: nothing was said on it yet.
    pub const fn connected(&mut self) {
        self.told = None;
    }

    /// What to tell the server, if anything.
    pub const fn news(&mut self, visible: bool, now: i64) -> Option<Look> {
        let on = visible && now - self.used_at < IDLE_MS;
        if matches!(self.told, Some(told) if told == on) {
            return None;
        }
        self.told = Some(on);
        Some(Look { on })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_away_does_not_look() {
        let mut attention = Attention::default();
        assert!(attention.used(1_000));
        assert_eq!(attention.news(true, 1_000), Some(Look { on: true }));
        assert!(!attention.used(2_000), "it is told");
        assert_eq!(attention.news(true, IDLE_MS + 1_999), None);
        assert_eq!(attention.news(true, IDLE_MS + 2_000), Some(Look { on: false }), "nothing was done for so long");
        assert!(attention.used(IDLE_MS + 3_000));
        assert_eq!(attention.news(true, IDLE_MS + 3_000), Some(Look { on: true }));
        assert_eq!(attention.news(false, IDLE_MS + 3_001), Some(Look { on: false }));
        assert_eq!(attention.news(false, IDLE_MS + 3_002), None);
    }

    #[test]
    fn a_fresh_connection_is_told_again() {
        let mut attention = Attention::default();
        attention.used(0);
        attention.news(true, 0);
        attention.connected();
        assert_eq!(attention.news(true, 1), Some(Look { on: true }));
        attention.connected();
        assert_eq!(attention.news(false, 2), Some(Look { on: false }), "or they would not be away");
    }
}
