//! The rules: who may do what, and who hears of it. One function for each command; each takes who acts, as the handshake proved
//! it, and the command, and returns an [`Outcome`]: what to reply and what to announce.
//!
//! Bounds, kinds, rates and normalisation are checked here; membership is checked by the store, inside the transaction that
//! changes something. This module knows no transport and no page.
//!
//! | module | holds |
//! |---|---|
//! | [`error`] | why a command was refused |
//! | [`limit`] | how often one may |
//! | [`session`] | accounts: signing up, in and out, settings, administration, access tokens, guests |
//! | [`sync`] | `sync`: what a connection begins with |
//! | [`rooms`] | `create_room`, `invite`, `join_room`, `leave_room`, `remove_member`, `rename_room`, `set_topic`, `delete_room`, `set_room`, `public_rooms`, `members`; invite links |
//! | [`messages`] | `send_message`, `history`, `read` |
//! | [`save`] | a whole conversation, to be kept |
//! | [`typing`], [`presence`], [`search`] | `typing`; `find_people` and who is there; `search` |

pub mod error;
pub mod limit;
pub mod messages;
pub mod presence;
pub mod rooms;
pub mod save;
pub mod search;
pub mod session;
pub mod sync;
pub mod typing;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use protocol::ids::{MAX_CURSOR_BYTES, UserKind};
use protocol::{Timestamp, UserId};
use store::Store;
use unicode_normalization::UnicodeNormalization;

pub use error::ChatError;
pub use limit::Limits;

use crate::announce::{Announce, Present};
use crate::clock::Clock;
use crate::identity::Identity;
use limit::Meters;
use save::Turns;
use session::keys::Guests;

/// What every rule returns.
pub type Ruled<R> = Result<Outcome<R>, ChatError>;

/// A command that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome<R> {
    /// To whoever asked.
    pub reply: R,
    /// To those who must hear of it, in this order.
    pub announce: Vec<Announce>,
}

impl<R> Outcome<R> {
    /// Nobody else hears of it.
    pub const fn quiet(reply: R) -> Self {
        Self { reply, announce: Vec::new() }
    }
}

/// The rules over a store. Cheap to clone.
#[derive(Clone)]
pub struct Chat(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    present: Arc<dyn Present>,
    clock: Clock,
    meters: Meters,
    guests: Option<Guests>,
    turns: Turns,
}

impl Chat {
    /// Rules over this store; `present` knows who is there.
    pub fn new(store: Arc<dyn Store>, present: Arc<dyn Present>, clock: Clock, limits: Limits, guests: Option<Guests>) -> Self {
        let turns = Turns::new(limits.saves.get());
        Self(Arc::new(Inner { store, present, clock, meters: Meters::new(limits), guests, turns }))
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.0.store
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    fn present(&self) -> &dyn Present {
        &*self.0.present
    }

    fn meters(&self) -> &Meters {
        &self.0.meters
    }

    /// Whether guests are found and made members.
    fn guests_are_invited(&self) -> bool {
        self.0.guests.is_some_and(|guests| guests.invited)
    }

    /// What a guest asks for that not all guests may. Refuses `NotForGuests`.
    fn guests_may(&self, who: &Identity, may: impl FnOnce(Guests) -> bool) -> Result<(), ChatError> {
        if who.is_guest() && !self.0.guests.is_some_and(may) { Err(ChatError::NotForGuests) } else { Ok(()) }
    }

    /// Who is about to be made a member. Refuses `NotFound` where guests are not invited.
    fn can_be_invited(&self, people: &[UserId]) -> Result<(), ChatError> {
        let one_is_no_one = !self.guests_are_invited() && people.iter().any(|id| id.kind() == UserKind::Guest);
        if one_is_no_one { Err(ChatError::NotFound("no such person")) } else { Ok(()) }
    }

    fn turns(&self) -> &Turns {
        &self.0.turns
    }
}

impl fmt::Debug for Chat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chat")
    }
}

/// Unicode normalisation form C: what is stored and compared on this server.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if unicode_normalization::is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// A cursor that a client handed back.
fn check_cursor(cursor: Option<String>) -> Result<Option<String>, ChatError> {
    match cursor {
        Some(cursor) if cursor.len() > MAX_CURSOR_BYTES => {
            Err(ChatError::Invalid(format!("cursor must be at most {MAX_CURSOR_BYTES} bytes")))
        }
        cursor => Ok(cursor),
    }
}

/// A query in NFC, within its bound; blank ones become empty.
fn check_query(query: &str) -> Result<String, ChatError> {
    const MAX: usize = protocol::search::MAX_QUERY_CHARS;
    // The cheap bound first: nothing is normalised that is far too long.
    let too_long = || ChatError::Invalid(format!("query must be at most {MAX} characters"));
    if query.len() > MAX * 4 * 3 {
        return Err(too_long());
    }
    let query = nfc(query.trim());
    if query.chars().count() > MAX { Err(too_long()) } else { Ok(query.into_owned()) }
}
