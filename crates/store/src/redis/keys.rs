//! Every key and channel of Redis is built here, and only here.
//!
//! What one script changes stands in one slot of a Cluster, by the hash tag in braces: a room's keys under `{roomId}`, a
//! person's list of rooms under `{userId}`, all accounts and sessions under `{people}`, all presence under `{presence}`, the list of
//! all rooms under `{all}`. Ids
//! have an alphabet of their own ([`protocol::ids`]), so that nothing that somebody typed ends a key or a tag.

use std::sync::Arc;

use protocol::{RoomId, UserId};

use crate::bus::Topic;
use crate::presence::Lease;

/// What all keys of one Suda begin with: several may share a Redis.
#[derive(Clone, Debug)]
pub(super) struct Keys(Arc<str>);

impl Keys {
    /// With this beginning.
    pub(super) fn new(prefix: &str) -> Self {
        Self(prefix.into())
    }

    /// The version of what is stored.
    pub(super) fn version(&self) -> String {
        format!("{}:version", self.0)
    }

    /// A room, in the order in which `room.lua` names them: the room itself, its log, its members by the `seq` of their joining,
    /// their read marks, its `clientId`s, its mentions; that it was there and is deleted, for a day; entries that were changed, by their
    /// `seq`; what changed a message last and which emoji stand under it; who reacted; and which messages were deleted.
    pub(super) fn room(&self, id: &RoomId) -> [String; 11] {
        ["room", "log", "members", "marks", "clients", "mentions", "gone", "changed", "reacted", "reactions", "tombs"]
            .map(|part| format!("{}:{{{id}}}:{part}", self.0))
    }

    /// Entries of a room that are not in its log any more, because they were changed.
    pub(super) fn changed(&self, id: &RoomId) -> String {
        format!("{}:{{{id}}}:changed", self.0)
    }

    /// The entries of a room: a stream whose ids are `<seq>-0`.
    pub(super) fn log(&self, id: &RoomId) -> String {
        format!("{}:{{{id}}}:log", self.0)
    }

    /// The index of a room, for searches.
    pub(super) fn index(&self, id: &RoomId) -> String {
        format!("{}:{{{id}}}:index", self.0)
    }

    /// A room with its index.
    pub(super) fn room_and_index(&self, id: &RoomId) -> Vec<String> {
        self.room(id).into_iter().chain([self.index(id)]).collect()
    }

    /// The rooms of a person, by when they were last entered: derived, and never less than the truth (see `membership`).
    pub(super) fn rooms_of(&self, id: &UserId) -> String {
        format!("{}:{{{id}}}:rooms", self.0)
    }

    /// Which rooms a person has made, by their own `clientId`s.
    pub(super) fn made_by(&self, id: &UserId) -> String {
        format!("{}:{{{id}}}:made", self.0)
    }

    /// The direct room of two people.
    pub(super) fn pair(&self, one: &UserId, other: &UserId) -> String {
        let (low, high) = if one <= other { (one, other) } else { (other, one) };
        format!("{}:{{{low}.{high}}}:direct", self.0)
    }

    /// Public rooms by name: derived, verified when it is read.
    pub(super) fn public_rooms(&self) -> String {
        format!("{}:{{public}}:rooms", self.0)
    }

    /// All rooms by id: derived, and never less than the truth.
    pub(super) fn rooms(&self) -> String {
        format!("{}:{{all}}:rooms", self.0)
    }

    /// Everything of accounts and sessions, in the order in which `people.lua` names them.
    pub(super) fn people(&self) -> [String; 16] {
        [
            "accounts",
            "names",
            "keys",
            "called",
            "listed",
            "open",
            "tokens",
            "sessions",
            "owned",
            "invites",
            "codes",
            "resets",
            "handle",
            "ids",
            "pushed",
            "endpoints",
        ]
        .map(|part| self.of_people(part))
    }

    /// One of [`Keys::people`].
    pub(super) fn of_people(&self, part: &str) -> String {
        format!("{}:{{people}}:{part}", self.0)
    }

    /// Until when each person is there, looks, or is not away.
    pub(super) fn present(&self, lease: Lease) -> String {
        let part = match lease {
            Lease::There => "until",
            Lease::Looking => "looks-until",
            Lease::Awake => "awake-until",
        };
        format!("{}:{{presence}}:{part}", self.0)
    }

    /// Which replicas say so of a person, until when.
    pub(super) fn present_by(&self, lease: Lease, id: &UserId) -> String {
        let part = match lease {
            Lease::There => "by",
            Lease::Looking => "looks-by",
            Lease::Awake => "awake-by",
        };
        format!("{}:{{presence}}:{part}:{id}", self.0)
    }

    /// When each person was there last.
    pub(super) fn seen(&self) -> String {
        format!("{}:{{presence}}:seen", self.0)
    }

    /// The channel of a topic. On a Cluster it stands in the slot of what it is about.
    pub(super) fn channel(&self, topic: &Topic) -> String {
        match topic {
            Topic::Room(id) => format!("{}:{{{id}}}:room-says", self.0),
            Topic::Person(id) => format!("{}:{{{id}}}:person-hears", self.0),
        }
    }

    /// The channel that every replica hears: something was lost that nobody can name.
    pub(super) fn everybody(&self) -> String {
        format!("{}:{{everybody}}:lost", self.0)
    }

    /// The topic of a channel; `None` for one that is not ours.
    pub(super) fn topic(&self, channel: &str) -> Option<Topic> {
        let (id, kind) = channel.strip_prefix(&*self.0)?.strip_prefix(":{")?.split_once("}:")?;
        match kind {
            "room-says" => RoomId::new(id).ok().map(Topic::Room),
            "person-hears" => UserId::new(id).ok().map(Topic::Person),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_read_as_it_was_written() {
        let keys = Keys::new("suda");
        for topic in [Topic::Room(RoomId::new("r-1").expect("an id")), Topic::Person(UserId::new("u_2").expect("an id"))] {
            assert_eq!(keys.topic(&keys.channel(&topic)), Some(topic));
        }
        for foreign in ["suda:{r}:log", "other:{r}:room-says", "suda:{r r}:room-says", ""] {
            assert_eq!(keys.topic(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn a_pair_is_the_same_from_both_sides() {
        let keys = Keys::new("suda");
        let (one, other) = (UserId::new("a").expect("an id"), UserId::new("b").expect("an id"));
        assert_eq!(keys.pair(&one, &other), keys.pair(&other, &one));
    }
}
