//! `find_people`, and who is there. Presence is a lease: it is asked for, never stored.

use std::collections::HashMap;

use protocol::Name;
use protocol::UserId;
use protocol::ids::UserKind;
use protocol::presence::{Look, PresenceState};
use protocol::session::{FindPeople, FoundPerson, PeoplePage, Person};

use super::limit::Class;
use super::{Chat, ChatError, Outcome, Ruled, check_cursor, check_query};
use crate::identity::{Identity, name};

/// The state of somebody, when these are the ones who are there.
pub(super) fn state_of(user_id: &UserId, there: &HashMap<UserId, PresenceState>) -> PresenceState {
    there.get(user_id).copied().unwrap_or_default()
}

impl Chat {
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
        let there = self.present().there_of(&ids).await?;
        let is_found = |id: &UserId| id.kind() != UserKind::Guest || (self.guests_are_invited() && there.contains_key(id));
        let people = people.into_iter().filter(|person| is_found(&person.id));
        let people = people.map(|person| FoundPerson { state: state_of(&person.id, &there), person }).collect();
        Ok(Outcome::quiet(PeoplePage { people, cursor }))
    }
}
