//! From an [`Announce`] to what travels on the bus, and back: a short head that every replica reads, and the frame that goes to the
//! sockets as it is.

use std::sync::Arc;

use protocol::event::EventPayload;
use protocol::messages::{Change, Entry, Read, Unread};
use protocol::presence::{Presence, PresenceState};
use protocol::rooms::{RoomDeleted, RoomSet};
use protocol::session::Person;
use protocol::typing::TypingPulse;
use protocol::{RoomId, Seq, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use store::bus::{Message, Topic};
use store::session::SessionId;

use super::{Announce, PeerKey};

/// How to treat a frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Head {
    /// `room_event`
    Entry {
        seq: Seq,
        /// Who is no member any more after it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gone: Option<UserId>,
    },
    /// `room_deleted`
    RoomDeleted,
    /// `typing`, by whom.
    Typing { by: UserId },
    /// `presence`; no frame, because several are told as one.
    Presence {
        user_id: UserId,
        state: PresenceState,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen_at: Option<Timestamp>,
    },
    /// `room_invite` or `joined_room`; no frame, because each person sees the room in their own way.
    Joined { room_id: RoomId, by: Option<Person> },
    /// `read`, and the socket that said so.
    Read { origin: Option<u64> },
    /// `room_set`, and the socket that did so.
    RoomSet { origin: Option<u64> },
    /// `unread`, and the socket that said so.
    Unread { origin: Option<u64> },
    /// A new name.
    Renamed { person: Person },
    /// The sessions' handles.
    SessionsEnded { sessions: Vec<i64> },
    /// All sessions.
    AccountClosed,
}

/// Who is no member any more after an entry.
pub(super) fn gone_by(entry: &Entry) -> Option<UserId> {
    match &entry.change {
        Change::MemberLeft { .. } => Some(entry.by.id.clone()),
        Change::MemberRemoved { person } => Some(person.id.clone()),
        _ => None,
    }
}

/// The event of an announcement as it goes to the sockets.
pub(super) fn frame<E: EventPayload>(event: &E) -> Option<Arc<str>> {
    match serde_json::to_string(event) {
        Ok(json) => Some(json.into()),
        Err(error) => {
            tracing::error!(event = E::NAME, %error, "an event cannot be serialised");
            None
        }
    }
}

/// What travels; `None` (logged) for what cannot be serialised, which the types rule out.
pub(super) fn pack(announce: Announce, origin: Option<PeerKey>) -> Option<Message> {
    let nothing = || Some(Arc::from(""));
    let (topic, head, frame) = match announce {
        Announce::Entry(entry) => {
            let head = Head::Entry { seq: entry.seq, gone: gone_by(&entry) };
            (Topic::Room(entry.room_id.clone()), head, frame(&entry))
        }
        Announce::Joined { room_id, user_id, by } => (Topic::Person(user_id), Head::Joined { room_id, by }, nothing()),
        Announce::RoomDeleted { room_id } => (Topic::Room(room_id.clone()), Head::RoomDeleted, frame(&RoomDeleted { room_id })),
        Announce::Read { user_id, read } => {
            (Topic::Person(user_id), Head::Read { origin: origin.map(PeerKey::number) }, frame::<Read>(&read))
        }
        Announce::RoomSet { user_id, set } => {
            (Topic::Person(user_id), Head::RoomSet { origin: origin.map(PeerKey::number) }, frame::<RoomSet>(&set))
        }
        Announce::Unread { user_id, unread } => {
            (Topic::Person(user_id), Head::Unread { origin: origin.map(PeerKey::number) }, frame::<Unread>(&unread))
        }
        Announce::Typing(pulse) => {
            let by = pulse.person.id.clone();
            (Topic::Room(pulse.room_id.clone()), Head::Typing { by }, frame::<TypingPulse>(&pulse))
        }
        Announce::Renamed(person) => (Topic::Person(person.id.clone()), Head::Renamed { person }, nothing()),
        Announce::SessionsEnded { user_id, sessions } => {
            let sessions = sessions.into_iter().map(|SessionId(id)| id).collect();
            (Topic::Person(user_id), Head::SessionsEnded { sessions }, nothing())
        }
        Announce::AccountClosed { user_id } => (Topic::Person(user_id), Head::AccountClosed, nothing()),
    };
    message(topic, &head, frame?)
}

/// Somebody came or went, for the sockets in one of their rooms.
pub(super) fn pack_presence(room_id: RoomId, presence: &Presence) -> Option<Message> {
    let Presence { user_id, state, seen_at } = presence.clone();
    message(Topic::Room(room_id), &Head::Presence { user_id, state, seen_at }, Arc::from(""))
}

fn message(topic: Topic, head: &Head, frame: Arc<str>) -> Option<Message> {
    match serde_json::to_string(head) {
        Ok(head) => Some(Message { topic, head: head.into(), frame }),
        Err(error) => {
            tracing::error!(%error, "a head cannot be serialised");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::Name;

    use super::*;

    #[test]
    fn a_head_is_read_as_it_was_written() {
        let person = Person { id: UserId::new("ann").expect("an id"), name: Name::new("서연").expect("a name") };
        let heads = [
            Head::Entry { seq: Seq(7), gone: Some(person.id.clone()) },
            Head::Entry { seq: Seq(8), gone: None },
            Head::RoomDeleted,
            Head::Typing { by: person.id.clone() },
            Head::Presence { user_id: person.id.clone(), state: PresenceState::Online, seen_at: None },
            Head::Presence { user_id: person.id.clone(), state: PresenceState::Offline, seen_at: Some(Timestamp(60_000)) },
            Head::Joined { room_id: RoomId::new("r").expect("an id"), by: Some(person.clone()) },
            Head::Read { origin: Some(3) },
            Head::RoomSet { origin: None },
            Head::Unread { origin: None },
            Head::Renamed { person },
            Head::SessionsEnded { sessions: vec![1, 2] },
            Head::AccountClosed,
        ];
        for head in heads {
            let json = serde_json::to_string(&head).expect("a head is JSON");
            assert_eq!(serde_json::from_str::<Head>(&json).expect("and back"), head);
        }
    }
}
