//! Saving a conversation: the whole log of a room, page by page, for a member. Every page is a look of its own, so who is removed
//! meanwhile gets no further one.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::ids::Limit;
use protocol::messages::{Cursor, Entry};
use protocol::rooms::RoomSummary;
use protocol::{RoomId, Seq, UserId};

use super::limit::Class;
use super::{Chat, ChatError};
use crate::identity::Identity;

/// When to try again, in milliseconds, for who saves as many conversations at once as they may: one of them may be done then.
const BUSY_MS: u32 = 5_000;

/// A conversation that is being saved.
pub struct Saving {
    chat: Chat,
    reader: UserId,
    room: RoomSummary,
    /// The last place that was read.
    at: Seq,
    _turn: Turn,
}

impl Chat {
    /// Begins to save a room. Refuses `NotMember`, `RateLimited` (so many are saved already).
    pub async fn save(&self, who: &Identity, room_id: &RoomId) -> Result<Saving, ChatError> {
        let reader = who.person.id.clone();
        self.meters().take(Class::Look, &reader)?;
        let turn = self.turns().take(&reader)?;
        let room = self.store().room(room_id, &reader).await?;
        Ok(Saving { chat: self.clone(), reader, room, at: Seq::ZERO, _turn: turn })
    }
}

impl Saving {
    /// The room as its reader saw it when this began. Its head is where the conversation ends, whatever is said meanwhile.
    pub const fn room(&self) -> &RoomSummary {
        &self.room
    }

    /// The next entries, oldest first; `None` after the last. Refuses `NotMember`: removed since, or the room is gone.
    pub async fn next(&mut self) -> Result<Option<Vec<Entry>>, ChatError> {
        let head = self.room.head;
        if self.at >= head {
            return Ok(None);
        }
        // Not by the rate of `history`: whoever takes the pages sets the pace, and how many do at once has a bound.
        let page = self.chat.store().history(&self.room.id, &self.reader, Cursor::After(self.at), usize::from(Limit::MAX)).await?;
        if page.to <= self.at {
            return Err(ChatError::Internal(format!("the log of {} ends at {}, before its head {head}", self.room.id, self.at)));
        }
        self.at = page.to;
        let mut entries = page.entries;
        // Messages are as they are now: what changed one of an earlier page is no entry of its own.
        entries.retain(|entry| entry.seq <= head && entry.change.target().is_none());
        Ok(Some(entries))
    }
}

impl fmt::Debug for Saving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Saving").field("room", &self.room.id).field("at", &self.at).finish_non_exhaustive()
    }
}

/// Who saves how many conversations on this server at the moment. Nobody stays in it who saves none.
#[derive(Clone)]
pub(super) struct Turns {
    most: usize,
    taken: Arc<Mutex<HashMap<UserId, usize>>>,
}

impl Turns {
    pub(super) fn new(most: usize) -> Self {
        Self { most, taken: Arc::default() }
    }

    fn take(&self, user_id: &UserId) -> Result<Turn, ChatError> {
        let mut taken = self.taken();
        let own = taken.entry(user_id.clone()).or_default();
        if *own >= self.most {
            return Err(ChatError::RateLimited { retry_after_ms: BUSY_MS });
        }
        *own += 1;
        drop(taken);
        Ok(Turn { of: self.clone(), user_id: user_id.clone() })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<UserId, usize>> {
        // Whoever panicked while it was held did so between two whole states.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of a person's turns, until it is dropped.
struct Turn {
    of: Turns,
    user_id: UserId,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Slot::Occupied(mut own) = self.of.taken().entry(self.user_id.clone()) {
            *own.get_mut() -= 1;
            if *own.get() == 0 {
                own.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_that_is_over_is_free_again_and_nobody_is_remembered() {
        let (turns, ann) = (Turns::new(2), UserId::new("ann").expect("an id"));
        let (one, two) = (turns.take(&ann).expect("one"), turns.take(&ann).expect("two"));
        assert!(matches!(turns.take(&ann), Err(ChatError::RateLimited { .. })));
        turns.take(&UserId::new("ben").expect("an id")).expect("another person's");
        drop(one);
        drop(turns.take(&ann).expect("free again"));
        drop(two);
        assert!(turns.taken().is_empty());
    }
}
