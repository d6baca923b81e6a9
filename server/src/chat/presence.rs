//! `find_people`, and who is there. Presence is a lease: it is asked for, never stored.

use std::collections::HashSet;

use protocol::UserId;
use protocol::ids::UserKind;
use protocol::presence::PresenceState;
use protocol::session::{FindPeople, FoundPerson, PeoplePage};

use super::limit::Class;
use super::{Chat, Outcome, Ruled, check_cursor, check_query};
use crate::identity::Identity;

/// The state of somebody, when these are the ones who are there.
pub(super) fn state_of(user_id: &UserId, online: &HashSet<UserId>) -> PresenceState {
    if online.contains(user_id) { PresenceState::Online } else { PresenceState::Offline }
}

impl Chat {
    /// `find_people`: a page of open accounts by name, and of guests who are there and may be invited. Refuses `Invalid` (query, cursor).
    pub async fn find_people(&self, who: &Identity, command: FindPeople) -> Ruled<PeoplePage> {
        self.meters().take(Class::Look, &who.person.id)?;
        let (query, cursor) = (check_query(&command.query)?, check_cursor(command.cursor)?);
        let (people, cursor) = self.store().find_people(&query, cursor, command.limit.get()).await?;
        let ids: Vec<UserId> = people.iter().map(|person| person.id.clone()).collect();
        let online = self.present().online_of(&ids).await?;
        let is_found = |id: &UserId| id.kind() != UserKind::Guest || (self.guests().invited && online.contains(id));
        let people = people.into_iter().filter(|person| is_found(&person.id));
        let people = people.map(|person| FoundPerson { state: state_of(&person.id, &online), person }).collect();
        Ok(Outcome::quiet(PeoplePage { people, cursor }))
    }
}
