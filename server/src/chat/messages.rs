//! `send_message`, `edit_message`, `delete_message`, `react`, `history`, `read`, `mark_unread`.

use protocol::messages::{DeleteMessage, EditMessage, Entry, History, MarkUnread, Page, React, Read, SendMessage, Sent, Unread};
use protocol::rooms::RoomHead;
use protocol::{MessageText, RoomId};
use store::messages::{NewMessage, Reacting};

use super::limit::Class;
use super::{Chat, ChatError, Outcome, Ruled, nfc};
use crate::announce::Announce;
use crate::identity::Identity;

impl Chat {
    /// `send_message`: stored when this returns. The same `clientId` gives the same reply for ever. Refuses `NotMember`,
    /// `Invalid` (the text, once normalised), `NotFound` (`replyTo`).
    pub async fn send_message(&self, who: &Identity, command: SendMessage) -> Ruled<Sent> {
        self.meters().take(Class::Send, &who.person.id)?;
        let new = NewMessage {
            room_id: command.room_id,
            author: who.person.id.clone(),
            client_id: command.client_id,
            content: command.content.normalised(nfc)?,
            reply_to: command.reply_to,
            at: self.now(),
        };
        let entry = self.store().append(new).await?.entry;
        // A repetition is announced too: the first try may have died between storing and saying. Who has it drops it.
        Ok(Outcome { reply: Sent { seq: entry.seq, created_at: entry.at }, announce: vec![Announce::Entry(entry)] })
    }

    /// `edit_message`; to what it says already changes nothing. Refuses `NotMember`, `Invalid` (the text, once normalised), `NotFound`
    /// (no message, or a deleted one), `Forbidden` (of somebody else).
    pub async fn edit_message(&self, who: &Identity, command: EditMessage) -> Ruled<RoomHead> {
        self.meters().take(Class::Send, &who.person.id)?;
        let EditMessage { room_id, seq, content } = command;
        let content: MessageText = content.normalised(nfc)?;
        let entry = self.store().edit(&room_id, &who.person.id, seq, content, self.now()).await?;
        self.message_changed(who, &room_id, entry).await
    }

    /// `delete_message`; one that is deleted already stays so. Refuses `NotMember`, `NotFound` (no message), `Forbidden`.
    pub async fn delete_message(&self, who: &Identity, command: DeleteMessage) -> Ruled<RoomHead> {
        self.meters().take(Class::Send, &who.person.id)?;
        let DeleteMessage { room_id, seq } = command;
        let entry = self.store().delete(&room_id, &who.actor(), seq, self.now()).await?;
        self.message_changed(who, &room_id, entry).await
    }

    /// `react`; when it is so already, nothing is changed. Refuses `NotMember`, `NotFound` (no message, or a deleted one), `Full`.
    pub async fn react(&self, who: &Identity, command: React) -> Ruled<RoomHead> {
        self.meters().take(Class::Send, &who.person.id)?;
        let React { room_id, seq, emoji, on } = command;
        let emoji = emoji.normalised(nfc)?;
        let reacting = Reacting { room_id: room_id.clone(), user_id: who.person.id.clone(), target: seq, emoji, on, at: self.now() };
        let entry = self.store().react(reacting).await?;
        self.message_changed(who, &room_id, entry).await
    }

    async fn message_changed(&self, who: &Identity, room_id: &RoomId, entry: Option<Entry>) -> Ruled<RoomHead> {
        let reply = self.head_after(who, room_id, entry.as_ref().map(|entry| entry.seq)).await?;
        let announce = self.entry_or_last_again(room_id, entry, reply.head).await?;
        Ok(Outcome { reply, announce })
    }

    /// `history`: a page of a room's log. Refuses `NotMember`, `Invalid` (more than one place).
    pub async fn history(&self, who: &Identity, command: History) -> Ruled<Page> {
        self.meters().take(Class::Look, &who.person.id)?;
        let cursor = command.cursor().ok_or_else(|| ChatError::Invalid("at most one of before, after, around and since".to_owned()))?;
        let page = self.store().history(&command.room_id, &who.person.id, cursor, command.limit.get()).await?;
        Ok(Outcome::quiet(page))
    }

    /// `read`: moves the read mark forward, at most to the room's head, and tells the reader's other screens. Refuses `NotMember`.
    pub async fn read(&self, who: &Identity, command: Read) -> Ruled<()> {
        self.meters().take(Class::Mark, &who.person.id)?;
        let Read { room_id, seq } = command;
        let moved = self.store().mark_read(&room_id, &who.person.id, seq).await?;
        let read = moved.map(|seq| Announce::Read { user_id: who.person.id.clone(), read: Read { room_id, seq } });
        Ok(Outcome { reply: (), announce: read.into_iter().collect() })
    }

    /// `mark_unread`: moves the read mark back, and tells the reader's other screens. Refuses `NotMember`.
    pub async fn mark_unread(&self, who: &Identity, command: MarkUnread) -> Ruled<Unread> {
        self.meters().take(Class::Mark, &who.person.id)?;
        let unread = self.store().mark_unread(&command.room_id, &who.person.id, command.seq).await?;
        let announce = vec![Announce::Unread { user_id: who.person.id.clone(), unread: unread.clone() }];
        Ok(Outcome { reply: unread, announce })
    }
}
