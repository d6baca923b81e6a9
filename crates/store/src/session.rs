//! Accounts, sessions, invite codes and reset links.
//!
//! Secrets come in hashed: a token, code or link is stored as a [`Digest`] of it, a password as its Argon2id string. What
//! expires is valid before its moment, and not at it. A cursor that no page gave ends its list.

use std::collections::HashSet;

use async_trait::async_trait;
use protocol::messages::Entry;
use protocol::session::{Person, Preferences, Role};
use protocol::text::NameKey;
use protocol::{Name, Timestamp, UserId};

use crate::StoreResult;

/// SHA-256 of a secret that was minted from at least 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Digest(pub [u8; 32]);

/// A person who wants an account.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Minted by the server.
    pub id: UserId,
    /// Normalised.
    pub name: Name,
    /// Unique among all accounts, closed ones included.
    pub key: NameKey,
    /// A PHC string.
    pub password_hash: String,
    /// Now.
    pub at: Timestamp,
    /// Required unless this is the first account; one use of it is taken in the same transaction.
    pub invite: Option<Digest>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub person: Person,
    /// The first account is the administrator.
    pub role: Role,
    /// What they chose.
    pub preferences: Preferences,
    /// A PHC string.
    pub password_hash: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Closed: nobody can sign in, the name stays taken, what was said stays.
    pub closed_at: Option<Timestamp>,
}

/// The public handle of a session: what settings list and end. Not a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub i64);

/// Most sessions of one person; starting one more ends the one that was not used for the longest time.
pub const MAX_SESSIONS: u32 = 100;

/// The use of a session is noted at most this often, in milliseconds: reading must not become writing.
pub(crate) const NOTE_EVERY_MS: i64 = 3_600_000;

/// Most access tokens of one person; one more is refused, since an old one may be in use somewhere.
pub const MAX_TOKENS: u32 = 50;

/// What opens with a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// A browser, that keeps its secret in a cookie.
    Browser,
    /// A program, that was given an access token.
    Token,
    /// A guest's lease of their name.
    Guest,
}

/// A session to start.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// What opens with it.
    pub kind: SessionKind,
    /// Of the cookie's value.
    pub token: Digest,
    /// Whose.
    pub user_id: UserId,
    /// Now.
    pub at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// Which browser, or what a token is for: for the list in settings. At most 200 bytes.
    pub label: String,
}

/// Somebody who wants to be called so, without an account.
#[derive(Clone, Debug)]
pub struct NewGuest {
    /// Minted by the server, for a name that nobody had yet; its kind is `Guest`.
    pub id: UserId,
    /// Normalised.
    pub name: Name,
    /// Unique among all accounts and guests.
    pub key: NameKey,
    /// Of the secret that proves the lease.
    pub token: Digest,
    /// Now.
    pub at: Timestamp,
    /// When the lease ends, unless it is renewed.
    pub expires_at: Timestamp,
    /// Which browser. At most 200 bytes.
    pub label: String,
}

/// What a secret proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// Who.
    pub account: Account,
    /// With which session.
    pub session: SessionId,
    /// What opened with it.
    pub kind: SessionKind,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// A session as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What opened with it.
    pub kind: SessionKind,
    /// Its handle.
    pub id: SessionId,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to the hour.
    pub seen_at: Timestamp,
    /// Which browser, or what a token is for.
    pub label: String,
}

/// An invite code as it is; the code itself is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteCode {
    /// A handle, to revoke it by.
    pub id: i64,
    /// Who made it; `None`: the command line.
    pub by: Option<Person>,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// How many accounts it may still make.
    pub uses_left: u32,
}

