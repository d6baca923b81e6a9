//! Invite links into rooms: making, listing and revoking them, and saying where one leads.

use protocol::rooms::{CreateLink, LINK_DAYS, LINK_USES, LinksOfRoom, MAX_LINK_DAYS, MAX_LINK_USES, NewLink, RevokeLink, RoomLinks};
use protocol::{RoomId, Timestamp};
use store::rooms::Invitation;
use store::session::Digest;

use crate::chat::limit::Class;
use crate::chat::{Chat, ChatError, Outcome, Ruled};
use crate::identity::{Identity, Secret};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Most bytes of a code: more than any that was made here.
const MAX_CODE: usize = 64;

impl Chat {
    /// `create_link`, by any member who may invite. Refuses `Invalid` (uses, days; a direct room), `NotMember`, `Full`, `NotForGuests`.
    pub async fn create_link(&self, who: &Identity, command: CreateLink) -> Ruled<NewLink> {
        self.meters().take(Class::Rooms, &who.person.id)?;
        self.guests_may(who, |guests| guests.create_rooms)?;
        let uses = bounded("uses", command.uses.unwrap_or(LINK_USES), MAX_LINK_USES)?;
        let days = bounded("days", command.days.unwrap_or(LINK_DAYS), MAX_LINK_DAYS)?;
        let (code, at) = (Secret::mint(), self.now());
        let expires_at = Timestamp(at.0.saturating_add(i64::from(days) * DAY_MS));
        let new = store::rooms::NewLink { code: code.digest(), uses, at, expires_at };
        let link = self.store().create_link(&command.room_id, &who.actor(), new).await?;
        Ok(Outcome::quiet(NewLink { code: code.as_str().to_owned(), link }))
    }

    /// `room_links`. Refuses `NotMember`.
    pub async fn room_links(&self, who: &Identity, command: RoomLinks) -> Ruled<LinksOfRoom> {
        self.meters().take(Class::Look, &who.person.id)?;
        let links = self.store().links(&command.room_id, &who.person.id, self.now()).await?;
        Ok(Outcome::quiet(LinksOfRoom { links }))
    }

    /// `revoke_link`, by who made it, the room's creator or an administrator. Refuses `NotMember`, `Forbidden`.
    pub async fn revoke_link(&self, who: &Identity, command: RevokeLink) -> Ruled<()> {
        self.meters().take(Class::Rooms, &who.person.id)?;
        self.store().revoke_link(&command.room_id, &who.actor(), command.link_id).await?;
        Ok(Outcome::quiet(()))
    }

    /// Where an invite link leads, for somebody who is signed in; `None`: nowhere any more.
    pub async fn invitation(&self, who: &Identity, room_id: &RoomId, code: &str) -> Result<Option<Invitation>, ChatError> {
        self.meters().take(Class::Look, &who.person.id)?;
        let Ok(code) = digest_of(code) else { return Ok(None) };
        Ok(self.store().invitation(room_id, &code, self.now()).await?)
    }
}

/// What is looked up for a code. Refuses `Invalid`.
pub(super) fn digest_of(code: &str) -> Result<Digest, ChatError> {
    if code.len() > MAX_CODE {
        return Err(ChatError::Invalid(format!("code must be at most {MAX_CODE} bytes")));
    }
    Ok(Secret::from_text(code).digest())
}

fn bounded(field: &str, value: u32, max: u32) -> Result<u32, ChatError> {
    if (1..=max).contains(&value) { Ok(value) } else { Err(ChatError::Invalid(format!("{field} must be 1 to {max}"))) }
}
