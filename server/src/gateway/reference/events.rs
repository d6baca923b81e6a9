//! From an event of ours to what these clients know.

use std::collections::{BTreeSet, HashMap};

use app::i18n::notices::{ROOM_DELETED, Told, told};
use protocol::ids::Limit;
use protocol::messages::{Change, Cursor, Entry, History};
use protocol::rooms::{JoinedRoom, RoomDeleted, RoomInvite, RoomSummary};
use protocol::session::{Language, Person, Sync};
use protocol::typing::TypingPulse;
use protocol::{Event, RoomId, Seq, Timestamp};
use serde_json::{Value, json};
use socketioxide::extract::SocketRef;

use super::super::outlet::until_there_is_room;
use super::roster::Roster;
use crate::announce::Peer;
use crate::chat::{Chat, ChatError};

/// Rooms that somebody is told of when they come.
const ROOMS: usize = 200;

/// The way to one socket, and what it was told.
pub(super) struct Teller<'s> {
    chat: &'s Chat,
    roster: &'s Roster,
    socket: &'s SocketRef,
    /// Rooms, and the place in the log up to which telling who is in them has told what happened.
    rooms: HashMap<RoomId, Seq>,
    /// Rooms whose people have changed since they were told.
    changed: BTreeSet<RoomId>,
}

impl<'s> Teller<'s> {
    pub(super) fn new(chat: &'s Chat, roster: &'s Roster, socket: &'s SocketRef) -> Self {
        Self { chat, roster, socket, rooms: HashMap::new(), changed: BTreeSet::new() }
    }

    /// Every room that somebody is in: after they came.
    pub(super) async fn greet(&mut self, peer: &Peer) -> Result<(), ChatError> {
        let rooms = self.chat.sync(&peer.identity(), Sync::default()).await?.reply.rooms;
        for room in rooms.into_iter().take(ROOMS) {
            self.rooms.insert(room.id.clone(), room.head);
            self.room(peer, &room.id).await?;
        }
        Ok(())
    }

    /// Tells what an event of ours means.
    pub(super) async fn tell(&mut self, peer: &Peer, event: Event) -> Result<(), ChatError> {
        match event {
            Event::RoomEvent(entry) => self.entry(peer, entry).await,
            Event::RoomInvite(RoomInvite { room, .. }) => self.invited(peer, room).await,
            Event::JoinedRoom(JoinedRoom { room }) => {
                self.rooms.insert(room.id.clone(), room.head);
                self.room(peer, &room.id).await
            }
            Event::RoomDeleted(RoomDeleted { room_id }) => {
                self.rooms.remove(&room_id);
                self.system(&room_id, ROOM_DELETED.say(Language::Ko)).await;
                Ok(())
            }
            Event::Typing(TypingPulse { room_id, person, on: true }) => {
                self.say("typing", &(person.name.as_str(), json!({ "roomId": room_id }))).await;
                Ok(())
            }
            Event::Presence(_) => {
                self.roster.touch();
                Ok(())
            }
            // Something was missed: the state of every room, and the end of what was said there.
            Event::Resync(_) => {
                self.greet(peer).await?;
                for room_id in self.rooms.keys().cloned().collect::<Vec<_>>() {
                    self.history(peer, &room_id).await?;
                }
                Ok(())
            }
            Event::Typing(_) | Event::Read(_) | Event::Unread(_) | Event::RoomSet(_) => Ok(()),
        }
    }

    async fn entry(&mut self, peer: &Peer, entry: Entry) -> Result<(), ChatError> {
        let Entry { room_id, seq, at, by, change } = entry;
        match change {
            Change::NewMessage { content, .. } => {
                let name = by.name.as_str();
                let message = json!({
                    "senderId": name, "userId": name, "content": content.as_str(), "roomId": room_id, "seq": seq, "createdAt": iso(at),
                });
                self.say("receive_message", &message).await;
                Ok(())
            }
            // Told with the room already, when it was made or this one came.
            Change::MemberJoined { .. } if self.rooms.get(&room_id).is_some_and(|told| seq <= *told) => Ok(()),
            Change::MemberJoined { person } => {
                self.changed(&room_id, Told::Joined, &person).await;
                Ok(())
            }
            Change::MemberLeft { .. } => {
                self.gone(peer, &room_id, &by).await;
                Ok(())
            }
            Change::MemberRemoved { person } => {
                self.gone(peer, &room_id, &person).await;
                Ok(())
            }
            // These clients know no changes of messages: they read them anew when they open the room.
            _ => Ok(()),
        }
    }

