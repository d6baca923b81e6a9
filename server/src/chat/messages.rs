//! `send_message`, `history`, `read`.

use protocol::messages::{History, Page, Read, SendMessage, Sent};
use store::messages::NewMessage;

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

    /// `history`: a page of a room's log. Refuses `NotMember`, `Invalid` (more than one place).
    pub async fn history(&self, who: &Identity, command: History) -> Ruled<Page> {
        self.meters().take(Class::Look, &who.person.id)?;
        let cursor = command.cursor().ok_or_else(|| ChatError::Invalid("at most one of before, after and around".to_owned()))?;
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
}
