//! Browsers that are told of messages while nobody looks: where each is reached, and the key by which push services know this server.
//!
//! A subscription belongs to a session, and is gone with it. An endpoint belongs to one session: a browser that somebody else signs in
//! with tells nobody anything of who was there before.

use async_trait::async_trait;
use protocol::rooms::Notify;
use protocol::session::Language;
use protocol::{RoomId, Seq, Timestamp, UserId};

use crate::StoreResult;
use crate::session::SessionId;

/// Most browsers of one person that are pushed to; one more takes the place of the oldest.
pub const MAX_SUBSCRIPTIONS: usize = 20;

/// Where a browser is reached, and how it wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The URL that its push service gave it; at most 1 kB. Who knows it can address the browser: no log shows it.
    pub endpoint: String,
    /// Its public key: a point on P-256, uncompressed, 65 bytes.
    pub key: Vec<u8>,
    /// What it shares with us: 16 bytes.
    pub auth: Vec<u8>,
    /// It is told that somebody wrote, and not what.
    pub hides_text: bool,
    /// In which words it is told.
    pub language: Language,
}

/// A browser of a member of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscribed {
    /// Whose.
    pub user_id: UserId,
    /// In which of their sessions.
    pub session: SessionId,
    /// Whether the entry that was asked about calls them.
    pub mentioned: bool,
    /// How much of the room they want to be called for.
    pub notify: Notify,
    /// Where, and how.
    pub subscription: Subscription,
}

/// Subscriptions to push, and the server's own key for it.
#[async_trait]
pub trait Subscriptions: Send + Sync {
    /// The private key of this server (and of all its replicas): `fresh`, if there was none before.
    async fn push_key(&self, fresh: Vec<u8>) -> StoreResult<Vec<u8>>;
    /// This is how a session's browser is reached from now on; whoever had this endpoint has it no more. Refuses `NoSuchPerson` when the
    /// session is not theirs.
    async fn subscribe(&self, user_id: &UserId, session: SessionId, subscription: Subscription, at: Timestamp) -> StoreResult<()>;
    /// A session's browser is not told any more. With an endpoint: if it is that one. Twice changes nothing.
    async fn unsubscribe(&self, user_id: &UserId, session: SessionId, endpoint: Option<&str>) -> StoreResult<()>;
    /// The subscription of a session.
    async fn subscription(&self, user_id: &UserId, session: SessionId) -> StoreResult<Option<Subscription>>;
    /// The browsers of everybody in a room but the author of this entry, whose sessions have not expired.
    async fn subscribed(&self, room_id: &RoomId, author: &UserId, seq: Seq, now: Timestamp) -> StoreResult<Vec<Subscribed>>;
}
