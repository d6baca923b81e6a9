//! What contains a text.
//!
//! | module | holds |
//! |---|---|
//! | `grams` | what every text has in which a query stands |
//! | `filter` | whether a block may have a gram |
//! | `blocks` | the index of a room: its log in blocks, and how far it is |
//! | `known` | what a query asks of blocks, and what shelves say of them |
//! | `walk` | which blocks are looked at in which order, and when it is enough |
//!
//! Both backends store blocks and read entries; what is in a block, and what is found, is decided here.

pub(crate) mod blocks;
mod filter;
mod grams;
pub(crate) mod known;
pub(crate) mod walk;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use fold::Rank;
use protocol::search::Hits;
use protocol::{RoomId, Seq, Timestamp, UserId};

use crate::StoreResult;

/// A query, checked by the caller for its bounds.
#[derive(Clone, Debug)]
pub struct Query {
    /// The reader: only rooms of theirs are looked at.
    pub reader: UserId,
    /// What to look for. Blank: every message that the rest allows.
    pub text: String,
    /// One room, or all of the reader's.
    pub room_id: Option<RoomId>,
    /// Only of this author.
    pub from: Option<UserId>,
    /// Only before this moment.
    pub before: Option<Timestamp>,
    /// Only at or after this moment.
    pub after: Option<Timestamp>,
    /// Only hits that come after this one.
    pub cursor: Option<Place>,
    /// At most so many hits.
    pub limit: usize,
    /// After this time it returns what it has, and says so.
    pub budget: Duration,
}

impl Query {
    /// All rooms of somebody, as long as it takes.
    #[cfg(feature = "conformance")]
    pub fn everywhere(reader: &UserId, text: &str) -> Self {
        let (reader, text) = (reader.clone(), text.into());
        let budget = Duration::from_mins(1);
        Self { reader, text, room_id: None, from: None, before: None, after: None, cursor: None, limit: 20, budget }
    }
}

/// The place of a hit among all hits: those on whole characters first, then those that only keys or initials give; the newest first within
/// each. Its text is the cursor of the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub(crate) rank: Rank,
    pub(crate) at: Timestamp,
    pub(crate) seq: Seq,
    pub(crate) room: RoomId,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rank, at, seq, room } = self;
        write!(f, "{}.{}.{seq}.{room}", *rank as u8, at.0)
    }
}

/// A cursor that no page gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cursor must be the one of an earlier page")]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let mut parts = text.splitn(4, '.');
        let mut part = || parts.next().ok_or(NoPlace);
        let rank = match part()? {
            "0" => Rank::Whole,
            "1" => Rank::Keys,
            "2" => Rank::Initials,
            _ => return Err(NoPlace),
        };
        let at = part()?.parse().map(Timestamp).map_err(|_| NoPlace)?;
        let seq = part()?.parse().map(Seq).map_err(|_| NoPlace)?;
        Ok(Self { rank, at, seq, room: part()?.parse().map_err(|_| NoPlace)? })
    }
}

/// Search over the messages.
#[async_trait]
pub trait SearchMessages: Send + Sync {
    /// Hits in the order of their [`Place`]; a message is found as soon as it is acknowledged. Refuses `NotMember` for a room that is not
    /// the reader's. What it costs does not depend on rooms that are not the reader's.
    async fn search(&self, query: Query) -> StoreResult<Hits>;
    /// Makes the index of a room anew, beside everything else, and returns how many entries are in it; the newest few are in none. While it
    /// is made they are looked at one by one. Nothing for a room that is not there.
    async fn reindex(&self, room_id: &RoomId) -> StoreResult<u64>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let room = RoomId::new("r-1_x").expect("an id");
        for rank in [Rank::Whole, Rank::Keys, Rank::Initials] {
            let place = Place { rank, at: Timestamp(-5), seq: Seq(7), room: room.clone() };
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for wrong in ["", "0", "3.1.1.r", "0.x.1.r", "0.1.-1.r", "0.1.1.", "0.1.1.r.s", "0.1.1.방"] {
            assert_eq!(wrong.parse::<Place>(), Err(NoPlace), "{wrong}");
        }
    }
}
