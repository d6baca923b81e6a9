//! The scripts: what is checked and changed at once. Each is sent by the digest of its text, so two versions of this program
//! beside each other use their own.

use std::sync::OnceLock;

/// A script, known by the digest of its text.
pub(super) struct Script {
    text: &'static str,
    promises: bool,
    hash: OnceLock<String>,
}

impl Script {
    const fn new(text: &'static str, promises: bool) -> Self {
        Self { text, promises, hash: OnceLock::new() }
    }

    /// Whether what it answers is a promise: it is kept when Redis is killed (see `written`).
    pub(super) const fn promises(&self) -> bool {
        self.promises
    }

    /// What it does.
    pub(super) const fn text(&self) -> &'static str {
        self.text
    }

    /// Its SHA-1, as Redis writes it.
    pub(super) fn hash(&self) -> &str {
        self.hash.get_or_init(|| redis::Script::new(self.text).get_hash().to_owned())
    }
}

macro_rules! scripts {
    ($($name:ident = $($part:literal)+ $(, $promises:ident)?;)+) => {
        $(pub(super) static $name: Script =
            Script::new(concat!($(include_str!(concat!("lua/", $part, ".lua")), "\n"),+), scripts!(@ $($promises)?));)+

        #[cfg(test)]
        const ALL: &[&Script] = &[$(&$name),+];
    };
    (@ promises) => { true };
    (@) => { false };
}

scripts! {
    CREATE = "room" "create", promises;
    ADMIT = "room" "admit", promises;
    JOIN_BY_LINK = "room" "join_by_link", promises;
    CREATE_LINK = "room" "create_link", promises;
    LINKS = "room" "links";
    REVOKE_LINK = "room" "revoke_link", promises;
    INVITATION = "room" "invitation";
    LEAVE = "room" "leave", promises;
    REMOVE = "room" "remove", promises;
    RENAME = "room" "rename", promises;
    SET_TOPIC = "room" "set_topic", promises;
    DELETE = "room" "delete", promises;
    APPEND = "room" "message" "append", promises;
    EDIT = "room" "message" "edit", promises;
    DELETE_MESSAGE = "room" "message" "delete_message", promises;
    REACT = "room" "message" "react", promises;
    MARK_UNREAD = "room" "mark_unread", promises;
    MARK = "room" "mark", promises;
    CHOOSE = "room" "choose", promises;
    SUMMARY = "room" "summary";
    HISTORY = "room" "message" "history";
    ENTRIES = "room" "entries";
    TOLD = "room" "told";
    STANDING = "room" "standing";
    MEMBERS = "room" "members";
    ARCHIVED = "room" "archived";
    LOGGED = "room" "logged";
    ARRIVE = "room" "arrive";
    PUT_ENTRIES = "room" "message" "put_entries";
    OPEN = "room" "open";
    SEAL = "room" "seal";
    RESERVE = "reserve";
    FORGET = "forget";
    SETTLE = "settle";
    UNSETTLE = "unsettle";
    CREATE_ACCOUNT = "people" "create_account", promises;
    PUT_PEOPLE = "people" "put_people";
    SET_NAME = "people" "set_name", promises;
    SET_PASSWORD = "people" "set_password", promises;
    SET_PREFERENCES = "people" "set_preferences", promises;
    CLOSE_ACCOUNT = "people" "close_account", promises;
    SOMEBODY = "people" "somebody";
    START_SESSION = "people" "start" "start_session", promises;
    SESSION = "people" "session";
    ADMIT_GUEST = "people" "start" "admit_guest", promises;
    RENEW_GUEST = "people" "renew_guest", promises;
    EXPIRE_GUEST = "people" "expire_guest";
    EXTEND_SESSION = "people" "extend_session", promises;
    NOTE_USE = "people" "note_use";
    SESSIONS_OF = "people" "sessions_of";
    END_SESSION = "people" "end_session", promises;
    CREATE_INVITE = "people" "create_invite", promises;
    REVOKE_INVITE = "people" "revoke_invite", promises;
    CREATE_RESET = "people" "create_reset", promises;
    RESET = "people" "reset", promises;
    SUBSCRIBE = "people" "subscribe", promises;
    UNSUBSCRIBE = "people" "unsubscribe", promises;
    PUSH_KEY = "push_key", promises;
    RENEW = "renew";
    RELEASE = "release";
    EXPIRE = "expire";
    NOTE_SEEN = "note_seen", promises;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_script_is_its_own() {
        let hashes: HashSet<&str> = ALL.iter().map(|script| script.hash()).collect();
        assert_eq!(hashes.len(), ALL.len());
    }
}
