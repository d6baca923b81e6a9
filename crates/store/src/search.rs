//! What contains a text.

use std::time::Duration;

use async_trait::async_trait;
use protocol::search::Hits;
use protocol::{RoomId, Timestamp, UserId};

use crate::StoreResult;

/// A query, checked by the caller for its bounds.
#[derive(Clone, Debug)]
pub struct Query {
    /// The reader: only rooms of theirs are looked at.
    pub reader: UserId,
    /// What to look for. Not blank.
    pub text: String,
    /// One room, or all of the reader's.
    pub room_id: Option<RoomId>,
    /// Only of this author.
    pub from: Option<UserId>,
    /// Only before this moment.
    pub before: Option<Timestamp>,
    /// Only at or after this moment.
    pub after: Option<Timestamp>,
    /// At most so many hits.
    pub limit: usize,
    /// After this time it returns what it has, and says so.
    pub budget: Duration,
}

/// Search over the messages.
#[async_trait]
pub trait SearchMessages: Send + Sync {
    /// Hits on whole syllables first, newest first within a rank; a message is found as soon as it is acknowledged. Refuses `NotMember` for a room that is not the reader's.
    async fn search(&self, query: Query) -> StoreResult<Hits>;
}
