//! Making rooms, coming and going, and looking who is there.

use protocol::ids::Limit;
use protocol::messages::Entry;
use protocol::rooms::{
    CreateRoom, DeleteRoom, Invite, JoinRoom, LeaveRoom, MAX_PARTICIPANTS, Member, Members, MembersPage, PublicRooms, PublicRoomsPage,
    RemoveMember, RenameRoom, RoomHead, RoomKind, RoomSet, RoomSummary, SetRoom, SetTopic,
};
use protocol::session::Person;
use protocol::{RoomId, RoomName, Seq, UserId};
use store::rooms::{Choice, Membership, NewRoom};

pub mod links;

use super::limit::Class;
use super::{Chat, ChatError, Outcome, Ruled, check_cursor, check_query, nfc};
use crate::announce::Announce;
use crate::identity::{Identity, mint_room_id};

impl Chat {
    /// `create_room`, or finding it: the pair's direct room, or the one that this `clientId` made. Refuses `Invalid` (name,
    /// participants), `NotFound` (a participant), `Full`, `NotForGuests`.
    pub async fn create_room(&self, who: &Identity, command: CreateRoom) -> Ruled<RoomSummary> {
        self.meters().take(Class::Rooms, &who.person.id)?;
        check_kind(who, &command)?;
        self.guests_may(who, |guests| guests.create_rooms)?;
        self.can_be_invited(&command.participants)?;
        let new = NewRoom {
            id: mint_room_id(),
            client_id: command.client_id,
            kind: command.kind,
            name: command.name.map(|name| name.normalised(nfc)).transpose()?,
            creator: who.person.id.clone(),
            participants: command.participants.clone(),
            at: self.now(),
        };
        let created = self.store().create_room(new).await?;
        let reply = self.store().room(&created.room_id, &who.person.id).await?;
        let announce = match created.entries {
            // Found, and nobody has said anything yet: this may be the second try.
            entries if entries.is_empty() && reply.last.is_none() => {
                let mut announce = joined_again(&reply.id, &command.participants, Some(&who.person));
                announce.extend(joined_again(&reply.id, std::slice::from_ref(&who.person.id), None));
                announce
            }
            entries => Announce::entries(entries),
        };
        Ok(Outcome { reply, announce })
    }

    /// `invite`: makes people members at once. Refuses `Invalid` (how many; a direct room), `NotMember`, `NotFound`, `Full`.
    pub async fn invite(&self, who: &Identity, command: Invite) -> Ruled<RoomHead> {
        self.meters().take(Class::Rooms, &who.person.id)?;
        let Invite { room_id, participants } = command;
        if !(1..=MAX_PARTICIPANTS).contains(&participants.len()) {
            return Err(ChatError::Invalid(format!("participants must be 1 to {MAX_PARTICIPANTS} people")));
        }
        self.guests_may(who, |guests| guests.create_rooms)?;
        self.can_be_invited(&participants)?;
        let entries = self.store().invite(&room_id, &who.actor(), &participants, self.now()).await?;
        let head = self.head_after(who, &room_id, entries.last().map(|entry| entry.seq)).await?;
        let announce = if entries.is_empty() {
            let mut announce = self.last_again(&room_id, head.head).await?;
            announce.extend(joined_again(&room_id, &participants, Some(&who.person)));
            announce
        } else {
            Announce::entries(entries)
        };
        Ok(Outcome { reply: head, announce })
    }

    /// `join_room`: a public room, or any by an invite link; who is a member already is told the room. Refuses `NotMember` (no such public
    /// room), `Conflict` (the link is not valid any more), `Full`.
    pub async fn join_room(&self, who: &Identity, command: JoinRoom) -> Ruled<RoomSummary> {
        self.meters().take(Class::Rooms, &who.person.id)?;
        let entry = match &command.code {
            None => {
                self.guests_may(who, |guests| guests.public_rooms)?;
                self.store().join(&command.room_id, &who.actor(), self.now()).await?
            }
            Some(code) => {
                self.guests_may(who, |guests| guests.invited)?;
                let code = links::digest_of(code)?;
                self.store().join_by_link(&command.room_id, &who.actor(), &code, self.now()).await?
            }
        };
        let reply = self.store().room(&command.room_id, &who.person.id).await?;
        let announce = match entry {
            None => {
                let mut announce = self.last_again(&command.room_id, reply.head).await?;
                announce.extend(joined_again(&command.room_id, std::slice::from_ref(&who.person.id), None));
                announce
            }
            entry => Announce::entries(entry),
        };
        Ok(Outcome { reply, announce })
    }

