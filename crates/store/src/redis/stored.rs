//! An entry as it is stored: as JSON, with people by their ids. Names are looked up when it is read.

use std::collections::HashMap;

use protocol::messages::{Change, Entry, Quote};
use protocol::session::Person;
use protocol::{Name, RoomId, Seq, Timestamp, UserId};
use serde::{Deserialize, Serialize};

pub(super) use crate::archive::What;
use crate::{StoreError, StoreResult};

/// An entry without its room and place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) at: Timestamp,
    pub(super) by: UserId,
    #[serde(flatten)]
    pub(super) what: What,
}

impl Stored {
    /// As it goes to Redis.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("ids, texts and numbers are JSON")
    }

    /// As it comes from Redis.
    pub(super) fn read(json: &[u8]) -> StoreResult<Self> {
        serde_json::from_slice(json).map_err(|error| StoreError::Corrupt(format!("an entry: {error}")))
    }

    /// Everybody in it.
    pub(super) fn people(&self) -> impl Iterator<Item = &UserId> {
        std::iter::once(&self.by).chain(self.what.person())
    }

    /// The earlier message that one must know to tell it: what it answers, or what an edit made of it.
    pub(super) const fn about(&self) -> Option<Seq> {
        match &self.what {
            What::NewMessage { reply, .. } => *reply,
            What::MessageEdited { target } => Some(*target),
            _ => None,
        }
    }

    /// With names, in its place. A message is without what stands about it in the conversation.
    pub(super) fn entry(self, room_id: RoomId, seq: Seq, names: &Names) -> StoreResult<Entry> {
        self.told(room_id, seq, names, None)
    }

    /// The same, knowing what it is [`Stored::about`].
    pub(super) fn told(self, room_id: RoomId, seq: Seq, names: &Names, about: Option<&Self>) -> StoreResult<Entry> {
        let change = match self.what {
            What::RoomCreated => Change::RoomCreated,
            What::NewMessage { client, text, reply, edited } => Change::NewMessage {
                client_id: client,
                content: text,
                reply_to: reply,
                quote: about.map(|about| about.quote(names)).transpose()?,
                edited_at: edited,
                changed: None,
                reactions: Vec::new(),
            },
            What::MessageEdited { target } => match about.map(|about| &about.what) {
                Some(What::NewMessage { text, .. }) => Change::MessageEdited { target, content: text.clone() },
                _ => Change::MessageDeleted { target },
            },
            What::MessageDeleted { target } => Change::MessageDeleted { target },
            What::ReactionAdded { target, emoji } => Change::ReactionAdded { target, emoji },
            What::ReactionRemoved { target, emoji } => Change::ReactionRemoved { target, emoji },
            What::Tombstone { .. } => Change::Tombstone,
            What::MemberJoined { person } => Change::MemberJoined { person: names.person(person)? },
            What::MemberLeft { heir } => Change::MemberLeft { heir: heir.map(|heir| names.person(heir)).transpose()? },
            What::MemberRemoved { person } => Change::MemberRemoved { person: names.person(person)? },
            What::RoomRenamed { name } => Change::RoomRenamed { name },
            What::RoomTopicChanged { topic } => Change::RoomTopicChanged { topic },
        };
        Ok(Entry { room_id, seq, at: self.at, by: names.person(self.by)?, change })
    }

    fn quote(&self, names: &Names) -> StoreResult<Quote> {
        let said = if let What::NewMessage { text, .. } = &self.what { Some(text.as_str()) } else { None };
        Ok(Quote::new(names.person(self.by.clone())?, said))
    }
}

/// What people are called now.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(pub(super) HashMap<UserId, Name>);

impl Names {
    /// Somebody with their name. Nobody is ever forgotten, so a name that is missing is a fault.
    pub(super) fn person(&self, id: UserId) -> StoreResult<Person> {
        match self.0.get(&id) {
            Some(name) => Ok(Person { name: name.clone(), id }),
            None => Err(StoreError::Corrupt(format!("{id} has no name"))),
        }
    }
}

/// A text that is stored, as the type that it was.
pub(super) fn parse<T>(text: impl Into<String>) -> StoreResult<T>
where
    T: TryFrom<String, Error: std::fmt::Display>,
{
    T::try_from(text.into()).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// The same, where there may be none: an empty text.
pub(super) fn parse_optional<T>(text: String) -> StoreResult<Option<T>>
where
    T: TryFrom<String, Error: std::fmt::Display>,
{
    if text.is_empty() { Ok(None) } else { parse(text).map(Some) }
}

/// A place in a log that is stored.
pub(super) fn seq(number: i64) -> StoreResult<Seq> {
    u64::try_from(number).map(Seq).map_err(|_| StoreError::Corrupt(format!("{number} is no place in a log")))
}
