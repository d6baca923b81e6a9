//! People by name.

use protocol::session::Person;

use super::stored::account;
use crate::names::{After, Place, nfc};
use crate::redis::Redis;
use crate::redis::stored::parse;
use crate::session::Account;
use crate::{StoreError, StoreResult};

/// Names that are looked at in one round trip.
const BATCH: usize = 500;

impl Redis {
    pub(super) async fn accounts_page(&self, cursor: Option<&str>, limit: usize) -> StoreResult<(Vec<Account>, Option<String>)> {
        let Some(after) = After::read(cursor) else { return Ok((Vec::new(), None)) };
        let mut places = self.places_after(&self.keys.of_people("listed"), &after, limit.saturating_add(1)).await?;
        let is_all = places.len() <= limit;
        places.truncate(limit);
        let Some(last) = places.last() else { return Ok((Vec::new(), None)) };
        let mut command = redis::cmd("HMGET");
        command.arg(self.keys.of_people("accounts")).arg(places.iter().map(|place| place.id.as_str()).collect::<Vec<_>>());
        let found: Vec<Option<Vec<u8>>> = self.link.ask(&command).await?;
        let read = |json: Option<Vec<u8>>| account(&json.ok_or_else(|| StoreError::Corrupt("a list names nobody".into()))?);
        let accounts = found.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok((accounts, (!is_all).then(|| last.after().to_string())))
    }

    pub(super) async fn people_page(&self, query: &str, cursor: Option<&str>, limit: usize) -> StoreResult<(Vec<Person>, Option<String>)> {
        let Some(mut after) = After::read(cursor) else { return Ok((Vec::new(), None)) };
        let query = fold::Query::new(query, nfc);
        let mut people: Vec<Place> = Vec::new();
        let mut cursor = None;
        'batches: loop {
            let places = self.places_after(&self.keys.of_people("open"), &after, BATCH).await?;
            let Some(last) = places.last() else { break };
            after = last.after();
            let is_all = places.len() < BATCH;
            for place in places.into_iter().filter(|place| query.as_ref().is_none_or(|query| query.find(&place.name, nfc).is_some())) {
                if people.len() == limit {
                    cursor = people.last().map(|last| last.after().to_string());
                    break 'batches;
                }
                people.push(place);
            }
            if is_all {
                break;
            }
        }
        let person = |place: Place| Ok(Person { id: parse(place.id)?, name: parse(place.name)? });
        Ok((people.into_iter().map(person).collect::<Result<_, StoreError>>()?, cursor))
    }
}
