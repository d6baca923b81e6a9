//! The HTTP API, to be read by the author of a program. All its words come with the page's data, in English.

use leptos::prelude::*;
use protocol::session::Language;

use super::frame::{CARD, SECTION};
use crate::i18n::pages as text;
use crate::page::{ApiCall, ApiField, ApiGroup, ApiPage, ApiShape};
use crate::ui::mark;

/// A heading within a card.
const LABEL: &str = "mt-3 text-12 font-bold text-text-muted";
/// What is written as it stands in a program.
const CODE: &str = "font-mono text-13 break-words";

/// `/api`
pub(crate) fn api(language: Language, page: ApiPage) -> AnyView {
    let ApiPage { about, groups, shapes } = page;
    view! {
        <main class="min-h-dvh bg-surface px-6 py-12 max-tablet:px-4">
            <div class="mx-auto max-w-[728px]">
                <div class="-ml-1">{mark("48")}</div>
                <h1 class="mt-4 text-28 font-bold tracking-[-.025em]">{text::API.say(language)}</h1>
                <p class="mt-1 text-15 text-text-muted" lang="en">{about}</p>
                <p class="mt-3"><a class="text-accent-text underline" href="/api/openapi.json">"OpenAPI 3.1"</a></p>
                <div lang="en">
                    {groups.into_iter().map(group).collect_view()}
                    <h2 class=SECTION>"Shapes"</h2>
                    {shapes.into_iter().map(shape).collect_view()}
                </div>
            </div>
        </main>
    }
    .into_any()
}

fn group(ApiGroup { about, calls }: ApiGroup) -> AnyView {
    view! {
        <h2 class=SECTION>{about}</h2>
        {calls.into_iter().map(call).collect_view()}
    }
    .into_any()
}

fn call(ApiCall { method, path, about, fields: asked, answers }: ApiCall) -> AnyView {
    view! {
        <article class=format!("{CARD} mb-3 py-4")>
            <h3 class=CODE><b>{method}</b>" "{path}</h3>
            <p class="mt-1 whitespace-pre-line">{about}</p>
            {fields("Asked", asked)}
            {fields("Answered", answers)}
        </article>
    }
    .into_any()
}

fn shape(ApiShape { name, about, fields: of }: ApiShape) -> AnyView {
    view! {
        <article class=format!("{CARD} mb-3 scroll-mt-4 py-4") id=name.clone()>
            <h3 class=CODE><b>{name.clone()}</b></h3>
            <p class="mt-1 whitespace-pre-line">{about}</p>
            {fields("Fields", of)}
        </article>
    }
    .into_any()
}

fn fields(label: &'static str, fields: Vec<ApiField>) -> Option<AnyView> {
    let rows = (!fields.is_empty()).then(|| fields.into_iter().map(field).collect_view());
    rows.map(|rows| view! { <h4 class=LABEL>{label}</h4><dl>{rows}</dl> }.into_any())
}

fn field(ApiField { name, kind, shape, about }: ApiField) -> AnyView {
    let shape = shape.map(|shape| view! { <a class="underline" href=format!("#{shape}")>{shape.clone()}</a> });
    view! {
        <div class="mt-1 grid gap-x-4 tablet:grid-cols-[160px_minmax(0,1fr)]">
            <dt class=CODE>{name}</dt>
            <dd class="min-w-0 text-13"><span class="text-text-muted">{kind}" "{shape}</span>" "{about}</dd>
        </div>
    }
    .into_any()
}
