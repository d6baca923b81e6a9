//! Where it lasts: a trait per domain, the backends, and one suite that says what they mean.
//!
//! | module | holds |
//! |---|---|
//! | [`session`] | accounts, sessions, invite codes, reset links |
//! | [`rooms`] | rooms, members, read marks |
//! | [`messages`] | the log of a room |
//! | [`search`] | what contains a text |
//! | [`presence`] | who is there, as leases; when somebody was there last |
//! | [`push`] | browsers that are told while nobody looks |
//! | [`archive`] | everything as records, to be carried into another store |
//! | [`bus`] | how what one replica has to say reaches the sockets of all |
//! | [`error`] | why a store says no |
//! | [`embedded`] | the backend on SQLite, for one replica |
//! | [`redis`] | the backend on Redis, for a fleet |
//! | `names`, `mentions` | lists by name, and who is called by name, as both backends have it |
//! | `conformance` | the suite that every backend passes (feature `conformance`) |
//!
//! Every method either took effect durably when it returns `Ok`, or had no effect when it returns a
//! [`StoreError::Refused`]. After [`StoreError::Unavailable`] it may have had either: call it again, every change here
//! can be repeated (but see [`session::Sessions::take_reset`], [`rooms::Rooms::leave`]: the second time they say no).

pub mod archive;
pub mod bus;
#[cfg(feature = "conformance")]
#[expect(missing_docs, reason = "the name of each case says what must be true")]
pub mod conformance;
pub mod embedded;
pub mod error;
mod mentions;
pub mod messages;
mod names;
pub mod presence;
pub mod push;
pub mod redis;
pub mod rooms;
pub mod search;
pub mod session;

pub use error::{Refusal, StoreError, StoreResult};

/// All domains at once: what a server holds.
pub trait Store:
    session::Sessions
    + rooms::Rooms
    + messages::Messages
    + search::SearchMessages
    + presence::Leases
    + presence::LastSeen
    + push::Subscriptions
    + archive::Archive
    + Send
    + Sync
    + 'static
{
}

impl<T> Store for T where
    T: session::Sessions
        + rooms::Rooms
        + messages::Messages
        + search::SearchMessages
        + presence::Leases
        + presence::LastSeen
        + push::Subscriptions
        + archive::Archive
        + Send
        + Sync
        + 'static
{
}
