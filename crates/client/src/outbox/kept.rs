//! The outbox as text, for keeping it over a reload.
//!
//! `{"version": 1, "unsent": [{"message": …, "at": …, "firstSent": …, "failed": …}]}`, where `message` is the command as
//! it stands on the wire. Each message is read by itself, so that one that cannot be read takes no other with it.

use protocol::messages::SendMessage;
use protocol::{ErrorBody, Timestamp};
use serde::{Deserialize, Serialize};

use super::{MAX_UNSENT, Outbox, State, Unsent};
use crate::json::{self, Unread};

const VERSION: u32 = 1;

#[derive(Serialize)]
struct Written {
    version: u32,
    unsent: Vec<Kept>,
}

#[derive(Deserialize)]
struct Found<'a> {
    version: u32,
    #[serde(borrow)]
    unsent: Vec<Unread<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    message: SendMessage,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_sent: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failed: Option<ErrorBody>,
}

pub(super) fn write(outbox: &Outbox) -> String {
    let kept = |unsent: &Unsent| Kept {
        message: unsent.message.clone(),
        at: unsent.at,
        first_sent: unsent.first_sent,
        failed: if let State::Failed(error) = &unsent.state { Some(error.clone()) } else { None },
    };
    let written = Written { version: VERSION, unsent: outbox.unsent.iter().map(kept).collect() };
    serde_json::to_string(&written).expect("ids, texts and numbers are JSON")
}

pub(super) fn read(text: &str) -> Outbox {
    let mut outbox = Outbox::new();
    let Ok(Found { version: VERSION, unsent }) = json::read(text) else { return outbox };
    for kept in unsent.into_iter().filter_map(|kept| json::read::<Kept>(kept.0).ok()) {
        if outbox.len() == MAX_UNSENT || outbox.position(&kept.message.client_id).is_some() {
            continue;
        }
        let state = kept.failed.map_or(State::Waiting, State::Failed);
        outbox.unsent.push(Unsent { state, first_sent: kept.first_sent, ..Unsent::new(kept.message, kept.at) });
    }
    outbox
}
