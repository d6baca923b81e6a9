//! A store in a directory of its own, an announcer over it, people, and sockets that write down what they hear.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use protocol::event::{EventPayload, ReadPayload, read_event};
use protocol::messages::Entry;
use protocol::rooms::RoomKind;
use protocol::{Event, MessageText, Name, RoomId, RoomName, Seq, UserId};
use serde_json::value::RawValue;
use store::Store;
use store::bus::{Bus, CAPACITY, LocalBus};
use store::embedded::Embedded;
use store::messages::NewMessage;
use store::rooms::NewRoom;
use store::session::{Digest, NewAccount, NewSession, SessionKind};
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::announce::peer::lock;
use crate::announce::{Announce, Announcer, Outlet, OutletError, Peer, Settings};
use crate::clock::{Clock, seconds_after};
use crate::identity::{Identity, mint_client_id, mint_room_id, mint_user_id};

const DEADLINE: Duration = Duration::from_secs(10);

/// Times that let a test end soon.
pub(super) fn quick() -> Settings {
    Settings { hole: Duration::from_millis(20), round: Duration::from_millis(5), sweep: Duration::from_mins(10), ..Settings::default() }
}

pub(super) struct Net {
    pub(super) store: Arc<dyn Store>,
    pub(super) bus: Arc<dyn Bus>,
    pub(super) announcer: Announcer,
    clock: Clock,
    minted: AtomicU64,
    _dir: TempDir,
}

impl Net {
    pub(super) async fn new(settings: Settings) -> Self {
        Self::with_capacity(settings, CAPACITY).await
    }

    pub(super) async fn with_capacity(settings: Settings, capacity: usize) -> Self {
        let dir = TempDir::new().expect("a directory");
        let path = dir.path().to_owned();
        let store = tokio::task::spawn_blocking(move || Embedded::open(&path)).await.expect("no panic").expect("a store");
        let store: Arc<dyn Store> = Arc::new(store);
        let (bus, signals) = LocalBus::new(capacity);
        let clock = Clock::system();
        let announcer = Announcer::start(store.clone(), bus.clone(), signals, clock.clone(), settings);
        Self { store, bus, announcer, clock, minted: AtomicU64::new(0), _dir: dir }
    }

    pub(super) async fn person(&self, name: &str) -> Identity {
        let name = Name::new(name).expect("a name");
        let key = name.key(str::to_owned);
        let new = NewAccount {
            id: mint_user_id(protocol::ids::UserKind::Account),
            name,
            key,
            password_hash: "x".to_owned(),
            at: self.clock.now(),
            invite: None,
        };
        let account = self.store.create_account(new).await.expect("an account");
        let session = self.session(&account.person.id).await;
        Identity::new(account, session)
    }

    pub(super) async fn another_session(&self, who: &Identity) -> Identity {
        Identity { session: self.session(&who.person.id).await, ..who.clone() }
    }

    async fn session(&self, user_id: &UserId) -> store::session::SessionId {
        let mut token = [0; 32];
        token[..8].copy_from_slice(&self.minted.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let now = self.clock.now();
        let new = NewSession {
            kind: SessionKind::Browser,
            token: Digest(token),
            user_id: user_id.clone(),
            at: now,
            expires_at: seconds_after(now, 3_600),
            label: "시험".to_owned(),
        };
        self.store.start_session(new).await.expect("a session")
    }

    /// A room that nobody was told of.
    pub(super) async fn room(&self, creator: &Identity, others: &[&Identity]) -> RoomId {
        self.store_room(creator, others).await.0
    }

    /// A room that its members were told of.
    pub(super) async fn room_told(&self, creator: &Identity, others: &[&Identity]) -> RoomId {
        let (room_id, entries) = self.store_room(creator, others).await;
        self.announcer.tell(Announce::entries(entries));
        room_id
    }

    async fn store_room(&self, creator: &Identity, others: &[&Identity]) -> (RoomId, Vec<Entry>) {
        let new = NewRoom {
            id: mint_room_id(),
            client_id: None,
            kind: RoomKind::Private,
            name: Some(RoomName::new("수다방").expect("a name")),
            creator: creator.person.id.clone(),
            participants: others.iter().map(|other| other.person.id.clone()).collect(),
            at: self.clock.now(),
        };
        let created = self.store.create_room(new).await.expect("a room");
        (created.room_id, created.entries)
    }

    pub(super) async fn invite(&self, who: &Identity, room_id: &RoomId, whom: &Identity) {
        let whom = [whom.person.id.clone()];
        let entries = self.store.invite(room_id, &who.actor(), &whom, self.clock.now()).await.expect("an invitation");
        self.announcer.tell(Announce::entries(entries));
    }

    pub(super) async fn store_message(&self, who: &Identity, room_id: &RoomId, content: &str) -> Entry {
        let new = NewMessage {
            room_id: room_id.clone(),
            author: who.person.id.clone(),
            client_id: mint_client_id(),
            content: MessageText::new(content).expect("a text"),
            reply_to: None,
            at: self.clock.now(),
        };
        self.store.append(new).await.expect("a message").entry
    }

    pub(super) async fn say(&self, who: &Identity, room_id: &RoomId, content: &str) {
        let entry = self.store_message(who, room_id, content).await;
        self.announcer.tell(vec![Announce::Entry(entry)]);
    }

    pub(super) async fn store_removal(&self, who: &Identity, room_id: &RoomId, whom: &Identity) -> Entry {
        let removed = self.store.remove_member(room_id, &who.actor(), &whom.person.id, self.clock.now()).await;
        removed.expect("a creator may").expect("a member")
    }

    pub(super) async fn head(&self, room_id: &RoomId) -> Seq {
        self.store.heads(std::slice::from_ref(room_id)).await.expect("a store")[0].1
    }

    /// A socket that has arrived.
    pub(super) async fn socket(&self, who: &Identity) -> (Arc<Peer>, Heard) {
        let heard = Heard::default();
        let peer = Peer::new(who.clone(), Box::new(heard.clone()));
        self.announcer.hub().arrive(&peer).await.expect("a store");
        (peer, heard)
    }
}

/// What a socket heard.
#[derive(Clone, Default)]
pub(super) struct Heard(Arc<Ear>);

#[derive(Default)]
struct Ear {
    events: Mutex<Vec<Event>>,
    full: AtomicBool,
    cut: AtomicBool,
    news: Notify,
}

impl Heard {
    pub(super) fn events(&self) -> Vec<Event> {
        lock(&self.0.events).clone()
    }

