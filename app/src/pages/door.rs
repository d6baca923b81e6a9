//! Coming in: sign-in, sign-up, and a new password behind a link. One frame for the three: on the left what this is, on the
//! right the form; on a phone the form alone.

use leptos::prelude::*;
use protocol::session::Language;
use protocol::text::Name;

use super::admin::query_value;
use crate::i18n::{errors, pages as text, phrases};
use crate::page::{FormError, FormField, PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS, ResetPage, SignInPage, SignUpPage};
use crate::ui::field::error_line;
use crate::ui::{AvatarSize, Field, Icon, Look, SEGMENT, SEGMENTS, Size, avatar, button, field, icon, letter, mark, small_icon, tile};

/// Which of the two ways in is here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Up,
}

/// `/sign-in`
pub(crate) fn sign_in(language: Language, page: SignInPage) -> AnyView {
    let SignInPage { error, guest_error, next, can_sign_up, guests } = page;
    let guest = guests.then(|| guest(language, &next, guest_error));
    let ways = can_sign_up.then(|| ways(language, Way::In, &next));
    let invited = invited(language, &next);
    let (typed, whole, name_error, password_error) = at_fields(error, [FormField::Name, FormField::Password]);
    let fields = view! {
        <h1 class=HEADING>{text::WELCOME_BACK.say(language)}</h1>
        {invited}
        {whole}
        <form method="post" action="/sign-in" class="space-y-4">
            <input type="hidden" name="next" value=next/>
            {field(Field {
                id: "name",
                name: "name",
                label: text::NAME.say(language),
                value: typed.clone(),
                autocomplete: "username",
                error: name_error,
                focus: typed.is_empty(),
                ..Field::default()
            })}
            {field(Field {
                id: "password",
                name: "password",
                label: text::PASSWORD.say(language),
                kind: "password",
                autocomplete: "current-password",
                help: Some(text::FORGOTTEN.say(language).to_owned()),
                error: password_error,
                focus: !typed.is_empty(),
                ..Field::default()
            })}
            <button type="submit" class=wide()>{text::SIGN_IN.say(language)}</button>
        </form>
    };
    frame(language, view! { {ways} {fields} {guest} }.into_any())
}

/// In with a name alone.
fn guest(language: Language, next: &str, error: Option<FormError>) -> AnyView {
    view! {
        <section class="mt-8 border-t border-border pt-6" aria-labelledby="guest-title">
            <h2 id="guest-title" class="text-15 font-bold">{text::GUEST_TITLE.say(language)}</h2>
            <form method="post" action="/guest" class="mt-3 space-y-4">
                <input type="hidden" name="next" value=next.to_owned()/>
                {guest_name(language, "guest-name", error)}
                <button type="submit" class=format!("{} w-full", button(Look::Secondary, Size::Big))>{text::GUEST_ENTER.say(language)}</button>
            </form>
        </section>
    }
    .into_any()
}

/// What a guest is asked for, at every door.
pub(super) fn guest_name(language: Language, id: &'static str, error: Option<FormError>) -> AnyView {
    let (value, error) = error.map_or_else(Default::default, |error| (error.typed, Some(error.message)));
    field(Field {
        id,
        name: "name",
        label: text::NAME.say(language),
        value,
        autocomplete: "nickname",
        help: Some(text::GUEST_LINE.say(language).to_owned()),
        error,
        max: Name::MAX_CHARS,
        ..Field::default()
    })
    .into_any()
}

