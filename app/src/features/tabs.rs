//! The tabs at the foot of a phone's list: the rooms, where the reader was called, the search, the reader themself.

use leptos::prelude::*;

use crate::i18n::chat as text;
use crate::state::{Parts, Screen};
use crate::ui::{self, AvatarSize, Icon};

const TAB: &str = "grid min-h-11 content-center justify-items-center gap-0.5 rounded-md text-12 text-text-muted aria-[current=page]:font-bold aria-[current=page]:text-text";

/// What a wider screen has in other places.
pub fn tabs(screen: Screen) -> impl IntoView {
    let language = screen.language;
    let (id, name) = screen.peek(|chat| (chat.me.person.id.clone(), chat.me.person.name.to_string()));
    let face = ui::avatar(ui::hue(id.as_str()), ui::person_letter(&name), AvatarSize::Tiny);
    let whole = Memo::new(move |_| screen.with(Parts::LINK, |chat| chat.link.is_whole()));
    let waiting = Memo::new(move |_| screen.with(Parts::ROOMS, |chat| (chat.rooms.mentions(), chat.rooms.waiting(None))));
    let badge = move || {
        let (mentions, rooms) = waiting.get();
        let count = if mentions > 0 { mentions.to_string() } else { rooms.to_string() };
        (rooms > 0 || mentions > 0).then(
            || view! { <span class="absolute -top-1.5 left-3.5 rounded-full ring-2 ring-surface">{ui::badge(count, mentions > 0)}</span> },
        )
    };
    // Without a script both lead to the page.
    let search = move |query: Option<String>| {
        ui::click(move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            let query = query.clone();
            screen.change(|chat| {
                chat.finding.begin(query);
                Parts::SEARCH
            });
        })
    };
    let me = format!("{}: {}", text::YOU.say(language), text::SETTINGS.say(language));
    let word = move || if whole.get() { text::YOU } else { text::CONNECTING }.say(language).to_owned();
    view! {
        <nav
            aria-label=text::PLACES.say(language)
            class="tablet:hidden grid flex-none grid-cols-4 border-t border-border bg-surface px-2 pt-1 pb-[max(4px,env(safe-area-inset-bottom))] [--around:var(--surface)]"
        >
            <a href="/#rooms" class=TAB aria-current="page" on:click=ui::click(|event: leptos::ev::MouseEvent| event.prevent_default())>
                <span class="relative">{ui::icon(Icon::Talk)}{ui::live(badge)}</span>
                {text::ROOMS.say(language)}
            </a>
            <a href="/search" class=TAB data-rare="" on:click=search(Some(format!("@{name}")))>{ui::icon(Icon::At)}{text::CALLED.say(language)}</a>
            <a href="/search" class=TAB data-rare="" on:click=search(None)>{ui::icon(Icon::Search)}{text::FIND.say(language)}</a>
            <a href="/settings" class=TAB aria-label=me>
                {face}
                {ui::words(word)}
            </a>
        </nav>
    }
}
