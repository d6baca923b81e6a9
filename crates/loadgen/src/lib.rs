//! Many users: crowds that talk while things break, and load that is measured.
//!
//! | module | holds |
//! |---|---|
//! | [`crowd`] | people who sign up, talk in rooms by our own client, and log what they said and saw |
//! | [`check`] | what must hold of such a log: lost, doubled, out of order. Pure |
//! | [`verdict`] | what a run of a crowd comes to: counts, times, faults |
//! | [`load`] | scenarios over raw sockets, against any Socket.IO server, and what they cost it |
//! | [`figures`] | how times are spread |
//!
//! Every run has a seed, which decides who talks where and when; it is an argument and stands in the report. Nothing here
//! starts or kills a server: that is the test's, or the script's.

pub mod check;
pub mod crowd;
pub mod figures;
pub mod load;
pub mod verdict;

mod door;

pub use crowd::{Crowd, CrowdError, Plan};
pub use verdict::Verdict;
