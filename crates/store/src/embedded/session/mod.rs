//! Accounts, sessions, invite codes and reset links.
//!
//! | module | holds |
//! |---|---|
//! | `accounts` | accounts and their names |
//! | `sessions` | who is signed in |
//! | `codes` | invite codes and reset links |

pub(super) mod accounts;
mod codes;
mod sessions;

use std::collections::HashSet;

use async_trait::async_trait;
use protocol::messages::Entry;
use protocol::session::{Person, Preferences};
use protocol::text::NameKey;
use protocol::{Name, Timestamp, UserId};

use super::Embedded;
use crate::StoreResult;
use crate::session::{Account, Digest, InviteCode, NewAccount, NewGuest, NewSession, Proven, Session, SessionId, Sessions};

#[async_trait]
impl Sessions for Embedded {
    async fn create_account(&self, new: NewAccount) -> StoreResult<Account> {
        self.write(move |connection| accounts::create(connection, &new)).await
    }

    async fn has_accounts(&self) -> StoreResult<bool> {
        self.read(accounts::any).await
    }

    async fn account_by_key(&self, key: &NameKey) -> StoreResult<Option<Account>> {
        let key = key.clone();
        self.read(move |connection| accounts::by_key(connection, &key)).await
    }

    async fn account(&self, user_id: &UserId) -> StoreResult<Option<Account>> {
        let user_id = user_id.clone();
        self.read(move |connection| accounts::by_id(connection, &user_id)).await
    }

    async fn accounts(&self, cursor: Option<String>, limit: usize) -> StoreResult<(Vec<Account>, Option<String>)> {
        self.read(move |connection| accounts::list(connection, cursor.as_deref(), limit)).await
    }

    async fn find_people(&self, query: &str, cursor: Option<String>, limit: usize) -> StoreResult<(Vec<Person>, Option<String>)> {
        let query = query.to_owned();
        self.read(move |connection| accounts::find(connection, &query, cursor.as_deref(), limit)).await
    }

    async fn set_name(&self, user_id: &UserId, name: Name, key: NameKey) -> StoreResult<()> {
        let user_id = user_id.clone();
        self.write(move |connection| accounts::set_name(connection, &user_id, &name, &key)).await
    }

    async fn set_password(&self, user_id: &UserId, password_hash: String, keep: Option<SessionId>) -> StoreResult<Vec<SessionId>> {
        let user_id = user_id.clone();
        self.write(move |connection| accounts::set_password(connection, &user_id, &password_hash, keep)).await
    }

    async fn set_preferences(&self, user_id: &UserId, preferences: Preferences) -> StoreResult<()> {
        let user_id = user_id.clone();
        self.write(move |connection| accounts::set_preferences(connection, &user_id, preferences)).await
    }

    async fn close_account(&self, user_id: &UserId, at: Timestamp) -> StoreResult<Vec<Entry>> {
        let user_id = user_id.clone();
        self.write(move |connection| accounts::close(connection, &user_id, at)).await
    }

    async fn start_session(&self, new: NewSession) -> StoreResult<SessionId> {
        self.write(move |connection| sessions::start(connection, &new)).await
    }

    async fn session(&self, token: &Digest, now: Timestamp) -> StoreResult<Option<Proven>> {
        let token = *token;
        let found = self.read(move |connection| sessions::by_token(connection, &token, now)).await?;
        let Some((proven, seen_at)) = found else { return Ok(None) };
        let id = proven.session;
        if sessions::is_old(seen_at, now) {
            // A disk that takes no more changes must not sign everybody out.
            if let Err(error) = self.write(move |connection| sessions::note_use(connection, id, now)).await {
                tracing::warn!(%error, "the use of a session could not be noted");
            }
        }
        Ok(Some(proven))
    }

    async fn admit_guest(&self, new: NewGuest) -> StoreResult<(Account, SessionId)> {
        self.write(move |connection| sessions::admit_guest(connection, &new)).await
    }

    async fn renew_guest(&self, token: &Digest, now: Timestamp, until: Timestamp) -> StoreResult<Option<Proven>> {
        let token = *token;
        // Most that ask have no lease to renew: they cost no change.
        if !self.read(move |connection| sessions::is_lease(connection, &token)).await? {
            return Ok(None);
        }
        self.write(move |connection| sessions::renew_guest(connection, &token, now, until)).await
    }

    async fn expire_guest(&self, id: SessionId, now: Timestamp, unless: Timestamp) -> StoreResult<()> {
        self.write(move |connection| sessions::expire_guest(connection, id, now, unless)).await
    }

    async fn extend_session(&self, id: SessionId, until: Timestamp) -> StoreResult<()> {
        self.write(move |connection| sessions::extend(connection, id, until)).await
    }

    async fn sessions(&self, user_id: &UserId, now: Timestamp) -> StoreResult<Vec<Session>> {
        let user_id = user_id.clone();
        self.read(move |connection| sessions::of(connection, &user_id, now)).await
    }

    async fn live_sessions(&self, sessions: &[SessionId], now: Timestamp) -> StoreResult<HashSet<SessionId>> {
        let sessions = sessions.to_vec();
        self.read(move |connection| sessions::live(connection, &sessions, now)).await
    }

    async fn end_session(&self, user_id: &UserId, id: SessionId) -> StoreResult<()> {
        let user_id = user_id.clone();
        self.write(move |connection| sessions::end(connection, &user_id, id)).await
    }

    async fn create_invite(&self, code: Digest, by: Option<UserId>, uses: u32, at: Timestamp, expires_at: Timestamp) -> StoreResult<()> {
        self.write(move |connection| codes::create_invite(connection, &code, by.as_ref(), uses, at, expires_at)).await
    }

    async fn invites(&self, now: Timestamp) -> StoreResult<Vec<InviteCode>> {
        self.read(move |connection| codes::invites(connection, now)).await
    }

    async fn revoke_invite(&self, id: i64) -> StoreResult<()> {
        self.write(move |connection| codes::revoke_invite(connection, id)).await
    }

    async fn create_reset(&self, link: Digest, user_id: &UserId, expires_at: Timestamp) -> StoreResult<()> {
        let user_id = user_id.clone();
        self.write(move |connection| codes::create_reset(connection, &link, &user_id, expires_at)).await
    }

    async fn reset(&self, link: &Digest, now: Timestamp) -> StoreResult<Option<Person>> {
        let link = *link;
        self.read(move |connection| Ok(codes::reset(connection, &link, now)?.map(|owner| owner.person))).await
    }

    async fn take_reset(&self, link: &Digest, password_hash: String, now: Timestamp) -> StoreResult<(Person, Vec<SessionId>)> {
        let link = *link;
        self.write(move |connection| codes::take_reset(connection, &link, &password_hash, now)).await
    }
}
