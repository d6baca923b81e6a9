//! Who acts: what the cookie or the access token of a request proves. An id inside a payload never decides it.
//!
//! | module | holds |
//! |---|---|
//! | [`door`] | from a request's headers to an [`Identity`]; the session cookie |
//! | [`password`] | Argon2id, at most two at a time |
//! | [`name`] | which names look alike |
//! | [`token`] | secrets and ids that are minted here |
//! | [`address`] | where a request comes from |
//! | [`limits`] | how often one may try |

pub mod address;
pub mod door;
pub mod limits;
pub mod name;
pub mod password;
pub mod token;

use protocol::ids::UserKind;
use protocol::session::{Me, Person, Preferences, Role};
use store::rooms::Actor;
use store::session::{Account, Proven, SessionId};

pub use door::Door;
pub use password::Passwords;
pub use token::{Secret, mint_client_id, mint_room_id, mint_user_id};

impl From<Proven> for Identity {
    fn from(proven: Proven) -> Self {
        Self::new(proven.account, proven.session)
    }
}

/// Who acts, proven. Made by [`Door::identify`] only (and by tests).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who.
    pub person: Person,
    /// What they may do beyond their own rooms.
    pub role: Role,
    /// What they chose.
    pub preferences: Preferences,
    /// Which of their sessions this is.
    pub session: SessionId,
}

impl Identity {
    /// An account, acting in one of its sessions.
    pub fn new(account: Account, session: SessionId) -> Self {
        Self { person: account.person, role: account.role, preferences: account.preferences, session }
    }

    /// A guest, by a name that is no secret: to read what guests may read without a connection.
    pub fn of_guest(person: Person) -> Self {
        Self { person, role: Role::Member, preferences: Preferences::default(), session: SessionId(0) }
    }

    /// Whether they go by a name without an account.
    pub fn is_guest(&self) -> bool {
        self.person.id.kind() == UserKind::Guest
    }

    /// Whether they administer this server.
    pub fn is_admin(&self) -> bool {
        self.role == Role::Administrator
    }

    /// As the store wants to know it.
    pub fn actor(&self) -> Actor {
        Actor { id: self.person.id.clone(), admin: self.is_admin() }
    }

    /// As clients are told about themselves.
    pub fn me(&self) -> Me {
        Me { person: self.person.clone(), role: self.role, preferences: self.preferences }
    }
}
