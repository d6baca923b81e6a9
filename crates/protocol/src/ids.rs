//! Who and what: a type of its own for each id, so that past the edge there are no bare strings.

use std::fmt;
use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

/// Why a string is not an id. Its text names the field and the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdError {
    field: &'static str,
    max: usize,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must be 1 to {} characters of A-Z, a-z, 0-9, '_' and '-'", self.field, self.max)
    }
}

impl std::error::Error for IdError {}

/// What [`check_id`] allows, as a regular expression.
#[cfg(feature = "openapi")]
pub(crate) const ID_PATTERN: &str = "^[A-Za-z0-9_-]+$";

fn check_id(field: &'static str, max: usize, id: &str) -> Result<(), IdError> {
    let ok = (1..=max).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if ok { Ok(()) } else { Err(IdError { field, max }) }
}

macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident, $field:literal, $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// The longest id, in bytes (all of them ASCII).
            pub const MAX: usize = $max;

            /// Checks the alphabet and the bound: no id can end a key, a path or a script.
            pub fn new(id: &str) -> Result<Self, IdError> {
                check_id($field, Self::MAX, id).map(|()| Self(id.into()))
            }

            /// The id as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(id: String) -> Result<Self, IdError> {
                check_id($field, Self::MAX, &id).map(|()| Self(id.into()))
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(id: &str) -> Result<Self, IdError> {
                Self::new(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

string_id!(
    /// A person. Minted by the server from 96 random bits; never a name.
    UserId, "userId", 32
);
/// What somebody is: it never changes, and their id says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UserKind {
    /// Somebody with an account.
    Account,
    /// A program with an account: it has access tokens and no password.
    Bot,
    /// A name without an account, leased while somebody goes by it.
    Guest,
}

impl UserId {
    /// How the ids of bots begin, and no others.
    pub const BOT: &str = "bot-";
    /// How the ids of guests begin, and no others.
    pub const GUEST: &str = "guest-";

    /// What this is the id of.
    pub fn kind(&self) -> UserKind {
        match self.as_str() {
            bot if bot.starts_with(Self::BOT) => UserKind::Bot,
            guest if guest.starts_with(Self::GUEST) => UserKind::Guest,
            _ => UserKind::Account,
        }
    }
}

string_id!(
    /// A room. Minted by the server from 96 random bits, so it cannot be guessed.
    RoomId, "roomId", 32
);
string_id!(
    /// Minted by the client for one thing that it sends, so that sending twice stores once.
    ClientId, "clientId", 64
);

/// A place in a room's log: 1, 2, 3, without holes. 0 stands before the first entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seq(pub u64);

impl Seq {
    /// Before the first entry.
    pub const ZERO: Self = Self(0);

    /// The place after this one; a client may have named the last one that a number can name, which stays.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The place before this one; [`Seq::ZERO`] has none and stays.
    #[must_use]
    pub const fn prev(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Milliseconds since 1970-01-01T00:00:00Z, by the server's clock. Shown to people, never a cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

/// The longest cursor of a page, in bytes. It is the server's own text; a client only hands it back.
pub const MAX_CURSOR_BYTES: usize = 256;

/// How many items a page may hold: 1 to [`Limit::MAX`], [`Limit::default`] when the command does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32")]
pub struct Limit(NonZeroU16);

impl Limit {
    /// The most that one page holds.
    pub const MAX: u16 = 100;

    /// Refuses what is outside 1 to [`Limit::MAX`].
    pub fn new(limit: u16) -> Result<Self, LimitError> {
        NonZeroU16::new(limit).filter(|n| n.get() <= Self::MAX).map(Self).ok_or(LimitError)
    }

    /// As a length.
    pub fn get(self) -> usize {
        usize::from(self.0.get())
    }
}

impl Default for Limit {
    fn default() -> Self {
        const DEFAULT: NonZeroU16 = NonZeroU16::new(50).expect("50 is not 0");
        Self(DEFAULT)
    }
}

impl TryFrom<u32> for Limit {
    type Error = LimitError;

    fn try_from(limit: u32) -> Result<Self, LimitError> {
        u16::try_from(limit).map_err(|_| LimitError).and_then(Self::new)
    }
}

/// A page size outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitError;

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "limit must be 1 to {}", Limit::MAX)
    }
}

impl std::error::Error for LimitError {}
