//! The open room's name, and what can be done from there.

use std::time::Duration;

use leptos::prelude::*;
use protocol::rooms::RoomKind;

use super::seen;
use crate::i18n::{chat as text, phrases};
use crate::state::{Parts, Screen};
use crate::ui::{self, AvatarSize, Erase as _, Icon, Show};

/// How often to say anew how long ago somebody was there.
const SAY_AGAIN: Duration = Duration::from_mins(1);

/// The bar above the conversation: the way back on a phone, the name, how many people (or whether the other one is there), search, details.
pub fn header(screen: Screen) -> impl IntoView {
    let language = screen.language;
    let name = Memo::new(move |_| {
        screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().map(|room| phrases::room_name(language, room)).unwrap_or_default())
    });
    let topic = Memo::new(move |_| {
        screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().and_then(|room| room.topic.as_ref()).map(ToString::to_string))
    });
    let members = Memo::new(move |_| screen.with(Parts::ROOMS | Parts::OPEN, |chat| chat.open_room().map_or(0, |room| room.members)));
    let other = Memo::new(move |_| {
        screen.with(Parts::ROOMS | Parts::OPEN, |chat| {
            let room = chat.open_room().filter(|room| room.kind == RoomKind::Direct)?;
            room.faces.first().map(|person| person.id.clone())
        })
    });
    let minute = RwSignal::new(());
    // In the browser alone.
    ui::follow(move || {
        if let Ok(clock) = set_interval_with_handle(move || minute.set(()), SAY_AGAIN) {
            on_cleanup(move || clock.clear());
        }
    });
    let beside = move || match other.get() {
        Some(other) => {
            minute.track();
            seen::words(screen, &other, true)
        }
        None => phrases::members(language, members.get()),
    };
    let face = move || match other.get() {
        Some(other) => ui::avatar(ui::hue(other.as_str()), name.with(|name| ui::person_letter(name)), AvatarSize::List).erase(),
        None => ui::tile(ui::words(move || name.with(|name| ui::letter(name)))).erase(),
    };
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
            <span class="mr-1.5 -ml-0.5 max-tablet:hidden">{ui::live(face)}</span>
            <span class="flex min-w-0 flex-1 items-center max-tablet:pl-2">
                <h1 class="max-w-full flex-none truncate text-16 font-bold tracking-[-.01em]" title=ui::words(move || name.get())>{ui::words(move || name.get())}</h1>
                <Show when=move || topic.with(Option::is_some)>
                    <p class="ml-3 min-w-0 truncate border-l border-border pl-3 text-13 text-text-muted max-tablet:hidden" title=ui::words(move || topic.get().unwrap_or_default())>
                        {ui::words(move || topic.get().unwrap_or_default())}
                    </p>
                </Show>
            </span>
            <span class="flex-none truncate px-2 text-13 text-text-muted tabular-nums max-tablet:max-w-[45%]">{ui::words(beside)}</span>
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
