//! What went wrong as a whole, and the way on.

use leptos::prelude::*;
use protocol::session::Language;

use crate::i18n::{Text, errors, notify, pages as text};
use crate::page::FailurePage;
use crate::ui::{Look, Size, button, mark};

/// The heading, and the window's title.
pub(crate) const fn failure_title(failure: FailurePage) -> Text {
    match failure {
        FailurePage::NotFound => text::NOT_FOUND,
        FailurePage::Forbidden => text::FORBIDDEN,
        FailurePage::TooMany(_) => text::TOO_MANY,
        FailurePage::Unavailable => text::UNAVAILABLE,
        FailurePage::Internal => text::INTERNAL,
    }
}

/// The page.
pub(crate) fn failure(language: Language, failure: FailurePage) -> AnyView {
    let line = match failure {
        FailurePage::NotFound => text::NOT_FOUND_LINE.say(language).to_owned(),
        FailurePage::Forbidden => text::FORBIDDEN_LINE.say(language).to_owned(),
        FailurePage::TooMany(seconds) => errors::too_many(language, seconds),
        FailurePage::Unavailable => text::UNAVAILABLE_LINE.say(language).to_owned(),
        FailurePage::Internal => text::INTERNAL_LINE.say(language).to_owned(),
    };
    whole(failure_title(failure).say(language), line, "/", text::TO_START.say(language))
}

/// What is shown when the server is away. It stands at the address that was asked for: the way on is that one again.
pub(crate) fn offline(language: Language) -> AnyView {
    let line = notify::OFFLINE_LINE.say(language).to_owned();
    whole(notify::OFFLINE.say(language), line, "", notify::TRY_AGAIN.say(language))
}

fn whole(title: &'static str, line: String, href: &'static str, on: &'static str) -> AnyView {
    view! {
        <main class="grid min-h-dvh place-items-center bg-surface px-5 py-12">
            <div class="w-full max-w-[520px]">
                <div class="-ml-1">{mark("48")}</div>
                <h1 class="mt-4 text-28 font-bold tracking-[-.025em]">{title}</h1>
                <p class="mt-1 text-15 text-text-muted">{line}</p>
                <p class="mt-6"><a class=button(Look::Primary, Size::Big) href=href>{on}</a></p>
            </div>
        </main>
    }
    .into_any()
}
