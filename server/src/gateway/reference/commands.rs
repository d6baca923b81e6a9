//! From an event of these clients to a rule. People are named by their names; a name of one's own must be one's own.

use protocol::messages::SendMessage;
use protocol::rooms::{CreateRoom, Invite, JoinRoom, LeaveRoom, MAX_PARTICIPANTS, RoomKind};
use protocol::session::Person;
use protocol::typing::Typing;
use protocol::{MessageText, Name, RoomId, UserId};
use serde_json::Value;

use super::Reference;
use crate::announce::Peer;
use crate::chat::{ChatError, Ruled};
use crate::identity::{mint_client_id, name};

/// What these clients ask for.
const COMMANDS: [&str; 6] = ["register", "create_room", "join_room", "leave_room", "send_message", "typing"];

/// The name of an event for the log: what clients invent stays out of it.
pub(super) fn label(event: &str) -> &'static str {
    COMMANDS.into_iter().find(|name| *name == event).unwrap_or("unknown")
}

/// Does what an event asks for, and tells those who must hear of it.
pub(super) async fn obey(reference: &Reference, peer: &Peer, event: &str, data: &Value) -> Result<(), ChatError> {
    let (chat, who) = (&reference.edge.chat, peer.identity());
    let who = &*who;
    match event {
        "create_room" => {
            is_oneself(peer, text(data, "hostId")?)?;
            let participants = called(reference, peer, data.get("participants")).await?;
            let command = CreateRoom { client_id: None, name: None, kind: RoomKind::Private, participants };
            told(reference, peer, chat.create_room(who, command).await).await
        }
        "join_room" => {
            let (room_id, name) = (room(data)?, text(data, "userId")?);
            if is_oneself(peer, name).is_ok() {
                return told(reference, peer, chat.join_room(who, JoinRoom { room_id, code: None }).await).await;
            }
            chat.may_look(who)?;
            let participants = vec![one_called(reference, name).await?];
            told(reference, peer, chat.invite(who, Invite { room_id, participants }).await).await
        }
        "leave_room" => {
            let room_id = room(data)?;
            is_oneself(peer, text(data, "userId")?)?;
            told(reference, peer, chat.leave_room(who, LeaveRoom { room_id }).await).await
        }
        "send_message" => {
            let room_id = room(data)?;
            is_oneself(peer, text(data, "userId").or_else(|_| text(data, "senderId"))?)?;
            let content = MessageText::new(text(data, "content")?)?;
            let command = SendMessage { room_id, client_id: mint_client_id(), content, reply_to: None };
            told(reference, peer, chat.send_message(who, command).await).await
        }
        "typing" => {
            let room_id = room(data)?;
            is_oneself(peer, text(data, "userId")?)?;
            let in_room = peer.hears(&room_id);
            told(reference, peer, chat.typing(who, Typing { room_id, on: true }, in_room)).await
        }
        _ => Err(ChatError::Invalid("no event of this name".to_owned())),
    }
}

async fn told<R>(reference: &Reference, peer: &Peer, ruled: Ruled<R>) -> Result<(), ChatError> {
    reference.edge.announcer.tell_from(Some(peer.key()), ruled?.announce).wait().await;
    Ok(())
}

/// A field that is a text.
pub(super) fn text<'d>(data: &'d Value, field: &'static str) -> Result<&'d str, ChatError> {
    data.get(field).and_then(Value::as_str).ok_or_else(|| ChatError::Invalid(format!("{field} must be a text")))
}

fn room(data: &Value) -> Result<RoomId, ChatError> {
    RoomId::new(text(data, "roomId")?).map_err(|error| ChatError::Invalid(error.to_string()))
}

/// Who acts is what the connection has proven; a payload only repeats it.
pub(super) fn is_oneself(peer: &Peer, name: &str) -> Result<(), ChatError> {
    if is_called(&peer.identity().person, name) { Ok(()) } else { Err(ChatError::Invalid("userId must be your own".to_owned())) }
}

/// Whether a name, as somebody typed it, is this person's.
pub(super) fn is_called(person: &Person, typed: &str) -> bool {
    let name = Name::new(typed).and_then(|name| name::normalised(&name));
    name.is_ok_and(|(name, _)| name == person.name)
}

async fn one_called(reference: &Reference, name: &str) -> Result<UserId, ChatError> {
    Ok(reference.edge.chat.called(&Name::new(name)?).await?.id)
}

/// The people of a list, each once, without oneself.
async fn called(reference: &Reference, peer: &Peer, names: Option<&Value>) -> Result<Vec<UserId>, ChatError> {
    let bounds = || ChatError::Invalid(format!("participants must be a list of at most {MAX_PARTICIPANTS} names"));
    let names = names.and_then(Value::as_array).filter(|names| names.len() <= MAX_PARTICIPANTS + 1).ok_or_else(bounds)?;
    reference.edge.chat.may_look(&peer.identity())?;
    let mut people = Vec::with_capacity(names.len());
    for name in names {
        let name = name.as_str().ok_or_else(bounds)?;
        if is_oneself(peer, name).is_err() {
            let id = one_called(reference, name).await?;
            if !people.contains(&id) {
                people.push(id);
            }
        }
    }
    Ok(people)
}
