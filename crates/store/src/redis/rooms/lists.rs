//! Rooms and members as somebody sees them.

use std::cmp::Reverse;
use std::collections::HashSet;

use protocol::rooms::{MAX_FACES, MAX_UNREAD, RoomSummary};
use protocol::{RoomId, Timestamp, UserId};

use super::changes::kind;
use super::choice::choice;
use crate::redis::link::Call;
use crate::redis::stored::{Names, Stored, parse, parse_optional, seq};
use crate::redis::{Redis, scripts};
use crate::rooms::{Choice, Membership};
use crate::{Refusal, StoreError, StoreResult};

/// What `summary.lua` returns: first what the room is.
type Answer = ((String, String, String, String), i64, i64, u32, u32, i64, Vec<u8>, i64, u32, Vec<String>, String);

/// A summary without names.
struct Bare {
    answer: Answer,
    last: Option<Stored>,
    faces: Vec<UserId>,
}

impl Redis {
    fn asking_summary(&self, room_id: &RoomId, user_id: &UserId) -> Call {
        self.in_room(&scripts::SUMMARY, room_id).arg(user_id.as_str()).arg(MAX_UNREAD).arg(MAX_FACES).repeatable()
    }

    pub(super) async fn summary(&self, room_id: &RoomId, user_id: &UserId) -> StoreResult<RoomSummary> {
        let bare = Bare::read(self.run(&self.asking_summary(room_id, user_id)).await?)?;
        let names = self.names(bare.people()).await?;
        bare.summary(room_id.clone(), &names)
    }

    pub(super) async fn summaries(&self, user_id: &UserId) -> StoreResult<Vec<RoomSummary>> {
        let listed = self.listed_rooms(user_id).await?;
        let calls: Vec<Call> = listed.iter().map(|listed| self.asking_summary(&listed.room_id, user_id)).collect();
        let (mut bare, mut denied) = (Vec::with_capacity(listed.len()), Vec::new());
        for (listed, answer) in listed.into_iter().zip(self.link.run_all(&calls).await) {
            match answer {
                Ok(answer) => bare.push((listed.room_id, Bare::read(answer)?)),
                Err(StoreError::Refused(Refusal::NotMember)) => denied.push(listed),
                Err(error) => return Err(error),
            }
        }
        self.forget(user_id, denied).await;
        let names = self.names(bare.iter().flat_map(|(_, bare)| bare.people()).collect::<HashSet<_>>()).await?;
        let mut rooms = bare.into_iter().map(|(room_id, bare)| bare.summary(room_id, &names)).collect::<Result<Vec<_>, _>>()?;
        rooms.sort_by_cached_key(|room| (Reverse(room.active_at), room.id.clone()));
        Ok(rooms)
    }

    /// The cursor is the `seq` of the last one's joining.
    pub(super) async fn members_page(
        &self,
        room_id: &RoomId,
        user_id: &UserId,
        cursor: Option<&str>,
        limit: usize,
    ) -> StoreResult<(Vec<Membership>, Option<String>)> {
        let after = cursor.map_or(Some(0), |cursor| cursor.parse::<u64>().ok());
        let call = self.in_room(&scripts::MEMBERS, room_id).arg(user_id.as_str());
        // Who may not see the list learns nothing of its cursors either.
        let call = call.arg(after.unwrap_or(u64::MAX)).arg(limit.saturating_add(1)).repeatable();
        let (creator, listed): (String, Vec<String>) = self.run(&call).await?;
        let mut people = Vec::with_capacity(listed.len() / 2);
        for pair in listed.chunks_exact(2) {
            people.push((parse::<UserId>(pair[0].as_str())?, pair[1].clone()));
        }
        let is_all = people.len() <= limit;
        people.truncate(limit);
        let cursor = if is_all { None } else { people.last().map(|(_, joined)| joined.clone()) };
        let names = self.names(people.iter().map(|(id, _)| id)).await?;
        let member = |(id, _): (UserId, String)| {
            let creator = id.as_str() == creator;
            names.person(id).map(|person| Membership { person, creator })
        };
        Ok((people.into_iter().map(member).collect::<Result<_, _>>()?, cursor))
    }
}

impl Bare {
    fn read(answer: Answer) -> StoreResult<Self> {
        let last = if answer.6.is_empty() { None } else { Some(Stored::read(&answer.6)?) };
        let faces = answer.9.iter().map(|id| parse(id.as_str())).collect::<Result<_, _>>()?;
        Ok(Self { answer, last, faces })
    }

    fn people(&self) -> impl Iterator<Item = &UserId> {
        self.faces.iter().chain(self.last.iter().flat_map(Stored::people))
    }

    fn summary(self, id: RoomId, names: &Names) -> StoreResult<RoomSummary> {
        let ((kind_text, name, creator, topic), head, read, unread, mentions, last_at, _, active_at, members, _, chosen) = self.answer;
        let Choice { starred, notify } = choice(&chosen)?;
        let last = self.last.map(|last| last.entry(id.clone(), seq(last_at)?, names)).transpose()?;
        Ok(RoomSummary {
            kind: kind(&kind_text)?,
            name: parse_optional(name)?,
            topic: parse_optional(topic)?,
            creator: parse(creator)?,
            head: seq(head)?,
            read: seq(read)?,
            unread,
            mentions,
            starred,
            notify,
            last,
            active_at: Timestamp(active_at),
            members,
            faces: self.faces.into_iter().map(|face| names.person(face)).collect::<Result<_, _>>()?,
            id,
        })
    }
}
