//! Looking for messages, here or in all rooms. It finds at every keystroke; a hit opens the conversation around it.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::messages::Change;
use protocol::search::Hit;
use protocol::session::Language;

use crate::i18n::{chat as text, notices, phrases};
use crate::socket::{Socket, code_of};
use crate::state::search::{excerpt, pieces};
use crate::state::{Parts, Screen};
use crate::ui::browser::{self, Moment};
use crate::ui::enter::Mode;
use crate::ui::{self, AvatarSize, Erase, Icon};

/// The id of the field, for the keys that go there.
pub const FIELD: &str = "message-search";

/// How many characters of a long message stand before its first match.
const BEFORE: u32 = 40;

/// The search, over the conversation.
pub fn panel(screen: Screen, socket: Socket) -> ui::Erased {
    let language = screen.language;
    let node = NodeRef::<Input>::new();
    node.on_load(move |input| {
        input.set_value(&screen.peek(|chat| chat.finding.query.clone()));
        ui::entry::bind(input.clone().into(), Mode::Line, move || open_chosen(screen));
        queue_microtask(move || {
            drop(input.focus());
            input.select();
        });
    });
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            _ => return,
        };
        event.prevent_default();
        screen.change(|chat| {
            chat.finding.choose(by);
            Parts::SEARCH
        });
    };
    let label = text::SEARCH.say(language);
    let close_word = text::CLOSE.say(language);
    view! {
        <section class="flex min-h-0 min-w-0 flex-1 flex-col" aria-label=label>
            // The room's heading is covered: this is what the page is about now.
            <h1 class="sr-only">{label}</h1>
            <div class="flex-none border-b border-border px-6 py-3 max-tablet:px-4">
                <div class="flex h-11 items-center gap-2 rounded-md border border-border-strong bg-surface px-3 focus-within:border-transparent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-focus">
                    {ui::icon(Icon::Search)}
                    <input
                        node_ref=node id=FIELD type="search" autocomplete="off" aria-label=label placeholder=label
                        class="w-full min-w-0 appearance-none bg-transparent text-15 outline-none placeholder:text-text-muted max-tablet:text-16 [&::-webkit-search-cancel-button]:hidden"
                        on:input=move |event| ask(screen, socket, &event_target_value(&event)) on:keydown=keys
                    />
                    <button type="button" class=ui::ICON_BUTTON aria-label=close_word title=close_word on:click=ui::click(move |_| close(screen))>{ui::icon(Icon::Close)}</button>
                </div>
                <div class="mt-3 flex flex-wrap items-center gap-3">
                    <div class=ui::SEGMENTS role="radiogroup" aria-label=label>
                        {scope(screen, socket, false, text::SEARCH_HERE.say(language))}
                        {scope(screen, socket, true, text::SEARCH_ALL.say(language))}
                    </div>
                    <span class="ml-auto text-13 text-text-muted" role="status">{ui::words(move || summary(screen))}</span>
                </div>
            </div>
            <ul class="min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 py-2" aria-label=text::SEARCH.say(screen.language)>
                {ui::live(move || results(screen))}
            </ul>
        </section>
    }
    .erase()
}

fn scope(screen: Screen, socket: Socket, everywhere: bool, word: &'static str) -> impl IntoView {
    let checked = screen.peek(|chat| chat.finding.everywhere == everywhere);
    let choose = move |_| {
        let query = screen.change_with(|chat| {
            chat.finding.everywhere = everywhere;
            (Parts::SEARCH, chat.finding.query.clone())
        });
        ask(screen, socket, &query.unwrap_or_default());
    };
    view! { <label class=ui::SEGMENT><input class="sr-only" type="radio" name="search-scope" checked=checked on:change=choose/>{word}</label> }
}

/// Asks for what was typed; an answer that is no longer wanted is dropped.
fn ask(screen: Screen, socket: Socket, query: &str) {
    let asked = screen.change_with(|chat| {
        let room = chat.open_id().cloned();
        (Parts::SEARCH, chat.finding.ask(query, room.as_ref()))
    });
    let Some((number, search)) = asked.flatten() else { return };
    let reply = socket.call(search);
    spawn_local(async move {
        let answer = reply.await.map_err(|error| code_of(&error));
        screen.change(|chat| Parts::SEARCH.when(chat.finding.answer(number, answer)));
    });
}

