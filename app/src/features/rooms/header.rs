//! The open room's name, and what can be done from there.

use leptos::prelude::*;

use crate::i18n::{chat as text, phrases};
use crate::state::{Parts, Screen};
use crate::ui::{self, Icon, Show};

/// The bar above the conversation: the way back on a phone, the name, how many people, search, details.
pub fn header(screen: Screen) -> impl IntoView {
    let language = screen.language;
    let name = Memo::new(move |_| {
        screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().map(|room| phrases::room_name(language, room)).unwrap_or_default())
    });
    let topic = Memo::new(move |_| {
        screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().and_then(|room| room.topic.as_ref()).map(ToString::to_string))
    });
    let members = Memo::new(move |_| screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().map_or(0, |room| room.members)));
    let waiting = Memo::new(move |_| screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.rooms.waiting(chat.open_id())));
    let back = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        screen.go(None);
    };
    let search = move |event: leptos::ev::MouseEvent| {
        // A new tab or window is the browser's business.
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        screen.change(|chat| {
            chat.finding.shown = true;
            Parts::SEARCH
        });
    };
    let details = move |_| screen.details.update(|shown| *shown = !*shown);
    view! {
        <header class="flex h-14 flex-none items-center gap-1 border-b border-border pr-3 pl-6 max-tablet:h-13 max-tablet:pr-1 max-tablet:pl-0">
            // Without a script the list is a target on the same page.
            <a href="#rooms" class="tablet:hidden flex h-11 min-w-11 items-center pl-2" aria-label=text::BACK.say(language) on:click=ui::click(back)>
                {ui::icon(Icon::Back)}
                {ui::live(move || (waiting.get() > 0).then(|| ui::badge(waiting.get().to_string(), false)))}
            </a>
            <span class="mr-1.5 -ml-0.5 max-tablet:hidden">{ui::tile(ui::words(move || name.with(|name| ui::letter(name))))}</span>
            <span class="flex min-w-0 flex-1 items-center max-tablet:pl-2">
                <h1 class="max-w-full flex-none truncate text-16 font-bold tracking-[-.01em]" title=ui::words(move || name.get())>{ui::words(move || name.get())}</h1>
                <Show when=move || topic.with(Option::is_some)>
                    <p class="ml-3 min-w-0 truncate border-l border-border pl-3 text-13 text-text-muted max-tablet:hidden" title=ui::words(move || topic.get().unwrap_or_default())>
                        {ui::words(move || topic.get().unwrap_or_default())}
                    </p>
                </Show>
            </span>
            <span class="flex-none px-2 text-13 text-text-muted tabular-nums">{ui::words(move || phrases::members(language, members.get()))}</span>
            // Without a script it leads to the page.
            <a href="/search" data-rare="" class=ui::ICON_BUTTON aria-label=text::SEARCH.say(language) title=text::SEARCH.say(language) on:click=ui::click(search)>{ui::icon(Icon::Search)}</a>
            <button
                type="button" data-rare="" class=ui::ICON_BUTTON aria-label=text::DETAILS.say(language) title=text::DETAILS.say(language)
                aria-pressed=ui::words(move || screen.details.get().to_string()) on:click=ui::click(details)
            >
                {ui::icon(Icon::Panel)}
            </button>
        </header>
    }
}
