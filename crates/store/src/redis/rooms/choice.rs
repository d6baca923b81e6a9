//! What a member has chosen for themselves, as it is stored.

use protocol::rooms::Notify;
use protocol::{RoomId, UserId};

use crate::redis::{Redis, scripts};
use crate::rooms::Choice;
use crate::{StoreError, StoreResult};

const fn notify_text(notify: Notify) -> &'static str {
    match notify {
        Notify::All => "all",
        Notify::Mentions => "mentions",
        Notify::Nothing => "nothing",
    }
}

/// A choice as it is stored.
pub(in crate::redis) fn choice_text(starred: bool, notify: Notify) -> String {
    format!("{}:{}", i32::from(starred), notify_text(notify))
}

/// The reverse of [`choice_text`].
pub(in crate::redis) fn choice(text: &str) -> StoreResult<Choice> {
    let read = || {
        let (starred, notify) = text.split_once(':')?;
        let notify = [Notify::All, Notify::Mentions, Notify::Nothing].into_iter().find(|one| notify_text(*one) == notify)?;
        Some(Choice { starred: starred == "1", notify })
    };
    read().ok_or_else(|| StoreError::Corrupt(format!("{text:?} is nothing that somebody chose")))
}

impl Redis {
    pub(super) async fn write_choice(
        &self,
        room_id: &RoomId,
        who: &UserId,
        starred: Option<bool>,
        notify: Option<Notify>,
    ) -> StoreResult<Choice> {
        let call = self.in_room(&scripts::CHOOSE, room_id).arg(who.as_str()).repeatable();
        let call = call.arg(starred.map_or("", |starred| if starred { "1" } else { "0" })).arg(notify.map_or("", notify_text));
        choice(&self.run::<String>(&call).await?)
    }
}
