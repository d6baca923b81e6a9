//! Web push: tells the browsers of who does not look that somebody wrote, through the push services that those browsers chose. The
//! server has a key of its own (RFC 8292) and encrypts for each browser (RFC 8291): a service learns when, and nothing of what.
//!
//! | module | holds |
//! |---|---|
//! | [`services`] | which services may be asked: the list of the operator, and no private address |
//! | [`key`] | the server's key, and how it says who it is |
//! | [`message`] | what a browser is told, encrypted |
//! | [`deliver`] | the way to the services: tries, times, ends |
//!
//! All of it is beside the way of a message: who sends never waits for it. A message is handed to a bounded queue by the replica that
//! took it, and by no other; what does not fit is counted, and not told.

pub mod deliver;
pub mod key;
pub mod message;
pub mod services;

use std::collections::HashSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use protocol::UserId;
use protocol::messages::{Change, Entry};
use protocol::session::Language;
use store::presence::Lease;
use store::push::{Subscribed, Subscription};
use store::{Refusal, Store, StoreError, StoreResult};
use tokio::sync::mpsc;

use crate::clock::Clock;
use crate::config::Origin;
use deliver::Road;
use key::KeyError;
use message::{Browser, Message};
use services::Services;

/// Messages that wait for their turn.
const QUEUE: usize = 1_024;

/// Times of push.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long a service may take to answer.
    pub patience: Duration,
    /// After a failure that may pass: how long until the second try. Each further wait is four times as long.
    pub again: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { patience: Duration::from_secs(10), again: Duration::from_secs(2) }
    }
}

/// Hands messages over to be pushed. Cheap to clone. Where push is off, it does nothing.
#[derive(Clone)]
pub struct Pusher {
    services: Arc<Services>,
    /// None: no service may be asked.
    queue: Option<mpsc::Sender<Entry>>,
    key: Arc<key::Kept>,
}

/// Why a browser cannot be pushed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPushed {
    /// Its service is on no list of ours.
    #[error("push to this service is not allowed here: it is not among --push-services")]
    Service,
    /// What it says of itself is no subscription.
    #[error("this is no subscription: an endpoint of at most 1024 bytes, a key on P-256 and a secret of 16 bytes make one")]
    Malformed,
}

impl Pusher {
    /// Over this store. `site`: how people reach this server, for services that complain. Starts a task: call it inside a runtime.
    pub fn start(store: &Arc<dyn Store>, services: Services, site: Option<&Origin>, clock: Clock, settings: Settings) -> Self {
        let (services, key) = (Arc::new(services), Arc::new(key::Kept::new(Arc::downgrade(store), site)));
        let queue = (!services.is_empty()).then(|| {
            let (queue, entries) = mpsc::channel(QUEUE);
            let road = Road::new(services.clone(), Arc::downgrade(store), key.clone(), clock.clone(), settings);
            tokio::spawn(work(Arc::downgrade(store), entries, road, clock));
            queue
        });
        Self { services, queue, key }
    }

    /// An entry was stored here and is announced. Never waits.
    pub fn said(&self, entry: &Entry) {
        let Some(queue) = self.queue.as_ref().filter(|_| matches!(entry.change, Change::NewMessage { .. })) else { return };
        if queue.try_send(entry.clone()).is_err() {
            metrics::counter!("suda_push_total", "outcome" => "dropped").increment(1);
        }
    }

    /// Whether anybody can be pushed to.
    pub const fn is_on(&self) -> bool {
        self.queue.is_some()
    }

    /// The public key that browsers subscribe for.
    pub async fn public_key(&self) -> Result<String, KeyError> {
        Ok(self.key.get().await?.public())
    }

    /// A browser's subscription, from the texts that it gave. Refuses what no service of the list has made.
    pub fn subscription(
        &self,
        endpoint: &str,
        key: &str,
        auth: &str,
        hides_text: bool,
        language: Language,
    ) -> Result<Subscription, NotPushed> {
        let browser = Browser::parse(key, auth).ok_or(NotPushed::Malformed)?;
        if endpoint.len() > services::LONGEST_ENDPOINT {
            return Err(NotPushed::Malformed);
        }
        if self.services.place(endpoint).is_none() {
            return Err(NotPushed::Service);
        }
        let (key, auth) = browser.into_bytes();
        Ok(Subscription { endpoint: endpoint.to_owned(), key, auth, hides_text, language })
    }
}

async fn work(store: Weak<dyn Store>, mut entries: mpsc::Receiver<Entry>, road: Road, clock: Clock) {
    while let Some(entry) = entries.recv().await {
        // The server ends without it.
        let Some(store) = store.upgrade() else { return };
        match recipients(&*store, &entry, &clock).await {
            Ok(Some((message, browsers))) => {
                drop(store);
                road.spread(message, browsers).await;
            }
            Ok(None) => {}
            Err(error) => {
                metrics::counter!("suda_push_total", "outcome" => "failed").increment(1);
                tracing::warn!(%error, "who is to be pushed to cannot be found out now");
            }
        }
    }
}

/// Whom a message is pushed to, and what they are told; `None`: nobody.
async fn recipients(store: &dyn Store, entry: &Entry, clock: &Clock) -> StoreResult<Option<(Arc<Message>, Vec<Subscribed>)>> {
    let mut browsers = store.subscribed(&entry.room_id, &entry.by.id, entry.seq, clock.now()).await?;
    browsers.retain(|browser| browser.notify.tells(browser.mentioned));
    if browsers.is_empty() {
        return Ok(None);
    }
    let people: HashSet<UserId> = browsers.iter().map(|browser| browser.user_id.clone()).collect();
    let people: Vec<UserId> = people.into_iter().collect();
    let looking = store.present(Lease::Looking, &people, clock.now()).await?;
    browsers.retain(|browser| !looking.contains(&browser.user_id));
    if browsers.is_empty() {
        return Ok(None);
    }
    let room = match store.room(&entry.room_id, &entry.by.id).await {
        Ok(room) => room,
        // Its author has left since: there is no more to tell than that.
        Err(StoreError::Refused(Refusal::NotMember)) => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(Message::new(entry, &room).map(|message| (Arc::new(message), browsers)))
}
