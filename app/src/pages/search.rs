//! Looking for messages without a script: a form, and what it found. A hit leads to the conversation around it.

use leptos::prelude::*;
use protocol::messages::Change;
use protocol::search::{Hit, Hits, MAX_QUERY_CHARS};
use protocol::session::Language;

use super::frame::{CARD, frame, moment, person};
use crate::i18n::{chat, pages as text, phrases};
use crate::page::SearchPage;
use crate::ui::{Field, Look, Size, button, excerpt, field, pieces};

/// How many characters of a long message stand before its first match.
const BEFORE: u32 = 60;

/// `/search`
pub(crate) fn search(language: Language, page: SearchPage) -> AnyView {
    let SearchPage { me, query, hits, error } = page;
    let found = hits.map(|hits| found(language, &query, hits));
    let sections = view! {
        <form method="post" action="/search" role="search" class=format!("{CARD} mt-5 grid grid-cols-[minmax(0,1fr)_auto] items-end gap-3 py-4")>
            {field(Field {
                id: "query",
                name: "query",
                label: text::SEARCH_FOR.say(language),
                value: query,
                help: Some(text::SEARCH_WORDS.say(language).to_owned()),
                error,
                max: MAX_QUERY_CHARS,
                focus: true,
                ..Field::default()
            })}
            <button r#type="submit" class=format!("{} mb-6", button(Look::Primary, Size::Big))>{text::SEARCH.say(language)}</button>
        </form>
        {found}
    };
    frame(language, &me, chat::SEARCH, Vec::new(), false, sections.into_any())
}

fn found(language: Language, query: &str, hits: Hits) -> AnyView {
    let Hits { hits, complete, cursor } = hits;
    let summary =
        if hits.is_empty() { chat::NOTHING_FOUND.say(language).to_owned() } else { phrases::hits(language, hits.len(), cursor.is_some()) };
    // Neither all of them nor the way to more: time ran out.
    let cut =
        (!complete && cursor.is_none()).then(|| view! { <p class="mt-2 text-13 text-text-muted">{text::SEARCH_CUT.say(language)}</p> });
    let more = cursor.map(|cursor| {
        view! {
            <form method="post" action="/search" class="mt-4">
                <input r#type="hidden" name="query" value=query.to_owned()/>
                <input r#type="hidden" name="cursor" value=cursor/>
                <button r#type="submit" class=button(Look::Secondary, Size::Big)>{chat::MORE.say(language)}</button>
            </form>
        }
    });
    view! {
        <p class="mt-8 mb-2 text-13 text-text-muted" role="status">{summary}</p>
        <ul class=CARD>{hits.into_iter().map(result).collect_view()}</ul>
        {cut}
        {more}
    }
    .into_any()
}

fn result(hit: Hit) -> AnyView {
    let Hit { entry, room_name, ranges } = hit;
    let Change::NewMessage { content, .. } = &entry.change else { return ().into_any() };
    let (shown, marked) = excerpt(content.as_str(), &ranges, BEFORE);
    let words = pieces(&shown, &marked).into_iter().map(|(marked, piece)| {
        let piece = piece.to_owned();
        if marked { view! { <mark>{piece}</mark> }.into_any() } else { piece.into_any() }
    });
    let name = entry.by.name.to_string();
    let room = room_name.map(|room| view! { <span class="min-w-0 truncate text-text-muted">"# "{room.to_string()}</span> });
    view! {
        <li class="border-t border-border first:border-t-0">
            <a class="-mx-2 flex gap-3 rounded-md px-2 py-3 hover:bg-hover" href=format!("/rooms/{}?at={}#hit", entry.room_id, entry.seq)>
                {person(&entry.by.id, &name)}
                <span class="min-w-0 flex-1">
                    <span class="flex items-baseline gap-2 text-13">
                        <b class="flex-none text-14">{name.clone()}</b>
                        {room}
                        <span class="ml-auto flex-none text-12 text-text-muted">{moment(entry.at)}</span>
                    </span>
                    <span class="line-clamp-3 leading-[22px]" dir="auto">{words.collect_view()}</span>
                </span>
            </a>
        </li>
    }
    .into_any()
}
