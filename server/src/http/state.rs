//! What every handler has at hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use protocol::Timestamp;
use store::Store;

use super::assets::Site;
use crate::announce::Announcer;
use crate::chat::session::Accounts;
use crate::chat::{Chat, Outcome};
use crate::config::Config;
use crate::identity::Door;
use crate::identity::limits::Limits;
use crate::push::Pusher;

/// What every handler has at hand. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// The parts of a server.
pub struct Parts {
    /// How the operator wants it.
    pub config: Config,
    /// For readiness only: rules are in `chat`.
    pub store: Arc<dyn Store>,
    /// The rules of rooms and messages.
    pub chat: Chat,
    /// The rules of accounts.
    pub accounts: Accounts,
    /// Who hears of it.
    pub announcer: Announcer,
    /// Who is told while they do not look.
    pub pusher: Pusher,
    /// Who acts.
    pub door: Door,
    /// How often one may try.
    pub limits: Arc<Limits>,
    /// Scripts, styles, pictures.
    pub site: Site,
    /// Cleared when the server begins to stop.
    pub serving: AtomicBool,
}

impl AppState {
    /// All parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.config.tuning.clock.now()
    }

    /// Does what a rule decides and tells who must hear of it, to the end: a reader who goes away meanwhile does not leave others
    /// without the news.
    pub async fn act<R, E, F>(&self, rule: impl FnOnce(Self) -> F) -> Result<R, E>
    where
        R: Send + 'static,
        E: Send + 'static,
        F: Future<Output = Result<Outcome<R>, E>> + Send + 'static,
    {
        let (rule, announcer) = (rule(self.clone()), self.announcer.clone());
        let done = tokio::spawn(async move {
            let outcome = rule.await?;
            announcer.tell(outcome.announce).wait().await;
            Ok(outcome.reply)
        });
        done.await.expect("rules do not panic, and nobody aborts them")
    }

    /// From now on `/healthz` and `/readyz` say that no new requests should come here.
    pub fn stop_serving(&self) {
        self.serving.store(false, Ordering::Release);
    }
}

impl std::ops::Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
