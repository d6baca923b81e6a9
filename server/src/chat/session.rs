//! The rules of accounts: who may make one, prove it, change it, end it.
//!
//! Time, secrets and hashes come in from outside; what is told to people stands in `app`. [`keys`] has access tokens, bots and guests.

pub mod keys;
mod push;

use std::sync::Arc;

use protocol::ids::UserKind;
use protocol::session::{Person, Preferences, Role};
use protocol::text::TextError;
use protocol::{Name, Timestamp, UserId};
use store::session::{Account, InviteCode, NewAccount, NewSession, Session, SessionId, SessionKind};
use store::{Refusal, Store, StoreError};
use tokio::sync::Mutex;

use self::keys::Guests;
use super::Outcome;
use crate::announce::Announce;
use crate::clock::seconds_after;
use crate::config::Registration;
use crate::identity::door::SESSION_SECONDS;
use crate::identity::password::{Busy, Password};
use crate::identity::{Identity, Passwords, Secret, mint_user_id, name};

/// How long a reset link is valid, in seconds: a day.
pub const RESET_SECONDS: i64 = 24 * 60 * 60;
/// Most accounts that one invite code opens.
pub const MAX_INVITE_USES: u32 = 100;
/// Most days that an invite code is valid.
pub const MAX_INVITE_DAYS: u32 = 90;
/// Most bytes of a session's label.
const MAX_LABEL: usize = 200;

/// Why a rule of accounts says no.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The name cannot be one.
    #[error(transparent)]
    Name(#[from] TextError),
    /// The name is taken, or looks like one that is.
    #[error("this name is taken")]
    NameTaken,
    /// No account of this name, or another password: which of the two is not told.
    #[error("wrong name or password")]
    WrongPassword,
    /// Registration is closed.
    #[error("registration is closed")]
    Closed,
    /// An invite code is needed, and this is none (any more); or a reset link that is none (any more).
    #[error("this code or link is not valid any more")]
    CodeInvalid,
    /// Needs an administrator.
    #[error("only an administrator may do this")]
    Forbidden,
    /// An administrator does not close their own account: nobody could open the house again.
    #[error("the only administrator cannot close their own account")]
    OnlyAdministrator,
    /// There is no such account, or it is closed.
    #[error("no such person")]
    NoSuchPerson,
    /// There are no guests here.
    #[error("guests are not admitted")]
    NoGuests,
    /// A person has at most [`store::session::MAX_TOKENS`] access tokens.
    #[error("too many access tokens")]
    TooManyTokens,
    /// A number outside its bounds.
    #[error("{field} must be 1 to {max}")]
    OutOfBounds {
        /// Which.
        field: &'static str,
        /// The largest; the smallest is 1.
        max: u32,
    },
    /// Too many are hashing passwords at this moment.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The store is away, or cannot be read.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(Refusal::NameTaken) => Self::NameTaken,
            StoreError::Refused(Refusal::CodeInvalid) => Self::CodeInvalid,
            StoreError::Refused(Refusal::NoSuchPerson) => Self::NoSuchPerson,
            StoreError::Refused(Refusal::TooManyTokens) => Self::TooManyTokens,
            other => Self::Store(other),
        }
    }
}

/// What every rule returns.
pub type AccountResult<T> = Result<T, AccountError>;

/// Somebody who wants an account.
#[derive(Clone, Debug)]
pub struct SignUp {
    /// What they want to be called.
    pub name: Name,
    /// Their password.
    pub password: Password,
    /// The code that they were given.
    pub invite: Option<Secret>,
    /// Their browser, for the list of sessions.
    pub label: String,
}

/// Somebody who has an account.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// What they are called.
    pub name: Name,
    /// What they type.
    pub password: Password,
    /// Their browser, for the list of sessions.
    pub label: String,
}

/// A session that was started.
#[derive(Debug)]
pub struct SignedIn {
    /// For the cookie. It is not stored: only its digest is.
    pub token: Secret,
    /// Whose.
    pub account: Account,
}

/// The rules of accounts. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    store: Arc<dyn Store>,
    passwords: Passwords,
    registration: Registration,
    guests: Option<Guests>,
    /// Where registration is not open, only the first account needs no invite: two at once must not both be the first.
    first: Arc<Mutex<()>>,
}

impl Accounts {
    /// Over this store.
    pub fn new(store: Arc<dyn Store>, passwords: Passwords, registration: Registration, guests: Option<Guests>) -> Self {
        Self { store, passwords, registration, guests, first: Arc::default() }
    }

    /// How registration is configured.
    pub const fn registration(&self) -> Registration {
        self.registration
    }

    /// Whether the next account will be the first, the administrator's.
    pub async fn is_first(&self) -> AccountResult<bool> {
        Ok(!self.store.has_accounts().await?)
    }

