//! `sync`: what a connection begins with. Says who one is, which rooms one is in, what one missed there and who is present.

use std::collections::{BTreeMap, BTreeSet};

use protocol::ids::Limit;
use protocol::messages::{Change, Cursor, Page};
use protocol::presence::{Presence, PresenceState};
use protocol::rooms::{MAX_ROOMS_OF_PERSON, RoomSummary};
use protocol::session::{Missed, Sync, Synced};
use protocol::{RoomId, Seq, UserId};
use store::{Refusal, StoreError};

use super::limit::Class;
use super::{Chat, ChatError, Outcome, Ruled};
use crate::identity::Identity;

/// Missed entries in one reply, all rooms together.
const MAX_MISSED: u64 = 1_000;
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
        let present = self.present_in(&rooms).await;
        Ok(Outcome::quiet(Synced { me: who.me(), rooms, missed, present }))
    }

    /// Who of those that these rooms show is there.
    pub async fn present_in(&self, rooms: &[RoomSummary]) -> Vec<Presence> {
        let shown: BTreeSet<&UserId> = rooms.iter().flat_map(|room| &room.faces).map(|person| &person.id).collect();
        let shown: Vec<UserId> = shown.into_iter().cloned().collect();
        let online = self.present().online_of(&shown).await;
        online.into_iter().map(|user_id| Presence { user_id, state: PresenceState::Online }).collect()
    }

    async fn missed(&self, user_id: &UserId, rooms: &[RoomSummary], has: &BTreeMap<RoomId, Seq>) -> Result<Vec<Missed>, ChatError> {
        let (mut entries, mut bytes) = (0, 0);
        let mut missed = Vec::new();
        for room in rooms {
            let Some(&last) = has.get(&room.id).filter(|&&last| last != room.head) else { continue };
            // A client that has more than the store has an older store's entries: it must fetch, like one that is far behind.
            let behind = room.head.0.checked_sub(last.0);
            let affordable = |behind: &u64| *behind <= u64::from(Limit::MAX) && entries + behind <= MAX_MISSED && bytes < MAX_MISSED_BYTES;
            let Some(behind) = behind.filter(affordable) else {
                missed.push(Missed { room_id: room.id.clone(), page: None });
                continue;
            };
            match self.store().history(&room.id, user_id, Cursor::After(last), usize::from(Limit::MAX)).await {
                Ok(page) => {
                    entries += behind;
                    bytes += content_bytes(&page);
                    missed.push(Missed { room_id: room.id.clone(), page: Some(page) });
                }
                // Removed since the rooms were listed: the removal is on its way to this socket.
                Err(StoreError::Refused(Refusal::NotMember)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(missed)
    }
}

fn content_bytes(page: &Page) -> usize {
    let bytes = |change: &Change| if let Change::NewMessage { content, .. } = change { content.as_str().len() } else { 0 };
    page.entries.iter().map(|entry| bytes(&entry.change)).sum()
}
