//! The line to the server: commands go out, and what is heard comes in. It decides nothing and keeps nothing; what a signal
//! means is the features' business.

use std::time::Duration;

use client::{CallError, Client};
use leptos::prelude::*;
use protocol::Command;

/// How long a command may take. A server that is slower is as good as away.
const DEADLINE: Duration = Duration::from_secs(20);

/// The line, shared by everything on the screen. Cheap to copy. On the server: always down.
#[derive(Clone, Copy)]
pub struct Socket(StoredValue<Option<Client>>);

impl Socket {
    /// A line that is down.
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }

    /// Connects to the server that this page came from, and stays connected. Gives what is heard.
    #[cfg(target_arch = "wasm32")]
    pub fn start(&self) -> Option<client::Incoming> {
        let (client, incoming) = Client::start(client::Options::here()?);
        self.0.set_value(Some(client));
        Some(incoming)
    }

    /// Sends a command, now, and waits for its reply.
    pub fn call<C: Command>(&self, command: C) -> impl Future<Output = Result<C::Reply, CallError>> + 'static + use<C> {
        let sent = self.client().map(|client| client.call(command, DEADLINE));
        async move {
            match sent {
                Some(reply) => reply.await,
                None => Err(CallError::Disconnected),
            }
        }
    }

    /// Sends a command that has no reply, if the line is up.
    pub fn say<C: Command>(&self, command: C) {
        if let Some(client) = self.client() {
            client.say(command);
        }
    }

    /// Tries to connect now: the network is back, the tab is seen again, or the reader asks for it.
    pub fn retry_now(&self) {
        if let Some(client) = self.client() {
            client.retry_now();
        }
    }

    fn client(&self) -> Option<Client> {
        self.0.try_with_value(Clone::clone).flatten()
    }
}

impl Default for Socket {
    fn default() -> Self {
        Self::new()
    }
}

/// The code of a refusal; `None`: there was no answer.
pub fn code_of(error: &CallError) -> Option<protocol::ErrorCode> {
    match error {
        CallError::Refused(error) => Some(error.code),
        _ => None,
    }
}
