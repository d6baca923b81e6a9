//! `sync`: what a connection begins with. Says who one is, which rooms one is in, what one missed there and who is present.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use protocol::ids::Limit;
use protocol::messages::{Change, Cursor, Page};
use protocol::presence::{Presence, PresenceState};
use protocol::rooms::{MAX_ROOMS_OF_PERSON, RoomKind, RoomSummary};
use protocol::session::{Missed, Sync, Synced};
use protocol::{RoomId, Seq, UserId};
use store::{Refusal, StoreError};

use super::limit::Class;
use super::{Chat, ChatError, Outcome, Ruled};
use crate::identity::Identity;

/// Missed entries in one reply, all rooms together.
const MAX_MISSED: u64 = 1_000;
/// Pages that are read at the same time.
const AT_ONCE: usize = 16;
/// Bytes of missed messages in one reply, all rooms together; one page more may be sent.
const MAX_MISSED_BYTES: usize = 512 * 1024;

impl Chat {
    /// `sync`. Refuses `Invalid` (more rooms than a person can have).
    pub async fn sync(&self, who: &Identity, command: Sync) -> Ruled<Synced> {
        self.meters().take(Class::Look, &who.person.id)?;
        if command.rooms.len() > MAX_ROOMS_OF_PERSON {
            return Err(ChatError::Invalid(format!("rooms must be at most {MAX_ROOMS_OF_PERSON}")));
        }
        let rooms = self.store().rooms_of(&who.person.id).await?;
        let missed = self.missed(&who.person.id, &rooms, &command.rooms).await?;
        let present = self.present_in(&rooms).await?;
        Ok(Outcome::quiet(Synced { me: who.me(), rooms, missed, present }))
    }

    /// Who of those that these rooms show is there. Of direct rooms, who is not, and when they were: elsewhere nobody asks that of a face.
    pub async fn present_in(&self, rooms: &[RoomSummary]) -> Result<Vec<Presence>, ChatError> {
        let shown: BTreeSet<&UserId> = rooms.iter().flat_map(|room| &room.faces).map(|person| &person.id).collect();
        let shown: Vec<UserId> = shown.into_iter().cloned().collect();
        let there = self.present().there_of(&shown).await?;
        let direct = rooms.iter().filter(|room| room.kind == RoomKind::Direct).flat_map(|room| &room.faces);
        let gone: Vec<UserId> = direct.map(|person| &person.id).filter(|id| !there.contains_key(id)).cloned().collect();
        let seen = self.store().last_seen(&gone).await?;
        let gone = seen.into_iter().map(|(user_id, at)| Presence { user_id, state: PresenceState::Offline, seen_at: Some(at) });
        Ok(there.into_iter().map(|(user_id, state)| Presence { user_id, state, seen_at: None }).chain(gone).collect())
    }

    async fn missed(&self, user_id: &UserId, rooms: &[RoomSummary], has: &BTreeMap<RoomId, Seq>) -> Result<Vec<Missed>, ChatError> {
        let mut entries = 0;
        let mut wanted = Vec::new();
        for room in rooms {
            let Some(&last) = has.get(&room.id).filter(|&&last| last != room.head) else { continue };
            // A client that has more than the store has an older store's entries: it must fetch, like one that is far behind.
            let behind =
                room.head.0.checked_sub(last.0).filter(|behind| *behind <= u64::from(Limit::MAX) && entries + behind <= MAX_MISSED);
            entries += behind.unwrap_or_default();
            wanted.push((&room.id, behind.map(|_| last)));
        }
        let pages: Vec<_> = wanted.into_iter().map(|(room_id, after)| self.page_after(user_id, room_id, after)).collect();
        let pages: Vec<Option<Missed>> = stream::iter(pages).buffered(AT_ONCE).try_collect().await?;
        let mut bytes = 0;
        let mut missed: Vec<Missed> = pages.into_iter().flatten().collect();
        for Missed { page, .. } in &mut missed {
            // One page more than fits may be sent.
            if bytes >= MAX_MISSED_BYTES {
                *page = None;
            }
            bytes += page.as_ref().map_or(0, content_bytes);
        }
        Ok(missed)
    }

    /// What came after a place, or (`None`) that it is too much; nothing of a room that the reader is not in any more.
    async fn page_after(&self, user_id: &UserId, room_id: &RoomId, after: Option<Seq>) -> Result<Option<Missed>, ChatError> {
        let page = match after {
            None => None,
            Some(after) => match self.store().history(room_id, user_id, Cursor::After(after), usize::from(Limit::MAX)).await {
                Ok(page) => Some(page),
                // Removed since the rooms were listed: the removal is on its way to this socket.
                Err(StoreError::Refused(Refusal::NotMember)) => return Ok(None),
                Err(error) => return Err(error.into()),
            },
        };
        Ok(Some(Missed { room_id: room_id.clone(), page }))
    }
}

fn content_bytes(page: &Page) -> usize {
    let bytes = |change: &Change| if let Change::NewMessage { content, .. } = change { content.as_str().len() } else { 0 };
    page.entries.iter().map(|entry| bytes(&entry.change)).sum()
}