    pub(super) fn set_full(&self, full: bool) {
        self.0.full.store(full, Ordering::SeqCst);
    }

    pub(super) fn is_cut(&self) -> bool {
        self.0.cut.load(Ordering::SeqCst)
    }

    pub(super) async fn until(&self, enough: impl Fn(&[Event]) -> bool) {
        let waiting = async {
            loop {
                let news = self.0.news.notified();
                if enough(&lock(&self.0.events)) {
                    return;
                }
                news.await;
            }
        };
        let waited = tokio::time::timeout(DEADLINE, waiting).await;
        assert!(waited.is_ok(), "heard only {:#?}", self.events());
    }

    pub(super) async fn until_cut(&self) {
        let waiting = async {
            loop {
                let news = self.0.news.notified();
                if self.is_cut() {
                    return;
                }
                news.await;
            }
        };
        tokio::time::timeout(DEADLINE, waiting).await.expect("it is cut in time");
    }

    /// A socket whose queue is full cannot even be told that it is cut: it is refused until there is room again.
    pub(super) async fn until_cut_or_refusing(&self, peer: &Arc<Peer>) {
        let waiting = async {
            while !peer.has_ended() {
                self.0.news.notified().await;
            }
        };
        tokio::time::timeout(DEADLINE, waiting).await.expect("it ends in time");
        self.set_full(false);
        self.until_cut().await;
    }
}

impl Outlet for Heard {
    fn emit(&self, event: &'static str, payload: &RawValue) -> Result<(), OutletError> {
        if self.0.full.load(Ordering::SeqCst) {
            return Err(OutletError::Full);
        }
        let event = read_event(event, Json(payload)).expect("an event of ours").expect("a payload of ours");
        lock(&self.0.events).push(event);
        self.0.news.notify_waiters();
        Ok(())
    }

    fn cut(&self) -> Result<(), OutletError> {
        if self.0.full.load(Ordering::SeqCst) {
            self.0.news.notify_one();
            return Err(OutletError::Full);
        }
        self.0.cut.store(true, Ordering::SeqCst);
        self.0.news.notify_waiters();
        Ok(())
    }
}

struct Json<'a>(&'a RawValue);

impl ReadPayload for Json<'_> {
    type Error = serde_json::Error;

    fn read<T: EventPayload>(self) -> Result<T, Self::Error> {
        serde_json::from_str(self.0.get())
    }
}

/// The places of the entries of a room, as they came.
pub(super) fn seqs(events: &[Event], room_id: &RoomId) -> Vec<u64> {
    let of = |event: &Event| match event {
        Event::RoomEvent(entry) if entry.room_id == *room_id => Some(entry.seq.0),
        _ => None,
    };
    events.iter().filter_map(of).collect()
}

/// The last of them.
pub(super) fn last_seq(events: &[Event], room_id: &RoomId) -> Option<Seq> {
    seqs(events, room_id).last().copied().map(Seq)
}
