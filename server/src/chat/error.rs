//! Why a command was refused: a closed set, and its way to the wire. What went wrong inside is logged once, at the edge, and
//! never sent.

use protocol::error::ErrorBody;
use protocol::{ErrorCode, TextError};
use store::{Refusal, StoreError};

use crate::identity::limits::TooMany;

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    /// A value is out of its bounds. Names the field and the bound.
    #[error("{0}")]
    Invalid(String),
    /// Nobody is signed in, or no longer.
    #[error("sign in first")]
    Unauthenticated,
    /// The room does not exist, or the sender is not a member: which of the two is not told.
    #[error("not a member of this room")]
    NotMember,
    /// A member may not do this.
    #[error("only the room's creator or an administrator may do this")]
    Forbidden,
    /// A message of somebody else.
    #[error("only its author may do this, or for deleting the room's creator or an administrator")]
    NotAuthor,
    /// A guest may not do this here.
    #[error("guests may not do this here")]
    NotForGuests,
    /// The person or thing that was named does not exist.
    #[error("{0}")]
    NotFound(&'static str),
    /// It exists already in another form.
    #[error("{0}")]
    Conflict(&'static str),
    /// A bound on how many is reached.
    #[error("{0}")]
    Full(String),
    /// Too many in too short a time.
    #[error("too many in too short a time")]
    RateLimited {
        /// When there is one more, in milliseconds.
        retry_after_ms: u32,
    },
    /// Storage is away. The text is for the log.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours. The text is for the log.
    #[error("internal: {0}")]
    Internal(String),
}

impl ChatError {
    /// The code on the wire.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Invalid(_) => ErrorCode::Invalid,
            Self::Unauthenticated => ErrorCode::Unauthenticated,
            Self::NotMember => ErrorCode::NotMember,
            Self::Forbidden | Self::NotAuthor | Self::NotForGuests => ErrorCode::Forbidden,
            Self::NotFound(_) => ErrorCode::NotFound,
            Self::Conflict(_) => ErrorCode::Conflict,
            Self::Full(_) => ErrorCode::Full,
            Self::RateLimited { .. } => ErrorCode::RateLimited,
            Self::Unavailable(_) => ErrorCode::Unavailable,
            Self::Internal(_) => ErrorCode::Internal,
        }
    }

    /// What the sender is told; nothing of what went wrong inside.
    pub fn body(&self) -> ErrorBody {
        let message = match self {
            Self::Unavailable(_) => "storage is away: try again".to_owned(),
            Self::Internal(_) => "a fault of the server: it was logged".to_owned(),
            said => said.to_string(),
        };
        let retry_after_ms = if let Self::RateLimited { retry_after_ms } = self { Some(*retry_after_ms) } else { None };
        ErrorBody { retry_after_ms, ..ErrorBody::new(self.code(), message) }
    }

    /// For the edges (gateway, HTTP), once for each refusal: logs what is a fault, and returns what the sender is told.
    pub fn at_edge(&self, command: &str) -> ErrorBody {
        match self {
            Self::Unavailable(detail) => tracing::warn!(command, detail, "storage is away"),
            Self::Internal(detail) => tracing::error!(command, detail, "a fault of ours"),
            _ => {}
        }
        self.body()
    }
}

impl From<StoreError> for ChatError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal.into(),
            StoreError::Unavailable(detail) => Self::Unavailable(detail),
            StoreError::Corrupt(detail) => Self::Internal(detail),
        }
    }
}

impl From<Refusal> for ChatError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotMember => Self::NotMember,
            Refusal::NotCreator => Self::Forbidden,
            Refusal::NotAuthor => Self::NotAuthor,
            Refusal::TooManyEmoji => Self::Full(format!("a message has at most {} different emoji", protocol::messages::MAX_EMOJI)),
            Refusal::WrongKind => Self::Invalid("not possible in a room of this kind, or on oneself".to_owned()),
            Refusal::NoSuchPerson => Self::NotFound("no such person"),
            Refusal::NoSuchEntry => Self::NotFound("no such message in this room"),
            Refusal::NameTaken => Self::Conflict("this name is taken"),
            Refusal::CodeInvalid => Self::Conflict("this code or link is not valid any more"),
            Refusal::TooManyTokens => Self::Full(format!("a person has at most {} access tokens", store::session::MAX_TOKENS)),
            Refusal::TooManyLinks => Self::Full(format!("a room has at most {} invite links", protocol::rooms::MAX_LINKS)),
            Refusal::RoomFull => Self::Full(format!("a room has at most {} members", protocol::rooms::MAX_MEMBERS)),
            Refusal::TooManyRooms => Self::Full(format!("a person is in at most {} rooms", protocol::rooms::MAX_ROOMS_OF_PERSON)),
        }
    }
}

impl From<TooMany> for ChatError {
    fn from(many: TooMany) -> Self {
        Self::RateLimited { retry_after_ms: many.seconds.saturating_mul(1_000) }
    }
}

impl From<TextError> for ChatError {
    fn from(error: TextError) -> Self {
        Self::Invalid(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_inside_is_not_told() {
        for error in [ChatError::Unavailable("disk /var/비밀 full".to_owned()), ChatError::Internal("row 7 of 비밀".to_owned())] {
            assert!(!error.body().message.contains("비밀"));
            assert!(error.body().code.is_retryable());
        }
    }

    #[test]
    fn a_limit_says_when_to_try_again() {
        assert_eq!(ChatError::RateLimited { retry_after_ms: 1_250 }.body().retry_after_ms, Some(1_250));
    }
}
