//! The way out to one socket.

use std::time::Duration;

use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;
use socketioxide::extract::SocketRef;
use socketioxide::{SendError, SocketError};

use crate::announce::{Outlet, OutletError};

/// How often a socket whose queue is full is asked for room: there is no way to be told.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// A Socket.IO socket as `announce` sees it.
pub(super) struct SocketOutlet(pub(super) SocketRef);

impl Outlet for SocketOutlet {
    fn emit(&self, event: &'static str, payload: &RawValue) -> Result<(), OutletError> {
        self.0.emit(event, payload).map_err(|error| fault(&error))
    }

    fn cut(&self) -> Result<(), OutletError> {
        match self.0.clone().disconnect() {
            Err(SocketError::InternalChannelFull) => Err(OutletError::Full),
            Err(SocketError::Closed) => Err(OutletError::Closed),
            Ok(()) => Ok(()),
        }
    }
}

fn fault(error: &SendError) -> OutletError {
    match error {
        SendError::Socket(SocketError::InternalChannelFull) => OutletError::Full,
        SendError::Socket(SocketError::Closed) => OutletError::Closed,
        SendError::Serialize(error) => {
            tracing::error!(%error, "an event cannot be encoded");
            OutletError::Closed
        }
    }
}

/// Whether a socket has room for one packet more. A place is reserved before the payload is encoded, so a payload that cannot be
/// encoded asks without sending; there is no other way to ask.
fn has_room(socket: &SocketRef) -> Result<(), OutletError> {
    struct Nothing;
    impl Serialize for Nothing {
        fn serialize<S: Serializer>(&self, _serializer: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("only asking"))
        }
    }
    match socket.emit("", &Nothing) {
        Err(SendError::Socket(SocketError::InternalChannelFull)) => Err(OutletError::Full),
        Err(SendError::Socket(SocketError::Closed)) => Err(OutletError::Closed),
        Err(SendError::Serialize(_)) | Ok(()) => Ok(()),
    }
}

/// Waits until a socket whose queue is full has room again, or is gone, or whoever waits need not any more.
pub(super) async fn until_there_is_room(socket: &SocketRef, goes_on: impl Fn() -> bool) {
    while has_room(socket) == Err(OutletError::Full) && goes_on() {
        tokio::time::sleep(ASK_AGAIN).await;
    }
}
