//! Accounts, sessions, invite codes and reset links.
//!
//! | module | holds |
//! |---|---|
//! | `stored` | how they are stored |
//! | `lists` | people by name |

mod lists;
pub(super) mod stored;

use std::collections::HashSet;

use async_trait::async_trait;
use futures::stream::{self, StreamExt as _};
use protocol::messages::Entry;
use protocol::session::{Person, Preferences};
use protocol::text::NameKey;
use protocol::{Name, RoomId, Timestamp, UserId};

use self::stored::{StoredAccount, StoredInvite, StoredSession, account, handle, handle_text, hex, theme_text};
use super::stored::parse;
use super::{Redis, scripts};
use crate::names::fold;
use crate::session::{
    Account, Digest, InviteCode, MAX_SESSIONS, MAX_TOKENS, NOTE_EVERY_MS, NewAccount, NewGuest, NewSession, Proven, Session, SessionId,
    Sessions,
};
use crate::{Refusal, StoreError, StoreResult};

/// Rooms that are left at the same time.
const AT_ONCE: usize = 64;

/// An account, the handle of a session, the session: as scripts return them.
type Found = (Vec<u8>, String, Vec<u8>);

fn proven(json: &[u8], number: &str, session: &StoredSession) -> StoreResult<Proven> {
    let (kind, expires_at) = (session.kind.into(), session.expires);
    Ok(Proven { account: account(json)?, session: SessionId(handle(number)?), kind, expires_at })
}

#[async_trait]
impl Sessions for Redis {
    async fn create_account(&self, new: NewAccount) -> StoreResult<Account> {
        let invite = new.invite.as_ref().map(hex).unwrap_or_default();
        let at = new.at.0;
        let call = self.of_people(&scripts::CREATE_ACCOUNT).arg(StoredAccount::new(new).json()).arg(at).arg(invite);
        account(&self.run::<Vec<u8>>(&call).await?)
    }

    async fn has_accounts(&self) -> StoreResult<bool> {
        let mut command = redis::cmd("HLEN");
        command.arg(self.keys.of_people("accounts"));
        Ok(self.link.ask::<u64>(&command).await? > 0)
    }

    async fn account_by_key(&self, key: &NameKey) -> StoreResult<Option<Account>> {
        match self.of_people_field::<Option<String>>("keys", key.as_str()).await? {
            Some(id) => self.account(&parse(id)?).await,
            None => Ok(None),
        }
    }

    async fn account(&self, user_id: &UserId) -> StoreResult<Option<Account>> {
        self.of_people_field::<Option<Vec<u8>>>("accounts", user_id.as_str()).await?.map(|json| account(&json)).transpose()
    }

    async fn accounts(&self, cursor: Option<String>, limit: usize) -> StoreResult<(Vec<Account>, Option<String>)> {
        self.accounts_page(cursor.as_deref(), limit).await
    }

    async fn find_people(&self, query: &str, cursor: Option<String>, limit: usize) -> StoreResult<(Vec<Person>, Option<String>)> {
        self.people_page(query, cursor.as_deref(), limit).await
    }

    async fn set_name(&self, user_id: &UserId, name: Name, key: NameKey) -> StoreResult<()> {
        let call = self.of_people(&scripts::SET_NAME).arg(user_id.as_str()).arg(name.as_str()).arg(key.as_str()).arg(fold(name.as_str()));
        self.run::<i64>(&call.repeatable()).await.map(drop)
    }

    async fn set_password(&self, user_id: &UserId, password_hash: String, keep: Option<SessionId>) -> StoreResult<Vec<SessionId>> {
        let call = self.of_people(&scripts::SET_PASSWORD).arg(user_id.as_str()).arg(password_hash);
        let call = call.arg(keep.map(|id| handle_text(id.0)).unwrap_or_default());
        self.run::<Vec<String>>(&call).await?.iter().map(|ended| handle(ended).map(SessionId)).collect()
    }

    async fn set_preferences(&self, user_id: &UserId, preferences: Preferences) -> StoreResult<()> {
        let language = preferences.language.map(stored::language_text).unwrap_or_default();
        let call = self.of_people(&scripts::SET_PREFERENCES).arg(user_id.as_str()).arg(language).arg(theme_text(preferences.theme));
        let call = call.arg(u8::from(preferences.hide_typing)).arg(stored::json(&preferences.display));
        self.run::<i64>(&call.repeatable()).await.map(drop)
    }

