//! The rooms that anyone may join.

use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::rooms::{JoinRoom, PublicRoom, PublicRooms};

use super::dialogs::problem;
use super::people::enter;
use crate::i18n::{chat as text, notices, phrases};
use crate::socket::{Socket, code_of};
use crate::state::Screen;
use crate::ui::{self, Look, Show, Size};

/// The rooms by name, each with a way in; more of them on demand.
pub fn directory(screen: Screen, socket: Socket) -> impl IntoView {
    let rooms = RwSignal::new(Vec::<PublicRoom>::new());
    let next = RwSignal::new(None::<String>);
    let asked = RwSignal::new(false);
    let fault = RwSignal::new(None);
    let load = move |cursor: Option<String>| {
        let reply = socket.call(PublicRooms { cursor, ..PublicRooms::default() });
        spawn_local(async move {
            match reply.await {
                Ok(page) => {
                    rooms.update(|rooms| rooms.extend(page.rooms));
                    next.set(page.cursor);
                    asked.set(true);
                }
                Err(error) => fault.set(Some(notices::refusal(code_of(&error)).say(screen.language).to_owned())),
            }
        });
    };
    load(None);
    view! {
        <ul>
            {ui::list(move || rooms.get().into_iter().map(|room| ui::item(room.id.to_string(), move || entry(screen, socket, room, fault))).collect())}
        </ul>
        <Show when=move || asked.get() && rooms.with(Vec::is_empty)>
            <p class="text-13 text-text-muted">{text::NO_PUBLIC_ROOMS.say(screen.language)}</p>
        </Show>
        <Show when=move || next.with(Option::is_some)>
            <button type="button" class=ui::button(Look::Plain, Size::Small) on:click=ui::click(move |_| load(next.get_untracked()))>
                {text::MORE.say(screen.language)}
            </button>
        </Show>
        {problem(fault)}
    }
}

fn entry(screen: Screen, socket: Socket, room: PublicRoom, fault: RwSignal<Option<String>>) -> impl IntoView {
    let PublicRoom { id, name, topic, members, joined } = room;
    let topic = topic.map(|topic| topic.to_string());
    let language = screen.language;
    let join = move |_| {
        let reply = socket.call(JoinRoom { room_id: id.clone(), code: None });
        spawn_local(async move {
            match reply.await {
                Ok(room) => enter(screen, room),
                Err(error) => fault.set(Some(notices::refusal(code_of(&error)).say(language).to_owned())),
            }
        });
    };
    let word = if joined { text::OPEN } else { text::JOIN }.say(language);
    view! {
        <li class="flex min-h-11 items-center gap-3">
            {ui::tile(ui::letter(name.as_str()))}
            <span class="min-w-0 flex-1">
                <span class="block truncate" title=name.to_string()>{name.to_string()}</span>
                {topic.map(|topic| view! { <span class="block truncate text-13 text-text-muted" title=topic.clone()>{topic.clone()}</span> })}
            </span>
            <span class="flex-none text-13 text-text-muted tabular-nums">{phrases::members(language, members)}</span>
            <button type="button" class=ui::button(Look::Secondary, Size::Small) on:click=ui::click(join)>{word}</button>
        </li>
    }
}
