//! Load on a Socket.IO server, and what it costs the server: deliveries, losses, times, CPU, memory.
//!
//! Sockets are our own, over the codec of `client` alone: what a person's client does for them (retries, holes, outboxes) would hide
//! what is lost. Any server will do that takes `create_room`, `join_room` and `send_message` and tells `room_event`.
//!
//! | module | holds |
//! |---|---|
//! | [`socket`] | one connection: handshake, frames, pings |
//! | [`seat`] | a connection that listens and counts, as a task |
//! | [`ground`] | what a scenario stands on: accounts, rooms, seats |
//! | [`scenario`] | the scenarios |
//! | [`process`] | what a process has used, as the kernel counts it |
//! | [`report`] | the table |

mod ground;
mod process;
mod report;
mod scenario;
mod seat;
mod socket;

use std::io;

use crate::door::DoorError;
use crate::figures::Percentiles;

pub use report::Report;
pub use scenario::{Scenario, Sizes, run};

/// A server to be loaded.
#[derive(Clone, Debug)]
pub struct Target {
    /// For the table.
    pub name: String,
    /// `http://host:port`
    pub url: String,
    /// Its process on this machine: what it used is read there. `None`: these figures are left out.
    pub pid: Option<u32>,
    /// Whether it wants an account and its cookie, as Suda does. Then it must trust us as a proxy: accounts are many.
    pub accounts: bool,
}

/// What one scenario came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Things that were done: deliveries, acknowledged sends, connections.
    pub done: u64,
    /// Deliveries that did not come of messages that were not refused, or sends that got no answer.
    pub lost: u64,
    /// Sends that were refused; they count neither as done nor as lost.
    pub refused: u64,
    /// How long each took.
    pub times: Percentiles,
    /// CPU seconds of the server, user and system.
    pub cpu: Option<f64>,
    /// Bytes of the server's memory for each connection; of the scenario `idle`.
    pub bytes: Option<u64>,
}

/// Why a scenario could not be run.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// No account.
    #[error(transparent)]
    Door(#[from] DoorError),
    /// No connection.
    #[error("a socket cannot connect: {0}")]
    Socket(String),
    /// A room could not be prepared.
    #[error("{command}: {what}")]
    Prepare {
        /// The command.
        command: &'static str,
        /// What was said about it.
        what: String,
    },
    /// The kernel does not say what the process used.
    #[error("/proc does not say what {pid} used: {what}")]
    Process {
        /// Which.
        pid: u32,
        /// The fault.
        what: io::Error,
    },
}
