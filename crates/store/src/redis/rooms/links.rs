//! Invite links. They stand in the room's own slot, so that one script takes a use and lets somebody in.

use std::fmt::Write as _;

use protocol::messages::Entry;
use protocol::rooms::{MAX_LINKS, MAX_MEMBERS, RoomLink};
use protocol::{RoomId, Timestamp, UserId};
use serde::Deserialize;

use super::changes::{all_open, joining};
use crate::redis::stored::{Names, parse_optional, seq};
use crate::redis::{Redis, scripts};
use crate::rooms::{Actor, Invitation, NewLink};
use crate::session::Digest;
use crate::{Refusal, StoreError, StoreResult};

/// A link as it is stored, but for its code.
#[derive(Debug, Deserialize)]
struct StoredLink {
    id: i64,
    by: UserId,
    at: Timestamp,
    expires: Timestamp,
    uses: u32,
}

impl StoredLink {
    fn read(json: &str) -> StoreResult<Self> {
        serde_json::from_str(json).map_err(|error| StoreError::Corrupt(format!("an invite link: {error}")))
    }

    fn link(self, names: &Names) -> StoreResult<RoomLink> {
        let Self { id, by, at, expires, uses } = self;
        Ok(RoomLink { id, by: names.person(by)?, created_at: at, expires_at: expires, uses_left: uses })
    }
}

fn hex(Digest(bytes): &Digest) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

impl Redis {
    pub(super) async fn make_link(&self, room_id: &RoomId, actor: &Actor, new: NewLink) -> StoreResult<RoomLink> {
        let call = self.in_room(&scripts::CREATE_LINK, room_id).arg(actor.id.as_str()).arg(new.at.0).arg(MAX_LINKS);
        let call = call.arg(hex(&new.code)).arg(new.uses).arg(new.expires_at.0).repeatable();
        let link = StoredLink::read(&self.run::<String>(&call).await?)?;
        let names = self.names([&link.by]).await?;
        link.link(&names)
    }

    pub(super) async fn list_links(&self, room_id: &RoomId, user_id: &UserId, now: Timestamp) -> StoreResult<Vec<RoomLink>> {
        let call = self.in_room(&scripts::LINKS, room_id).arg(user_id.as_str()).arg(now.0).repeatable();
        let links: Vec<StoredLink> =
            self.run::<Vec<String>>(&call).await?.iter().map(|json| StoredLink::read(json)).collect::<Result<_, _>>()?;
        let names = self.names(links.iter().map(|link| &link.by)).await?;
        links.into_iter().map(|link| link.link(&names)).collect()
    }

    pub(super) async fn end_link(&self, room_id: &RoomId, actor: &Actor, id: i64) -> StoreResult<()> {
        let call = self.in_room(&scripts::REVOKE_LINK, room_id).arg(actor.id.as_str()).arg(i32::from(actor.admin)).arg(id).repeatable();
        self.run::<i64>(&call).await.map(drop)
    }

    pub(super) async fn invited_to(&self, room_id: &RoomId, code: &Digest, now: Timestamp) -> StoreResult<Option<Invitation>> {
        let call = self.in_room(&scripts::INVITATION, room_id).arg(hex(code)).arg(now.0).repeatable();
        let found: Option<(String, u32)> = self.run(&call).await?;
        found.map(|(name, members)| Ok(Invitation { name: parse_optional(name)?, members })).transpose()
    }

    pub(super) async fn admit_by_link(&self, room_id: &RoomId, actor: &Actor, code: &Digest, at: Timestamp) -> StoreResult<Option<Entry>> {
        let me = std::slice::from_ref(&actor.id);
        let names = self.open_people(me).await?;
        if names[0].is_none() {
            return Err(Refusal::CodeInvalid.into());
        }
        let names = all_open(me, names)?;
        let reserved = self.reserve(room_id, me).await?;
        let stored = joining(at, &actor.id, &actor.id);
        let call = self.in_room(&scripts::JOIN_BY_LINK, room_id).arg(actor.id.as_str()).arg(at.0).arg(MAX_MEMBERS);
        let place: i64 = self.or_release(self.run(&call.arg(hex(code)).arg(stored.json())).await, reserved).await?;
        if place == 0 {
            return Ok(None);
        }
        let entry = stored.entry(room_id.clone(), seq(place)?, &names)?;
        // An account that was closed meanwhile leaves again, and its own entry says so to who asks.
        self.take_out_closed(room_id, me, at).await?;
        Ok(Some(entry))
    }
}
