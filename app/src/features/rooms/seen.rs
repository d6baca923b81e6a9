//! Whether somebody is there, in words; and when they were there last, who is not.

use leptos::prelude::Get as _;
use protocol::presence::PresenceState;
use protocol::session::Language;
use protocol::{Timestamp, UserId};

use crate::i18n::chat as text;
use crate::i18n::seen::{ago, last_seen};
use crate::state::{Parts, Screen};
use crate::ui::browser::{self, Moment};

/// What is said of somebody now. `short`: beside their name. How long ago something was depends on the reader, so until the browser has taken
/// the page over, who is not there is only that.
pub fn words(screen: Screen, who: &UserId, short: bool) -> String {
    let language = screen.language;
    let (state, seen) = screen.with(Parts::PRESENCE, |chat| (chat.present.of(who), chat.present.seen(who)));
    let word = match (state, seen) {
        (PresenceState::Online, _) => text::ONLINE,
        (PresenceState::Away, _) => text::AWAY,
        (PresenceState::Offline, Some(at)) if screen.alive.get() => return written(language, at, short),
        (PresenceState::Offline, _) => text::NOT_THERE,
    };
    word.say(language).to_owned()
}

fn written(language: Language, Timestamp(at): Timestamp, short: bool) -> String {
    let (now, day) = (browser::now(), |ms: i64| (ms + browser::zone(ms) * 60_000).div_euclid(86_400_000));
    if let Some(ago) = ago(language, (now - at) / 60_000, day(now) - day(at)) {
        return last_seen(language, Some(&ago), "", short);
    }
    let tag = match language {
        Language::Ko => "ko",
        Language::En => "en",
    };
    last_seen(language, None, &browser::write_moment(at, tag, Moment::Date), short)
}
