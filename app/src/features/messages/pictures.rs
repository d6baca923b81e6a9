//! The emoji picker: by group, or as they are found by name, in Korean and in English alike. Its data is a file of the server, fetched when
//! the picker opens first. It gives back what was chosen, whatever for.

use std::fmt::Write as _;
use std::sync::Arc;

use fold::Query;
use leptos::html::{Div, Input};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::session::Language;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use crate::i18n::{chat, write as text};
use crate::state::Screen;
use crate::ui::enter::Mode;
use crate::ui::{self, Erase, browser};

/// What is done with the emoji that was chosen; `None`: none was.
pub type Choose = Arc<dyn Fn(Option<&str>) + Send + Sync>;

/// Where the browser keeps which were chosen of late.
const RECENT: &str = "suda.emoji";
/// How many of those.
const MAX_RECENT: usize = 16;
/// Most that a search shows.
const MAX_FOUND: usize = 80;
/// How many stand beside each other.
const COLUMNS: usize = 8;

/// One of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Picture {
    emoji: String,
    korean: String,
    english: String,
    tags: String,
    group: usize,
}

/// Reads the file: one a line, with its names and tags, and a line `#` before each group. What cannot be read is left out.
fn read(file: &str) -> Vec<Picture> {
    let mut group = 0;
    let mut pictures = Vec::new();
    for line in file.lines() {
        let mut parts = line.split('\t').map(str::to_owned);
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(emoji), Some(korean), Some(english), Some(tags)) => {
                pictures.push(Picture { emoji, korean, english, tags, group: usize::saturating_sub(group, 1) });
            }
            _ => group += 1,
        }
    }
    pictures
}

/// Those whose name or tag has the query in it, the best first: which of them, by place.
fn find(pictures: &[Picture], query: &Query) -> Vec<usize> {
    let found = |picture: &Picture| {
        let names = [&picture.korean, &picture.english].into_iter().filter_map(|name| Some((query.find(name, browser::nfc)?.rank, 0)));
        let tags = query.find(&picture.tags, browser::nfc).map(|found| (found.rank, 1));
        names.chain(tags).min()
    };
    let mut ranked: Vec<_> = pictures.iter().enumerate().filter_map(|(place, picture)| Some((found(picture)?, place))).collect();
    ranked.sort_unstable();
    ranked.into_iter().take(MAX_FOUND).map(|(_, place)| place).collect()
}

/// What is shown: the title of each part, and which.
type Shown = Vec<(&'static str, Vec<usize>)>;

fn shown(language: Language, pictures: &[Picture], typed: &str) -> Shown {
    if let Some(query) = Query::new(typed, browser::nfc) {
        return vec![(chat::SEARCH_FOUND.say(language), find(pictures, &query))];
    }
    let recent = browser::kept(RECENT).unwrap_or_default();
    let of_late = recent.split(' ').filter_map(|emoji| pictures.iter().position(|picture| picture.emoji == emoji)).collect();
    let groups = text::EMOJI_GROUPS.iter().enumerate().map(|(group, title)| {
        let places = pictures.iter().enumerate().filter(|(_, picture)| picture.group == group).map(|(place, _)| place);
        (title.say(language), places.collect())
    });
    std::iter::once((text::EMOJI_RECENT.say(language), of_late)).chain(groups).collect()
}

/// All of it as HTML: two thousand buttons are one piece of text.
fn html(language: Language, pictures: &[Picture], shown: &Shown) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (title, places) in shown.iter().filter(|(_, places)| !places.is_empty()) {
        let _ = write!(out, "<div role=\"group\" aria-label=\"{title}\"><p aria-hidden=\"true\">{title}</p><div>");
        for place in places {
            let picture = &pictures[*place];
            let name = ui::escaped(if language == Language::Ko { &picture.korean } else { &picture.english }).replace('"', "&quot;");
            let emoji = ui::escaped(&picture.emoji);
            let _ = write!(
                out,
                "<span role=\"option\" id=\"emoji-{at}\" aria-selected=\"false\" aria-label=\"{name}\" title=\"{name}\">{emoji}</span>"
            );
            at += 1;
        }
        out += "</div></div>";
    }
    out
}

fn remember(emoji: &str) {
    let kept = browser::kept(RECENT).unwrap_or_default();
    let others = kept.split(' ').filter(|other| !other.is_empty() && *other != emoji);
    let recent: Vec<&str> = std::iter::once(emoji).chain(others).take(MAX_RECENT).collect();
    browser::keep(RECENT, Some(&recent.join(" ")));
}