    /// `leave_room`: one's own membership. Refuses `NotMember`, `Invalid` (a direct room).
    pub async fn leave_room(&self, who: &Identity, command: LeaveRoom) -> Ruled<RoomHead> {
        self.meters().take(Class::Rooms, &who.person.id)?;
        let entry = self.store().leave(&command.room_id, &who.actor(), self.now()).await?;
        Ok(Outcome { reply: RoomHead { head: entry.seq }, announce: Announce::entries([entry]) })
    }

    /// `remove_member`; who is none already stays none. Refuses `NotMember`, `Forbidden`, `Invalid` (a direct room, oneself).
    pub async fn remove_member(&self, who: &Identity, command: RemoveMember) -> Ruled<RoomHead> {
        self.meters().take(Class::Rooms, &who.person.id)?;
        let RemoveMember { room_id, user_id } = command;
        let entry = self.store().remove_member(&room_id, &who.actor(), &user_id, self.now()).await?;
        let head = self.head_after(who, &room_id, entry.as_ref().map(|entry| entry.seq)).await?;
        let announce = self.entry_or_last_again(&room_id, entry, head.head).await?;
        Ok(Outcome { reply: head, announce })
    }

    /// `rename_room`; to the name that it has already changes nothing. Refuses `NotMember`, `Invalid` (the name, once
    /// normalised; a direct room).
    pub async fn rename_room(&self, who: &Identity, command: RenameRoom) -> Ruled<RoomHead> {
        self.meters().take(Class::Rooms, &who.person.id)?;
        let name: RoomName = command.name.normalised(nfc)?;
        let entry = self.store().rename(&command.room_id, &who.actor(), name, self.now()).await?;
        let head = self.head_after(who, &command.room_id, entry.as_ref().map(|entry| entry.seq)).await?;
        let announce = self.entry_or_last_again(&command.room_id, entry, head.head).await?;
        Ok(Outcome { reply: head, announce })
    }

    /// `set_topic`; to what it is already changes nothing. Refuses `NotMember`, `Invalid` (the topic, once normalised; a direct room).
    pub async fn set_topic(&self, who: &Identity, command: SetTopic) -> Ruled<RoomHead> {
        self.meters().take(Class::Rooms, &who.person.id)?;
        let topic = command.topic.map(|topic| topic.normalised(nfc)).transpose()?;
        let entry = self.store().set_topic(&command.room_id, &who.actor(), topic, self.now()).await?;
        let head = self.head_after(who, &command.room_id, entry.as_ref().map(|entry| entry.seq)).await?;
        let announce = self.entry_or_last_again(&command.room_id, entry, head.head).await?;
        Ok(Outcome { reply: head, announce })
    }

    /// `delete_room`: gone for everybody. Refuses `NotMember`, `Forbidden`.
    pub async fn delete_room(&self, who: &Identity, command: DeleteRoom) -> Ruled<()> {
        self.meters().take(Class::Rooms, &who.person.id)?;
        self.store().delete_room(&command.room_id, &who.actor()).await?;
        Ok(Outcome { reply: (), announce: vec![Announce::RoomDeleted { room_id: command.room_id }] })
    }

    /// `set_room`: what a member chooses for themselves, told to their other screens. Refuses `Invalid` (nothing is chosen), `NotMember`.
    pub async fn set_room(&self, who: &Identity, command: SetRoom) -> Ruled<()> {
        self.meters().take(Class::Mark, &who.person.id)?;
        let SetRoom { room_id, starred, notify } = command;
        if starred.is_none() && notify.is_none() {
            return Err(ChatError::Invalid("one of starred and notify is needed".to_owned()));
        }
        let Choice { starred, notify } = self.store().choose(&room_id, &who.person.id, starred, notify).await?;
        let announce = Announce::RoomSet { user_id: who.person.id.clone(), set: RoomSet { room_id, starred, notify } };
        Ok(Outcome { reply: (), announce: vec![announce] })
    }

    /// `public_rooms`: a page of rooms that anyone may join, by name. Refuses `Invalid` (query, cursor).
    pub async fn public_rooms(&self, who: &Identity, command: PublicRooms) -> Ruled<PublicRoomsPage> {
        self.meters().take(Class::Look, &who.person.id)?;
        let (query, cursor) = (check_query(&command.query)?, check_cursor(command.cursor)?);
        self.guests_may(who, |guests| guests.public_rooms)?;
        let (rooms, cursor) = self.store().public_rooms(&who.person.id, &query, cursor, command.limit.get()).await?;
        Ok(Outcome::quiet(PublicRoomsPage { rooms, cursor }))
    }

