//! Who is there: the dot at an avatar's foot, and the word for who does not see it.

use leptos::prelude::*;
use protocol::UserId;

use crate::i18n::chat as text;
use crate::state::{Parts, Screen};
use crate::ui::{self, Erase, Show};

/// The dot and the word, while somebody is there. Its parent is `relative`.
pub fn dot(screen: Screen, who: UserId) -> ui::Erased {
    let online = Memo::new(move |_| screen.with(Parts::PRESENCE, |chat| chat.present.is_online(&who)));
    let word = text::ONLINE.say(screen.language);
    view! { <Show when=move || online.get()>{ui::dot()}<span class="sr-only">{word}</span></Show> }.erase()
}
