//! The actors of the tests.
//!
//! ```ignore
//! let net = Net::start().await;
//! let mut ann = net.person("서연").await;
//! ```
//!
//! | module | holds |
//! |---|---|
//! | [`net`] | a server in this process, in a directory of its own |
//! | [`process`] | the program as a process of its own, for what only a process can do: die |
//! | [`haproxy`] | the gateway as it is deployed, in front of some of these |
//! | [`push_service`] | a push service, and the browsers that it serves |
//! | [`browser`] | HTTP with a cookie, as a browser without scripts |
//! | [`person`] | somebody who signed up, with a browser and a connection |
//!
//! Nothing sleeps: what is waited for is an answer, an event or a line of the log, each with [`DEADLINE`].

#![allow(dead_code, reason = "each test file uses some of the actors")]

pub(crate) mod browser;
pub(crate) mod haproxy;
pub(crate) mod net;
pub(crate) mod person;
pub(crate) mod process;
pub(crate) mod push_service;

use std::future::Future;
use std::time::Duration;

pub(crate) use browser::{Browser, escaped};
pub(crate) use haproxy::Haproxy;
pub(crate) use net::Net;
pub(crate) use person::Person;
pub(crate) use process::Process;

/// What takes longer does not come.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// The password of everybody.
pub(crate) const PASSWORD: &str = "맞는 말 배터리 호치키스";

/// Waits for something that must come.
pub(crate) async fn in_time<T>(what: &str, wait: impl Future<Output = T>) -> T {
    let came = tokio::time::timeout(DEADLINE, wait).await;
    came.unwrap_or_else(|_| panic!("{what}: did not come within {} s", DEADLINE.as_secs()))
}
