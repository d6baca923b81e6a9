//! A room's log: one contiguous `seq` over everything durable that happens in the room.

use serde::{Deserialize, Serialize};

use crate::ids::{ClientId, Limit, RoomId, Seq, Timestamp};
use crate::session::Person;
use crate::text::{MessageText, RoomName, RoomTopic};

/// One entry of a room's log; also the event `room_event`. Flat on the wire:
/// `{roomId, seq, at, userId, userName, type, …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WireEntry", into = "WireEntry")]
pub struct Entry {
    /// Where.
    pub room_id: RoomId,
    /// The place in the log.
    pub seq: Seq,
    /// When it was stored.
    pub at: Timestamp,
    /// Who did it, and what they are called now.
    pub by: Person,
    /// What it is.
    pub change: Change,
}

/// What an entry changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `room_created`: the first entry.
    RoomCreated,
    /// `new_message`
    NewMessage {
        /// As the author's client minted it: how the author's own screens know their message again.
        client_id: ClientId,
        /// What it says.
        content: MessageText,
        /// The message that it answers.
        reply_to: Option<Seq>,
    },
    /// `member_joined`: came by themselves (`person` is who did it) or was invited.
    MemberJoined {
        /// Who is a member now.
        person: Person,
    },
    /// `member_left`: by themselves.
    MemberLeft {
        /// Who the room belongs to now, when its creator left.
        heir: Option<Person>,
    },
    /// `member_removed`
    MemberRemoved {
        /// Who is no member any more.
        person: Person,
    },
    /// `room_renamed`
    RoomRenamed {
        /// The name from now on.
        name: RoomName,
    },
    /// `room_topic_changed`
    RoomTopicChanged {
        /// What the room is about from now on; `None`: nothing in particular.
        topic: Option<RoomTopic>,
    },
}

impl Change {
    /// Whether the entry is something somebody said, and so counts as unread; everything else is a notice.
    pub const fn is_message(&self) -> bool {
        matches!(self, Self::NewMessage { .. })
    }
}

/// One entry of a room's log: what else it has depends on its `type`, see docs/PROTOCOL.md.
// A type of its own because `flatten` over an internal tag would cost the browser 10 kB.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct WireEntry {
    room_id: RoomId,
    seq: Seq,
    at: Timestamp,
    user_id: crate::ids::UserId,
    user_name: crate::text::Name,
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<MessageText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply_to: Option<Seq>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<Person>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<RoomName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    topic: Option<RoomTopic>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = EntryType))]
#[serde(rename_all = "snake_case")]
enum Kind {
    RoomCreated,
    NewMessage,
    MemberJoined,
    MemberLeft,
    MemberRemoved,
    RoomRenamed,
    RoomTopicChanged,
}

/// The names of all kinds of entry, in the order of the documentation.
pub const ENTRY_TYPES: &[&str] =
    &["room_created", "new_message", "member_joined", "member_left", "member_removed", "room_renamed", "room_topic_changed"];

impl From<Entry> for WireEntry {
    fn from(entry: Entry) -> Self {
        let Entry { room_id, seq, at, by, change } = entry;
        let mut wire = Self {
            room_id,
            seq,
            at,
            user_id: by.id,
            user_name: by.name,
            kind: Kind::RoomCreated,
            client_id: None,
            content: None,
            reply_to: None,
            person: None,
            name: None,
            topic: None,
        };
        match change {
            Change::RoomCreated => {}
            Change::NewMessage { client_id, content, reply_to } => {
                wire.kind = Kind::NewMessage;
                wire.client_id = Some(client_id);
                wire.content = Some(content);
                wire.reply_to = reply_to;
            }
            Change::MemberJoined { person } => {
                wire.kind = Kind::MemberJoined;
                wire.person = Some(person);
            }
            Change::MemberLeft { heir } => {
                wire.kind = Kind::MemberLeft;
                wire.person = heir;
            }
            Change::MemberRemoved { person } => {
                wire.kind = Kind::MemberRemoved;
                wire.person = Some(person);
            }
            Change::RoomRenamed { name } => {
                wire.kind = Kind::RoomRenamed;
                wire.name = Some(name);
            }
            Change::RoomTopicChanged { topic } => {
                wire.kind = Kind::RoomTopicChanged;
                wire.topic = topic;
            }
        }
        wire
    }
}

