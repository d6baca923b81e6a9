//! The button to the end, at the right of the strip: how many messages are new below what is on the screen.

use leptos::prelude::*;

use super::composer;
use crate::i18n::{chat as text, phrases};
use crate::state::{Parts, Screen};
use crate::ui::{self, Icon, Show, browser};

/// Shown while the end cannot be seen.
pub fn jump(screen: Screen) -> impl IntoView {
    let language = screen.language;
    let unread = Memo::new(move |_| screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().map_or(0, |room| room.unread)));
    let word = move || match unread.get() {
        0 => text::TO_END.say(language).to_owned(),
        count => phrases::new_messages(language, count),
    };
    let go = move |_| {
        screen.change(|chat| {
            if let Some(conversation) = chat.conversation_mut() {
                conversation.go_to_end();
            }
            Parts::LOG
        });
        // The button goes, and with it the focus.
        if !browser::is_touch() {
            browser::focus(composer::FIELD);
        }
    };
    view! {
        <Show when=move || !screen.at_end.get()>
            <button
                type="button" on:click=ui::click(go)
                class="ml-auto inline-flex h-7 flex-none max-tablet:-translate-y-1.5 items-center gap-1.5 rounded-full bg-surface-raised pr-3 pl-2 text-13 font-semibold whitespace-nowrap text-accent-text shadow-1 ring-1 ring-accent-line transition-opacity duration-(--d-base) hover:bg-accent-soft starting:opacity-0 max-tablet:relative max-tablet:h-9 max-tablet:before:absolute max-tablet:before:-inset-y-1 max-tablet:before:inset-x-0"
            >
                {ui::small_icon(Icon::ArrowDown)}
                {ui::words(word)}
            </button>
        </Show>
    }
}
