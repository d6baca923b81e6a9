//! `typing`: a pulse, checked against what is in memory and never stored.

use protocol::typing::{Typing, TypingPulse};

use super::limit::Class;
use super::{Chat, ChatError, Outcome, Ruled};
use crate::announce::Announce;
use crate::identity::Identity;

impl Chat {
    /// `typing`. `in_room` says whether the socket that sent it hears the room: a key stroke is not worth a look into the store.
    /// Pulses over the limit are dropped in silence. Refuses `NotMember`.
    pub fn typing(&self, who: &Identity, command: Typing, in_room: bool) -> Ruled<()> {
        if !in_room {
            return Err(ChatError::NotMember);
        }
        if self.meters().take(Class::Typing, &who.person.id).is_err() {
            return Ok(Outcome::quiet(()));
        }
        let pulse = TypingPulse { room_id: command.room_id, person: who.person.clone(), on: command.on };
        Ok(Outcome { reply: (), announce: vec![Announce::Typing(pulse)] })
    }
}
