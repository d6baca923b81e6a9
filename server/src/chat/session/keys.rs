//! Coming in without a password: access tokens of people, bots, guests.

use protocol::ids::UserKind;
use protocol::session::Person;
use protocol::{Name, Timestamp, UserId};
use store::session::{NewAccount, NewGuest, NewSession, SessionId, SessionKind};

use super::{AccountError, AccountResult, Accounts, SignedIn, administrator, ended, shortened};
use crate::chat::Outcome;
use crate::clock::seconds_after;
use crate::identity::{Identity, Secret, mint_user_id, name};

/// How long an access token is valid, in seconds: until it is revoked, which no calendar does.
const TOKEN_SECONDS: i64 = 100 * 365 * 24 * 60 * 60;

/// How long a guest's name is theirs when nothing more is heard of them, in seconds. A guest whose browser shows their cookie again gets
/// as long as a session lasts.
pub const LEASE_SECONDS: i64 = 60;

/// What guests may do beyond talking in the rooms that they are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guests {
    /// They make rooms, and invite to them.
    pub create_rooms: bool,
    /// Others find them and make them members.
    pub invited: bool,
    /// They see public rooms and join them.
    pub public_rooms: bool,
}

/// Somebody who comes without an account.
#[derive(Clone, Debug)]
pub struct GuestArrival {
    /// What they want to be called.
    pub name: Name,
    /// What will prove that they are the same.
    pub token: Secret,
    /// Their browser.
    pub label: String,
}

impl Accounts {
    /// What guests may do here; `None`: there are none.
    pub const fn guests(&self) -> Option<Guests> {
        self.guests
    }

    /// Leases a name to a guest for [`LEASE_SECONDS`]. Errors: `NoGuests`, `Name`, `NameTaken`.
    pub async fn arrive(&self, guest: GuestArrival, now: Timestamp) -> AccountResult<(Identity, SignedIn)> {
        // Who makes the first account administers: that is not left to whoever passes by.
        if self.guests.is_none() || self.is_first().await? {
            return Err(AccountError::NoGuests);
        }
        let (name, key) = name::normalised(&guest.name)?;
        let new = NewGuest {
            id: mint_user_id(UserKind::Guest),
            name,
            key,
            token: guest.token.digest(),
            at: now,
            expires_at: seconds_after(now, LEASE_SECONDS),
            label: shortened(guest.label),
        };
        let (account, session) = self.store.admit_guest(new).await?;
        Ok((Identity::new(account.clone(), session), SignedIn { token: guest.token, account }))
    }

    /// A guest is still here: the name stays theirs.
    pub async fn keep_guest(&self, lease: SessionId, now: Timestamp) -> AccountResult<()> {
        Ok(self.store.extend_session(lease, seconds_after(now, LEASE_SECONDS)).await?)
    }

    /// A guest is gone: the name is free, unless they have shown that they come back with a cookie. They may come back all the same, while
    /// nobody else has it.
    pub async fn release_guest(&self, lease: SessionId, now: Timestamp) -> AccountResult<()> {
        Ok(self.store.expire_guest(lease, now, seconds_after(now, LEASE_SECONDS)).await?)
    }

    /// An access token for oneself, called so. It is shown once: only its digest is stored. Errors: `TooManyTokens`, `Forbidden`.
    pub async fn create_token(&self, me: &Identity, called: &Name, now: Timestamp) -> AccountResult<Secret> {
        if me.is_guest() {
            return Err(AccountError::Forbidden);
        }
        self.token(&me.person.id, called, now).await
    }

    async fn token(&self, user_id: &UserId, called: &Name, now: Timestamp) -> AccountResult<Secret> {
        let token = Secret::mint_access_token();
        let session = NewSession {
            kind: SessionKind::Token,
            token: token.digest(),
            user_id: user_id.clone(),
            at: now,
            expires_at: seconds_after(now, TOKEN_SECONDS),
            label: called.as_str().to_owned(),
        };
        self.store.start_session(session).await?;
        Ok(token)
    }

    /// A bot: an account that only access tokens open. Returns its first one. Errors: `Forbidden`, `Name`, `NameTaken`.
    pub async fn create_bot(&self, me: &Identity, called: &Name, now: Timestamp) -> AccountResult<(Person, Secret)> {
        administrator(me)?;
        let (name, key) = name::normalised(called)?;
        let bot = NewAccount { id: mint_user_id(UserKind::Bot), name, key, password_hash: String::new(), at: now, invite: None };
        let bot = self.store.create_account(bot).await?.person;
        let token = self.token(&bot.id, &bot.name, now).await?;
        Ok((bot, token))
    }

    /// Another access token for a bot; those that it had end. Errors: `Forbidden`, `NoSuchPerson`.
    pub async fn renew_bot(&self, me: &Identity, bot: &UserId, now: Timestamp) -> AccountResult<Outcome<(Person, Secret)>> {
        administrator(me)?;
        let account = self.store.account(bot).await?.filter(|account| account.closed_at.is_none() && bot.kind() == UserKind::Bot);
        let person = account.ok_or(AccountError::NoSuchPerson)?.person;
        let sessions: Vec<SessionId> = self.store.sessions(bot, now).await?.into_iter().map(|session| session.id).collect();
        for session in &sessions {
            self.store.end_session(bot, *session).await?;
        }
        let token = self.token(bot, &person.name, now).await?;
        Ok(Outcome { reply: (person, token), announce: vec![ended(bot, sessions)] })
    }
}
