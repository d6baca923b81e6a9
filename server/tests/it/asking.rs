//! Asking with any payload, and what comes back.

use protocol::error::Reply;
use protocol::messages::Entry;
use protocol::{ErrorCode, Event, RoomId};
use serde_json::Value;

use crate::support::person::Line;
use crate::support::{DEADLINE, in_time};

/// Sends any payload under any name, and returns what stands under `ok`, or the code of the error.
pub(crate) async fn ask(line: &Line, name: &str, payload: &Value) -> Result<Value, ErrorCode> {
    let reply = line.client().call_raw(name, &payload.to_string(), DEADLINE);
    let reply = in_time(name, reply).await.unwrap_or_else(|error| panic!("{name} {payload}: {error}"));
    match serde_json::from_str::<Reply<Value>>(&reply) {
        Ok(Reply::Ok(ok)) => Ok(ok),
        Ok(Reply::Error(error)) => Err(error.code),
        Err(error) => panic!("{name}: {reply} is no reply: {error}"),
    }
}

/// The next entry of a room that this connection hears.
pub(crate) async fn entry(line: &mut Line, room_id: &RoomId) -> Entry {
    let of_room = |event: &Event| match event {
        Event::RoomEvent(entry) if entry.room_id == *room_id => Some(entry.clone()),
        _ => None,
    };
    line.event("an entry", of_room).await
}

/// Waits until this connection hears a room that its person made, joined or was invited to: a moment after the reply.
pub(crate) async fn hears_room(line: &mut Line, room_id: &RoomId) {
    let told = |event: &Event| match event {
        Event::JoinedRoom(joined) => (joined.room.id == *room_id).then_some(()),
        Event::RoomInvite(invite) => (invite.room.id == *room_id).then_some(()),
        _ => None,
    };
    line.event("the room", told).await;
}
