//! What is looked at: marks, people and rooms, what floats, notices, icons.

use leptos::html::Dialog;
use leptos::prelude::*;

use super::{Half, example, group, wide};
use crate::i18n::styleguide as guide;
use crate::ui::{
    AvatarSize, Icon, Look, MENU_DANGER, MENU_ITEM, MENU_RULE, Size, Tone, avatar, badge, banner, button, dialog, dot, empty, icon, letter,
    mark, marked, menu, person_letter, role, skeleton_log, small_icon, tile,
};

pub(super) fn marks(half: Half) -> AnyView {
    let counts = view! {
        {badge("3".to_owned(), false)}{badge("99+".to_owned(), false)}
        {badge("@".to_owned(), true)}{badge("2".to_owned(), true)}
    };
    let roles = [guide::CREATOR, guide::ADMINISTRATOR, guide::THIS_DEVICE].map(|word| role(half.say(word)));
    let text = half.say(guide::MARKED_TEXT);
    let logo = ["24", "32", "48"].map(|size| mark(size).into_any());
    view! {
        {group(half.say(guide::COUNTS), counts)}
        {group(half.say(guide::ROLES), roles.into_iter().collect_view())}
        {group(half.say(guide::FOUND), view! { <p class="text-15">{marked(text, &found(text))}</p> })}
        {group(half.say(guide::LOGO), logo.into_iter().collect_view())}
    }
    .into_any()
}

/// Where the second word of a text stands, each time, in characters.
fn found(text: &str) -> Vec<(u32, u32)> {
    let word: String = text.split(' ').nth(1).unwrap_or_default().chars().filter(|c| c.is_alphabetic()).collect();
    // The Korean word carries a particle, which is no part of it.
    let word = if word.is_ascii() { word } else { word.chars().take(2).collect() };
    let characters = |bytes: &str| u32::try_from(bytes.chars().count()).unwrap_or(u32::MAX);
    text.match_indices(&word).map(|(at, word)| (characters(&text[..at]), characters(&text[..at + word.len()]))).collect()
}

pub(super) fn people(half: Half) -> AnyView {
    let name = half.say(guide::NAME_TYPED);
    let sizes = [
        (AvatarSize::Tiny, "Tiny"),
        (AvatarSize::Small, "Small"),
        (AvatarSize::List, "List"),
        (AvatarSize::Log, "Log"),
        (AvatarSize::Large, "Large"),
    ];
    let sizes = sizes.map(|(size, word)| example("rest", word, avatar(6, person_letter(name), size)));
    let hues = (1..=8_u8).map(|hue| avatar(hue, person_letter(name), AvatarSize::Log));
    let present = [(guide::ONLINE, false), (guide::AWAY, true)].map(|(word, away)| {
        let dotted = view! { <span class="relative inline-grid">{avatar(4, person_letter(name), AvatarSize::List)}{dot(away)}</span> };
        example("rest", half.say(word), dotted)
    });
    let tiles = view! { {tile(letter(half.say(guide::ROOM)))}{tile(icon(Icon::Lock))}{tile(icon(Icon::Hash))} };
    view! {
        {group(half.say(guide::AVATAR_SIZES), sizes.into_iter().collect_view())}
        {group(half.say(guide::HUES), hues.collect_view())}
        {group(half.say(guide::PRESENT), present.into_iter().collect_view())}
        {group(half.say(guide::TILES), tiles)}
    }
    .into_any()
}

pub(super) fn floats(half: Half) -> AnyView {
    let item = |class: &'static str, which, word: &'static str| {
        view! { <button type="button" role="menuitem" class=class>{small_icon(which)}<span>{word}</span></button> }.into_any()
    };
    let menu = |state: &'static str, word: &'static str| {
        let items = view! {
            <div data-state=state>{item(MENU_ITEM, Icon::Reply, half.say(guide::REPLY))}</div>
            {item(MENU_ITEM, Icon::Copy, half.say(guide::COPY))}
            <div class=MENU_RULE></div>
            {item(MENU_DANGER, Icon::Trash, half.say(guide::DELETE))}
        };
        example("rest", word, menu(half.say(guide::MENU), items))
    };
    let menus = view! {
        {menu("rest", half.say(guide::REST))}
        {menu("hover", half.say(guide::HOVER))}
        {menu("focus", half.say(guide::FOCUS))}
    };
    let body = view! {
        <div class="guide-body">
            <p class="text-text-muted">{half.say(guide::LEAVE_LINE)}</p>
            <div class="guide-end">
                <button type="button" class=button(Look::Plain, Size::Medium)>{half.say(guide::CANCEL)}</button>
                <button type="button" class=button(Look::Danger, Size::Medium)>{half.say(guide::LEAVE_NOW)}</button>
            </div>
        </div>
    };
    let dialog = dialog(NodeRef::<Dialog>::new(), half.id("light-dialog", "dark-dialog"), half.say(guide::LEAVE), body);
    view! {
        {group(half.say(guide::MENU), menus)}
        {wide(half.say(guide::DIALOG), dialog)}
    }
    .into_any()
}

pub(super) fn notices(half: Half) -> AnyView {
    let retry = view! { <button type="button" class=button(Look::Plain, Size::Small)>{half.say(guide::TRY_NOW)}</button> };
    let banners = view! {
        {banner(Tone::Warning, half.say(guide::OFFLINE), retry)}
        {banner(Tone::Danger, half.say(guide::FAILED), ())}
        {banner(Tone::Success, half.say(guide::SAVED), ())}
    };
    let action = view! { <p class="guide-action"><button type="button" class=button(Look::Primary, Size::Medium)>{half.say(guide::NEW_ROOM)}</button></p> };
    let nothing = empty(Icon::People, half.say(guide::NO_ROOMS), half.say(guide::NO_ROOMS_LINE), action);
    view! {
        {wide(half.say(guide::BANNERS), banners)}
        {wide(half.say(guide::NOTHING), nothing)}
        {wide(half.say(guide::LOADING), skeleton_log())}
    }
    .into_any()
}

/// Each icon in both sizes, with the name that the code calls it by.
pub(super) fn icons(_: Half) -> AnyView {
    let all = Icon::ALL.iter().map(|&(name, which)| {
        view! { <div class="guide-icon"><span>{icon(which)}{small_icon(which)}</span><code>{name}</code></div> }.into_any()
    });
    view! { <div class="guide-icons">{all.collect_view()}</div> }.into_any()
}
