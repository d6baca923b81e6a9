//! What changes a room. Who may is asked by the script that does it.

use protocol::messages::Entry;
use protocol::rooms::{MAX_MEMBERS, RoomKind};
use protocol::{RoomId, RoomName, RoomTopic, Timestamp, UserId};

use crate::redis::link::Call;
use crate::redis::membership::Reserved;
use crate::redis::stored::{Names, Stored, What, parse, seq};
use crate::redis::{Redis, scripts};
use crate::rooms::{Actor, Created, NewRoom};
use crate::{Refusal, StoreError, StoreResult};

/// A kind as it is stored.
pub(in crate::redis) const fn kind_text(kind: RoomKind) -> &'static str {
    match kind {
        RoomKind::Private => "private",
        RoomKind::Public => "public",
        RoomKind::Direct => "direct",
    }
}

/// The reverse of [`kind_text`].
pub(in crate::redis) fn kind(text: &str) -> StoreResult<RoomKind> {
    match text {
        "private" => Ok(RoomKind::Private),
        "public" => Ok(RoomKind::Public),
        "direct" => Ok(RoomKind::Direct),
        other => Err(StoreError::Corrupt(format!("{other:?} is no kind of room"))),
    }
}

/// How often a room is made that is deleted at the same time.
const TRIES: usize = 3;

fn entry(at: Timestamp, by: &UserId, what: What) -> Stored {
    Stored { at, by: by.clone(), what }
}

pub(super) fn joining(at: Timestamp, by: &UserId, person: &UserId) -> Stored {
    entry(at, by, What::MemberJoined { person: person.clone() })
}

/// Without repetitions, in this order.
fn distinct<'a>(people: impl IntoIterator<Item = &'a UserId>) -> Vec<UserId> {
    let mut seen = std::collections::HashSet::new();
    people.into_iter().filter(|person| seen.insert(*person)).cloned().collect()
}

impl Redis {
    pub(super) async fn create(&self, new: &NewRoom) -> StoreResult<Created> {
        let pair = if new.kind == RoomKind::Direct { Some(other_of_pair(new)?) } else { None };
        let guests = distinct(new.participants.iter().filter(|guest| **guest != new.creator));
        let everybody: Vec<UserId> = std::iter::once(&new.creator).chain(&guests).cloned().collect();
        let names = self.open_people(&everybody).await?;
        if names[0].is_none() {
            return Err(Refusal::NoSuchPerson.into());
        }
        if let Some(room_id) = self.find(new, pair).await? {
            return Ok(Created { room_id, entries: Vec::new() });
        }
        let names = all_open(&everybody, names)?;
        for _ in 0..TRIES {
            if let Some(created) = self.try_create(new, pair, &guests, &everybody, &names).await? {
                return Ok(created);
            }
        }
        Err(StoreError::Unavailable("a room is being deleted while it is made".into()))
    }

    /// `None`: the room that was found by what made it is deleted, and is not found by it any more.
    async fn try_create(
        &self,
        new: &NewRoom,
        pair: Option<&UserId>,
        guests: &[UserId],
        everybody: &[UserId],
        names: &Names,
    ) -> StoreResult<Option<Created>> {
        // A direct room is found by its pair alone, any other by its clientId, if it has one: whoever tries at the same time makes the
        // same room.
        let place = self.place_of(new, pair);
        let room_id = match &place {
            Some((key, field)) => self.settle(key, field, &new.id).await?,
            None => new.id.clone(),
        };
        let reserved = match self.reserve(&room_id, everybody).await {
            Err(refused @ StoreError::Refused(_)) => {
                self.unsettle_if_ours(place, &room_id, new).await;
                return Err(refused);
            }
            reserved => reserved?,
        };
        self.list(&room_id).await?;
        self.list_if_public(&room_id, new.kind, new.name.as_ref()).await?;
        let stored: Vec<Stored> = std::iter::once(entry(new.at, &new.creator, What::RoomCreated))
            .chain(guests.iter().map(|guest| joining(new.at, &new.creator, guest)))
            .collect();
        let mut call = self.in_room(&scripts::CREATE, &room_id).arg(kind_text(new.kind));
        let name = new.name.as_ref().filter(|_| pair.is_none()).map_or("", RoomName::as_str);
        let client_id = new.client_id.as_ref().filter(|_| pair.is_none()).map_or("", protocol::ClientId::as_str);
        call = call.arg(name).arg(new.creator.as_str()).arg(new.at.0).arg(client_id).arg(stored[0].json());
        call = call.arg(i32::from(room_id == new.id));
        for (guest, stored) in guests.iter().zip(&stored[1..]) {
            call = call.arg(guest.as_str()).arg(stored.json());
        }
        let made: Option<i64> = self.run(&call).await?;
        if made == Some(0) {
            self.release(reserved).await;
            if let Some((key, field)) = place {
                self.unsettle(&key, field, &room_id).await?;
            }
            return Ok(None);
        }
        if room_id != new.id {
            // Another try's room: it may have been deleted, and taken out of the lists, since it was written into them.
            self.list(&room_id).await?;
            self.list_if_public(&room_id, new.kind, new.name.as_ref()).await?;
        }
        if made.is_none() {
            return Ok(Some(Created { room_id, entries: Vec::new() }));
        }
        let mut entries: Vec<Entry> =
            (1..).zip(stored).map(|(at, stored)| stored.entry(room_id.clone(), protocol::Seq(at), names)).collect::<Result<_, _>>()?;
        entries.extend(self.take_out_closed(&room_id, guests, new.at).await?);
        Ok(Some(Created { room_id, entries }))
    }

