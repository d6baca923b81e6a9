//! All rooms by id, and public rooms by name. The lists stand in other slots than the rooms: a room is written into them before it is
//! there, or has the name, and what is read is verified by the rooms.

use protocol::rooms::{PublicRoom, RoomKind};
use protocol::{RoomId, RoomName, UserId};

use super::changes::kind_text;
use crate::names::{After, Place, nfc};
use crate::redis::link::Call;
use crate::redis::stored::{parse, parse_optional};
use crate::redis::{Redis, scripts};
use crate::{StoreError, StoreResult};

/// Names that are looked at in one round trip.
const BATCH: usize = 500;

impl Redis {
    /// A room is about to be there.
    pub(in crate::redis) async fn list(&self, room_id: &RoomId) -> StoreResult<()> {
        let mut command = redis::cmd("ZADD");
        command.arg(self.keys.rooms()).arg(0).arg(room_id.as_str());
        self.link.ask(&command).await
    }

    /// A room is there no more, unless somebody has made it anew at the same time. What fails here leaves a line too much.
    pub(super) async fn unlist(&self, room_id: &RoomId) {
        let mut remove = redis::cmd("ZREM");
        remove.arg(self.keys.rooms()).arg(room_id.as_str());
        let mut exists = redis::cmd("EXISTS");
        exists.arg(&self.keys.room(room_id)[0]);
        let unlisted = async {
            self.link.ask::<i64>(&remove).await?;
            if self.link.ask::<bool>(&exists).await? { self.list(room_id).await } else { Ok(()) }
        };
        if let Err(error) = unlisted.await {
            tracing::warn!(%error, "the list of all rooms has a line too much");
        }
    }

    /// A room is about to be called so.
    pub(in crate::redis) async fn list_if_public(&self, room_id: &RoomId, kind: RoomKind, name: Option<&RoomName>) -> StoreResult<()> {
        let Some(name) = name.filter(|_| kind == RoomKind::Public) else { return Ok(()) };
        let mut command = redis::cmd("ZADD");
        command.arg(self.keys.public_rooms()).arg(0).arg(Place::new(name.as_str(), room_id.as_str()).to_string());
        self.link.ask(&command).await
    }

    /// A room is not called so any more. It is then looked at, and stands in the list as it is: another one may have named it at the same
    /// time. What fails here leaves a line too much, which is not shown, and is not repeated.
    pub(super) async fn relist(&self, room_id: &RoomId, kind: RoomKind, old: &str) {
        if kind != RoomKind::Public {
            return;
        }
        let mut remove = redis::cmd("ZREM");
        remove.arg(self.keys.public_rooms()).arg(Place::new(old, room_id.as_str()).to_string());
        let relisted = async {
            self.link.ask::<i64>(&remove).await?;
            let mut name = redis::cmd("HGET");
            name.arg(&self.keys.room(room_id)[0]).arg("name");
            let name: Option<RoomName> = self.link.ask::<Option<String>>(&name).await?.map(parse).transpose()?;
            self.list_if_public(room_id, kind, name.as_ref()).await
        };
        if let Err(error) = relisted.await {
            tracing::warn!(%error, "the list of public rooms has a line too much");
        }
    }

    pub(super) async fn public_page(
        &self,
        user_id: &UserId,
        query: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> StoreResult<(Vec<PublicRoom>, Option<String>)> {
        let Some(mut after) = After::read(cursor) else { return Ok((Vec::new(), None)) };
        let query = fold::Query::new(query, nfc);
        let mut rooms: Vec<PublicRoom> = Vec::new();
        loop {
            let places = self.places_after(&self.keys.public_rooms(), &after, BATCH).await?;
            let Some(last) = places.last() else { return Ok((rooms, None)) };
            after = last.after();
            let is_all = places.len() < BATCH;
            let named: Vec<&Place> =
                places.iter().filter(|place| query.as_ref().is_none_or(|query| query.find(&place.name, nfc).is_some())).collect();
            for room in self.verified(user_id, &named).await? {
                if rooms.len() == limit {
                    let cursor = rooms.last().map(|last| After::new(last.name.as_str(), last.id.as_str()).to_string());
                    return Ok((rooms, cursor));
                }
                rooms.push(room);
            }
            if is_all {
                return Ok((rooms, None));
            }
        }
    }

    /// Those of these rooms that are there, public, and called so.
    async fn verified(&self, user_id: &UserId, places: &[&Place]) -> StoreResult<Vec<PublicRoom>> {
        let ids: Vec<RoomId> = places.iter().map(|place| parse(place.id.as_str())).collect::<Result<_, _>>()?;
        let calls: Vec<Call> = ids.iter().map(|id| self.in_room(&scripts::STANDING, id).arg(user_id.as_str()).repeatable()).collect();
        let sizes: Vec<redis::Cmd> = ids
            .iter()
            .map(|id| {
                let mut command = redis::cmd("ZCARD");
                command.arg(&self.keys.room(id)[2]);
                command
            })
            .collect();
        let (standings, sizes) = futures::join!(self.link.run_all::<Vec<String>>(&calls), self.link.ask_all::<u32>(&sizes));
        let mut rooms = Vec::with_capacity(ids.len());
        for (((id, place), standing), members) in ids.into_iter().zip(places).zip(standings).zip(sizes?) {
            match standing?.as_slice() {
                [member, kind, name, topic, ..] if kind == kind_text(RoomKind::Public) && *name == place.name => {
                    rooms.push(PublicRoom {
                        id,
                        name: parse(name.as_str())?,
                        topic: parse_optional(topic.clone())?,
                        members,
                        joined: member == "1",
                    });
                }
                [_, _, _, _, ..] => {}
                _ => return Err(StoreError::Corrupt("an answer of a script is too short".into())),
            }
        }
        Ok(rooms)
    }

    /// The next places of a list by name.
    pub(in crate::redis) async fn places_after(&self, key: &str, after: &After, limit: usize) -> StoreResult<Vec<Place>> {
        let mut command = redis::cmd("ZRANGEBYLEX");
        command.arg(key).arg(after.bound()).arg("+").arg("LIMIT").arg(0).arg(limit);
        let places: Vec<String> = self.link.ask(&command).await?;
        places
            .iter()
            .map(|place| Place::read(place).ok_or_else(|| StoreError::Corrupt(format!("{place:?} is no place in a list"))))
            .collect()
    }
}