/// Accounts, sessions, invite codes, reset links.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Makes an account. The first of all becomes the administrator and needs no invite; whether others need one is the
    /// caller's rule. The same id and key again give the account that is there, and take no further use of the invite.
    /// Refuses `NameTaken`, and `CodeInvalid` for an invite that was given and is not valid.
    async fn create_account(&self, new: NewAccount) -> StoreResult<Account>;
    /// Whether there is any account yet.
    async fn has_accounts(&self) -> StoreResult<bool>;
    /// The account of a name.
    async fn account_by_key(&self, key: &NameKey) -> StoreResult<Option<Account>>;
    /// The account of an id.
    async fn account(&self, user_id: &UserId) -> StoreResult<Option<Account>>;
    /// Accounts by name, closed ones included, after the cursor of the last page.
    async fn accounts(&self, cursor: Option<String>, limit: usize) -> StoreResult<(Vec<Account>, Option<String>)>;
    /// Open accounts whose name contains the query as search compares it (all for an empty one), by name.
    async fn find_people(&self, query: &str, cursor: Option<String>, limit: usize) -> StoreResult<(Vec<Person>, Option<String>)>;
    /// Another name. Refuses `NameTaken`, `NoSuchPerson`.
    async fn set_name(&self, user_id: &UserId, name: Name, key: NameKey) -> StoreResult<()>;
    /// Another password; ends all sessions but `keep`, and returns those that ended. Refuses `NoSuchPerson`.
    async fn set_password(&self, user_id: &UserId, password_hash: String, keep: Option<SessionId>) -> StoreResult<Vec<SessionId>>;
    /// Other preferences. Refuses `NoSuchPerson`.
    async fn set_preferences(&self, user_id: &UserId, preferences: Preferences) -> StoreResult<()>;
    /// Closes an account, ends its sessions, and leaves every room but the direct ones; returns the `member_left` entries
    /// that this appended. Closing twice changes nothing. Refuses `NoSuchPerson`.
    async fn close_account(&self, user_id: &UserId, at: Timestamp) -> StoreResult<Vec<Entry>>;

    /// Starts a session, at most [`MAX_SESSIONS`] of a person's browsers. The same token again gives the session that is there. Refuses
    /// `NoSuchPerson` for a closed account, `TooManyTokens`.
    async fn start_session(&self, new: NewSession) -> StoreResult<SessionId>;
    /// The open account and session of a token that has not expired; notes the use, at most once an hour. That it could not
    /// be noted is no error.
    async fn session(&self, token: &Digest, now: Timestamp) -> StoreResult<Option<Proven>>;
    /// Leases a name to a guest: a new one, or the one who had it, with the rooms that they are in. The same secret again gives the lease
    /// that is there; leases that have expired are gone then. Refuses `NameTaken` for an account's name, while somebody else's lease lasts,
    /// and for a secret that opens something else.
    async fn admit_guest(&self, new: NewGuest) -> StoreResult<(Account, SessionId)>;
    /// The guest whose lease this secret proved until it expired, if nobody has the name now: they have it again, until then.
    async fn renew_guest(&self, token: &Digest, now: Timestamp, until: Timestamp) -> StoreResult<Option<Proven>>;
    /// A guest's lease expires now, if it would not last beyond `unless`; who has its secret may still have it again.
    async fn expire_guest(&self, id: SessionId, now: Timestamp, unless: Timestamp) -> StoreResult<()>;
    /// A session lasts at least until then; one that has ended stays so.
    async fn extend_session(&self, id: SessionId, until: Timestamp) -> StoreResult<()>;
    /// A person's sessions that have not expired, last used first.
    async fn sessions(&self, user_id: &UserId, now: Timestamp) -> StoreResult<Vec<Session>>;
    /// Those of these sessions that have neither ended nor expired.
    async fn live_sessions(&self, sessions: &[SessionId], now: Timestamp) -> StoreResult<HashSet<SessionId>>;
    /// Ends one session of this person; ending it twice changes nothing.
    async fn end_session(&self, user_id: &UserId, id: SessionId) -> StoreResult<()>;

    /// Stores an invite code; the same one again changes nothing. Refuses `NoSuchPerson` (`by`).
    async fn create_invite(&self, code: Digest, by: Option<UserId>, uses: u32, at: Timestamp, expires_at: Timestamp) -> StoreResult<()>;
    /// Invite codes that can still be used, newest first.
    async fn invites(&self, now: Timestamp) -> StoreResult<Vec<InviteCode>>;
    /// Revokes an invite code; twice changes nothing.
    async fn revoke_invite(&self, id: i64) -> StoreResult<()>;

    /// Stores a reset link; an earlier one of the same person stops working. Refuses `NoSuchPerson`.
    async fn create_reset(&self, link: Digest, user_id: &UserId, expires_at: Timestamp) -> StoreResult<()>;
    /// Whose link this is, while it is valid.
    async fn reset(&self, link: &Digest, now: Timestamp) -> StoreResult<Option<Person>>;
    /// Takes the link: sets the password, ends all sessions, and returns whose it was. Of calls at once one succeeds. The one
    /// change here that is not repeated: after an outage the link may be used up. Refuses `CodeInvalid`.
    async fn take_reset(&self, link: &Digest, password_hash: String, now: Timestamp) -> StoreResult<(Person, Vec<SessionId>)>;
}