/// How many were found, or why nothing was.
fn summary(screen: Screen) -> String {
    screen.with(Parts::SEARCH, |chat| {
        let finding = &chat.finding;
        match (&finding.found, finding.fault) {
            (_, Some(code)) => notices::refusal(Some(code)).say(screen.language).to_owned(),
            (Some(found), None) if !found.hits.is_empty() => phrases::hits(screen.language, found.hits.len(), !found.complete),
            (Some(_), None) if !finding.is_busy() => text::NOTHING_FOUND.say(screen.language).to_owned(),
            _ => String::new(),
        }
    })
}

fn results(screen: Screen) -> impl IntoView {
    let (hits, chosen) = screen
        .with(Parts::SEARCH, |chat| (chat.finding.found.as_ref().map(|found| found.hits.clone()).unwrap_or_default(), chat.finding.chosen));
    hits.into_iter().enumerate().map(|(at, hit)| result(screen, hit, at == chosen)).collect_view()
}

fn result(screen: Screen, hit: Hit, chosen: bool) -> impl IntoView {
    let Hit { entry, room_name, ranges } = hit;
    let language = screen.language;
    let Change::NewMessage { content, .. } = &entry.change else { return ().erase() };
    let (shown, marked) = excerpt(content.as_str(), &ranges, BEFORE);
    let words = pieces(&shown, &marked).into_iter().map(|(marked, piece)| {
        let piece = piece.to_owned();
        if marked { view! { <mark>{piece}</mark> }.erase() } else { piece.erase() }
    });
    let name = entry.by.name.to_string();
    let face = ui::avatar(ui::hue(entry.by.id.as_str()), ui::person_letter(&name), AvatarSize::Small);
    let room = room_name.map(|room| view! { <span class="truncate text-text-muted">"# "{room.to_string()}</span> });
    let (id, seq, at) = (entry.room_id.clone(), entry.seq, entry.at);
    view! {
        <li>
            <button
                type="button" aria-current=chosen.then_some("true") on:click=ui::click(move |_| open(screen, &id, seq, ranges.clone()))
                class="flex w-full gap-3 rounded-md px-3 py-2 text-left hover:bg-hover aria-[current=true]:bg-accent-soft"
            >
                {face}
                <span class="min-w-0 flex-1">
                    <span class="flex items-baseline gap-2 text-13">
                        <b class="flex-none text-14">{name}</b>
                        {room}
                        <span class="ml-auto flex-none text-12 text-text-muted tabular-nums">{written(language, at.0)}</span>
                    </span>
                    <span class="line-clamp-2 leading-[22px]" dir="auto">{words.collect_view()}</span>
                </span>
            </button>
        </li>
    }
    .erase()
}

/// The time today, else the day.
fn written(language: Language, at: i64) -> String {
    let tag = match language {
        Language::Ko => "ko",
        Language::En => "en",
    };
    let day = |ms: i64| (ms + browser::zone(ms) * 60_000).div_euclid(86_400_000);
    let form = if day(browser::now()) == day(at) { Moment::Time } else { Moment::Date };
    browser::write_moment(at, tag, form)
}

fn open_chosen(screen: Screen) {
    let hit = screen.peek(|chat| chat.finding.found.as_ref().and_then(|found| found.hits.get(chat.finding.chosen)).cloned());
    if let Some(hit) = hit {
        open(screen, &hit.entry.room_id, hit.entry.seq, hit.ranges);
    }
}

fn open(screen: Screen, room: &protocol::RoomId, seq: protocol::Seq, ranges: Vec<(u32, u32)>) {
    screen.go_to(room, seq, ranges);
}

/// Back to the conversation, where it was.
pub fn close(screen: Screen) {
    screen.change(|chat| {
        chat.finding.shown = false;
        Parts::SEARCH
    });
}
