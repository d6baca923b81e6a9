//! Passwords: bounds, Argon2id, at most two hashes at a time.
//!
//! A hash costs 19 MiB and tens of milliseconds of a core, so strangers could buy much of a server with few requests.
//! Two are worked on at once, a short line waits, and whoever finds the line full is told to come back.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// How many hashes are worked on at a time.
const AT_ONCE: usize = 2;
/// How many may wait for their turn: at 50 ms each, the last waits under a second.
const WAITING: usize = 32;

/// A password within its bounds, in NFC: the same keys give the same password on every system.
#[derive(Clone)]
pub struct Password(Box<str>);

/// A password outside its bounds, counted in characters after normalisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("password must be {} to {} characters (it has {has})", Password::MIN_CHARS, Password::MAX_CHARS)]
pub struct PasswordError {
    /// How many it has.
    pub has: usize,
}

impl Password {
    /// Fewest characters.
    pub const MIN_CHARS: usize = 8;
    /// Most characters.
    pub const MAX_CHARS: usize = 256;

    /// Checks the bounds for a password that somebody chooses. Any character may stand in it.
    pub fn new(text: &str) -> Result<Self, PasswordError> {
        let password = Self::as_typed(text).ok_or_else(|| PasswordError { has: text.chars().count() })?;
        let has = password.0.chars().count();
        if has < Self::MIN_CHARS { Err(PasswordError { has }) } else { Ok(password) }
    }

    /// A password that somebody types to prove themselves; `None` when it is longer than any can be.
    pub fn as_typed(text: &str) -> Option<Self> {
        // Cheap first: normalising bounds its work by its input.
        if text.chars().count() > Self::MAX_CHARS * 4 {
            return None;
        }
        let text: String = text.nfc().collect();
        (text.chars().count() <= Self::MAX_CHARS).then(|| Self(text.into()))
    }
}

/// Passwords are not printed.
impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// The line for hashing is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many people are signing in at this moment")]
pub struct Busy;

/// What one hash costs.
#[derive(Clone, Copy, Debug)]
pub struct HashCost {
    /// KiB of memory.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for HashCost {
    /// What OWASP's password storage sheet asks of Argon2id: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

/// Hashes and verifies. Cheap to clone; clones share the line.
#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    /// The hash of no password of anybody: what an unknown name is compared with, so that it takes as long.
    nobody: Arc<str>,
    at_once: Arc<Semaphore>,
    in_line: Arc<Semaphore>,
}

impl Passwords {
    /// At this cost. Works off one hash before it returns.
    pub fn new(cost: HashCost) -> Self {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).expect("the cost is within Argon2's bounds");
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash_now(&argon, &Password(super::token::random_text::<32>().into()));
        Self {
            argon,
            nobody: nobody.into(),
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            in_line: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
        }
    }

    /// A PHC string of this password under a new salt.
    pub async fn hash(&self, password: Password) -> Result<String, Busy> {
        let argon = self.argon.clone();
        self.in_turn(move || hash_now(&argon, &password)).await
    }

    /// Whether the password is the one of this PHC string. Without one the answer is no, and takes as long.
    pub async fn verify(&self, password: Password, hash: Option<String>) -> Result<bool, Busy> {
        let argon = self.argon.clone();
        let nobody = Arc::clone(&self.nobody);
        self.in_turn(move || {
            let known = hash.is_some();
            let text = hash.as_deref().unwrap_or(&nobody);
            let same = PasswordHash::new(text).is_ok_and(|hash| argon.verify_password(password.0.as_bytes(), &hash).is_ok());
            known && same
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let place = Arc::clone(&self.in_line).try_acquire_owned().map_err(|_| Busy)?;
        let turn = Arc::clone(&self.at_once).acquire_owned().await.expect("the line is never closed");
        // The permits go with the work: a request that is given up does not make room before its hash is done.
        let worked = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            work()
        });
        Ok(worked.await.expect("hashing does not panic and is not aborted"))
    }
}

fn hash_now(argon: &Argon2<'static>, password: &Password) -> String {
    argon.hash_password(password.0.as_bytes()).expect("the bounds of a password are within Argon2's").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: HashCost = HashCost { memory_kib: 8, passes: 1 };

    fn password(text: &str) -> Password {
        Password::new(text).expect("within the bounds")
    }

    #[test]
    fn the_bounds_count_characters_in_nfc() {
        assert_eq!(Password::new("일곱글자입니").expect_err("out of bounds").has, 6);
        assert!(Password::new("여덟글자비밀번호").is_ok());
        assert!(Password::new(&"가".repeat(256)).is_ok());
        assert_eq!(Password::new(&"가".repeat(257)).expect_err("out of bounds").has, 257);
        let decomposed: String = "가".repeat(256).nfd().collect();
        assert!(Password::new(&decomposed).is_ok(), "a system that types decomposed Hangul has the same bound");
    }

    #[tokio::test]
    async fn decomposed_hangul_is_the_same_password() {
        let passwords = Passwords::new(CHEAP);
        let hash = passwords.hash(password("비밀번호입니다요")).await.expect("a free turn");
        assert!(hash.starts_with("$argon2id$v=19$"));
        let typed: String = "비밀번호입니다요".nfd().collect();
        assert_eq!(passwords.verify(password(&typed), Some(hash.clone())).await, Ok(true));
        assert_eq!(passwords.verify(password("다른 비밀번호예요"), Some(hash)).await, Ok(false));
        assert_eq!(passwords.verify(password("비밀번호입니다요"), None).await, Ok(false));
    }

    #[tokio::test]
    async fn a_full_line_is_told_so() {
        let passwords = Passwords::new(CHEAP);
        let turns = Arc::clone(&passwords.at_once).acquire_many_owned(2).await.expect("free turns");
        let places = Arc::clone(&passwords.in_line).acquire_many_owned(u32::try_from(AT_ONCE + WAITING).expect("small")).await;
        assert_eq!(passwords.hash(password("비밀번호입니다요")).await, Err(Busy));
        drop((turns, places));
        assert!(passwords.hash(password("비밀번호입니다요")).await.is_ok());
    }
}
