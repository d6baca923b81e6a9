//! The way into a room that stands in a page of another site.

use leptos::prelude::*;
use protocol::session::Language;

use super::door::guest_name;
use crate::i18n::{pages as text, phrases};
use crate::page::{EmbedPage, FormError};
use crate::ui::{Look, Size, button, mark};

/// `/embed/{roomId}`
pub(crate) fn embed(language: Language, page: EmbedPage) -> AnyView {
    let EmbedPage { room_id, me, guests, error } = page;
    let action = format!("/embed/{room_id}");
    let form = match me {
        Some(me) => Some(as_oneself(language, &action, &me)),
        None => guests.then(|| guest(language, &action, error)),
    };
    // A window of our own: the browser sends its cookies there.
    let look = if form.is_some() { Look::Secondary } else { Look::Primary };
    view! {
        <main class="grid min-h-dvh place-items-center bg-surface p-5">
            <div class="flex w-full max-w-90 flex-col gap-4">
                <h1 class="flex items-center gap-2.5 text-20 font-bold tracking-[-.02em]">{mark("28")}{text::EMBED_TITLE.say(language)}</h1>
                {form}
                <a class=format!("{} w-full", button(look, Size::Big)) href=format!("/rooms/{room_id}") target="_blank" rel="noopener">
                    {text::EMBED_WINDOW.say(language)}
                </a>
            </div>
        </main>
    }
    .into_any()
}

fn as_oneself(language: Language, action: &str, me: &str) -> AnyView {
    view! {
        <form method="post" action=action.to_owned()>
            <button type="submit" class=format!("{} w-full", button(Look::Primary, Size::Big))>{phrases::come_in_as(language, me)}</button>
        </form>
    }
    .into_any()
}

fn guest(language: Language, action: &str, error: Option<FormError>) -> AnyView {
    view! {
        <form method="post" action=action.to_owned() class="space-y-4">
            {guest_name(language, "name", error)}
            <button type="submit" class=format!("{} w-full", button(Look::Primary, Size::Big))>{text::GUEST_ENTER.say(language)}</button>
        </form>
    }
    .into_any()
}
