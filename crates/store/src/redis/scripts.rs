//! The scripts: what is checked and changed at once. Each is sent by the digest of its text, so two versions of this program
//! beside each other use their own.

use std::sync::OnceLock;

/// A script, known by the digest of its text.
pub(super) struct Script {
    text: &'static str,
    hash: OnceLock<String>,
}

impl Script {
    const fn new(text: &'static str) -> Self {
        Self { text, hash: OnceLock::new() }
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
    ($($name:ident = $($part:literal)+;)+) => {
        $(pub(super) static $name: Script = Script::new(concat!($(include_str!(concat!("lua/", $part, ".lua")), "\n"),+));)+

        #[cfg(test)]
        const ALL: &[&Script] = &[$(&$name),+];
    };
}

scripts! {
    CREATE = "room" "create";
    ADMIT = "room" "admit";
    LEAVE = "room" "leave";
    REMOVE = "room" "remove";
    RENAME = "room" "rename";
    DELETE = "room" "delete";
    APPEND = "room" "append";
    MARK = "room" "mark";
    SUMMARY = "room" "summary";
    HISTORY = "room" "history";
    STANDING = "room" "standing";
    MEMBERS = "room" "members";
    ARCHIVED = "room" "archived";
    LOGGED = "room" "logged";
    ARRIVE = "room" "arrive";
    PUT_ENTRIES = "room" "put_entries";
    OPEN = "room" "open";
    RESERVE = "reserve";
    FORGET = "forget";
    SETTLE = "settle";
    UNSETTLE = "unsettle";
    CREATE_ACCOUNT = "people" "create_account";
    PUT_PEOPLE = "people" "put_people";
    SET_NAME = "people" "set_name";
    SET_PASSWORD = "people" "set_password";
    SET_PREFERENCES = "people" "set_preferences";
    CLOSE_ACCOUNT = "people" "close_account";
    SOMEBODY = "people" "somebody";
    START_SESSION = "people" "start_session";
    SESSION = "people" "session";
    NOTE_USE = "people" "note_use";
    SESSIONS_OF = "people" "sessions_of";
    END_SESSION = "people" "end_session";
    CREATE_INVITE = "people" "create_invite";
    REVOKE_INVITE = "people" "revoke_invite";
    CREATE_RESET = "people" "create_reset";
    RESET = "people" "reset";
    RENEW = "renew";
    RELEASE = "release";
    EXPIRE = "expire";
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
