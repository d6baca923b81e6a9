//! `find_people`, and who is there. Presence is a lease: it is asked for, never stored. When somebody was there last is.

use std::collections::HashMap;

use protocol::ids::UserKind;
use protocol::presence::{Look, PresenceState};
use protocol::session::{FindPeople, FoundPerson, PeoplePage, Person};
use protocol::{Name, Timestamp, UserId};

use super::limit::Class;
use super::{Chat, ChatError, Outcome, Ruled, check_cursor, check_query};
use crate::identity::{Identity, name};

/// Who of some people is there, and when the others were.
pub(super) struct Presences {
    there: HashMap<UserId, PresenceState>,
    seen: HashMap<UserId, Timestamp>,
}

impl Presences {
    /// One of these people.
    pub(super) fn of(&self, user_id: &UserId) -> (PresenceState, Option<Timestamp>) {
        (self.there.get(user_id).copied().unwrap_or_default(), self.seen.get(user_id).copied())
    }
}

impl Chat {
    pub(super) async fn presences(&self, people: &[UserId]) -> Result<Presences, ChatError> {
        let there = self.present().there_of(people).await?;
        let gone: Vec<UserId> = people.iter().filter(|id| !there.contains_key(id)).cloned().collect();
        Ok(Presences { seen: self.store().last_seen(&gone).await?, there })
    }

    /// Those who are there, by name, up to a bound: for clients that are always told all of them.
    pub async fn everybody_here(&self) -> Result<Vec<Person>, ChatError> {
        const MOST: usize = 1_000;
        let ids = self.present().everybody(MOST).await?;
        let mut people = Vec::with_capacity(ids.len());
        for id in &ids {
            people.extend(self.store().account(id).await?.filter(|account| account.closed_at.is_none()).map(|account| account.person));
        }
        people.sort_by(|one, other| one.name.as_str().cmp(other.name.as_str()));
        Ok(people)
    }

    /// One look at people by their names. Refuses `RateLimited`.
    pub fn may_look(&self, who: &Identity) -> Result<(), ChatError> {
        self.meters().take(Class::Look, &who.person.id)
    }

    /// `look`: whether somebody looks at the screen of a connection; returns it for whoever keeps that. Refuses `RateLimited`.
    pub fn look(&self, who: &Identity, command: Look) -> Result<bool, ChatError> {
        self.meters().take(Class::Mark, &who.person.id)?;
        Ok(command.on)
    }

    /// The person or guest who is called exactly so. Refuses `NotFound`.
    pub async fn called(&self, name: &Name) -> Result<Person, ChatError> {
        let (name, key) = name::normalised(name)?;
        let account = self.store().account_by_key(&key).await?.filter(|account| account.closed_at.is_none());
        // Keys make names that look alike one: who is meant must be named as they are.
        let person = account.map(|account| account.person).filter(|person| person.name == name);
        person.ok_or(ChatError::NotFound("no such person"))
    }

    /// `find_people`: a page of open accounts by name, and of guests who are there and may be invited. Refuses `Invalid` (query, cursor).
    pub async fn find_people(&self, who: &Identity, command: FindPeople) -> Ruled<PeoplePage> {
        self.meters().take(Class::Look, &who.person.id)?;
        let (query, cursor) = (check_query(&command.query)?, check_cursor(command.cursor)?);
        let (people, cursor) = self.store().find_people(&query, cursor, command.limit.get()).await?;
        let ids: Vec<UserId> = people.iter().map(|person| person.id.clone()).collect();
        let presences = self.presences(&ids).await?;
        let is_found = |id: &UserId| id.kind() != UserKind::Guest || (self.guests_are_invited() && presences.there.contains_key(id));
        let people = people.into_iter().filter(|person| is_found(&person.id));
        let found = |person: Person| {
            let (state, seen_at) = presences.of(&person.id);
            FoundPerson { person, state, seen_at }
        };
        let people = people.map(found).collect();
        Ok(Outcome::quiet(PeoplePage { people, cursor }))
    }
}