    /// Makes an account and starts its first session. Errors: `Name`, `NameTaken`, `Closed`, `CodeInvalid`, `Busy`.
    pub async fn sign_up(&self, new: SignUp, now: Timestamp) -> AccountResult<SignedIn> {
        let (name, key) = name::normalised(&new.name)?;
        self.may_sign_up(new.invite.is_some()).await?;
        // What would be refused anyway costs no hash.
        if self.store.account_by_key(&key).await?.is_some() {
            return Err(AccountError::NameTaken);
        }
        let password_hash = self.passwords.hash(new.password).await?;
        let _one_is_first = if self.registration == Registration::Open { None } else { Some(self.first.lock().await) };
        self.may_sign_up(new.invite.is_some()).await?;
        let invite = match self.registration {
            Registration::Invite => new.invite.as_ref().map(Secret::digest),
            Registration::Open | Registration::Closed => None,
        };
        let account = NewAccount { id: mint_user_id(UserKind::Account), name, key, password_hash, at: now, invite };
        let account = self.store.create_account(account).await?;
        self.start_session(account, new.label, now).await
    }

    async fn may_sign_up(&self, has_invite: bool) -> AccountResult<()> {
        match self.registration {
            Registration::Open => Ok(()),
            Registration::Invite if has_invite || self.is_first().await? => Ok(()),
            Registration::Closed if self.is_first().await? => Ok(()),
            Registration::Invite => Err(AccountError::CodeInvalid),
            Registration::Closed => Err(AccountError::Closed),
        }
    }

    /// Proves a password and starts a session. An unknown name takes as long as a wrong password. Errors: `WrongPassword`, `Busy`.
    pub async fn sign_in(&self, known: SignIn, now: Timestamp) -> AccountResult<SignedIn> {
        // Bots and guests have no password to prove.
        let can = |account: &Account| account.closed_at.is_none() && account.person.id.kind() == UserKind::Account;
        let account = self.store.account_by_key(&name::key(&known.name)).await?.filter(can);
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let proven = self.passwords.verify(known.password, hash).await?;
        match account {
            Some(account) if proven => self.start_session(account, known.label, now).await,
            _ => Err(AccountError::WrongPassword),
        }
    }

    async fn start_session(&self, account: Account, label: String, now: Timestamp) -> AccountResult<SignedIn> {
        let token = Secret::mint();
        let session = NewSession {
            kind: SessionKind::Browser,
            token: token.digest(),
            user_id: account.person.id.clone(),
            at: now,
            expires_at: seconds_after(now, SESSION_SECONDS),
            label: shortened(label),
        };
        self.store.start_session(session).await?;
        Ok(SignedIn { token, account })
    }

    /// Ends the session that acts.
    pub async fn sign_out(&self, me: &Identity) -> AccountResult<Outcome<()>> {
        self.end_session(me, me.session).await
    }

    /// Ends one of one's own sessions.
    pub async fn end_session(&self, me: &Identity, session: SessionId) -> AccountResult<Outcome<()>> {
        self.store.end_session(&me.person.id, session).await?;
        Ok(Outcome { reply: (), announce: vec![ended(&me.person.id, vec![session])] })
    }

    /// One's own sessions and access tokens, last used first.
    pub async fn sessions(&self, me: &Identity, now: Timestamp) -> AccountResult<Vec<Session>> {
        Ok(self.store.sessions(&me.person.id, now).await?)
    }

    /// Another name. Errors: `Name`, `NameTaken`, `Forbidden` (a guest).
    pub async fn change_name(&self, me: &Identity, wanted: &Name) -> AccountResult<Outcome<()>> {
        if me.is_guest() {
            return Err(AccountError::Forbidden);
        }
        let (name, key) = name::normalised(wanted)?;
        self.store.set_name(&me.person.id, name.clone(), key).await?;
        let renamed = Person { id: me.person.id.clone(), name };
        Ok(Outcome { reply: (), announce: vec![Announce::Renamed(renamed)] })
    }

    /// Another password, when the current one is proven; ends all other sessions. Errors: `WrongPassword`, `Busy`.
    pub async fn change_password(&self, me: &Identity, current: Password, password: Password) -> AccountResult<Outcome<()>> {
        let account = self.store.account(&me.person.id).await?.ok_or(AccountError::NoSuchPerson)?;
        if !self.passwords.verify(current, Some(account.password_hash)).await? {
            return Err(AccountError::WrongPassword);
        }
        let hash = self.passwords.hash(password).await?;
        let sessions = self.store.set_password(&me.person.id, hash, Some(me.session)).await?;
        Ok(Outcome { reply: (), announce: vec![ended(&me.person.id, sessions)] })
    }

    /// Other preferences.
    pub async fn change_preferences(&self, me: &Identity, preferences: Preferences) -> AccountResult<()> {
        Ok(self.store.set_preferences(&me.person.id, preferences).await?)
    }

