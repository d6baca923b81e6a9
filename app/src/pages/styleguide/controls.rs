//! What is pressed, typed into, chosen.

use leptos::prelude::*;

use super::{Half, example, group, wide};
use crate::i18n::{Text, styleguide as guide};
use crate::ui::{Field, ICON_BUTTON, INPUT, Icon, LABEL, Look, Size, button, field, icon, segments, small_icon, switch};

const LOOKS: [(Look, Text, Icon); 4] = [
    (Look::Primary, guide::PRIMARY, Icon::Plus),
    (Look::Secondary, guide::SECONDARY, Icon::Link),
    (Look::Plain, guide::PLAIN, Icon::Pencil),
    (Look::Danger, guide::DANGER, Icon::Trash),
];
const SIZES: [(Size, Text); 3] = [(Size::Small, guide::SMALL), (Size::Medium, guide::MEDIUM), (Size::Big, guide::BIG)];
/// How a part is shown, and the word for it.
const STATES: [(&str, Text); 3] = [("rest", guide::REST), ("hover", guide::HOVER), ("focus", guide::FOCUS)];

pub(super) fn buttons(half: Half) -> AnyView {
    let looks = LOOKS.into_iter().map(|(look, word, which)| {
        let word = half.say(word);
        let sizes = SIZES.into_iter().map(|(size, name)| {
            let part = view! { <button type="button" class=button(look, size)>{small_icon(which)}{word}</button> };
            example("rest", half.say(name), part)
        });
        let states = STATES.into_iter().skip(1).map(|(state, name)| {
            example(state, half.say(name), view! { <button type="button" class=button(look, Size::Medium)>{word}</button> })
        });
        let disabled = view! { <button type="button" class=button(look, Size::Medium) disabled=true>{word}</button> };
        let disabled = example("rest", half.say(guide::DISABLED), disabled);
        group(word, view! { {sizes.collect_view()}{states.collect_view()}{disabled} })
    });
    looks.collect_view().into_any()
}

pub(super) fn icon_buttons(half: Half) -> AnyView {
    let one = |state, word: Text, pressed: Option<&'static str>, expanded: Option<&'static str>| {
        let word = half.say(word);
        let part = view! {
            <button type="button" class=ICON_BUTTON aria-label=word title=word aria-pressed=pressed aria-expanded=expanded>{icon(Icon::Star)}</button>
        };
        example(state, word, part)
    };
    let states = STATES.into_iter().map(|(state, word)| one(state, word, None, None));
    let parts = view! {
        {states.collect_view()}
        {one("rest", guide::PRESSED, Some("true"), None)}
        {one("rest", guide::EXPANDED, None, Some("true"))}
    };
    view! { <div class="guide-row">{parts}</div> }.into_any()
}

pub(super) fn fields(half: Half) -> AnyView {
    let label = half.say(guide::NAME);
    let typed = || half.say(guide::NAME_TYPED).to_owned();
    let one = |id| Field { id, name: "name", label, required: false, ..Field::default() };
    let rest = one(half.id("light-rest", "dark-rest"));
    let help = Field { help: Some(half.say(guide::NAME_HELP).to_owned()), value: typed(), ..one(half.id("light-helped", "dark-helped")) };
    let error =
        Field { error: Some(half.say(guide::NAME_TAKEN).to_owned()), value: typed(), ..one(half.id("light-refused", "dark-refused")) };
    let address = half.say(guide::ADDRESS);
    let readonly = Field {
        label: address,
        value: "https://suda.example/join/k3".to_owned(),
        readonly: true,
        ..one(half.id("light-readonly", "dark-readonly"))
    };
    let focused = one(half.id("light-focused", "dark-focused"));
    let inputs = view! {
        {example("rest", half.say(guide::REST), field(rest))}
        {example("rest", half.say(guide::HELPED), field(help))}
        {example("focus", half.say(guide::FOCUS), field(focused))}
        {example("rest", half.say(guide::REFUSED), field(error))}
        {example("rest", half.say(guide::READ_ONLY), field(readonly))}
        {example("rest", half.say(guide::EMPTY), placeholder(half))}
    };
    view! { <div class="guide-fields">{inputs}</div> }.into_any()
}

/// An input without its field: what stands in it while it is empty.
fn placeholder(half: Half) -> AnyView {
    let id = half.id("light-search", "dark-search");
    view! {
        <label class=LABEL for=id>{half.say(guide::SEARCH)}</label>
        <input class=INPUT id=id name="query" type="search" placeholder=half.say(guide::PLACEHOLDER)/>
    }
    .into_any()
}

pub(super) fn choices(half: Half) -> AnyView {
    let one = |state, word: Text, on| {
        let part = view! { <label class="guide-switch"><span>{half.say(guide::NOTIFY)}</span>{switch("notify", on)}</label> };
        example(state, half.say(word), part)
    };
    let switches = view! {
        {one("rest", guide::OFF, false)}
        {one("rest", guide::ON, true)}
        {one("focus", guide::FOCUS, true)}
    };
    let screen = half.say(guide::SCREEN);
    let words = [guide::BY_SYSTEM, guide::LIGHT, guide::DARK].map(|word| half.say(word));
    let few = |name| {
        let values = ["system", "light", "dark"];
        let choices = values.into_iter().zip(words).enumerate().map(|(at, (value, word))| (value, word, at == 1));
        segments(name, screen, choices.collect())
    };
    let segments = view! {
        {example("rest", half.say(guide::REST), few(half.id("light-screen", "dark-screen")))}
        {example("focus", half.say(guide::FOCUS), few(half.id("light-screen-focused", "dark-screen-focused")))}
    };
    view! { {group(half.say(guide::NOTIFY), switches)}{wide(screen, view! { <div class="guide-row">{segments}</div> })} }.into_any()
}
