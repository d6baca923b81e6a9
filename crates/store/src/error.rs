//! Why a store says no.

/// What every method returns.
pub type StoreResult<T> = Result<T, StoreError>;

/// A refusal is an answer; the others are outages.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule that only the transaction can check. Nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The storage is away, full or too slow. May have taken effect: call again.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// What is stored cannot be read. Not retryable.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
}

/// A rule that was checked inside the transaction that would have changed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such room, or the actor is not a member of it: which of the two is not told.
    #[error("not a member of this room")]
    NotMember,
    /// Needs the room's creator, or an administrator.
    #[error("only the room's creator or an administrator may do this")]
    NotCreator,
    /// A message of somebody else.
    #[error("only its author may do this")]
    NotAuthor,
    /// The message has [`protocol::messages::MAX_EMOJI`] different emoji.
    #[error("too many different reactions")]
    TooManyEmoji,
    /// Not for this kind of room.
    #[error("not possible in a room of this kind")]
    WrongKind,
    /// A person who was named does not exist, or the account is closed.
    #[error("no such person")]
    NoSuchPerson,
    /// An entry that was named does not exist.
    #[error("no such message in this room")]
    NoSuchEntry,
    /// A name that is taken, or that looks like one that is.
    #[error("this name is taken")]
    NameTaken,
    /// An invite code, an invite link or a reset link that is unknown, used up, revoked or too old.
    #[error("this code or link is not valid any more")]
    CodeInvalid,
    /// The person has [`crate::session::MAX_TOKENS`] access tokens.
    #[error("too many access tokens")]
    TooManyTokens,
    /// The room has [`protocol::rooms::MAX_MEMBERS`] members.
    #[error("the room is full")]
    RoomFull,
    /// The room has [`protocol::rooms::MAX_LINKS`] invite links.
    #[error("too many invite links")]
    TooManyLinks,
    /// The person has [`protocol::rooms::MAX_ROOMS_OF_PERSON`] rooms.
    #[error("too many rooms")]
    TooManyRooms,
}
