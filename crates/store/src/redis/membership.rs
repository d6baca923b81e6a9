//! A person's list of rooms. The rooms are the truth; the list is what makes them findable, and stands in another slot.
//!
//! It is never too little: who enters a room is written into the list **before** the room is changed. It may be too much: who
//! leaves is not taken out, and an entering that failed may stand there. So whoever reads the list asks the rooms, and takes out what
//! they deny, if it has stood there unchanged since before they were asked, and for longer than an entering takes: a list that was
//! entered anew meanwhile has another moment.

use protocol::rooms::MAX_ROOMS_OF_PERSON;
use protocol::{RoomId, UserId};

use super::link::Call;
use super::stored::parse;
use super::{Redis, scripts};
use crate::{Refusal, StoreError, StoreResult};

/// Longer than a script can be under way after its list was written, in microseconds.
const SETTLED: u64 = 60_000_000;

/// A place in a list, and since when it is held, in microseconds by the clock of Redis.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) room_id: RoomId,
    since: f64,
}

/// A place that was taken for somebody who is about to enter a room.
pub(super) struct Reserved {
    user_id: UserId,
    room_id: RoomId,
    since: String,
    is_new: bool,
}

/// Whether somebody is a member of a room, and what it is.
pub(super) struct Standing {
    pub(super) member: bool,
    /// Empty where there is no room.
    pub(super) kind: String,
    /// For each of the others that were asked for: whether they are in the list of members.
    pub(super) others: Vec<bool>,
}

impl Redis {
    /// Takes a place in the list of each of these people. All or nobody; refuses `TooManyRooms`.
    pub(super) async fn reserve(&self, room_id: &RoomId, people: &[UserId]) -> StoreResult<Vec<Reserved>> {
        let calls: Vec<Call> = people.iter().map(|person| self.reserving(room_id, person)).collect();
        let (mut reserved, mut fault) = (Vec::with_capacity(people.len()), None);
        for (person, answer) in people.iter().zip(self.link.run_all(&calls).await) {
            let place = match answer {
                Ok(None) if fault.is_none() => self.place_after_clearing(room_id, person).await,
                answer => answer,
            };
            match place {
                Ok(Some((since, known))) => {
                    reserved.push(Reserved { user_id: person.clone(), room_id: room_id.clone(), since, is_new: known == 0 });
                }
                Ok(None) => fault = fault.or_else(|| Some(Refusal::TooManyRooms.into())),
                Err(error) => fault = Some(error),
            }
        }
        match fault {
            None => Ok(reserved),
            Some(fault) => {
                // In an outage there is nobody to give them back to.
                if let StoreError::Refused(_) = fault {
                    self.release(reserved).await;
                }
                Err(fault)
            }
        }
    }

    fn reserving(&self, room_id: &RoomId, person: &UserId) -> Call {
        let key = [self.keys.rooms_of(person)];
        Call::new(&scripts::RESERVE, &key).arg(room_id.as_str()).arg(MAX_ROOMS_OF_PERSON).repeatable()
    }

    /// A full list may hold rooms that the person has left: once they are out, it is tried again.
    async fn place_after_clearing(&self, room_id: &RoomId, person: &UserId) -> StoreResult<Option<(String, i64)>> {
        if self.rooms_of_person(person).await?.len() >= MAX_ROOMS_OF_PERSON {
            return Ok(None);
        }
        self.run(&self.reserving(room_id, person)).await
    }

    /// Gives places back that were taken for nothing. What cannot be given back is found to be nothing when it is read.
    pub(super) async fn release(&self, reserved: Vec<Reserved>) {
        let forgetting = |Reserved { user_id, room_id, since, .. }: Reserved| {
            let key = [self.keys.rooms_of(&user_id)];
            Call::new(&scripts::FORGET, &key).arg(0).arg(room_id.as_str()).arg(since).repeatable()
        };
        let calls: Vec<Call> = reserved.into_iter().filter(|place| place.is_new).map(forgetting).collect();
        for error in self.link.run_all::<i64>(&calls).await.into_iter().filter_map(Result::err) {
            tracing::debug!(%error, "a place in a list of rooms stays taken until the list is read");
        }
    }

    /// A person's list as it is written: never too little.
    pub(super) async fn listed_rooms(&self, user_id: &UserId) -> StoreResult<Vec<Listed>> {
        let mut command = redis::cmd("ZRANGE");
        command.arg(self.keys.rooms_of(user_id)).arg(0).arg(-1).arg("WITHSCORES");
        let listed: Vec<(String, f64)> = self.link.ask(&command).await?;
        listed.into_iter().map(|(room_id, since)| Ok(Listed { room_id: parse(room_id)?, since })).collect()
    }

    /// The rooms that somebody is in, as the rooms say.
    pub(super) async fn rooms_of_person(&self, user_id: &UserId) -> StoreResult<Vec<RoomId>> {
        let listed = self.listed_rooms(user_id).await?;
        let calls: Vec<Call> = listed.iter().map(|listed| self.asking_standing(&listed.room_id, user_id, &[])).collect();
        let (mut rooms, mut denied) = (Vec::with_capacity(listed.len()), Vec::new());
        for (listed, answer) in listed.into_iter().zip(self.link.run_all::<Vec<String>>(&calls).await) {
            if read_standing(answer?)?.member { rooms.push(listed.room_id) } else { denied.push(listed) }
        }
        self.forget(user_id, denied).await;
        Ok(rooms)
    }

    /// Takes rooms out of a person's list that have denied them.
    pub(super) async fn forget(&self, user_id: &UserId, denied: Vec<Listed>) {
        if denied.is_empty() {
            return;
        }
        let key = [self.keys.rooms_of(user_id)];
        let mut call = Call::new(&scripts::FORGET, &key).arg(SETTLED).repeatable();
        for Listed { room_id, since } in denied {
            call = call.arg(room_id.as_str()).arg(format!("{since:.0}"));
        }
        if let Err(error) = self.run::<i64>(&call).await {
            tracing::debug!(%error, "a list of rooms is cleared the next time that it is read");
        }
    }

    /// Whether somebody is a member of a room; and whether others are.
    pub(super) async fn standing(&self, room_id: &RoomId, user_id: &UserId, others: &[UserId]) -> StoreResult<Standing> {
        read_standing(self.run(&self.asking_standing(room_id, user_id, others)).await?)
    }

    fn asking_standing(&self, room_id: &RoomId, user_id: &UserId, others: &[UserId]) -> Call {
        let call = self.in_room(&scripts::STANDING, room_id).arg(user_id.as_str()).repeatable();
        others.iter().fold(call, |call, other| call.arg(other.as_str()))
    }
}

fn read_standing(answer: Vec<String>) -> StoreResult<Standing> {
    let mut answer = answer.into_iter();
    let mut next = || answer.next().ok_or_else(|| StoreError::Corrupt("an answer of a script is too short".into()));
    let (member, kind, _name, _topic) = (next()? == "1", next()?, next()?, next()?);
    Ok(Standing { member, kind, others: answer.map(|other| other == "1").collect() })
}
