//! The browsers of one's own that are told while one does not look: each belongs to the session that it is signed in with.

use protocol::Timestamp;
use store::push::Subscription;

use super::{AccountResult, Accounts};
use crate::identity::Identity;

impl Accounts {
    /// The browser of this session is told from now on, and nobody else's with the same endpoint. Errors: `NoSuchPerson` (the session has
    /// ended).
    pub async fn subscribe(&self, me: &Identity, subscription: Subscription, now: Timestamp) -> AccountResult<()> {
        Ok(self.store.subscribe(&me.person.id, me.session, subscription, now).await?)
    }

    /// The browser of this session is told no more.
    pub async fn unsubscribe(&self, me: &Identity) -> AccountResult<()> {
        Ok(self.store.unsubscribe(&me.person.id, me.session, None).await?)
    }

    /// Where the browser of this session is told.
    pub async fn subscription(&self, me: &Identity) -> AccountResult<Option<Subscription>> {
        Ok(self.store.subscription(&me.person.id, me.session).await?)
    }
}
