//! What comes from elsewhere. Until it is open, a room is of the kind `arriving`, which nothing else looks for.

use std::collections::HashSet;

use protocol::rooms::RoomKind;
use protocol::{ClientId, RoomId, RoomName, RoomTopic, Seq, UserId};

use crate::archive::{Arrival, EntryRecord, MemberRecord, PersonRecord, RoomRecord, What};
use crate::redis::link::Call;
use crate::redis::rooms::changes::kind_text;
use crate::redis::rooms::choice::choice_text;
use crate::redis::session::stored::{StoredAccount, account};
use crate::redis::stored::{Stored, seq};
use crate::redis::{Redis, scripts};
use crate::{Refusal, StoreResult};

impl Redis {
    pub(super) async fn take_in_people(&self, people: Vec<PersonRecord>) -> StoreResult<usize> {
        let stored = people.into_iter().map(|person| StoredAccount::from(person).json());
        let call = stored.fold(self.of_people(&scripts::PUT_PEOPLE).repeatable(), Call::arg);
        self.run(&call).await
    }

    pub(super) async fn begin_room(&self, room: &RoomRecord) -> StoreResult<Arrival> {
        if !self.all_known(room.people()).await? {
            return Err(Refusal::NoSuchPerson.into());
        }
        let place = match (room.kind, &room.with, &room.client_id) {
            (RoomKind::Direct, Some(other), _) => Some((self.keys.pair(&room.made_by, other), "")),
            (RoomKind::Direct, None, _) => return Err(Refusal::WrongKind.into()),
            (_, _, Some(client_id)) => Some((self.keys.made_by(&room.made_by), client_id.as_str())),
            (_, _, None) => None,
        };
        if let Some((key, field)) = place {
            let mut settled = self.settle(&key, field, &room.id).await?;
            if settled != room.id && self.standing(&settled, &room.made_by, &[]).await?.kind.is_empty() {
                // It was refused, or deleted, and has left its mark.
                self.unsettle(&key, field, &settled).await?;
                settled = self.settle(&key, field, &room.id).await?;
            }
            if settled != room.id {
                return Ok(Arrival::Taken(settled));
            }
        }
        self.list(&room.id).await?;
        let call = Call::new(&scripts::ARRIVE, &self.keys.room_and_index(&room.id)).arg(room.made_by.as_str()).arg(room.creator.as_str());
        let call = call.arg(room.client_id.as_ref().map_or("", ClientId::as_str)).arg(room.active_at.0).repeatable();
        let head: Option<i64> = self.run(&call).await?;
        Ok(head.map(seq).transpose()?.map_or(Arrival::There, Arrival::Begun))
    }

    pub(super) async fn take_in_entries(&self, room_id: &RoomId, entries: Vec<EntryRecord>) -> StoreResult<usize> {
        let first = entries.first().map_or(Seq(1), |entry| entry.seq);
        if !(first.0..).zip(&entries).all(|(seq, entry)| entry.seq == Seq(seq)) {
            return Err(Refusal::NoSuchEntry.into());
        }
        if !self.all_known(entries.iter().flat_map(EntryRecord::people)).await? {
            return Err(Refusal::NoSuchPerson.into());
        }
        let mut call = self.in_room(&scripts::PUT_ENTRIES, room_id).arg(first.0).repeatable();
        for EntryRecord { at, by, what, mentions, .. } in entries {
            let client = what.client().map_or_else(String::new, |client| format!("{by}:{client}"));
            let called = mentions.iter().map(UserId::as_str).collect::<Vec<_>>().join(" ");
            let change = match &what {
                What::ReactionAdded { target, emoji } => format!("{target} 1 {emoji} {by}"),
                What::ReactionRemoved { target, emoji } => format!("{target} 0 {emoji} {by}"),
                what => what.target().map_or_else(String::new, |target| target.to_string()),
            };
            call = call.arg(kind_of(&what)).arg(Stored { at, by, what }.json()).arg(client).arg(called).arg(change);
        }
        self.run(&call).await
    }

    pub(super) async fn open_for(&self, room: &RoomRecord, members: &[MemberRecord]) -> StoreResult<()> {
        room.check(members)?;
        let mut kind = redis::cmd("HGET");
        kind.arg(&self.keys.room(&room.id)[0]).arg("kind");
        match self.link.ask::<Option<String>>(&kind).await?.as_deref() {
            None => return Err(Refusal::NotMember.into()),
            Some("arriving") => {}
            // Places in lists would be taken for nothing.
            Some(_) => return Ok(()),
        }
        let people: Vec<UserId> = members.iter().map(|member| member.user.clone()).collect();
        let mut open = HashSet::new();
        for (person, json) in people.iter().zip(self.account_texts(&people).await?) {
            if account(&json.ok_or(Refusal::NoSuchPerson)?)?.closed_at.is_none() {
                open.insert(person);
            }
        }
        let places: Vec<UserId> = open.iter().copied().cloned().collect();
        let reserved = self.reserve(&room.id, &places).await?;
        self.list_if_public(&room.id, room.kind, room.name.as_ref()).await?;
        let call = self.in_room(&scripts::OPEN, &room.id).arg(kind_text(room.kind)).arg(room.name.as_ref().map_or("", RoomName::as_str));
        let call = call.arg(room.topic.as_ref().map_or("", RoomTopic::as_str));
        let mut call = call.arg(room.creator.as_str()).arg(room.active_at.0).arg(room.head.0).repeatable();
        for member in members {
            let closed = i32::from(!open.contains(&member.user));
            call = call.arg(member.user.as_str()).arg(member.joined.0).arg(member.read.0).arg(member.own).arg(closed);
            call = call.arg(choice_text(member.starred, member.notify));
        }
        self.or_release(self.run::<i64>(&call).await, reserved).await.map(drop)
    }

    /// Whether all of these people exist.
    async fn all_known<'a>(&self, people: impl IntoIterator<Item = &'a UserId>) -> StoreResult<bool> {
        let people: HashSet<&UserId> = people.into_iter().collect();
        let count = people.len();
        Ok(self.names(people).await?.0.len() == count)
    }
}

/// As `room.lua` calls it.
const fn kind_of(what: &What) -> i32 {
    match what {
        What::NewMessage { .. } => 1,
        What::Tombstone { .. } => 3,
        what if what.target().is_some() => 2,
        _ => 0,
    }
}