/// `/sign-up`
pub(crate) fn sign_up(language: Language, page: SignUpPage) -> AnyView {
    let SignUpPage { error, invite, next, first, closed } = page;
    if closed {
        return frame(language, dead_end(language, Icon::Lock, text::CLOSED_TITLE.say(language), text::CLOSED_LINE.say(language)));
    }
    let invite_error = error.as_ref().filter(|error| error.field == FormField::Invite).map(|error| error.message.clone());
    let (typed, whole, name_error, password_error) = at_fields(
        error.map(|error| if error.field == FormField::Invite { FormError { message: String::new(), ..error } } else { error }),
        [FormField::Name, FormField::Password],
    );
    let ways = (!first).then(|| ways(language, Way::Up, &next));
    let invited = invited(language, &next);
    let title = if first { text::FIRST_ACCOUNT } else { text::NAME_FIRST };
    let fields = view! {
        <h1 class=HEADING>{title.say(language)}</h1>
        {invited}
        {first.then(|| hint(Icon::Shield, text::FIRST_ACCOUNT_HELP.say(language)))}
        {whole}
        <form method="post" action="/sign-up" class="space-y-4">
            <input type="hidden" name="next" value=next/>
            {field(Field {
                id: "name",
                name: "name",
                label: text::SHOWN_NAME.say(language),
                value: typed,
                autocomplete: "username",
                help: Some(text::SHOWN_NAME_HELP.say(language).to_owned()),
                focus: password_error.is_none(),
                error: name_error,
                max: Name::MAX_CHARS,
                ..Field::default()
            })}
            {new_password(language, "password", text::PASSWORD.say(language), password_error)}
            {invite.map(|code| field(Field {
                id: "invite",
                name: "invite",
                label: text::INVITE_CODE.say(language),
                value: code,
                help: Some(text::INVITE_CODE_HELP.say(language).to_owned()),
                error: invite_error,
                ..Field::default()
            }))}
            <button type="submit" class=wide()>{text::JOIN.say(language)}</button>
        </form>
    };
    frame(language, view! { {ways} {fields} }.into_any())
}

/// `/reset/{link}`
pub(crate) fn reset(language: Language, page: ResetPage) -> AnyView {
    let ResetPage { link, name, error } = page;
    let Some(name) = name else {
        return frame(language, dead_end(language, Icon::Link, text::RESET_GONE_TITLE.say(language), text::RESET_GONE_LINE.say(language)));
    };
    let error = error.map(|error| error.message);
    let form = view! {
        <h1 class=HEADING>{text::RESET_TITLE.say(language)}</h1>
        <form method="post" action=format!("/reset/{link}") class="space-y-4">
            {field(Field {
                id: "name",
                name: "name",
                label: text::NAME.say(language),
                value: name,
                autocomplete: "username",
                readonly: true,
                ..Field::default()
            })}
            {new_password(language, "password", text::NEW_PASSWORD.say(language), error)}
            <button type="submit" class=wide()>{text::RESET_SAVE.say(language)}</button>
        </form>
    };
    frame(language, form.into_any())
}

/// A password that is chosen, with its bounds said before anything is typed.
pub(super) fn new_password(language: Language, id: &'static str, label: &'static str, error: Option<String>) -> AnyView {
    field(Field {
        id,
        name: "password",
        label,
        kind: "password",
        autocomplete: "new-password",
        help: Some(format!("{} {}", errors::at_least(language, PASSWORD_MIN_CHARS), text::PASSWORD_TIP.say(language))),
        focus: error.is_some(),
        error,
        min: PASSWORD_MIN_CHARS,
        max: PASSWORD_MAX_CHARS,
        ..Field::default()
    })
    .into_any()
}

const HEADING: &str = "mt-8 mb-5 text-20 font-bold tracking-[-.02em]";

/// The one thing to press, over the whole width.
const fn wide() -> &'static str {
    "mt-5 inline-flex h-11 w-full items-center justify-center rounded-md bg-accent px-5 text-15 font-semibold text-on-accent transition-colors duration-(--d-quick) hover:bg-accent-hover"
}

/// What was typed, the line above the fields, and the error of each of two fields.
fn at_fields(error: Option<FormError>, fields: [FormField; 2]) -> (String, Option<AnyView>, Option<String>, Option<String>) {
    let Some(FormError { field, message, typed }) = error else { return (String::new(), None, None, None) };
    let message = Some(message).filter(|message| !message.is_empty());
    match fields.iter().position(|known| *known == field) {
        Some(0) => (typed, None, message, None),
        Some(_) => (typed, None, None, message),
        None => {
            let line = message.map(|message| view! { <div class="mb-4">{error_line("form-error".to_owned(), message)}</div> }.into_any());
            (typed, line, None, None)
        }
    }
}

/// No form here, and where else to go.
fn dead_end(language: Language, which: Icon, title: &'static str, line: &'static str) -> AnyView {
    view! {
        {tile(icon(which))}
        <h1 class="mt-4 text-20 font-bold tracking-[-.02em]">{title}</h1>
        <p class="mt-1 text-15 text-text-muted">{line}</p>
        <p class="mt-6"><a class=button(Look::Secondary, Size::Medium) href="/sign-in">{text::TO_SIGN_IN.say(language)}</a></p>
    }
    .into_any()
}