    /// Says which room something has made: this one, or the one that it made before.
    pub(in crate::redis) async fn settle(&self, key: &str, field: &str, room_id: &RoomId) -> StoreResult<RoomId> {
        let call = Call::new(&scripts::SETTLE, &[key]).arg(field).arg(room_id.as_str()).repeatable();
        parse(self.run::<String>(&call).await?)
    }

    /// Something has not made this room any more.
    pub(in crate::redis) async fn unsettle(&self, key: &str, field: &str, room_id: &RoomId) -> StoreResult<()> {
        let call = Call::new(&scripts::UNSETTLE, &[key]).arg(field).arg(room_id.as_str()).repeatable();
        self.run::<i64>(&call).await.map(drop)
    }

    /// A refusal leaves nothing behind.
    async fn unsettle_if_ours(&self, place: Option<(String, &str)>, room_id: &RoomId, new: &NewRoom) {
        let Some((key, field)) = place.filter(|_| *room_id == new.id) else { return };
        if let Err(error) = self.unsettle(&key, field, room_id).await {
            tracing::debug!(%error, "the next try makes the room that this one was refused");
        }
    }

    /// Who closed their account while they were made members is none: the account is asked in another slot, before.
    pub(super) async fn take_out_closed(&self, room_id: &RoomId, people: &[UserId], at: Timestamp) -> StoreResult<Vec<Entry>> {
        let mut entries = Vec::new();
        if people.is_empty() {
            return Ok(entries);
        }
        for (person, name) in people.iter().zip(self.open_people(people).await?) {
            if name.is_none() {
                entries.extend(self.leave_as("close", room_id, person, at).await?);
            }
        }
        Ok(entries)
    }

