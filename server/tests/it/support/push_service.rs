//! A push service and the browsers that it serves: takes what is pushed, as one on the internet does, and hands it out decrypted. Written
//! after RFC 8291 and 8292 with other hands than those of the server.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use aes_gcm::aead::Aead as _;
use aes_gcm::{Aes128Gcm, KeyInit as _, Nonce};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hkdf::Hkdf;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::{PublicKey, SecretKey, ecdh};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::in_time;

/// A push service on this machine.
pub(crate) struct PushService {
    pub(crate) origin: String,
    came: mpsc::UnboundedReceiver<Pushed>,
    desk: Arc<Desk>,
}

/// What it answers next, and to whom it hands what came.
struct Desk {
    answers: Mutex<VecDeque<StatusCode>>,
    taken: mpsc::UnboundedSender<Pushed>,
}

/// A request that came.
pub(crate) struct Pushed {
    /// Which endpoint of the service.
    pub(crate) to: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A browser's subscription.
pub(crate) struct Reached {
    pub(crate) name: String,
    pub(crate) endpoint: String,
    secret: SecretKey,
    auth: [u8; 16],
}

impl PushService {
    pub(crate) async fn start() -> Self {
        let (taken, came) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk { answers: Mutex::default(), taken });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address: SocketAddr = listener.local_addr().expect("a listener has an address");
        let router = Router::new().route("/push/{to}", post(take)).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin: format!("http://{address}"), came, desk }
    }

    /// Answers these next, one each; then 201 as ever.
    pub(crate) fn answers(&self, statuses: &[StatusCode]) {
        self.desk.answers.lock().expect("no other test").extend(statuses);
    }

    /// A browser's subscription here.
    pub(crate) fn reached(&self, name: &str) -> Reached {
        let bytes = Sha256::digest(name);
        let secret = SecretKey::from_slice(&bytes).expect("a number below the order of the curve");
        let endpoint = format!("{}/push/{name}", self.origin);
        Reached { name: name.to_owned(), endpoint, secret, auth: bytes[..16].try_into().expect("16 bytes") }
    }

    /// The next request.
    pub(crate) async fn next(&mut self) -> Pushed {
        in_time("something is pushed", self.came.recv()).await.expect("the service runs")
    }

    /// What has come by now, if anything.
    pub(crate) fn taken(&mut self) -> Option<Pushed> {
        self.came.try_recv().ok()
    }

    /// Nothing has come but what was taken.
    pub(crate) fn is_quiet(&mut self) -> bool {
        self.taken().is_none()
    }
}

async fn take(State(desk): State<Arc<Desk>>, Path(to): Path<String>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let status = desk.answers.lock().expect("no other test").pop_front().unwrap_or(StatusCode::CREATED);
    desk.taken.send(Pushed { to, headers, body: body.to_vec() }).expect("the test waits for it");
    status
}

impl Pushed {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// Who says that they sent it: the claims, when the signature is that of the key.
    pub(crate) fn claims(&self) -> (Value, String) {
        let authorization = self.header("authorization").strip_prefix("vapid ").expect("the scheme of RFC 8292");
        let (token, key) = authorization.split_once(", ").expect("two parameters");
        let (token, key) = (token.strip_prefix("t=").expect("a token"), key.strip_prefix("k=").expect("a key"));
        let (said, signature) = token.rsplit_once('.').expect("a signature");
        let point = URL_SAFE_NO_PAD.decode(key).expect("base64url");
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).expect("base64url")).expect("64 bytes");
        let verifying = VerifyingKey::from_sec1_bytes(&point).expect("a point");
        verifying.verify(said.as_bytes(), &signature).expect("signed with that key");
        let (head, claims) = said.split_once('.').expect("two parts");
        let json = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON");
        assert_eq!(json(head)["alg"], "ES256");
        (json(claims), key.to_owned())
    }
}

impl Reached {
    /// The fields of the form that turns it on.
    pub(crate) fn fields(&self) -> [(&'static str, String); 3] {
        let point = self.secret.public_key().to_sec1_bytes_uncompressed();
        [("endpoint", self.endpoint.clone()), ("key", URL_SAFE_NO_PAD.encode(point)), ("auth", URL_SAFE_NO_PAD.encode(self.auth))]
    }

    /// What was pushed to it, as its service worker is handed it.
    pub(crate) fn reads(&self, pushed: &Pushed) -> Value {
        assert_eq!(pushed.to, self.name);
        assert_eq!(pushed.header("content-encoding"), "aes128gcm");
        serde_json::from_slice(&decrypt(&self.secret, &self.auth, &pushed.body)).expect("JSON")
    }
}

trait Uncompressed {
    fn to_sec1_bytes_uncompressed(&self) -> Vec<u8>;
}

impl Uncompressed for PublicKey {
    fn to_sec1_bytes_uncompressed(&self) -> Vec<u8> {
        use p256::elliptic_curve::sec1::ToEncodedPoint as _;
        self.to_encoded_point(false).as_bytes().to_vec()
    }
}

/// RFC 8188 with the keys of RFC 8291: one record.
fn decrypt(secret: &SecretKey, auth: &[u8], body: &[u8]) -> Vec<u8> {
    let (salt, rest) = body.split_at(16);
    let (size, rest) = rest.split_at(4);
    let size = u32::from_be_bytes(size.try_into().expect("4 bytes"));
    let (sender, record) = rest[1..].split_at(usize::from(rest[0]));
    assert!(record.len() <= size as usize, "one record");
    let other = PublicKey::from_sec1_bytes(sender).expect("a point");
    let shared = ecdh::diffie_hellman(secret.to_nonzero_scalar(), other.as_affine());
    let expand = |key: &Hkdf<Sha256>, info: &[u8], length: usize| {
        let mut bytes = vec![0; length];
        key.expand(info, &mut bytes).expect("a short key");
        bytes
    };
    let info = [b"WebPush: info\0".as_slice(), &secret.public_key().to_sec1_bytes_uncompressed(), sender].concat();
    let material = expand(&Hkdf::new(Some(auth), shared.raw_secret_bytes()), &info, 32);
    let key = Hkdf::<Sha256>::new(Some(salt), &material);
    let cipher = Aes128Gcm::new_from_slice(&expand(&key, b"Content-Encoding: aes128gcm\0", 16)).expect("16 bytes");
    let nonce = expand(&key, b"Content-Encoding: nonce\0", 12);
    let mut plain = cipher.decrypt(Nonce::from_slice(&nonce), record).expect("it was encrypted for this browser");
    while plain.pop().expect("a delimiter") == 0 {}
    plain
}

#[test]
fn this_hand_reads_what_the_rfc_has_written() {
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let secret = SecretKey::from_slice(&decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")).expect("a key");
    let body = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
    let plain = decrypt(&secret, &decode("BTBZMqHH6r4Tts7J_aSIgg"), &decode(body));
    assert_eq!(plain, b"When I grow up, I want to be a watermelon");
}
