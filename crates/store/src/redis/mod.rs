//! The backend on Redis 7 or later, a single node or a Cluster: for a fleet of replicas.
//!
//! | module | holds |
//! |---|---|
//! | `keys` | every key and channel |
//! | `scripts` | what is checked and changed at once, in Lua |
//! | [`link`] | the way to Redis: a connection that comes back, deadlines, what an error means |
//! | [`check`] | whether this Redis keeps what it is told |
//! | `written` | whether Redis has written what it answered |
//! | `stored` | an entry as it is stored |
//! | `membership` | a person's list of rooms, which follows what the rooms say |
//! | `session`, `rooms`, `messages`, `search`, `presence`, `push`, `archive` | one trait each |
//! | `index` | blocks for searches, made beside the log |
//! | [`bus`] | publish/subscribe between replicas |
//!
//! A script changes the keys of one room, or of all accounts, and nothing else: that is what one slot of a Cluster can hold, and
//! what can be checked and changed at once. Where a change needs two of them, the room is the truth, and the rest is written before
//! it so that it is never too little, and verified when it is read.

mod archive;
pub mod bus;
pub mod check;
mod index;
mod keys;
pub mod link;
mod membership;
mod messages;
mod presence;
mod push;
mod rooms;
mod scripts;
mod search;
mod session;
mod stored;
mod written;

use std::collections::HashSet;

use ::redis::FromRedisValue;
use protocol::{RoomId, UserId};

pub use bus::RedisBus;
pub use link::Address;

use crate::StoreResult;
use index::Indexer;
use keys::Keys;
use link::{Call, Link};
use scripts::Script;
use stored::Names;
use written::Written;

/// What keys begin with, where nothing else is asked for.
pub const PREFIX: &str = "suda";

/// The store on Redis. Cheap to clone: clones share connections.
#[derive(Clone)]
pub struct Redis {
    link: Link,
    written: Written,
    keys: Keys,
    indexer: Indexer,
}

/// Why the way to Redis cannot even be tried.
#[derive(Debug, thiserror::Error)]
#[error("cannot use this Redis: {0}")]
pub struct AddressError(#[from] redis::RedisError);

impl Redis {
    /// Returns at once, whether Redis is there or not: calls fail with [`crate::StoreError::Unavailable`] until it is. Keys begin with
    /// `prefix`. Must be called inside a runtime.
    pub fn new(address: &Address, prefix: &str) -> Result<Self, AddressError> {
        let link = Link::new(address)?;
        let keys = Keys::new(prefix);
        let indexer = Indexer::start(link.clone(), keys.clone());
        Ok(Self { written: Written::start(link.clone()), link, keys, indexer })
    }

    /// Makes the index of searches where it is behind. For whoever serves: an errand leaves that to them.
    pub async fn catch_up_with_searches(&self) {
        self.indexer.sweep().await;
    }

    /// Runs a script; when its answer is a promise, it is one that survives the death of Redis.
    async fn run<T: FromRedisValue>(&self, call: &Call) -> StoreResult<T> {
        if !call.promises() {
            return self.link.run(call).await;
        }
        let run = self.written.run().await?;
        let answer = self.link.run(call).await?;
        match self.written.by(run).await {
            Ok(()) => Ok(answer),
            // Nobody knows which run answered: where that does no harm it is asked again, and then it is known.
            Err(_) if call.is_repeatable() => {
                let run = self.written.run().await?;
                let answer = self.link.run(call).await?;
                self.written.by(run).await?;
                Ok(answer)
            }
            Err(fault) => Err(fault),
        }
    }

    /// What these people are called now.
    async fn names<'a>(&self, people: impl IntoIterator<Item = &'a UserId>) -> StoreResult<Names> {
        let people: Vec<&UserId> = people.into_iter().collect::<HashSet<_>>().into_iter().collect();
        if people.is_empty() {
            return Ok(Names::default());
        }
        let mut command = redis::cmd("HMGET");
        command.arg(self.keys.of_people("names"));
        for person in &people {
            command.arg(person.as_str());
        }
        let names: Vec<Option<String>> = self.link.ask(&command).await?;
        let mut found = Names::default();
        for (person, name) in people.into_iter().zip(names) {
            if let Some(name) = name {
                found.0.insert(person.clone(), stored::parse(name)?);
            }
        }
        Ok(found)
    }

    /// The accounts of these people as they are stored; `None` for whoever has none.
    async fn account_texts(&self, people: &[UserId]) -> StoreResult<Vec<Option<Vec<u8>>>> {
        let asking = |some: &[UserId]| {
            let mut command = redis::cmd("HMGET");
            command.arg(self.keys.of_people("accounts")).arg(some.iter().map(UserId::as_str).collect::<Vec<_>>());
            command
        };
        let commands: Vec<redis::Cmd> = people.chunks(500).map(asking).collect();
        Ok(self.link.ask_all::<Vec<Option<Vec<u8>>>>(&commands).await?.into_iter().flatten().collect())
    }

    /// A script about a room.
    fn in_room(&self, script: &Script, room_id: &RoomId) -> Call {
        Call::new(script, &self.keys.room(room_id))
    }

    /// A script about accounts.
    fn of_people(&self, script: &Script) -> Call {
        Call::new(script, &self.keys.people())
    }
}
