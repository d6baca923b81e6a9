//! `search`: what contains a text, in the rooms of the reader.

pub mod words;

use std::time::Duration;

use protocol::rooms::RoomSummary;
use protocol::search::{Hits, MAX_ZONE_MINUTES, Search, words as names};
use protocol::{Name, RoomId, UserId};
use store::search::{NoPlace, Place, Query};

use super::limit::Class;
use super::{Chat, ChatError, Outcome, Ruled, check_cursor, check_query, nfc};
use crate::identity::{Identity, name};
use words::Words;

/// After this time a search returns what it has, and says that there may be more.
const BUDGET: Duration = Duration::from_millis(800);

impl Chat {
    /// `search`. Refuses `Invalid` (a query that is blank and says nothing else, or is too long; a word of it that names nobody, no room or
    /// no day; a foreign cursor), `NotMember` (the room).
    pub async fn search(&self, who: &Identity, command: Search) -> Ruled<Hits> {
        self.meters().take(Class::Search, &who.person.id)?;
        let Words { text, from, room, before, after } = words::read(&check_query(&command.query)?);
        let zone = command.zone.unwrap_or(0);
        if !(-MAX_ZONE_MINUTES..=MAX_ZONE_MINUTES).contains(&zone) {
            return Err(ChatError::Invalid(format!("zone must be -{MAX_ZONE_MINUTES} to {MAX_ZONE_MINUTES} minutes")));
        }
        let day = |field, text: Option<String>| text.map(|text| words::day(field, &text, zone, self.now())).transpose();
        let (before, after) = (day("before", before)?, day("after", after)?);
        let cursor = check_cursor(command.cursor)?.map(|cursor| cursor.parse::<Place>()).transpose();
        let query = Query {
            reader: who.person.id.clone(),
            from: match from {
                Some(name) => Some(self.somebody(who, &name).await?),
                None => command.from,
            },
            room_id: match room {
                Some(name) => Some(self.room_called(who, &name).await?),
                None => command.room_id,
            },
            // Both a field and a word: what both allow.
            before: before.into_iter().chain(command.before).min(),
            after: after.into_iter().chain(command.after).max(),
            cursor: cursor.map_err(|error: NoPlace| ChatError::Invalid(error.to_string()))?,
            limit: command.limit.get(),
            budget: BUDGET,
            text,
        };
        // Nor is what cannot be seen a query.
        let is_blank = fold::Query::new(&query.text, nfc).is_none();
        if is_blank && query.from.is_none() && query.before.is_none() && query.after.is_none() {
            return Err(ChatError::Invalid("query must not be blank".to_owned()));
        }
        Ok(Outcome::quiet(self.store().search(query).await?))
    }

    /// Who is called so; else the first whose name has it, for it may be on its way.
    async fn somebody(&self, who: &Identity, called: &str) -> Result<UserId, ChatError> {
        if names::ME.contains(&called) {
            return Ok(who.person.id.clone());
        }
        if let Ok(name) = Name::new(called)
            && let Some(account) = self.store().account_by_key(&name::key(&name)).await?
        {
            return Ok(account.person.id);
        }
        if fold::Query::new(called, nfc).is_none() {
            return Err(ChatError::Invalid(format!("from: nobody is called {called}")));
        }
        let (people, _) = self.store().find_people(called, None, 1).await?;
        let first = people.into_iter().next();
        first.map(|person| person.id).ok_or_else(|| ChatError::Invalid(format!("from: nobody is called {called}")))
    }

    /// Of the reader's rooms that are called so, the one with the latest activity; else of those whose name has it.
    async fn room_called(&self, who: &Identity, called: &str) -> Result<RoomId, ChatError> {
        let none = || ChatError::Invalid(format!("in: none of your rooms is called {called}"));
        let wanted = fold::Query::new(called, nfc).ok_or_else(none)?;
        let rooms = self.store().rooms_of(&who.person.id).await?;
        let is_exact = |room: &&RoomSummary| nfc(&name_of(room)).to_lowercase() == nfc(called).to_lowercase();
        let found = rooms.iter().find(is_exact).or_else(|| rooms.iter().find(|room| wanted.find(&name_of(room), nfc).is_some()));
        found.map(|room| room.id.clone()).ok_or_else(none)
    }
}

/// What a room is called on its reader's screen.
fn name_of(room: &RoomSummary) -> String {
    match &room.name {
        Some(name) => name.to_string(),
        None => room.faces.iter().map(|face| face.name.as_str()).collect::<Vec<_>>().join(", "),
    }
}
