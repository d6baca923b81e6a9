//! What a connection tells the program that holds it.

use std::fmt;

use protocol::{ErrorBody, Event};

/// Something that happened, in the order in which it happened.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "nearly all are events: a box for each would cost more than it saves")]
pub enum Signal {
    /// The namespace is ours: commands go through. Send `sync` now, each time: whatever was said in between was not
    /// heard. Comes without a [`Signal::Disconnected`] before it when a better transport took over.
    Connected,
    /// The server says something. It is a hint: apply it by `seq`.
    Event(Event),
    /// There is no connection. Every call in flight was resolved with [`CallError::Disconnected`] before this.
    Disconnected {
        /// What ended it, or why it could not be made.
        reason: Reason,
        /// The next try is in so many milliseconds; [`Client::retry_now`](crate::Client::retry_now) makes it now.
        retry_in_ms: u32,
    },
    /// The server does not let us in, and would not if we came again: the session ended. No more tries are made until
    /// [`Client::retry_now`](crate::Client::retry_now).
    Refused(ErrorBody),
}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Neither a websocket nor long polling could be opened in time.
    Unreachable,
    /// The connection ended under us: the server went away, or the network did.
    Lost,
    /// Nothing came for the ping interval and the ping timeout together.
    Silent,
    /// The server ended the session.
    Ended,
    /// The server refused the namespace for a reason that may pass.
    Refused(ErrorBody),
    /// What came was not Socket.IO. The text is for a log.
    Malformed(String),
    /// The program did not take its signals: the oldest would have been dropped.
    Behind,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => f.write_str("the server cannot be reached"),
            Self::Lost => f.write_str("the connection was lost"),
            Self::Silent => f.write_str("the server fell silent"),
            Self::Ended => f.write_str("the server ended the session"),
            Self::Refused(error) => write!(f, "refused: {error}"),
            Self::Malformed(what) => write!(f, "not Socket.IO: {what}"),
            Self::Behind => f.write_str("too many events were not taken"),
        }
    }
}

/// Why a call has no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// There was no connection, or it ended before the reply: the command may have taken effect.
    Disconnected,
    /// No reply came in time: the command may have taken effect.
    TimedOut,
    /// The server says no.
    Refused(ErrorBody),
    /// Too many calls are waiting ([`crate::connection::MAX_IN_FLIGHT`]). Nothing was sent.
    Busy,
    /// The packet is longer than the server takes ([`crate::connection::MAX_PACKET`]). Nothing was sent.
    TooLarge,
    /// A reply came that this version cannot read: the command may have taken effect. The text is for a log.
    Malformed(String),
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disconnected => f.write_str("not connected"),
            Self::TimedOut => f.write_str("no reply in time"),
            Self::Refused(error) => error.fmt(f),
            Self::Busy => f.write_str("too many calls are waiting"),
            Self::TooLarge => f.write_str("the packet is too large"),
            Self::Malformed(what) => write!(f, "the reply cannot be read: {what}"),
        }
    }
}

impl std::error::Error for CallError {}
