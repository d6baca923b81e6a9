//! How the screen looks and answers the keys, as a section of the settings: one form with all of it.

use leptos::prelude::*;
use protocol::session::{Display, Language, OwnMessages, Preferences, RoomRows, TextSize, Theme};

use super::frame::{CARD, ROW, SECTION};
use super::settings::submit;
use crate::i18n::{Text, pages as text};
use crate::ui::{segments, switch};

/// The heading of a part of the section.
const PART: &str = "mt-6 mb-2 text-14 font-bold";

/// The section; `refused` says which choice there is not.
pub(super) fn screen(language: Language, preferences: Preferences, refused: Option<String>) -> AnyView {
    let Preferences { theme, language: chosen, hide_typing, display } = preferences;
    let Display { own, text: size, rooms, still, enter_breaks } = display;
    let say = |text: Text| text.say(language);
    let themes = [
        (text::THEME_SYSTEM, "system", Theme::System),
        (text::THEME_LIGHT, "light", Theme::Light),
        (text::THEME_DARK, "dark", Theme::Dark),
    ];
    let themes = themes.map(|(label, value, this)| {
        let shown = view! { <span class="mini" data-shows=value aria-hidden="true"><i></i><i></i><i></i><i></i></span> };
        card("theme", value, say(label), theme == this, shown.into_any())
    });
    let places = [(text::OWN_RIGHT, "right", OwnMessages::Right), (text::OWN_LEFT, "left", OwnMessages::Left)];
    let places = places.map(|(label, value, this)| {
        let shown = view! { <span class="mini" data-shows=value aria-hidden="true"><i></i><i></i><i></i></span> };
        card("own", value, say(label), own == this, shown.into_any())
    });
    let languages = vec![
        ("", say(text::LANGUAGE_AUTO), chosen.is_none()),
        ("ko", say(text::KOREAN), chosen == Some(Language::Ko)),
        ("en", say(text::ENGLISH), chosen == Some(Language::En)),
    ];
    let sizes = [
        ("small", "14", TextSize::Small),
        ("usual", "15", TextSize::Usual),
        ("large", "16", TextSize::Large),
        ("largest", "18", TextSize::Largest),
    ];
    let sizes = sizes.map(|(value, label, this)| (value, label, size == this)).to_vec();
    let rows = vec![
        ("two_lines", say(text::TWO_LINES), rooms == RoomRows::TwoLines),
        ("one_line", say(text::ONE_LINE), rooms == RoomRows::OneLine),
    ];
    view! {
        <h2 class=SECTION id="screen">{say(text::SCREEN)}</h2>
        {refused.map(|message| view! { <p class="mb-3 text-13 text-danger" role="alert">{message}</p> })}
        <form method="post" action="/settings/preferences">
            <fieldset>
                <legend class="mb-2 text-14 font-bold">{say(text::BRIGHTNESS)}</legend>
                <div class="grid grid-cols-3 gap-3 max-phone:grid-cols-1 max-phone:gap-2">{themes.collect_view()}</div>
            </fieldset>
            <fieldset class="mt-6">
                <legend class="mb-2 text-14 font-bold">{say(text::OWN_MESSAGES)}</legend>
                <div class="grid grid-cols-2 gap-3 max-phone:grid-cols-1 max-phone:gap-2">{places.collect_view()}</div>
            </fieldset>
            <h3 class=PART>{say(text::READING)}</h3>
            <div class=CARD>
                {few(say(text::LANGUAGE), None, "language", languages)}
                {few(say(text::TEXT_SIZE), Some(say(text::TEXT_SIZE_LINE)), "text", sizes)}
                {few(say(text::ROOM_ROWS), Some(say(text::ROOM_ROWS_LINE)), "rooms", rows)}
                {on_or_off(say(text::STILL), say(text::STILL_LINE), "still", still)}
            </div>
            <h3 class=PART>{say(text::WRITING)}</h3>
            <div class=CARD>
                {on_or_off(say(text::ENTER_SENDS), say(text::ENTER_SENDS_LINE), "enter", !enter_breaks)}
                {on_or_off(say(text::TYPING), say(text::TYPING_LINE), "typing", !hide_typing)}
            </div>
            {submit(say(text::SAVE))}
        </form>
    }
    .into_any()
}

/// A choice that shows what it does.
fn card(name: &'static str, value: &'static str, label: &'static str, chosen: bool, shown: AnyView) -> AnyView {
    view! {
        <label class="block cursor-pointer rounded-lg border border-border p-2 has-checked:border-accent has-checked:font-bold has-checked:ring-1 has-checked:ring-accent has-checked:ring-inset has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus max-phone:flex max-phone:items-center max-phone:gap-3">
            {shown}
            <span class="flex items-center gap-2 px-1 pt-2 pb-0.5 max-phone:p-0">
                <input class="radio" r#type="radio" name=name value=value checked=chosen/>{label}
            </span>
        </label>
    }
    .into_any()
}

/// One of a few, in a row.
fn few(label: &'static str, help: Option<&'static str>, name: &'static str, choices: Vec<(&'static str, &'static str, bool)>) -> AnyView {
    view! {
        <div class=format!("{ROW} flex-wrap")>
            <div class="min-w-0 flex-1">
                <b class="block font-semibold">{label}</b>
                {help.map(|help| view! { <p class="text-13 text-text-muted">{help}</p> })}
            </div>
            {segments(name, label, choices)}
        </div>
    }
    .into_any()
}

/// On or off, in a row.
fn on_or_off(label: &'static str, help: &'static str, name: &'static str, on: bool) -> AnyView {
    view! {
        <label class=ROW>
            <span class="min-w-0 flex-1">
                <b class="block font-semibold">{label}</b>
                <span class="block text-13 text-text-muted">{help}</span>
            </span>
            {switch(name, on)}
        </label>
    }
    .into_any()
}