    /// Where a room is found again by what made it: a key, and a field in it or an empty text.
    fn place_of<'a>(&self, new: &'a NewRoom, pair: Option<&UserId>) -> Option<(String, &'a str)> {
        match (pair, &new.client_id) {
            (Some(other), _) => Some((self.keys.pair(&new.creator, other), "")),
            (None, Some(client_id)) => Some((self.keys.made_by(&new.creator), client_id.as_str())),
            (None, None) => None,
        }
    }

    /// The room that this very call, or one that means the same, made before.
    async fn find(&self, new: &NewRoom, pair: Option<&UserId>) -> StoreResult<Option<RoomId>> {
        let room_id = match self.place_of(new, pair) {
            None => Some(new.id.clone()),
            Some((key, field)) => {
                let mut command = redis::cmd(if field.is_empty() { "GET" } else { "HGET" });
                command.arg(key);
                if !field.is_empty() {
                    command.arg(field);
                }
                self.link.ask::<Option<String>>(&command).await?.map(parse).transpose()?
            }
        };
        let Some(room_id) = room_id else { return Ok(None) };
        // It may have been settled and never made.
        let is_there = !self.standing(&room_id, &new.creator, &[]).await?.kind.is_empty();
        Ok(is_there.then_some(room_id))
    }

    pub(super) async fn admit_guests(&self, room_id: &RoomId, actor: &Actor, guests: &[UserId], at: Timestamp) -> StoreResult<Vec<Entry>> {
        let guests = distinct(guests);
        let everybody: Vec<UserId> = std::iter::once(&actor.id).chain(&guests).cloned().collect();
        let (standing, names) = futures::join!(self.standing(room_id, &actor.id, &guests), self.open_people(&everybody));
        let (standing, names) = (standing?, names?);
        if !standing.member || names[0].is_none() {
            return Err(Refusal::NotMember.into());
        }
        if kind(&standing.kind)? == RoomKind::Direct {
            return Err(Refusal::WrongKind.into());
        }
        let names = all_open(&everybody, names)?;
        let (known, fresh): (Vec<_>, Vec<_>) = guests.into_iter().zip(standing.others).partition(|(_, is_in)| *is_in);
        let [known, fresh] = [known, fresh].map(|people| people.into_iter().map(|(guest, _)| guest).collect::<Vec<UserId>>());
        // A Cluster that failed over may have lost the room from a member's list: inviting them puts it back.
        self.reserve(room_id, &known).await?;
        self.admit("invite", room_id, &actor.id, &fresh, at, &names).await
    }

    pub(super) async fn admit_newcomer(&self, room_id: &RoomId, actor: &Actor, at: Timestamp) -> StoreResult<Option<Entry>> {
        let me = std::slice::from_ref(&actor.id);
        let (standing, names) = futures::join!(self.standing(room_id, &actor.id, &[]), self.open_people(me));
        let (standing, names) = (standing?, names?);
        if standing.kind != kind_text(RoomKind::Public) || names[0].is_none() {
            return Err(Refusal::NotMember.into());
        }
        if standing.member {
            // As for who is invited.
            self.reserve(room_id, me).await?;
            return Ok(None);
        }
        let names = all_open(me, names)?;
        Ok(self.admit("join", room_id, &actor.id, me, at, &names).await?.pop())
    }

    async fn admit(
        &self,
        mode: &str,
        room_id: &RoomId,
        by: &UserId,
        people: &[UserId],
        at: Timestamp,
        names: &Names,
    ) -> StoreResult<Vec<Entry>> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let reserved = self.reserve(room_id, people).await?;
        let stored: Vec<Stored> = people.iter().map(|person| joining(at, by, person)).collect();
        let mut call = self.in_room(&scripts::ADMIT, room_id).arg(mode).arg(by.as_str()).arg(at.0).arg(MAX_MEMBERS);
        for (person, stored) in people.iter().zip(&stored) {
            call = call.arg(person.as_str()).arg(stored.json());
        }
        let seqs: Vec<i64> = self.or_release(self.run(&call).await, reserved).await?;
        let appended = stored.into_iter().zip(seqs).filter(|(_, at)| *at > 0);
        let mut entries: Vec<Entry> =
            appended.map(|(stored, at)| stored.entry(room_id.clone(), seq(at)?, names)).collect::<Result<_, _>>()?;
        entries.extend(self.take_out_closed(room_id, people, at).await?);
        Ok(entries)
    }

    /// After a refusal nobody entered: their places are free again. After an outage they may have.
    pub(in crate::redis) async fn or_release<T>(&self, answer: StoreResult<T>, reserved: Vec<Reserved>) -> StoreResult<T> {
        if let Err(StoreError::Refused(_)) = &answer {
            self.release(reserved).await;
        }
        answer
    }

    pub(super) async fn take_leave(&self, room_id: &RoomId, actor: &Actor, at: Timestamp) -> StoreResult<Entry> {
        let left = self.leave_as("leave", room_id, &actor.id, at).await?;
        left.ok_or_else(|| StoreError::Corrupt("somebody left without an entry".into()))
    }

    /// Leaves; or, when an account is `close`d, stays in a direct room as somebody who does not act any more: no entry then.
    pub(in crate::redis) async fn leave_as(&self, mode: &str, room_id: &RoomId, who: &UserId, at: Timestamp) -> StoreResult<Option<Entry>> {
        let stored = entry(at, who, What::MemberLeft { heir: None });
        let call = self.in_room(&scripts::LEAVE, room_id).arg(mode).arg(who.as_str()).arg(at.0).arg(stored.json());
        let Some((place, json)): Option<(i64, Vec<u8>)> = self.run(&call).await? else { return Ok(None) };
        let stored = Stored::read(&json)?;
        let names = self.names(stored.people()).await?;
        stored.entry(room_id.clone(), seq(place)?, &names).map(Some)
    }

    pub(super) async fn remove(&self, room_id: &RoomId, actor: &Actor, whom: &UserId, at: Timestamp) -> StoreResult<Option<Entry>> {
        let stored = entry(at, &actor.id, What::MemberRemoved { person: whom.clone() });
        let call = self.in_room(&scripts::REMOVE, room_id).arg(actor.id.as_str()).arg(i32::from(actor.admin)).arg(at.0);
        let call = call.arg(whom.as_str()).arg(stored.json());
        let Some(place): Option<i64> = self.run(&call).await? else { return Ok(None) };
        let names = self.names(stored.people()).await?;
        stored.entry(room_id.clone(), seq(place)?, &names).map(Some)
    }

    pub(super) async fn call_otherwise(
        &self,
        room_id: &RoomId,
        actor: &Actor,
        name: RoomName,
        at: Timestamp,
    ) -> StoreResult<Option<Entry>> {
        let standing = self.standing(room_id, &actor.id, &[]).await?;
        if standing.member {
            self.list_if_public(room_id, kind(&standing.kind)?, Some(&name)).await?;
        }
        let stored = entry(at, &actor.id, What::RoomRenamed { name: name.clone() });
        let call = self.in_room(&scripts::RENAME, room_id).arg(actor.id.as_str()).arg(at.0).arg(name.as_str()).arg(stored.json());
        let Some((place, kind_now, old)): Option<(i64, String, String)> = self.run(&call).await? else { return Ok(None) };
        self.relist(room_id, kind(&kind_now)?, &old).await;
        let names = self.names(stored.people()).await?;
        stored.entry(room_id.clone(), seq(place)?, &names).map(Some)
    }

    pub(super) async fn talk_about(
        &self,
        room_id: &RoomId,
        actor: &Actor,
        topic: Option<RoomTopic>,
        at: Timestamp,
    ) -> StoreResult<Option<Entry>> {
        let stored = entry(at, &actor.id, What::RoomTopicChanged { topic: topic.clone() });
        let topic = topic.as_ref().map_or("", RoomTopic::as_str);
        let call = self.in_room(&scripts::SET_TOPIC, room_id).arg(actor.id.as_str()).arg(at.0).arg(topic).arg(stored.json());
        let Some(place): Option<i64> = self.run(&call).await? else { return Ok(None) };
        let names = self.names(stored.people()).await?;
        stored.entry(room_id.clone(), seq(place)?, &names).map(Some)
    }

    pub(super) async fn delete(&self, room_id: &RoomId, actor: &Actor) -> StoreResult<Vec<UserId>> {
        type Gone = (String, String, String, String, Vec<String>);
        let call = Call::new(&scripts::DELETE, &self.keys.room_and_index(room_id)).arg(actor.id.as_str()).arg(i32::from(actor.admin));
        let (kind_then, name, by, client_id, members): Gone = self.run(&call).await?;
        let members: Vec<UserId> = members.into_iter().map(parse).collect::<Result<_, _>>()?;
        let kind_then = kind(&kind_then)?;
        self.relist(room_id, kind_then, &name).await;
        self.unlist(room_id).await;
        let by: UserId = parse(by)?;
        let place = match members.iter().find(|member| **member != by) {
            Some(other) if kind_then == RoomKind::Direct => Some(self.keys.pair(&by, other)),
            _ if !client_id.is_empty() => Some(self.keys.made_by(&by)),
            _ => None,
        };
        if let Some(key) = place
            && let Err(error) = self.unsettle(&key, &client_id, room_id).await
        {
            tracing::warn!(%error, "what made a deleted room finds that it is deleted");
        }
        Ok(members)
    }

    /// The names of those of these people who have an open account.
    pub(super) async fn open_people(&self, people: &[UserId]) -> StoreResult<Vec<Option<String>>> {
        let call = people.iter().fold(self.of_people(&scripts::SOMEBODY).repeatable(), |call, person| call.arg(person.as_str()));
        let names: Vec<String> = self.run(&call).await?;
        Ok(names.into_iter().map(|name| Some(name).filter(|name| !name.is_empty())).collect())
    }
}

/// The other one of a direct room. Refuses `WrongKind` unless exactly one other person is named.
fn other_of_pair(new: &NewRoom) -> StoreResult<&UserId> {
    let mut others = new.participants.iter().filter(|id| **id != new.creator);
    match (others.next(), others.next()) {
        (Some(other), None) => Ok(other),
        (Some(other), Some(again)) if other == again && others.all(|more| more == other) => Ok(other),
        _ => Err(Refusal::WrongKind.into()),
    }
}

/// All of them with their names, or `NoSuchPerson`.
pub(super) fn all_open(people: &[UserId], names: Vec<Option<String>>) -> StoreResult<Names> {
    let mut all = Names::default();
    for (person, name) in people.iter().zip(names) {
        all.0.insert(person.clone(), parse(name.ok_or(Refusal::NoSuchPerson)?)?);
    }
    Ok(all)
}
