//! What stands in a log.

use serde::{Deserialize, Serialize};

use super::changes::{Quote, Reaction};
use crate::ids::{ClientId, RoomId, Seq, Timestamp};
use crate::session::Person;
use crate::text::{Emoji, MessageText, RoomName, RoomTopic};

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

impl Entry {
    /// A message without what belongs to its place in the conversation: the preview of a room.
    #[must_use]
    pub fn alone(mut self) -> Self {
        if let Change::NewMessage { quote, reactions, .. } = &mut self.change {
            *quote = None;
            reactions.clear();
        }
        self
    }

    /// A message into which the entries that changed it are still to be folded.
    #[must_use]
    pub fn unfolded(mut self) -> Self {
        if let Change::NewMessage { changed, reactions, .. } = &mut self.change {
            *changed = None;
            reactions.clear();
        }
        self
    }
}

/// What an entry changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `room_created`: the first entry.
    RoomCreated,
    /// `new_message`, as it is now.
    NewMessage {
        /// As the author's client minted it: how the author's own screens know their message again.
        client_id: ClientId,
        /// What it says.
        content: MessageText,
        /// The message that it answers.
        reply_to: Option<Seq>,
        /// The beginning of that.
        quote: Option<Quote>,
        /// When its author changed it last.
        edited_at: Option<Timestamp>,
        /// The last entry that is folded into it: what comes later still has to be applied.
        changed: Option<Seq>,
        /// In the order in which they were first used; at most [`super::MAX_EMOJI`].
        reactions: Vec<Reaction>,
    },
    /// `message_edited`: by its author.
    MessageEdited {
        /// Which message.
        target: Seq,
        /// What it says from now on.
        content: MessageText,
    },
    /// `message_deleted`: by its author, the room's creator or an administrator.
    MessageDeleted {
        /// Which message.
        target: Seq,
    },
    /// `reaction_added`
    ReactionAdded {
        /// To which message.
        target: Seq,
        /// With what.
        emoji: Emoji,
    },
    /// `reaction_removed`: by who had added it.
    ReactionRemoved {
        /// From which message.
        target: Seq,
        /// What it was.
        emoji: Emoji,
    },
    /// `tombstone`: here stood a message that was deleted. Who did it is the message's author.
    Tombstone,
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
    /// Of a kind that this version does not know: a newer server. It takes its place and is not shown.
    Unknown,
}

impl Change {
    /// A message as it is when it was just said.
    pub const fn said(client_id: ClientId, content: MessageText, reply_to: Option<Seq>) -> Self {
        Self::NewMessage { client_id, content, reply_to, quote: None, edited_at: None, changed: None, reactions: Vec::new() }
    }

    /// Whether the entry is something somebody said, and so counts as unread.
    pub const fn is_message(&self) -> bool {
        matches!(self, Self::NewMessage { .. })
    }

    /// The earlier message that it changes, which is all that it does: it is not shown by itself.
    pub const fn target(&self) -> Option<Seq> {
        match self {
            Self::MessageEdited { target, .. }
            | Self::MessageDeleted { target }
            | Self::ReactionAdded { target, .. }
            | Self::ReactionRemoved { target, .. } => Some(*target),
            _ => None,
        }
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
    quote: Option<Quote>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edited_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changed: Option<Seq>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reactions: Vec<Reaction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<Seq>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    emoji: Option<Emoji>,
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
    MessageEdited,
    MessageDeleted,
    ReactionAdded,
    ReactionRemoved,
    Tombstone,
    MemberJoined,
    MemberLeft,
    MemberRemoved,
    RoomRenamed,
    RoomTopicChanged,
    #[serde(other)]
    Unknown,
}

/// The names of all kinds of entry, in the order of the documentation.
pub const ENTRY_TYPES: &[&str] = &[
    "room_created",
    "new_message",
    "message_edited",
    "message_deleted",
    "reaction_added",
    "reaction_removed",
    "tombstone",
    "member_joined",
    "member_left",
    "member_removed",
    "room_renamed",
    "room_topic_changed",
];

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
            quote: None,
            edited_at: None,
            changed: None,
            reactions: Vec::new(),
            target: None,
            emoji: None,
            person: None,
            name: None,
            topic: None,
        };
        match change {
            Change::RoomCreated => {}
            Change::NewMessage { client_id, content, reply_to, quote, edited_at, changed, reactions } => {
                wire.kind = Kind::NewMessage;
                wire.client_id = Some(client_id);
                wire.content = Some(content);
                (wire.reply_to, wire.quote) = (reply_to, quote);
                (wire.edited_at, wire.changed, wire.reactions) = (edited_at, changed, reactions);
            }
            Change::MessageEdited { target, content } => {
                wire.kind = Kind::MessageEdited;
                (wire.target, wire.content) = (Some(target), Some(content));
            }
            Change::MessageDeleted { target } => {
                wire.kind = Kind::MessageDeleted;
                wire.target = Some(target);
            }
            Change::ReactionAdded { target, emoji } => {
                wire.kind = Kind::ReactionAdded;
                (wire.target, wire.emoji) = (Some(target), Some(emoji));
            }
            Change::ReactionRemoved { target, emoji } => {
                wire.kind = Kind::ReactionRemoved;
                (wire.target, wire.emoji) = (Some(target), Some(emoji));
            }
            Change::Tombstone => wire.kind = Kind::Tombstone,
            Change::Unknown => wire.kind = Kind::Unknown,
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
                quote: wire.quote,
                edited_at: wire.edited_at,
                changed: wire.changed,
                reactions: wire.reactions,
            },
            Kind::MessageEdited => Change::MessageEdited {
                target: wire.target.ok_or("message_edited without target")?,
                content: wire.content.ok_or("message_edited without content")?,
            },
            Kind::MessageDeleted => Change::MessageDeleted { target: wire.target.ok_or("message_deleted without target")? },
            Kind::ReactionAdded => Change::ReactionAdded {
                target: wire.target.ok_or("reaction_added without target")?,
                emoji: wire.emoji.ok_or("reaction_added without emoji")?,
            },
            Kind::ReactionRemoved => Change::ReactionRemoved {
                target: wire.target.ok_or("reaction_removed without target")?,
                emoji: wire.emoji.ok_or("reaction_removed without emoji")?,
            },
            Kind::Tombstone => Change::Tombstone,
            Kind::Unknown => Change::Unknown,
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
