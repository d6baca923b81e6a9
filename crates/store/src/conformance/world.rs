//! People and rooms to test with, and a clock that goes when it is asked.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use protocol::messages::{Change, Entry};
use protocol::rooms::{RoomKind, RoomSummary};
use protocol::{ClientId, MessageText, Name, RoomId, RoomName, Seq, Timestamp, UserId};

use super::Backend;
use crate::messages::NewMessage;
use crate::rooms::{Actor, NewRoom};
use crate::session::{Digest, NewAccount, NewSession, SessionId, SessionKind};
use crate::{Refusal, Store, StoreError, StoreResult};

/// A backend, and what mints ids and times for it.
pub struct World<B> {
    backend: B,
    minted: AtomicU64,
}

impl<B: Backend> World<B> {
    /// An empty store.
    pub async fn new() -> Self {
        Self { backend: B::fresh().await, minted: AtomicU64::new(0) }
    }

    /// The store.
    pub fn store(&self) -> Arc<dyn Store> {
        self.backend.store()
    }

    /// The same after a restart.
    pub async fn reopened(self) -> Self {
        Self { backend: self.backend.reopen().await, minted: self.minted }
    }

    /// A number that was not there before.
    pub fn mint(&self) -> u64 {
        self.minted.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// A second later than when it was last asked.
    pub fn now(&self) -> Timestamp {
        Timestamp(1_700_000_000_000 + i64::try_from(self.mint()).expect("few") * 1_000)
    }

    /// A secret that nobody else has, hashed.
    pub fn digest(&self) -> Digest {
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&self.mint().to_be_bytes());
        Digest(digest)
    }

    /// Somebody who wants an account.
    pub fn new_account(&self, name: &str) -> NewAccount {
        let (name, key) = names(name);
        let id = UserId::new(&format!("u{}", self.mint())).expect("an id");
        NewAccount { id, name, key, password_hash: "$argon2id$첫번째".into(), at: self.now(), invite: None }
    }

    /// Somebody with an account.
    pub async fn person(&self, name: &str) -> UserId {
        self.store().create_account(self.new_account(name)).await.expect("an account").person.id
    }

    /// So many people with accounts.
    pub async fn people(&self, count: usize) -> Vec<UserId> {
        // More at once than that is no crowd that signs up, but a load test of its own.
        const AT_ONCE: usize = 500;
        let new: Vec<NewAccount> = (0..count).map(|number| self.new_account(&format!("사람{number}"))).collect();
        let mut people = Vec::with_capacity(count);
        for some in new.chunks(AT_ONCE) {
            let store = self.store();
            let made = at_once(some.to_vec(), |new| {
                let store = Arc::clone(&store);
                async move { store.create_account(new).await }
            });
            people.extend(made.await.into_iter().map(|account| account.expect("an account").person.id));
        }
        people
    }

    /// Signs somebody in for an hour.
    pub fn new_session(&self, user_id: &UserId) -> NewSession {
        let at = self.now();
        NewSession {
            kind: SessionKind::Browser,
            token: self.digest(),
            user_id: user_id.clone(),
            at,
            expires_at: Timestamp(at.0 + 3_600_000),
            label: "크롬".into(),
        }
    }

    /// Signs somebody in for an hour.
    pub async fn signed_in(&self, user_id: &UserId) -> (Digest, SessionId) {
        let new = self.new_session(user_id);
        let token = new.token;
        (token, self.store().start_session(new).await.expect("a session"))
    }

    /// A room to make; all but direct ones are called 수다방.
    pub fn new_room(&self, kind: RoomKind, creator: &UserId, participants: &[&UserId]) -> NewRoom {
        NewRoom {
            id: RoomId::new(&format!("r{}", self.mint())).expect("an id"),
            client_id: None,
            kind,
            name: (kind != RoomKind::Direct).then(|| room_name("수다방")),
            creator: creator.clone(),
            participants: participants.iter().copied().cloned().collect(),
            at: self.now(),
        }
    }

    /// A room that is there.
    pub async fn room(&self, kind: RoomKind, creator: &UserId, participants: &[&UserId]) -> RoomId {
        self.store().create_room(self.new_room(kind, creator, participants)).await.expect("a room").room_id
    }

    /// A message to say.
    pub fn message(&self, room_id: &RoomId, author: &UserId, text: &str) -> NewMessage {
        NewMessage {
            room_id: room_id.clone(),
            author: author.clone(),
            client_id: client_id(&format!("c{}", self.mint())),
            content: MessageText::new(text).expect("a message"),
            reply_to: None,
            at: self.now(),
        }
    }

    /// Says something.
    pub async fn say(&self, room_id: &RoomId, author: &UserId, text: &str) -> Seq {
        let appended = self.store().append(self.message(room_id, author, text)).await.expect("appended");
        assert!(appended.fresh);
        appended.entry.seq
    }

    /// One room as somebody sees it.
    pub async fn seen(&self, room_id: &RoomId, user_id: &UserId) -> RoomSummary {
        self.store().room(room_id, user_id).await.expect("a member")
    }

    /// The whole log of a room.
    pub async fn log(&self, room_id: &RoomId) -> Vec<Entry> {
        self.store().entries_after(room_id, Seq::ZERO, 100_000).await.expect("entries")
    }
}

/// A name and its key, as a simple server would make it.
pub fn names(name: &str) -> (Name, protocol::text::NameKey) {
    let name = Name::new(name).expect("a name");
    let key = name.key(str::to_lowercase);
    (name, key)
}

/// A room's name.
pub fn room_name(name: &str) -> RoomName {
    RoomName::new(name).expect("a room's name")
}

/// As a client minted it.
pub fn client_id(id: &str) -> ClientId {
    ClientId::new(id).expect("an id")
}

/// Somebody who does not exist.
pub fn nobody() -> UserId {
    UserId::new("nobody").expect("an id")
}

/// A room that does not exist.
pub fn nowhere() -> RoomId {
    RoomId::new("nowhere").expect("an id")
}

/// Acts as a member.
pub fn member(id: &UserId) -> Actor {
    Actor { id: id.clone(), admin: false }
}

/// Acts as an administrator.
pub fn administrator(id: &UserId) -> Actor {
    Actor { id: id.clone(), admin: true }
}

/// Why it was refused. Panics when it was not.
pub fn refused<T: Debug>(result: StoreResult<T>) -> Refusal {
    match result {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("should have been refused: {other:?}"),
    }
}

/// What a message says.
pub fn said(entry: &Entry) -> &str {
    match &entry.change {
        Change::NewMessage { content, .. } => content.as_str(),
        other => panic!("no message: {other:?}"),
    }
}

/// 1, 2, 3 without a hole.
pub fn assert_contiguous(entries: &[Entry]) {
    let seqs: Vec<u64> = entries.iter().map(|entry| entry.seq.0).collect();
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>(), "the log has holes");
}

/// Does the same with all of these at once, and returns the results in their order.
pub async fn at_once<I, T, F>(items: impl IntoIterator<Item = I>, work: impl Fn(I) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let running: Vec<_> = items.into_iter().map(|item| tokio::spawn(work(item))).collect();
    let mut done = Vec::with_capacity(running.len());
    for task in running {
        done.push(task.await.expect("no task panics"));
    }
    done
}
