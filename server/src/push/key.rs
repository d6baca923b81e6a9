//! The server's key for push services: made once, kept in the store, so that all replicas are one server to them (RFC 8292).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError, Weak};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use protocol::Timestamp;
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use store::{Store, StoreError};
use tokio::sync::OnceCell;

use crate::config::Origin;

/// How long a signature is good for, in seconds: half of what a service may take.
const VALID_SECONDS: i64 = 12 * 60 * 60;
/// Origins whose signatures are kept: there are as many as there are services.
const MOST_ORIGINS: usize = 256;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not now.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is kept is none.
    #[error("what is kept as the key for push services is no key on P-256")]
    Corrupt,
    /// The server ends.
    #[error("the server ends")]
    Ending,
}

/// A private key on P-256.
pub struct Key(SigningKey);

impl Key {
    /// As the store keeps it: 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        SigningKey::from_slice(bytes).ok().map(Self)
    }

    /// 32 fresh bytes that are a key.
    pub fn mint() -> Vec<u8> {
        loop {
            let mut bytes = [0; 32];
            OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
            // All but a few in 2^32 are.
            if SigningKey::from_slice(&bytes).is_ok() {
                return bytes.to_vec();
            }
        }
    }

    /// As browsers and services know it: the point in base64url.
    pub fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.verifying_key().to_encoded_point(false).as_bytes())
    }

    /// What a request to a service is authorised with until a moment: that this server sends it, and how to reach its operator.
    pub fn authorization(&self, origin: &str, contact: &str, until: i64) -> String {
        let claims = serde_json::json!({ "aud": origin, "exp": until, "sub": contact }).to_string();
        let head = URL_SAFE_NO_PAD.encode(br#"{"typ":"JWT","alg":"ES256"}"#);
        let said = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims));
        let signature: Signature = self.0.sign(said.as_bytes());
        format!("vapid t={said}.{}, k={}", URL_SAFE_NO_PAD.encode(signature.to_bytes()), self.public())
    }
}

/// The key as it is in the store, read once; and the signatures that are still good.
pub struct Kept {
    store: Weak<dyn Store>,
    contact: String,
    key: OnceCell<Key>,
    signed: Mutex<HashMap<String, (String, i64)>>,
}

impl Kept {
    /// Not read yet. `site` is how its operator is reached, for the service that has a complaint.
    pub fn new(store: Weak<dyn Store>, site: Option<&Origin>) -> Self {
        let contact = site.filter(|site| site.is_https()).map_or_else(|| "mailto:postmaster@suda.invalid".to_owned(), Origin::to_string);
        Self { store, contact, key: OnceCell::new(), signed: Mutex::default() }
    }

    /// The key; the first of all replicas makes it.
    pub async fn get(&self) -> Result<&Key, KeyError> {
        let read = async || {
            let store = self.store.upgrade().ok_or(KeyError::Ending)?;
            Key::from_bytes(&store.push_key(Key::mint()).await?).ok_or(KeyError::Corrupt)
        };
        self.key.get_or_try_init(read).await
    }

    /// The header `Authorization` for a service.
    pub async fn authorization(&self, origin: &str, now: Timestamp) -> Result<String, KeyError> {
        let now = now.0 / 1_000;
        let known = |until: i64| until - now > VALID_SECONDS / 2;
        let lock = || self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((text, _)) = lock().get(origin).filter(|(_, until)| known(*until)) {
            return Ok(text.clone());
        }
        let until = now + VALID_SECONDS;
        let text = self.get().await?.authorization(origin, &self.contact, until);
        let mut signed = lock();
        if signed.len() >= MOST_ORIGINS {
            signed.clear();
        }
        signed.insert(origin.to_owned(), (text.clone(), until));
        Ok(text)
    }
}