    /// `members`: a page of who is in a room. Refuses `NotMember`, `Invalid` (cursor).
    pub async fn members(&self, who: &Identity, command: Members) -> Ruled<MembersPage> {
        self.meters().take(Class::Look, &who.person.id)?;
        let cursor = check_cursor(command.cursor)?;
        let (members, cursor) = self.store().members(&command.room_id, &who.person.id, cursor, command.limit.get()).await?;
        let ids: Vec<UserId> = members.iter().map(|member| member.person.id.clone()).collect();
        let presences = self.presences(&ids).await?;
        let member = |Membership { person, creator }: Membership| {
            let (state, seen_at) = presences.of(&person.id);
            Member { person, creator, state, seen_at }
        };
        let members = members.into_iter().map(member).collect();
        Ok(Outcome::quiet(MembersPage { members, cursor }))
    }

    /// Whether somebody is in a room.
    pub async fn is_in(&self, who: &Identity, room_id: &RoomId) -> Result<bool, ChatError> {
        Ok(self.store().is_member(room_id, &who.person.id).await?)
    }

    /// Everybody in a room, those who came first first, up to a bound: for clients that are always told the whole list. Refuses
    /// `NotMember`.
    pub async fn everybody_in(&self, who: &Identity, room_id: &RoomId) -> Result<Vec<Person>, ChatError> {
        const MOST: usize = 1_000;
        let (mut people, mut cursor) = (Vec::new(), None);
        while people.len() < MOST {
            let (page, next) = self.store().members(room_id, &who.person.id, cursor, usize::from(Limit::MAX)).await?;
            people.extend(page.into_iter().map(|member| member.person));
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        Ok(people)
    }

    /// What a change appended; when nothing changed, the room's last entry.
    pub(super) async fn entry_or_last_again(&self, room_id: &RoomId, entry: Option<Entry>, head: Seq) -> Result<Vec<Announce>, ChatError> {
        match entry {
            Some(entry) => Ok(Announce::entries([entry])),
            None => self.last_again(room_id, head).await,
        }
    }

    /// The room's last entry once more: this may be the second try of a change whose first died, with its replica, between storing and
    /// saying. Who has it drops it; who misses something sees by it that they do.
    async fn last_again(&self, room_id: &RoomId, head: Seq) -> Result<Vec<Announce>, ChatError> {
        let last = self.store().entries_after(room_id, head.prev(), 1).await?;
        Ok(last.into_iter().map(Announce::Entry).collect())
    }

    /// The head after a change; when nothing changed, the one that the room has.
    pub(super) async fn head_after(&self, who: &Identity, room_id: &RoomId, appended: Option<Seq>) -> Result<RoomHead, ChatError> {
        let head = match appended {
            Some(seq) => seq,
            None => self.store().room(room_id, &who.person.id).await?.head,
        };
        Ok(RoomHead { head })
    }
}

/// Who is a member already is told so once more: the first try may have died, with its replica, between storing and saying, and then
/// their sockets do not hear the room. It is a hint like any other: who is no member is told nothing.
fn joined_again(room_id: &RoomId, people: &[UserId], by: Option<&Person>) -> Vec<Announce> {
    let joined = |user_id: &UserId| Announce::Joined { room_id: room_id.clone(), user_id: user_id.clone(), by: by.cloned() };
    people.iter().map(joined).collect()
}

/// What each kind of room needs.
fn check_kind(who: &Identity, command: &CreateRoom) -> Result<(), ChatError> {
    let invalid = |message: &str| Err(ChatError::Invalid(message.to_owned()));
    let CreateRoom { kind, name, participants, .. } = command;
    if participants.len() > MAX_PARTICIPANTS {
        return Err(ChatError::Invalid(format!("participants must be at most {MAX_PARTICIPANTS} people")));
    }
    match kind {
        RoomKind::Public if name.is_none() => invalid("a public room needs a name"),
        RoomKind::Direct if name.is_some() => invalid("a direct room has no name"),
        RoomKind::Direct if participants.len() != 1 || participants.contains(&who.person.id) => {
            invalid("a direct room has exactly one participant, who is somebody else")
        }
        RoomKind::Private | RoomKind::Public | RoomKind::Direct => Ok(()),
    }
}
