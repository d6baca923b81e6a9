//! How to talk to a server of Suda: a Socket.IO v5 client over Engine.IO v4, the outbox and the timeline.
//!
//! | module | holds |
//! |---|---|
//! | [`handle`] | [`Client`], [`Incoming`] and [`Options`]: what the rest of the program touches |
//! | [`signal`] | what the connection tells: [`Signal`], [`Reason`], [`CallError`] |
//! | [`outbox`] | messages that are not yet acknowledged |
//! | [`timeline`] | an ordered window of one room, aware of its holes |
//! | [`engine`], [`socket`] | the two codecs: Engine.IO frames, Socket.IO packets |
//! | [`json`] | reads what they carry |
//! | [`connection`] | the machine that ties them: acknowledgements, deadlines, reconnection |
//!
//! All but the private `driver` and `transport` is pure: time and randomness are arguments, and nothing waits. The
//! driver is the one loop that feeds the machine; a transport is the little that a browser and an operating system
//! do differently. The crate knows the protocol, and nothing of screens or of stores.

pub mod connection;
pub mod engine;
pub mod handle;
pub mod json;
pub mod outbox;
pub mod signal;
pub mod socket;
pub mod timeline;

mod driver;
mod transport;

pub use handle::{Client, Incoming, Options};
pub use signal::{CallError, Reason, Signal};