impl TryFrom<WireEntry> for Entry {
    type Error = &'static str;

    fn try_from(wire: WireEntry) -> Result<Self, Self::Error> {
        let change = match wire.kind {
            Kind::RoomCreated => Change::RoomCreated,
            Kind::NewMessage => Change::NewMessage {
                client_id: wire.client_id.ok_or("new_message without clientId")?,
                content: wire.content.ok_or("new_message without content")?,
                reply_to: wire.reply_to,
            },
            Kind::MemberJoined => Change::MemberJoined { person: wire.person.ok_or("member_joined without person")? },
            Kind::MemberLeft => Change::MemberLeft { heir: wire.person },
            Kind::MemberRemoved => Change::MemberRemoved { person: wire.person.ok_or("member_removed without person")? },
            Kind::RoomRenamed => Change::RoomRenamed { name: wire.name.ok_or("room_renamed without name")? },
            Kind::RoomTopicChanged => Change::RoomTopicChanged { topic: wire.topic },
        };
        let by = Person { id: wire.user_id, name: wire.user_name };
        Ok(Self { room_id: wire.room_id, seq: wire.seq, at: wire.at, by, change })
    }
}

/// `send_message`. The same (room, author, `clientId`) gives the same `seq`, for at least a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// Where to.
    pub room_id: RoomId,
    /// Minted by the client, once per message.
    pub client_id: ClientId,
    /// What it says.
    pub content: MessageText,
    /// The message that it answers: an entry of this room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Seq>,
}

/// The reply to [`SendMessage`]: it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    /// Its place in the log.
    pub seq: Seq,
    /// When it was stored.
    pub created_at: Timestamp,
}

/// `history`: a page of a room's log. At most one of `before`, `after` and `around`; none: the latest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// Which room.
    pub room_id: RoomId,
    /// The entries directly before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Seq>,
    /// The entries directly after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Seq>,
    /// This entry, and as many on either side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub around: Option<Seq>,
    /// At most so many entries.
    #[serde(default)]
    pub limit: Limit,
}

/// Which page of a log: [`History`]'s three fields, parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// The end of the log.
    Latest,
    /// Directly before an entry.
    Before(Seq),
    /// Directly after an entry.
    After(Seq),
    /// On both sides of an entry.
    Around(Seq),
}

impl History {
    /// Asks for a page.
    pub fn new(room_id: RoomId, cursor: Cursor, limit: Limit) -> Self {
        let (mut before, mut after, mut around) = (None, None, None);
        match cursor {
            Cursor::Latest => {}
            Cursor::Before(seq) => before = Some(seq),
            Cursor::After(seq) => after = Some(seq),
            Cursor::Around(seq) => around = Some(seq),
        }
        Self { room_id, before, after, around, limit }
    }

    /// The place that was asked for; `None` when more than one was given.
    pub const fn cursor(&self) -> Option<Cursor> {
        match (self.before, self.after, self.around) {
            (None, None, None) => Some(Cursor::Latest),
            (Some(seq), None, None) => Some(Cursor::Before(seq)),
            (None, Some(seq), None) => Some(Cursor::After(seq)),
            (None, None, Some(seq)) => Some(Cursor::Around(seq)),
            _ => None,
        }
    }
}

/// A page of a room's log, oldest first: all that there is between `from` and `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// The first place that the page covers: 1 means that the log begins here.
    pub from: Seq,
    /// The last place that the page covers; `from - 1` when the page is empty.
    pub to: Seq,
    /// The log's last place when the page was read: `to == head` means that the log ends here.
    pub head: Seq,
}

/// `read`: I have read up to here. Also the event that tells my other screens. Never goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Read {
    /// Where.
    pub room_id: RoomId,
    /// Up to where.
    pub seq: Seq,
}
