//! Events: what the server tells a client.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::messages::{Entry, Read, Unread};
use crate::presence::Presence;
use crate::rooms::{JoinedRoom, RoomDeleted, RoomInvite, RoomSet};
use crate::session::Resync;
use crate::typing::TypingPulse;

/// An event: its name and its payload (the implementing type).
pub trait EventPayload: Serialize + DeserializeOwned + Send + 'static {
    /// The name of the Socket.IO event.
    const NAME: &'static str;
}

macro_rules! events {
    ($($name:literal $variant:ident($payload:ty),)*) => {
        $(impl EventPayload for $payload {
            const NAME: &'static str = $name;
        })*

        /// Any event, after its name was looked up.
        #[derive(Clone, Debug, PartialEq)]
        #[expect(missing_docs, reason = "each variant is the payload of the same name")]
        pub enum Event { $($variant($payload),)* }

        impl Event {
            /// The name of the Socket.IO event.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)* }
            }
        }

        /// The names of all events, in the order of the documentation.
        pub const EVENTS: &[&str] = &[$($name,)*];

        /// Reads an event from its name and payload with `reader`, which knows the format; `None` for a name that this
        /// version does not know (a newer server: skip it).
        pub fn read_event<R: ReadPayload>(name: &str, reader: R) -> Option<Result<Event, R::Error>> {
            match name {
                $($name => Some(reader.read::<$payload>().map(Event::$variant)),)*
                _ => None,
            }
        }
    };
}

/// Something that holds one payload and can deserialise it: the format is not this crate's business.
pub trait ReadPayload {
    /// The format's error.
    type Error;
    /// Deserialises the payload.
    fn read<T: EventPayload>(self) -> Result<T, Self::Error>;
}

events! {
    "room_event" RoomEvent(Entry),
    "room_invite" RoomInvite(RoomInvite),
    "joined_room" JoinedRoom(JoinedRoom),
    "room_deleted" RoomDeleted(RoomDeleted),
    "room_set" RoomSet(RoomSet),
    "read" Read(Read),
    "unread" Unread(Unread),
    "typing" Typing(TypingPulse),
    "presence" Presence(Presence),
    "resync" Resync(Resync),
}
