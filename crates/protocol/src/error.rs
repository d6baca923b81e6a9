//! The closed set of error codes, and the envelope of a reply.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $wire:literal,)*) => {
        /// Why a command was refused. The set is closed: a client can match on all of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode { $($(#[$doc])* $variant,)* }

        impl ErrorCode {
            /// Every code, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code as it stands on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $wire,)* }
            }
        }
    };
}

error_codes! {
    /// The payload has the wrong shape, or a value is out of its bounds. The message names the field and the bound.
    Invalid = "invalid",
    /// No command of this name.
    UnknownCommand = "unknown_command",
    /// Nobody is signed in on this connection, or no longer.
    Unauthenticated = "unauthenticated",
    /// The room does not exist, or the sender is not a member: which of the two is not told.
    NotMember = "not_member",
    /// A member may not do this: it needs the room's creator or an administrator.
    Forbidden = "forbidden",
    /// The person, or the thing that was named, does not exist.
    NotFound = "not_found",
    /// It exists already in another form: a name that is taken.
    Conflict = "conflict",
    /// A bound on how many (members, rooms) is reached.
    Full = "full",
    /// Too many in too short a time. `retryAfterMs` tells when to try again.
    RateLimited = "rate_limited",
    /// Storage or a peer is away. Nothing was changed, or a retry with the same `clientId` changes nothing twice.
    Unavailable = "unavailable",
    /// A fault of ours. It was logged.
    Internal = "internal",
}

impl ErrorCode {
    /// Whether the same command may succeed when it is sent again, unchanged.
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::Unavailable | Self::Internal)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a refused command is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// For programs.
    pub code: ErrorCode,
    /// For people, in English: the field and the bound.
    pub message: String,
    /// With [`ErrorCode::RateLimited`]: how long to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u32>,
}

impl ErrorBody {
    /// A code and its explanation.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after_ms: None }
    }
}

impl fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for ErrorBody {}

/// The acknowledgement of every command but `typing`: `{"ok": …}` or `{"error": {"code", "message"}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reply<T> {
    /// It was done, and what there is to say about it.
    Ok(T),
    /// It was not done.
    Error(ErrorBody),
}

impl<T> From<Result<T, ErrorBody>> for Reply<T> {
    fn from(result: Result<T, ErrorBody>) -> Self {
        result.map_or_else(Self::Error, Self::Ok)
    }
}

impl<T> From<Reply<T>> for Result<T, ErrorBody> {
    fn from(reply: Reply<T>) -> Self {
        match reply {
            Reply::Ok(ok) => Ok(ok),
            Reply::Error(error) => Err(error),
        }
    }
}
