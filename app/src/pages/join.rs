//! Where an invite link into a room leads, and the button that goes there.

use leptos::prelude::*;
use protocol::session::Language;

use crate::i18n::{pages as text, phrases};
use crate::page::JoinPage;
use crate::ui::field::error_line;
use crate::ui::{Icon, Look, Size, button, icon, letter, tile};

/// `/join/{code}`
pub(crate) fn join(language: Language, page: JoinPage) -> AnyView {
    let JoinPage { code, room, error } = page;
    let body = match room {
        None => view! {
            {tile(icon(Icon::Link))}
            <h1 class=TITLE>{text::LINK_OVER.say(language)}</h1>
            <p class="mt-1 text-15 text-text-muted">{text::LINK_OVER_LINE.say(language)}</p>
            <p class="mt-6"><a class=button(Look::Secondary, Size::Medium) href="/">{text::TO_ROOMS.say(language)}</a></p>
        }
        .into_any(),
        Some((name, members)) => {
            let name = name.unwrap_or_else(|| text::NAMELESS_ROOM.say(language).to_owned());
            let error = error.map(|error| error_line("form-error".to_owned(), error.message));
            view! {
                {tile(letter(&name))}
                <h1 class=TITLE>{phrases::invited_to(language, &name)}</h1>
                <p class="mt-1 text-15 text-text-muted tabular-nums">{phrases::members(language, members)}</p>
                {error}
                <form method="post" action=format!("/join/{code}") class="mt-6">
                    <button type="submit" class=format!("{} w-full", button(Look::Primary, Size::Big))>{text::JOIN_ROOM.say(language)}</button>
                </form>
            }
            .into_any()
        }
    };
    view! { <main class="grid min-h-dvh place-items-center bg-surface p-5"><div class="w-full max-w-90">{body}</div></main> }.into_any()
}

const TITLE: &str = "mt-4 text-20 font-bold tracking-[-.02em] break-words";
