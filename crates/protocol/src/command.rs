//! Commands: what a client asks of the server.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::messages::{DeleteMessage, EditMessage, History, MarkUnread, Page, React, Read, SendMessage, Sent, Unread};
use crate::presence::Look;
use crate::rooms::{
    CreateLink, CreateRoom, DeleteRoom, Invite, JoinRoom, LeaveRoom, LinksOfRoom, Members, MembersPage, NewLink, PublicRooms,
    PublicRoomsPage, RemoveMember, RenameRoom, RevokeLink, RoomHead, RoomLinks, RoomSummary, SetRoom, SetTopic,
};
use crate::search::{Hits, Search};
use crate::session::{FindPeople, PeoplePage, Sync, Synced};
use crate::typing::Typing;

/// A command: its name, its payload (the implementing type) and what acknowledges it.
pub trait Command: Serialize + DeserializeOwned + Send + 'static {
    /// The name of the Socket.IO event.
    const NAME: &'static str;
    /// What stands under `ok` in the acknowledgement; `()` where there is nothing to say.
    type Reply: Serialize + DeserializeOwned + Send + 'static;
}

macro_rules! commands {
    ($($name:literal $payload:ty => $reply:ty,)*) => {
        $(impl Command for $payload {
            const NAME: &'static str = $name;
            type Reply = $reply;
        })*

        /// The names of all commands, in the order of the documentation.
        pub const COMMANDS: &[&str] = &[$($name,)*];
    };
}

commands! {
    "sync" Sync => Synced,
    "create_room" CreateRoom => RoomSummary,
    "invite" Invite => RoomHead,
    "join_room" JoinRoom => RoomSummary,
    "leave_room" LeaveRoom => RoomHead,
    "remove_member" RemoveMember => RoomHead,
    "rename_room" RenameRoom => RoomHead,
    "set_topic" SetTopic => RoomHead,
    "delete_room" DeleteRoom => (),
    "set_room" SetRoom => (),
    "create_link" CreateLink => NewLink,
    "room_links" RoomLinks => LinksOfRoom,
    "revoke_link" RevokeLink => (),
    "send_message" SendMessage => Sent,
    "edit_message" EditMessage => RoomHead,
    "delete_message" DeleteMessage => RoomHead,
    "react" React => RoomHead,
    "history" History => Page,
    "read" Read => (),
    "mark_unread" MarkUnread => Unread,
    "typing" Typing => (),
    "look" Look => (),
    "find_people" FindPeople => PeoplePage,
    "public_rooms" PublicRooms => PublicRoomsPage,
    "members" Members => MembersPage,
    "search" Search => Hits,
}