fn hint(which: Icon, line: &'static str) -> AnyView {
    view! { <p class="mb-4 flex items-center gap-2.5 rounded-md bg-surface-sunken px-3 py-2.5 text-13">{small_icon(which)}<span>{line}</span></p> }.into_any()
}

/// Whoever follows the link of a room is not lost here.
fn invited(language: Language, next: &str) -> Option<AnyView> {
    next.starts_with("/join/").then(|| hint(Icon::Link, text::ROOM_AFTERWARDS.say(language)))
}

/// The two ways in, as links: they work without a script, and lead on to the same place.
fn ways(language: Language, here: Way, next: &str) -> AnyView {
    let then = |path: &str| if matches!(next, "" | "/") { path.to_owned() } else { format!("{path}?next={}", query_value(next)) };
    let current = |way| (way == here).then_some("page");
    view! {
        <nav class=format!("{SEGMENTS} w-full [&>a]:h-9 [&>a]:text-14 max-tablet:[&>a]:h-11") aria-label=text::SUDA.say(language)>
            <a class=SEGMENT href=then("/sign-in") aria-current=current(Way::In)>{text::SIGN_IN.say(language)}</a>
            <a class=SEGMENT href=then("/sign-up") aria-current=current(Way::Up)>{text::SIGN_UP.say(language)}</a>
        </nav>
    }
    .into_any()
}

fn frame(language: Language, form: AnyView) -> AnyView {
    view! {
        <div class="grid min-h-dvh lg:grid-cols-[560px_minmax(0,1fr)]">
            <aside class="hidden flex-col border-r border-border bg-canvas px-16 pt-12 pb-10 lg:flex">
                {brand(language)}
                <p class="mt-18 text-[36px] leading-[52px] font-bold tracking-[-.03em]">
                    {text::SLOGAN_1.say(language)}<br/>{text::SLOGAN_2.say(language)}
                </p>
                <p class="mt-3 text-16 leading-7 text-text-muted">{text::LEAD.say(language)}</p>
                {art(language)}
                <p class="flex items-center gap-2 text-13 text-text-muted">
                    {small_icon(Icon::Server)}{concat!("Suda ", env!("CARGO_PKG_VERSION"))}
                </p>
            </aside>
            <main class="flex flex-col bg-surface px-5 py-8 lg:grid lg:place-items-center lg:p-8">
                <div class="mb-8 lg:hidden">{brand(language)}</div>
                <div class="mx-auto w-full max-w-90 lg:min-h-[560px]">{form}</div>
            </main>
        </div>
    }
    .into_any()
}

fn brand(language: Language) -> AnyView {
    let suda = text::SUDA.say(language);
    view! { <div class="flex items-center gap-2.5 text-20 tracking-[-.02em]">{mark("32")}<b>{suda}</b></div> }.into_any()
}

/// A sample of what it will look like: others flat on the page, you in a bubble.
fn art(language: Language) -> AnyView {
    let other = |hue, name: &'static str, time: &'static str, line: &'static str| {
        view! {
            <div class="flex gap-3">
                {avatar(hue, letter(name), AvatarSize::Log)}
                <div>
                    <p class="flex items-baseline gap-2"><b class="text-14">{name}</b><span class="text-12 text-text-muted tabular-nums">{time}</span></p>
                    <p class="text-15">{line}</p>
                </div>
            </div>
        }
    };
    view! {
        <div class="mt-12 mb-auto space-y-4 rounded-xl border border-border bg-surface p-5 shadow-2" aria-hidden="true">
            {other(7, text::ART_SKY.say(language), "12:04", text::ART_WALK.say(language))}
            <div class="flex items-end justify-end gap-2">
                <span class="pb-1 text-12 text-text-muted tabular-nums">"12:05"</span>
                <p class="rounded-xl rounded-br-xs bg-own-bubble px-3.5 py-1.5 text-15 text-own-bubble-text">{text::ART_ME.say(language)}</p>
            </div>
            {other(3, "Marco", "12:05", text::ART_COFFEE.say(language))}
            <p class="flex items-center gap-2 text-13 text-text-muted">
                <span class="dots"><i></i><i></i><i></i></span>{phrases::typing(language, &[text::ART_SKY.say(language)])}
            </p>
        </div>
    }
    .into_any()
}