/// The picker: a box with a field and what it finds. Place it yourself. Escape chooses none.
pub fn pictures(screen: Screen, choose: Choose) -> ui::Erased {
    let language = screen.language;
    let (typed, at) = (RwSignal::new(String::new()), RwSignal::new(0));
    let all = RwSignal::new(None::<Vec<Picture>>);
    spawn_local(async move {
        let file = browser::fetch_text("/emoji.txt").await;
        all.try_set(Some(read(&file.unwrap_or_default())));
    });
    let list = NodeRef::<Div>::new();
    let inside = Memo::new(move |_| {
        all.with(|all| {
            let pictures = all.as_deref()?;
            typed.with(|typed| Some(html(language, pictures, &shown(language, pictures, typed))))
        })
    });
    let accept = {
        let choose = choose.clone();
        move || take(option(at.get_untracked()), &choose)
    };
    let node = NodeRef::<Input>::new();
    ui::once_there(node, move |input| {
        ui::entry::bind(input.clone().into(), || Mode::Line, accept);
        queue_microtask(move || drop(input.focus()));
    });
    // Which one the keys are on is told to the elements themselves.
    ui::follow(move || {
        inside.track();
        let at = at.get();
        request_animation_frame(move || mark(list, at));
    });
    let keys = {
        let choose = choose.clone();
        move |event: leptos::ev::KeyboardEvent| pressed(&event, typed, at, &choose)
    };
    let pick = {
        let choose = choose.clone();
        move |event: leptos::ev::MouseEvent| take(event.target().and_then(|target| target.dyn_into().ok()), &choose)
    };
    let nothing = move || inside.with(|inside| inside.as_ref().is_some_and(String::is_empty));
    let label = text::FIND_EMOJI.say(language);
    view! {
        <div role="dialog" aria-label=text::EMOJI.say(language) class="w-[344px] max-w-full rounded-lg bg-surface-raised p-2 text-text shadow-2 ring-1 ring-border in-[dialog]:w-full in-[dialog]:px-4 in-[dialog]:pt-1 in-[dialog]:shadow-none in-[dialog]:ring-0">
            <input
                node_ref=node type="text" autocomplete="off" autofocus=true class=ui::INPUT aria-label=label placeholder=label
                role="combobox" aria-expanded="true" aria-controls="emoji-list" aria-autocomplete="list" aria-activedescendant=ui::words(move || format!("emoji-{}", at.get()))
                on:input=move |event| { at.set(0); typed.set(event_target_value(&event)); } on:keydown=keys
                on:blur=move |event| left(&event, &choose)
            />
            <div
                node_ref=list id="emoji-list" role="listbox" aria-label=text::EMOJI.say(language) class="emoji mt-1 h-64 overflow-y-auto overscroll-contain"
                on:mousedown=|event| event.prevent_default() on:click=ui::click(pick) inner_html=ui::words(move || inside.get().unwrap_or_default())
            ></div>
            <p role="status" class="text-center text-13 text-text-muted empty:hidden">
                {ui::words(move || if nothing() { chat::NOTHING_FOUND.say(language).to_owned() } else { String::new() })}
            </p>
        </div>
    }
    .erase()
}

/// The focus went elsewhere on the page, and not into the picker: it closes.
fn left(event: &leptos::ev::FocusEvent, choose: &Choose) {
    // The rule of Enter takes the focus and gives it back; then nothing else has it.
    if event.related_target().is_some() {
        choose(None);
    }
}

fn pressed(event: &leptos::ev::KeyboardEvent, typed: RwSignal<String>, at: RwSignal<usize>, choose: &Choose) {
    if event.is_composing() || event.key_code() == 229 {
        return;
    }
    let columns = COLUMNS.cast_signed();
    let by = match event.key().as_str() {
        "ArrowDown" => columns,
        "ArrowUp" => -columns,
        // In a text they move its cursor.
        "ArrowLeft" if typed.with_untracked(String::is_empty) => -1,
        "ArrowRight" if typed.with_untracked(String::is_empty) => 1,
        "Escape" => {
            event.prevent_default();
            return choose(None);
        }
        _ => return,
    };
    event.prevent_default();
    at.update(|at| {
        if let Some(next) = at.checked_add_signed(by).filter(|next| option(*next).is_some()) {
            *at = next;
        }
    });
}

fn option(at: usize) -> Option<Element> {
    document().get_element_by_id(&format!("emoji-{at}"))
}

fn mark(list: NodeRef<Div>, at: usize) {
    if let Some(Ok(Some(old))) = list.get_untracked().map(|list| list.query_selector("[aria-selected=true]")) {
        drop(old.set_attribute("aria-selected", "false"));
    }
    if let Some(new) = option(at) {
        drop(new.set_attribute("aria-selected", "true"));
        browser::reveal(&new);
    }
}

fn take(option: Option<Element>, choose: &Choose) {
    if let Some(option) = option.filter(|option| option.get_attribute("role").as_deref() == Some("option")) {
        let emoji = option.text_content().unwrap_or_default();
        remember(&emoji);
        choose(Some(&emoji));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<Picture> {
        read(include_str!("../../../../public/emoji.txt"))
    }

    #[test]
    fn every_group_has_a_title() {
        let pictures = file();
        assert!(pictures.len() > 1_800);
        assert_eq!(pictures.iter().map(|picture| picture.group).max(), Some(text::EMOJI_GROUPS.len() - 1));
        assert_eq!(read("nothing\nof it"), Vec::new());
    }

    #[test]
    fn names_are_found_in_both_languages_and_by_initials() {
        let pictures = file();
        let first = |typed: &str| {
            let query = Query::new(typed, |text| text.into()).expect("it is not blank");
            let found = |picture: &Picture| {
                [&picture.korean, &picture.english, &picture.tags].into_iter().any(|name| query.find(name, |text| text.into()).is_some())
            };
            pictures.iter().filter(|picture| found(picture)).map(|picture| picture.emoji.clone()).collect::<Vec<_>>()
        };
        for (typed, emoji) in [("포도", "🍇"), ("grapes", "🍇"), ("ㅍㄷ", "🍇"), ("폭", "🧨")] {
            assert!(first(typed).contains(&emoji.to_owned()), "{typed}: {:?}", first(typed));
        }
    }
}
