//! Accounts, sessions and invite codes as they are stored: as JSON, in the fields that the scripts know.

use protocol::session::{Display, Language, Person, Preferences, Role, Theme};
use protocol::{Name, Timestamp, UserId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::archive::PersonRecord;
use crate::names::fold;
use crate::session::{Account, Digest, NewAccount, NewGuest, NewSession, Session, SessionId, SessionKind};
use crate::{StoreError, StoreResult};

/// An account. `key` and `fold` are its name as it must be unique, and as lists are sorted.
#[derive(Serialize, Deserialize)]
pub(in crate::redis) struct StoredAccount {
    id: UserId,
    name: Name,
    key: String,
    fold: String,
    hash: String,
    /// The first of all: the script knows.
    #[serde(default)]
    admin: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
    #[serde(default)]
    theme: Theme,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    hide_typing: bool,
    #[serde(default)]
    display: Display,
    created: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<Timestamp>,
}

impl StoredAccount {
    pub(super) fn new(new: NewAccount) -> Self {
        let Preferences { language, theme, hide_typing, display } = Preferences::default();
        Self {
            fold: fold(new.name.as_str()),
            id: new.id,
            name: new.name,
            key: new.key.as_str().to_owned(),
            hash: new.password_hash,
            admin: false,
            language,
            theme,
            hide_typing,
            display,
            created: new.at,
            closed: None,
        }
    }

    pub(in crate::redis) fn json(&self) -> String {
        json(self)
    }
}

impl From<PersonRecord> for StoredAccount {
    fn from(person: PersonRecord) -> Self {
        Self {
            fold: fold(person.name.as_str()),
            id: person.id,
            name: person.name,
            key: person.key,
            hash: person.password_hash,
            admin: person.role == Role::Administrator,
            language: person.language,
            theme: person.theme,
            hide_typing: person.hide_typing,
            display: person.display,
            created: person.created_at,
            closed: person.closed_at,
        }
    }
}

/// The same as a record.
pub(in crate::redis) fn person_record(json: &[u8]) -> StoreResult<PersonRecord> {
    let stored: StoredAccount = read("an account", json)?;
    Ok(PersonRecord {
        id: stored.id,
        name: stored.name,
        key: stored.key,
        password_hash: stored.hash,
        role: if stored.admin { Role::Administrator } else { Role::Member },
        language: stored.language,
        theme: stored.theme,
        hide_typing: stored.hide_typing,
        display: stored.display,
        created_at: stored.created,
        closed_at: stored.closed,
    })
}

/// An account as it came from Redis.
pub(in crate::redis) fn account(json: &[u8]) -> StoreResult<Account> {
    let stored: StoredAccount = read("an account", json)?;
    Ok(Account {
        person: Person { id: stored.id, name: stored.name },
        role: if stored.admin { Role::Administrator } else { Role::Member },
        preferences: Preferences {
            language: stored.language,
            theme: stored.theme,
            hide_typing: stored.hide_typing,
            display: stored.display,
        },
        password_hash: stored.hash,
        created_at: stored.created,
        closed_at: stored.closed,
    })
}

/// What opens with a session, as it is stored; a browser does where nothing is written.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StoredKind {
    #[default]
    Browser,
    Token,
    Guest,
}

impl From<SessionKind> for StoredKind {
    fn from(kind: SessionKind) -> Self {
        match kind {
            SessionKind::Browser => Self::Browser,
            SessionKind::Token => Self::Token,
            SessionKind::Guest => Self::Guest,
        }
    }
}

impl From<StoredKind> for SessionKind {
    fn from(kind: StoredKind) -> Self {
        match kind {
            StoredKind::Browser => Self::Browser,
            StoredKind::Token => Self::Token,
            StoredKind::Guest => Self::Guest,
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredSession {
    #[serde(default)]
    pub(super) kind: StoredKind,
    token: String,
    user: UserId,
    created: Timestamp,
    pub(super) seen: Timestamp,
    pub(super) expires: Timestamp,
    label: String,
}

impl StoredSession {
    pub(super) fn new(new: NewSession) -> Self {
        let (kind, token) = (new.kind.into(), hex(&new.token));
        Self { kind, token, user: new.user_id, created: new.at, seen: new.at, expires: new.expires_at, label: new.label }
    }

    /// A guest's lease.
    pub(super) fn lease(new: &NewGuest) -> Self {
        let NewGuest { id: user_id, token, at, expires_at, label, .. } = new.clone();
        Self::new(NewSession { kind: SessionKind::Guest, token, user_id, at, expires_at, label })
    }

    pub(super) fn json(&self) -> String {
        json(self)
    }

    pub(super) fn read(json: &[u8]) -> StoreResult<Self> {
        read("a session", json)
    }

    pub(super) fn listed(self, id: SessionId) -> Session {
        Session { kind: self.kind.into(), id, created_at: self.created, seen_at: self.seen, label: self.label }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredInvite {
    pub(super) code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<UserId>,
    pub(super) created: Timestamp,
    pub(super) expires: Timestamp,
    pub(super) uses: u32,
}

impl StoredInvite {
    pub(super) fn json(&self) -> String {
        json(self)
    }

    pub(super) fn read(json: &[u8]) -> StoreResult<Self> {
        read("an invite code", json)
    }
}

pub(super) fn json<T: Serialize>(stored: &T) -> String {
    serde_json::to_string(stored).expect("ids, texts and numbers are JSON")
}

fn read<T: DeserializeOwned>(what: &str, json: &[u8]) -> StoreResult<T> {
    serde_json::from_slice(json).map_err(|error| StoreError::Corrupt(format!("{what}: {error}")))
}

/// A handle as it is stored: of one length, so that handles sort as numbers do.
pub(in crate::redis) fn handle_text(handle: i64) -> String {
    format!("{handle:016}")
}

/// The reverse of [`handle_text`].
pub(in crate::redis) fn handle(text: &str) -> StoreResult<i64> {
    text.parse().map_err(|_| StoreError::Corrupt(format!("{text:?} is no handle")))
}

/// A digest as it is stored.
pub(super) fn hex(digest: &Digest) -> String {
    digest.0.iter().fold(String::with_capacity(64), |mut hex, byte| {
        use std::fmt::Write as _;
        write!(hex, "{byte:02x}").expect("a String takes everything");
        hex
    })
}

pub(super) const fn language_text(language: Language) -> &'static str {
    match language {
        Language::Ko => "ko",
        Language::En => "en",
    }
}

pub(super) const fn theme_text(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_scripts_write_is_what_is_read() {
        for language in [Language::Ko, Language::En] {
            assert_eq!(json(&language), format!("{:?}", language_text(language)));
        }
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            assert_eq!(json(&theme), format!("{:?}", theme_text(theme)));
        }
        assert_eq!(handle(&handle_text(42)).expect("a handle"), 42);
    }
}
