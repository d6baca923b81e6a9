//! From an event's name and payload to a rule, and from its outcome to a reply.

use protocol::command::{COMMANDS, Command};
use protocol::error::{ErrorBody, Reply};
use protocol::{ErrorCode, messages, presence, rooms, search, session, typing};
use serde_json::value::{RawValue, to_raw_value};

use crate::announce::{Announcer, Peer};
use crate::chat::{Chat, Outcome, Ruled};
use crate::payload;

/// A reply as it goes to the socket.
pub(super) type Answer = Box<RawValue>;

/// The name of an event where it is a label of a metric: what clients invent must not make labels.
pub(super) fn label(event: &str) -> &'static str {
    COMMANDS.iter().find(|name| **name == event).copied().unwrap_or("unknown")
}

/// Does what an event asks for, tells those who must hear of it, and returns the reply. `payload` is the event's first argument as it
/// came.
pub(super) async fn obey(chat: &Chat, announcer: &Announcer, peer: &Peer, event: &str, payload: Option<&RawValue>) -> Answer {
    let call = Call { announcer, peer, payload };
    // Read before each command: a name may have changed since the handshake.
    let who = peer.identity();
    let who = &*who;
    match event {
        session::Sync::NAME => call.with(async |command| chat.sync(who, command).await).await,
        rooms::CreateRoom::NAME => call.with(async |command| chat.create_room(who, command).await).await,
        rooms::Invite::NAME => call.with(async |command| chat.invite(who, command).await).await,
        rooms::JoinRoom::NAME => call.with(async |command| chat.join_room(who, command).await).await,
        rooms::LeaveRoom::NAME => call.with(async |command| chat.leave_room(who, command).await).await,
        rooms::RemoveMember::NAME => call.with(async |command| chat.remove_member(who, command).await).await,
        rooms::RenameRoom::NAME => call.with(async |command| chat.rename_room(who, command).await).await,
        rooms::SetTopic::NAME => call.with(async |command| chat.set_topic(who, command).await).await,
        rooms::DeleteRoom::NAME => call.with(async |command| chat.delete_room(who, command).await).await,
        rooms::SetRoom::NAME => call.with(async |command| chat.set_room(who, command).await).await,
        rooms::CreateLink::NAME => call.with(async |command| chat.create_link(who, command).await).await,
        rooms::RoomLinks::NAME => call.with(async |command| chat.room_links(who, command).await).await,
        rooms::RevokeLink::NAME => call.with(async |command| chat.revoke_link(who, command).await).await,
        messages::SendMessage::NAME => call.with(async |command| chat.send_message(who, command).await).await,
        messages::EditMessage::NAME => call.with(async |command| chat.edit_message(who, command).await).await,
        messages::DeleteMessage::NAME => call.with(async |command| chat.delete_message(who, command).await).await,
        messages::React::NAME => call.with(async |command| chat.react(who, command).await).await,
        messages::History::NAME => call.with(async |command| chat.history(who, command).await).await,
        messages::Read::NAME => call.with(async |command| chat.read(who, command).await).await,
        messages::MarkUnread::NAME => call.with(async |command| chat.mark_unread(who, command).await).await,
        typing::Typing::NAME => {
            call.with(async |command: typing::Typing| {
                let in_room = peer.hears(&command.room_id);
                chat.typing(who, command, in_room)
            })
            .await
        }
        presence::Look::NAME => {
            call.with(async |command: presence::Look| {
                let on = chat.look(who, command)?;
                announcer.hub().look(peer, on).await;
                Ok(Outcome::quiet(()))
            })
            .await
        }
        session::FindPeople::NAME => call.with(async |command| chat.find_people(who, command).await).await,
        rooms::PublicRooms::NAME => call.with(async |command| chat.public_rooms(who, command).await).await,
        rooms::Members::NAME => call.with(async |command| chat.members(who, command).await).await,
        search::Search::NAME => call.with(async |command| chat.search(who, command).await).await,
        _ => {
            count(label(event), ErrorCode::UnknownCommand.as_str());
            refusal(ErrorBody::new(ErrorCode::UnknownCommand, "no command of this name"))
        }
    }
}

/// A refusal as it goes to the socket.
pub(super) fn refusal(error: ErrorBody) -> Answer {
    answer(&Reply::<()>::Error(error))
}

/// Counts a command and how it ended: `ok`, or the code of its error.
pub(super) fn count(command: &'static str, outcome: &'static str) {
    metrics::counter!("suda_commands_total", "command" => command, "outcome" => outcome).increment(1);
}

struct Call<'a> {
    announcer: &'a Announcer,
    peer: &'a Peer,
    payload: Option<&'a RawValue>,
}

impl Call<'_> {
    async fn with<C: Command>(self, rule: impl AsyncFnOnce(C) -> Ruled<C::Reply>) -> Answer {
        let command = match read::<C>(self.payload) {
            Ok(command) => command,
            Err(error) => {
                count(C::NAME, error.code.as_str());
                return refusal(error);
            }
        };
        match rule(command).await {
            Ok(outcome) => {
                count(C::NAME, "ok");
                self.announcer.tell_from(Some(self.peer.key()), outcome.announce).wait().await;
                answer(&Reply::Ok(outcome.reply))
            }
            Err(error) => {
                count(C::NAME, error.code().as_str());
                refusal(error.at_edge(C::NAME))
            }
        }
    }
}

fn read<C: Command>(sent: Option<&RawValue>) -> Result<C, ErrorBody> {
    let sent = sent.ok_or_else(|| ErrorBody::new(ErrorCode::Invalid, "the payload is missing"))?;
    payload::read(sent.get().as_bytes())
}

fn answer<R: serde::Serialize>(reply: &Reply<R>) -> Answer {
    to_raw_value(reply).unwrap_or_else(|error| {
        tracing::error!(%error, "a reply cannot be serialised");
        RawValue::from_string(r#"{"error":{"code":"internal","message":"a fault of the server: it was logged"}}"#.to_owned())
            .expect("a literal that is JSON")
    })
}
