//! `search`: what contains a text, in the rooms of the reader.

use std::time::Duration;

use protocol::search::{Hits, Search};
use store::search::Query;

use super::limit::Class;
use super::{Chat, ChatError, Outcome, Ruled, check_query};
use crate::identity::Identity;

/// After this time a search returns what it has, and says that there may be more.
const BUDGET: Duration = Duration::from_millis(800);

impl Chat {
    /// `search`. Refuses `Invalid` (a query that is blank or too long), `NotMember` (the room).
    pub async fn search(&self, who: &Identity, command: Search) -> Ruled<Hits> {
        self.meters().take(Class::Search, &who.person.id)?;
        let text = check_query(&command.query)?;
        if text.is_empty() {
            return Err(ChatError::Invalid("query must not be blank".to_owned()));
        }
        let query = Query {
            reader: who.person.id.clone(),
            text,
            room_id: command.room_id,
            from: command.from,
            before: command.before,
            after: command.after,
            limit: command.limit.get(),
            budget: BUDGET,
        };
        Ok(Outcome::quiet(self.store().search(query).await?))
    }
}