    async fn close_account(&self, user_id: &UserId, at: Timestamp) -> StoreResult<Vec<Entry>> {
        let call = self.of_people(&scripts::CLOSE_ACCOUNT).arg(user_id.as_str()).arg(at.0).repeatable();
        self.run::<i64>(&call).await?;
        // From here on they act no more. What is left undone when this fails is done by whoever closes the account again.
        let rooms = self.rooms_of_person(user_id).await?;
        let leave = |room_id: RoomId| async move { (self.leave_as("close", &room_id, user_id, at).await, room_id) };
        let leaving: Vec<_> = rooms.into_iter().map(leave).collect();
        let mut entries = Vec::new();
        for (left, room_id) in stream::iter(leaving).buffered(AT_ONCE).collect::<Vec<_>>().await {
            let left = match left {
                // Once more: what the others appended must not stay untold for one that failed.
                Err(StoreError::Unavailable(_)) => self.leave_as("close", &room_id, user_id, at).await,
                left => left,
            };
            match left {
                Ok(entry) => entries.extend(entry),
                Err(StoreError::Refused(Refusal::NotMember)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(entries)
    }

    async fn start_session(&self, new: NewSession) -> StoreResult<SessionId> {
        let at = new.at.0;
        let call = self
            .of_people(&scripts::START_SESSION)
            .arg(StoredSession::new(new).json())
            .arg(at)
            .arg(MAX_SESSIONS)
            .arg(MAX_TOKENS)
            .repeatable();
        handle(&self.run::<String>(&call).await?).map(SessionId)
    }

    async fn session(&self, token: &Digest, now: Timestamp) -> StoreResult<Option<Proven>> {
        let call = self.of_people(&scripts::SESSION).arg(hex(token)).arg(now.0).repeatable();
        let Some((json, number, session)) = self.run::<Option<Found>>(&call).await? else { return Ok(None) };
        let session = StoredSession::read(&session)?;
        if now.0.saturating_sub(session.seen.0) >= NOTE_EVERY_MS {
            // A Redis that takes no more changes must not sign everybody out.
            let call = self.of_people(&scripts::NOTE_USE).arg(number.as_str()).arg(now.0).repeatable();
            if let Err(error) = self.run::<i64>(&call).await {
                tracing::warn!(%error, "the use of a session could not be noted");
            }
        }
        proven(&json, &number, &session).map(Some)
    }

    async fn renew_guest(&self, token: &Digest, now: Timestamp, until: Timestamp) -> StoreResult<Option<Proven>> {
        let call = self.of_people(&scripts::RENEW_GUEST).arg(hex(token)).arg(now.0).arg(until.0).repeatable();
        let Some((json, number, session)) = self.run::<Option<Found>>(&call).await? else { return Ok(None) };
        proven(&json, &number, &StoredSession::read(&session)?).map(Some)
    }

    async fn expire_guest(&self, id: SessionId, now: Timestamp, unless: Timestamp) -> StoreResult<()> {
        let call = self.of_people(&scripts::EXPIRE_GUEST).arg(handle_text(id.0)).arg(now.0).arg(unless.0).repeatable();
        self.run::<i64>(&call).await.map(drop)
    }

    async fn admit_guest(&self, new: NewGuest) -> StoreResult<(Account, SessionId)> {
        let (lease, at) = (StoredSession::lease(&new).json(), new.at);
        let NewGuest { id, name, key, .. } = new;
        let guest = NewAccount { id, name, key, password_hash: String::new(), at, invite: None };
        let call = self.of_people(&scripts::ADMIT_GUEST).arg(StoredAccount::new(guest).json()).arg(lease).arg(at.0).arg(UserId::GUEST);
        let (json, number): (Vec<u8>, String) = self.run(&call.repeatable()).await?;
        Ok((account(&json)?, SessionId(handle(&number)?)))
    }

    async fn extend_session(&self, id: SessionId, until: Timestamp) -> StoreResult<()> {
        let call = self.of_people(&scripts::EXTEND_SESSION).arg(handle_text(id.0)).arg(until.0).repeatable();
        self.run::<i64>(&call).await.map(drop)
    }

    async fn sessions(&self, user_id: &UserId, now: Timestamp) -> StoreResult<Vec<Session>> {
        let call = self.of_people(&scripts::SESSIONS_OF).arg(user_id.as_str()).repeatable();
        let found: Vec<Vec<u8>> = self.run(&call).await?;
        let mut sessions = Vec::with_capacity(found.len() / 2);
        for pair in found.chunks_exact(2) {
            let number = handle(&String::from_utf8_lossy(&pair[0]))?;
            let session = StoredSession::read(&pair[1])?;
            if session.expires > now {
                sessions.push(session.listed(SessionId(number)));
            }
        }
        sessions.sort_by_key(|session| std::cmp::Reverse((session.seen_at, session.id)));
        Ok(sessions)
    }

    async fn live_sessions(&self, sessions: &[SessionId], now: Timestamp) -> StoreResult<HashSet<SessionId>> {
        let mut live = HashSet::with_capacity(sessions.len());
        for some in sessions.chunks(500) {
            let mut command = redis::cmd("HMGET");
            command.arg(self.keys.of_people("sessions")).arg(some.iter().map(|id| handle_text(id.0)).collect::<Vec<_>>());
            let found: Vec<Option<Vec<u8>>> = self.link.ask(&command).await?;
            for (id, json) in some.iter().zip(found) {
                if let Some(json) = json
                    && StoredSession::read(&json)?.expires > now
                {
                    live.insert(*id);
                }
            }
        }
        Ok(live)
    }

    async fn end_session(&self, user_id: &UserId, id: SessionId) -> StoreResult<()> {
        let call = self.of_people(&scripts::END_SESSION).arg(user_id.as_str()).arg(handle_text(id.0)).repeatable();
        self.run::<i64>(&call).await.map(drop)
    }

    async fn create_invite(&self, code: Digest, by: Option<UserId>, uses: u32, at: Timestamp, expires_at: Timestamp) -> StoreResult<()> {
        let invite = StoredInvite { code: hex(&code), by, created: at, expires: expires_at, uses };
        let call = self.of_people(&scripts::CREATE_INVITE).arg(invite.json()).arg(at.0).repeatable();
        self.run::<i64>(&call).await.map(drop)
    }

    async fn invites(&self, now: Timestamp) -> StoreResult<Vec<InviteCode>> {
        let mut command = redis::cmd("HGETALL");
        command.arg(self.keys.of_people("invites"));
        let found: Vec<(String, Vec<u8>)> = self.link.ask(&command).await?;
        let mut invites = Vec::new();
        for (number, json) in found {
            let invite = StoredInvite::read(&json)?;
            if invite.uses > 0 && invite.expires > now {
                invites.push((handle(&number)?, invite));
            }
        }
        invites.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        let names = self.names(invites.iter().filter_map(|(_, invite)| invite.by.as_ref())).await?;
        let code = |(id, invite): (i64, StoredInvite)| {
            let by = invite.by.map(|by| names.person(by)).transpose()?;
            Ok(InviteCode { id, by, created_at: invite.created, expires_at: invite.expires, uses_left: invite.uses })
        };
        invites.into_iter().map(code).collect()
    }

    async fn revoke_invite(&self, id: i64) -> StoreResult<()> {
        let call = self.of_people(&scripts::REVOKE_INVITE).arg(handle_text(id)).repeatable();
        self.run::<i64>(&call).await.map(drop)
    }

    async fn create_reset(&self, link: Digest, user_id: &UserId, expires_at: Timestamp) -> StoreResult<()> {
        let call = self.of_people(&scripts::CREATE_RESET).arg(user_id.as_str()).arg(hex(&link)).arg(expires_at.0).repeatable();
        self.run::<i64>(&call).await.map(drop)
    }

    async fn reset(&self, link: &Digest, now: Timestamp) -> StoreResult<Option<Person>> {
        let call = self.of_people(&scripts::RESET).arg(hex(link)).arg(now.0).arg("").repeatable();
        match self.run::<(String, String)>(&call).await {
            Ok((id, name)) => Ok(Some(Person { id: parse(id)?, name: parse(name)? })),
            Err(StoreError::Refused(Refusal::CodeInvalid)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn take_reset(&self, link: &Digest, password_hash: String, now: Timestamp) -> StoreResult<(Person, Vec<SessionId>)> {
        let call = self.of_people(&scripts::RESET).arg(hex(link)).arg(now.0).arg(password_hash);
        let mut answer = self.run::<Vec<String>>(&call).await?.into_iter();
        let (Some(id), Some(name)) = (answer.next(), answer.next()) else {
            return Err(StoreError::Corrupt("an answer of a script is too short".into()));
        };
        let ended = answer.map(|ended| handle(&ended).map(SessionId)).collect::<Result<_, _>>()?;
        Ok((Person { id: parse(id)?, name: parse(name)? }, ended))
    }
}

impl Redis {
    async fn of_people_field<T: redis::FromRedisValue>(&self, part: &str, field: &str) -> StoreResult<T> {
        let mut command = redis::cmd("HGET");
        command.arg(self.keys.of_people(part)).arg(field);
        self.link.ask(&command).await
    }
}
