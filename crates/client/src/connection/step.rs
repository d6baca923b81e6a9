//! What goes into the machine and what comes out of it.

use crate::signal::{CallError, Signal};

/// One way to the server, from its opening to its end. Never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub(super) u64);

/// Names a call between the machine and its driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// What carries the frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A websocket.
    Websocket,
    /// HTTP long polling.
    Polling,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Begin.
    Start,
    /// The program sends a command and waits for its reply.
    Call {
        /// How the driver knows it.
        call: CallId,
        /// The command's name.
        name: String,
        /// Its payload, JSON text.
        payload: String,
        /// How long the reply may take, in milliseconds.
        deadline_ms: u64,
    },
    /// The program sends a command that has no reply.
    Say {
        /// The command's name.
        name: String,
        /// Its payload, JSON text.
        payload: String,
    },
    /// There is reason to think that it would work now.
    RetryNow,
    /// The program does not take its signals.
    Behind,
    /// The end.
    Stop,
    /// A frame came.
    Received {
        /// By which link.
        link: LinkId,
        /// The frame.
        frame: String,
    },
    /// A link could not be opened, or ended.
    Lost {
        /// Which.
        link: LinkId,
    },
    /// Time went by.
    Tick,
}

/// Something that is to be done, in this order.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "few are alive at a time, and each is moved twice")]
pub enum Output {
    /// Open a link.
    Open {
        /// Its name from now on.
        link: LinkId,
        /// Of which kind.
        transport: Transport,
    },
    /// Send a frame.
    Send {
        /// By which link.
        link: LinkId,
        /// The frame.
        frame: String,
        /// It may be left out when the link cannot keep up.
        ephemeral: bool,
    },
    /// Send what is queued and end the link. Nothing is heard from it any more.
    Close {
        /// Which.
        link: LinkId,
    },
    /// Tell the program.
    Signal(Signal),
    /// A call is over: the first argument of its acknowledgement, as JSON text.
    Resolve {
        /// Which call.
        call: CallId,
        /// How it ended.
        outcome: Result<String, CallError>,
    },
}