    /// Who left is not told: the room is gone for them.
    async fn gone(&mut self, peer: &Peer, room_id: &RoomId, who: &Person) {
        if who.id == *peer.user_id() {
            self.rooms.remove(room_id);
            self.changed.remove(room_id);
            return;
        }
        self.changed(room_id, Told::Left, who).await;
    }

    async fn changed(&mut self, room_id: &RoomId, what: Told, who: &Person) {
        self.system(room_id, &told(what, who.name.as_str())).await;
        self.changed.insert(room_id.clone());
    }

    /// Who is in the rooms that have changed. When many come at once it is told once, after the last of them.
    pub(super) async fn tell_changed(&mut self, peer: Option<&Peer>) {
        let Some(peer) = peer else { return };
        for room_id in std::mem::take(&mut self.changed) {
            if let Err(error) = self.room(peer, &room_id).await {
                tracing::warn!(%error, "who is in a room cannot be told");
            }
        }
    }

    /// Somebody was made a member. In a room that is only being made, there is nothing yet to catch up with.
    async fn invited(&mut self, peer: &Peer, room: RoomSummary) -> Result<(), ChatError> {
        let is_new = room.last.is_none() && room.head.0 == u64::from(room.members);
        if !is_new {
            let name = peer.identity().person.name.to_string();
            self.system(&room.id, &told(Told::Joined, &name)).await;
        }
        self.rooms.insert(room.id.clone(), room.head);
        self.room(peer, &room.id).await?;
        if is_new { Ok(()) } else { self.history(peer, &room.id).await }
    }

    /// Who is in a room, which also says that it changed.
    async fn room(&self, peer: &Peer, room_id: &RoomId) -> Result<(), ChatError> {
        let people = match self.chat.everybody_in(&peer.identity(), room_id).await {
            // Gone again since.
            Err(ChatError::NotMember) => return Ok(()),
            people => people?,
        };
        let names: Vec<String> = people.into_iter().map(|person| person.name.to_string()).collect();
        self.say("room_created", &json!({ "roomId": room_id, "participants": names })).await;
        Ok(())
    }

    /// The end of what was said in a room.
    async fn history(&self, peer: &Peer, room_id: &RoomId) -> Result<(), ChatError> {
        let command = History::new(room_id.clone(), Cursor::Latest, Limit::default());
        let page = match self.chat.history(&peer.identity(), command).await {
            Err(ChatError::NotMember) => return Ok(()),
            page => page?.reply,
        };
        let messages: Vec<Value> = page.entries.into_iter().filter_map(message).collect();
        self.say("receive_messages", &json!({ "roomId": room_id, "messages": messages })).await;
        Ok(())
    }

    async fn system(&self, room_id: &RoomId, content: &str) {
        self.say("system", &json!({ "roomId": room_id, "content": content })).await;
    }

    /// Waits for room in the socket's queue: what is told is told in order, and nothing of it is dropped while the socket lives.
    pub(super) async fn say<T: serde::Serialize>(&self, event: &'static str, payload: &T) {
        until_there_is_room(self.socket, || true).await;
        if let Err(error) = self.socket.emit(event, payload) {
            tracing::debug!(event, %error, "a socket is gone");
        }
    }
}

/// A message of a page or of a search; `None` for a notice.
pub(super) fn message(entry: Entry) -> Option<Value> {
    let Change::NewMessage { content, .. } = entry.change else { return None };
    Some(json!({ "userId": entry.by.name, "roomId": entry.room_id, "content": content, "createdAt": iso(entry.at) }))
}

/// As these clients write times: ISO 8601, to the millisecond.
fn iso(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map(|at| format!("{at:.3}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_iso_to_the_millisecond() {
        assert_eq!(iso(Timestamp(1_790_000_000_000)), "2026-09-21T14:13:20.000Z");
        assert_eq!(iso(Timestamp(1_790_000_000_123)), "2026-09-21T14:13:20.123Z");
    }
}
