//! Secrets and ids that the server mints, from the operating system's randomness.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::ids::UserKind;
use protocol::{ClientId, RoomId, UserId};
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest as _, Sha256};
use store::session::Digest;

/// 256 random bits: a session, an invite code or a reset link. Shown once; the store gets its [`Secret::digest`].
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    pub fn mint() -> Self {
        Self(random_text::<32>())
    }

    /// A new access token: it says what it is, so that it can be found where it should not lie.
    pub fn mint_access_token() -> Self {
        Self(format!("suda_{}", random_text::<32>()))
    }

    /// What a cookie or an address carried. Anything may stand there: its digest is looked up.
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As it stands in a cookie or an address: 43 characters of `A-Z a-z 0-9 _ -` when it was minted here.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256, which is enough for what was drawn from 256 bits.
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.0.as_bytes()).into())
    }
}

/// Secrets are not printed.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A new person of this kind.
pub fn mint_user_id(kind: UserKind) -> UserId {
    let begins = match kind {
        UserKind::Account => "",
        UserKind::Bot => UserId::BOT,
        UserKind::Guest => UserId::GUEST,
    };
    loop {
        let id = UserId::new(&format!("{begins}{}", random_text::<12>())).expect("base64url of this length is an id");
        // One account in many millions would begin like something else.
        if id.kind() == kind {
            return id;
        }
    }
}

/// A new room.
pub fn mint_room_id() -> RoomId {
    RoomId::new(&random_text::<12>()).expect("16 characters of base64url are an id")
}

/// For a form that the server renders: what it sends, it sends once.
pub fn mint_client_id() -> ClientId {
    ClientId::new(&random_text::<12>()).expect("16 characters of base64url are an id")
}

/// `BYTES` random bytes in base64url.
pub fn random_text<const BYTES: usize>() -> String {
    let mut bytes = [0; BYTES];
    OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
    URL_SAFE_NO_PAD.encode(bytes)
}
