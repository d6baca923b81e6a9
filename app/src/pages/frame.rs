//! What settings and administration share: the side with its links and the reader at its foot, the bar, cards and rows.

use leptos::prelude::*;
use protocol::session::{Language, Me};

use crate::i18n::{Text, dates, pages as text, phrases};
use crate::page::FreshToken;
use crate::ui::{AvatarSize, ICON_BUTTON, Icon, avatar, hue, icon, person_letter, small_icon};

/// A link of the side.
pub(super) struct Place {
    pub(super) icon: Icon,
    pub(super) label: Text,
    pub(super) href: &'static str,
}

/// A group of links under a heading.
pub(super) type Group = (Text, Vec<Place>);

/// The heading of a section of the page.
pub(super) const SECTION: &str = "mt-8 mb-2 scroll-mt-20 text-14 font-bold first:mt-5";
/// A box around rows.
pub(super) const CARD: &str = "rounded-lg border border-border bg-surface-raised px-4";
/// A row of a card: at least 56 high.
pub(super) const ROW: &str = "flex min-h-14 items-center gap-4 border-t border-border py-2 first:border-t-0";

/// The side, the bar with the title, and the sections under it. On a phone the side is a head: back, the reader, the links in
/// a row. `saved` says at the bar that the last form was taken.
pub(super) fn frame(language: Language, me: &Me, title: Text, groups: Vec<Group>, saved: bool, sections: AnyView) -> AnyView {
    let back = text::BACK_TO_CHAT.say(language);
    let saved = saved.then(|| {
        view! { <p class="flex items-center gap-1.5 text-13 text-success" role="status">{small_icon(Icon::Check)}{text::SAVED.say(language)}</p> }
    });
    view! {
        <div class="min-h-dvh bg-surface tablet:grid tablet:grid-cols-[280px_minmax(0,1fr)]">
            <aside class="flex flex-col bg-canvas pt-[env(safe-area-inset-top)] [--around:var(--canvas)] tablet:sticky tablet:top-0 tablet:h-dvh tablet:border-r tablet:border-border">
                <div class="flex h-14 flex-none items-center gap-2 px-2.5 max-tablet:border-b max-tablet:border-border">
                    <a class=ICON_BUTTON href="/" aria-label=back title=back>{icon(Icon::Back)}</a>
                    <b class="text-15 tracking-[-.01em]" aria-hidden="true">{title.say(language)}</b>
                    <span class="ml-auto pr-2 tablet:hidden" aria-hidden="true">{saved_small(language, saved.is_some())}</span>
                </div>
                <nav class="flex-1 overflow-y-auto px-2 pt-1 pb-2 max-tablet:order-last max-tablet:flex max-tablet:gap-1 max-tablet:overflow-x-auto max-tablet:border-b max-tablet:border-border max-tablet:py-1" aria-label=title.say(language)>
                    {groups.into_iter().map(|group| side_group(language, group)).collect_view()}
                </nav>
                {reader(language, me)}
            </aside>
            <main class="min-w-0">
                <header class="sticky top-0 z-10 flex h-14 items-center gap-3 border-b border-border bg-surface px-6 max-tablet:sr-only">
                    <h1 class="flex-1 text-16 font-bold tracking-[-.01em]">{title.say(language)}</h1>
                    {saved}
                </header>
                <div class="mx-auto max-w-[728px] px-6 pt-1 pb-16 max-tablet:px-4">{sections}</div>
            </main>
        </div>
    }
    .into_any()
}

fn saved_small(language: Language, saved: bool) -> impl IntoView {
    saved.then(|| view! { <span class="flex items-center gap-1.5 text-13 text-success">{small_icon(Icon::Check)}{text::SAVED.say(language)}</span> })
}

fn side_group(language: Language, (heading, places): Group) -> AnyView {
    let links = places.into_iter().map(|Place { icon: which, label, href }| {
        view! {
            <a class="flex h-9 flex-none items-center gap-2.5 rounded-md px-2.5 hover:bg-hover max-tablet:h-11 [&>.icon]:text-text-muted" href=href>
                {icon(which)}<span class="truncate">{label.say(language)}</span>
            </a>
        }
    });
    view! {
        <h2 class="flex h-8 items-center px-2 pt-1 text-12 font-bold text-text-muted max-tablet:hidden">{heading.say(language)}</h2>
        {links.collect_view()}
    }
    .into_any()
}

/// The reader, and the way out.
fn reader(language: Language, me: &Me) -> AnyView {
    let name = me.person.name.to_string();
    let sign_out = text::SIGN_OUT.say(language);
    view! {
        <div class="flex h-15 flex-none items-center gap-2.5 border-border pr-3 pl-4 tablet:border-t max-tablet:border-b">
            {person(&me.person.id, &name)}
            <b class="min-w-0 flex-1 truncate" title=name.clone()>{name.clone()}</b>
            <form method="post" action="/sign-out">
                <button type="submit" class=ICON_BUTTON aria-label=sign_out title=sign_out>{icon(Icon::SignOut)}</button>
            </form>
        </div>
    }
    .into_any()
}

/// A person's circle in a list.
pub(super) fn person(id: &protocol::UserId, name: &str) -> AnyView {
    avatar(hue(id.as_str()), person_letter(name), AvatarSize::List).into_any()
}

/// A moment, the same for every reader.
pub(super) fn moment(at: protocol::Timestamp) -> AnyView {
    view! { <time class="tabular-nums" datetime=dates::machine(at)>{dates::minute(at)}</time> }.into_any()
}

/// A day, the same for every reader.
pub(super) fn day(at: protocol::Timestamp) -> AnyView {
    view! { <time class="tabular-nums" datetime=dates::machine(at)>{dates::day(at)}</time> }.into_any()
}

/// Something that is shown now and never again. It is a field, so that one press selects the whole of it.
pub(super) fn shown_once(title: String, help: &'static str, value: String) -> AnyView {
    view! {
        <section class="mt-5 rounded-lg border border-accent-line bg-accent-soft p-4" role="status" aria-labelledby="fresh-title">
            <h2 id="fresh-title" class="text-14 font-bold">{title}</h2>
            <p id="fresh-help" class="mt-0.5 text-13 text-text-muted">{help}</p>
            <input class="mt-3 h-11 w-full rounded-md border border-border-strong bg-surface px-3 font-mono text-13 text-ellipsis max-tablet:text-12" readonly=true value=value aria-labelledby="fresh-title" aria-describedby="fresh-help"/>
        </section>
    }
    .into_any()
}

/// An access token that was just made.
pub(super) fn fresh_token(language: Language, FreshToken { token, name }: FreshToken) -> AnyView {
    shown_once(phrases::fresh_token(language, &name), text::FRESH_TOKEN_ONCE.say(language), token)
}