    /// Accounts by name, closed ones included. Errors: `Forbidden`.
    pub async fn people(&self, me: &Identity, cursor: Option<String>, limit: usize) -> AccountResult<(Vec<Account>, Option<String>)> {
        administrator(me)?;
        Ok(self.store.accounts(cursor, limit).await?)
    }

    /// Codes that can still be used. Errors: `Forbidden`.
    pub async fn invites(&self, me: &Identity, now: Timestamp) -> AccountResult<Vec<InviteCode>> {
        administrator(me)?;
        Ok(self.store.invites(now).await?)
    }

    /// An invite code for `uses` accounts, valid for `days`. Errors: `Forbidden`, `OutOfBounds`.
    pub async fn invite(&self, me: &Identity, uses: u32, days: u32, now: Timestamp) -> AccountResult<Secret> {
        administrator(me)?;
        mint_invite(&*self.store, Some(me.person.id.clone()), uses, days, now).await
    }

    /// Revokes an invite code. Errors: `Forbidden`.
    pub async fn revoke_invite(&self, me: &Identity, id: i64) -> AccountResult<()> {
        administrator(me)?;
        Ok(self.store.revoke_invite(id).await?)
    }

    /// A link with which somebody sets a new password, and whose. An earlier link stops working. Errors: `Forbidden`, `NoSuchPerson`.
    pub async fn reset_link(&self, me: &Identity, user_id: &UserId, now: Timestamp) -> AccountResult<(Secret, Person)> {
        administrator(me)?;
        let has_password = |account: &Account| account.closed_at.is_none() && user_id.kind() == UserKind::Account;
        let account = self.store.account(user_id).await?.filter(has_password);
        let account = account.ok_or(AccountError::NoSuchPerson)?;
        let link = Secret::mint();
        self.store.create_reset(link.digest(), user_id, seconds_after(now, RESET_SECONDS)).await?;
        Ok((link, account.person))
    }

    /// Whose password a link resets; `None` when it is not valid any more.
    pub async fn reset_for(&self, link: &Secret, now: Timestamp) -> AccountResult<Option<Person>> {
        Ok(self.store.reset(&link.digest(), now).await?)
    }

    /// Takes a reset link: sets the password and ends all sessions. Errors: `CodeInvalid`, `Busy`.
    pub async fn reset_password(&self, link: &Secret, password: Password, now: Timestamp) -> AccountResult<Outcome<Person>> {
        // Who guesses at links costs no hash.
        self.reset_for(link, now).await?.ok_or(AccountError::CodeInvalid)?;
        let hash = self.passwords.hash(password).await?;
        let (person, sessions) = self.store.take_reset(&link.digest(), hash, now).await?;
        let announce = vec![ended(&person.id, sessions)];
        Ok(Outcome { reply: person, announce })
    }

    /// Closes an account: its sessions end, it leaves its rooms, its name stays taken, what it said stays.
    /// Errors: `Forbidden`, `OnlyAdministrator`, `NoSuchPerson`.
    pub async fn close_account(&self, me: &Identity, user_id: &UserId, now: Timestamp) -> AccountResult<Outcome<()>> {
        administrator(me)?;
        // The first account is the only administrator there can be.
        if me.person.id == *user_id {
            return Err(AccountError::OnlyAdministrator);
        }
        let entries = self.store.close_account(user_id, now).await?;
        let mut announce = Announce::entries(entries);
        announce.push(Announce::AccountClosed { user_id: user_id.clone() });
        Ok(Outcome { reply: (), announce })
    }
}

/// An invite code, by an administrator or (`None`) from the command line. Errors: `OutOfBounds`.
pub async fn mint_invite(store: &dyn Store, by: Option<UserId>, uses: u32, days: u32, now: Timestamp) -> AccountResult<Secret> {
    bounded("uses", uses, MAX_INVITE_USES)?;
    bounded("days", days, MAX_INVITE_DAYS)?;
    let code = Secret::mint();
    store.create_invite(code.digest(), by, uses, now, seconds_after(now, i64::from(days) * 24 * 60 * 60)).await?;
    Ok(code)
}

fn bounded(field: &'static str, value: u32, max: u32) -> AccountResult<()> {
    if (1..=max).contains(&value) { Ok(()) } else { Err(AccountError::OutOfBounds { field, max }) }
}

fn administrator(me: &Identity) -> AccountResult<()> {
    if me.role == Role::Administrator { Ok(()) } else { Err(AccountError::Forbidden) }
}

fn shortened(mut label: String) -> String {
    label.truncate(label.floor_char_boundary(MAX_LABEL));
    label
}

fn ended(user_id: &UserId, sessions: Vec<SessionId>) -> Announce {
    Announce::SessionsEnded { user_id: user_id.clone(), sessions }
}
