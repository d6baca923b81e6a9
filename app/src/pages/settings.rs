//! One's own name, screen, password and devices: one page, a form for each, so that nothing is lost with another's error.

use leptos::prelude::*;
use protocol::ids::UserKind;
use protocol::session::{Language, Role};
use protocol::text::Name;

use super::display::screen;
use super::door::new_password;
use super::frame::{CARD, Group, Place, ROW, SECTION, frame, fresh_token, moment};
use crate::i18n::{notify, pages as text, phrases};
use crate::page::{FormError, FormField, SessionRow, SettingsPage};
use crate::ui::{Field, Icon, Look, Size, button, field, role};

/// `/settings`
pub(crate) fn settings(language: Language, page: SettingsPage) -> AnyView {
    let SettingsPage { me, sessions, tokens, fresh, notifications, error, done } = page;
    let refused = |form: &str| error.as_ref().filter(|(of, _)| *of == form).map(|(_, error)| error.clone());
    let of_screen = screen(language, me.preferences, refused("preferences").map(|error| error.message));
    let of_device =
        super::notifications::notifications(language, &me.person.id, &notifications, refused("notifications").map(|error| error.message));
    if me.person.id.kind() == UserKind::Guest {
        let places = vec![Place { icon: Icon::Sliders, label: text::SCREEN, href: "#screen" }, bell()];
        let sections = view! { {of_screen}{of_device} };
        return frame(language, &me, text::SETTINGS, vec![(text::GROUP_ME, places)], done.is_some(), sections.into_any());
    }
    let sections = view! {
        {fresh.map(|fresh| fresh_token(language, fresh))}
        {profile(language, me.person.name.as_str(), refused("name"))}
        {of_screen}
        {of_device}
        {password(language, refused("password"))}
        {devices(language, sessions)}
        {access_tokens(language, tokens, refused("tokens").or_else(|| refused("revoked")))}
    };
    // A token that is shown says by itself that it was made.
    frame(language, &me, text::SETTINGS, groups(me.role), done.is_some_and(|done| done != "tokens"), sections.into_any())
}

fn groups(role: Role) -> Vec<Group> {
    let place = |icon, label, href| Place { icon, label, href };
    let mut groups = vec![
        (text::GROUP_ME, vec![place(Icon::Person, text::PROFILE, "#profile"), place(Icon::Sliders, text::SCREEN, "#screen"), bell()]),
        (
            text::GROUP_SAFETY,
            vec![
                place(Icon::Key, text::PASSWORD, "#password-section"),
                place(Icon::Shield, text::DEVICES, "#devices"),
                place(Icon::Link, text::TOKENS, "#tokens"),
            ],
        ),
    ];
    if role == Role::Administrator {
        groups.push((text::GROUP_SERVER, vec![place(Icon::People, text::PEOPLE_AND_INVITES, "/admin")]));
    }
    groups
}

const fn bell() -> Place {
    Place { icon: Icon::Bell, label: notify::NOTIFICATIONS, href: "#notifications" }
}

fn profile(language: Language, name: &str, refused: Option<FormError>) -> AnyView {
    let (value, error) = match refused {
        Some(FormError { message, typed, .. }) => (typed, Some(message)),
        None => (name.to_owned(), None),
    };
    view! {
        <h2 class=SECTION id="profile">{text::PROFILE.say(language)}</h2>
        <form method="post" action="/settings/name" class=format!("{CARD} py-4")>
            {field(Field {
                id: "name",
                name: "name",
                label: text::SHOWN_NAME.say(language),
                value,
                autocomplete: "username",
                help: Some(text::NAME_LOGIN_HELP.say(language).to_owned()),
                error,
                max: Name::MAX_CHARS,
                ..Field::default()
            })}
            {submit(text::CHANGE_NAME.say(language))}
        </form>
    }
    .into_any()
}

fn password(language: Language, refused: Option<FormError>) -> AnyView {
    let (mut current_error, mut new_error) = (None, None);
    if let Some(FormError { field, message, .. }) = refused {
        if field == FormField::Current { current_error = Some(message) } else { new_error = Some(message) }
    }
    view! {
        <h2 class=SECTION id="password-section">{text::CHANGE_PASSWORD.say(language)}</h2>
        <form method="post" action="/settings/password" class=format!("{CARD} space-y-4 py-4")>
            {field(Field {
                id: "current",
                name: "current",
                label: text::CURRENT_PASSWORD.say(language),
                kind: "password",
                autocomplete: "current-password",
                error: current_error,
                ..Field::default()
            })}
            {new_password(language, "password", text::NEW_PASSWORD.say(language), new_error)}
            <p class="text-13 text-text-muted">{text::PASSWORD_SIGNS_OUT.say(language)}</p>
            {submit(text::CHANGE_PASSWORD.say(language))}
        </form>
    }
    .into_any()
}

fn devices(language: Language, sessions: Vec<SessionRow>) -> AnyView {
    let rows = sessions.into_iter().map(|SessionRow { id, label, seen_at, current }| {
        let label = if label.is_empty() { text::UNKNOWN_DEVICE.say(language).to_owned() } else { label };
        let end = if current {
            role(text::THIS_DEVICE.say(language)).into_any()
        } else {
            let says = phrases::sign_out_of(language, &label);
            view! {
                <form method="post" action="/settings/sessions/end" class="flex-none">
                    <input r#type="hidden" name="id" value=id.to_string()/>
                    <button r#type="submit" class=button(Look::Danger, Size::Small) aria-label=says>{text::SIGN_OUT.say(language)}</button>
                </form>
            }
            .into_any()
        };
        view! {
            <li class=ROW>
                <div class="min-w-0 flex-1">
                    <b class="block truncate font-semibold" title=label.clone()>{label.clone()}</b>
                    <p class="text-13 text-text-muted">{text::LAST_USED.say(language)}" "{moment(seen_at)}</p>
                </div>
                {end}
            </li>
        }
    });
    view! {
        <h2 class=SECTION id="devices">{text::DEVICES.say(language)}</h2>
        <ul class=CARD>{rows.collect_view()}</ul>
    }
    .into_any()
}

fn access_tokens(language: Language, tokens: Vec<SessionRow>, refused: Option<FormError>) -> AnyView {
    let (typed, error) = refused.map_or_else(Default::default, |error| (error.typed, Some(error.message)));
    let rows = tokens.into_iter().map(|SessionRow { id, label, seen_at, .. }| {
        let says = phrases::revoke_token(language, &label);
        view! {
            <li class=ROW>
                <div class="min-w-0 flex-1">
                    <b class="block truncate font-semibold" title=label.clone()>{label.clone()}</b>
                    <p class="text-13 text-text-muted">{text::LAST_USED.say(language)}" "{moment(seen_at)}</p>
                </div>
                <form method="post" action="/settings/tokens/revoke" class="flex-none">
                    <input r#type="hidden" name="id" value=id.to_string()/>
                    <button r#type="submit" class=button(Look::Danger, Size::Small) aria-label=says>{text::REVOKE.say(language)}</button>
                </form>
            </li>
        }
    });
    let rows: Vec<_> = rows.collect();
    let list = if rows.is_empty() {
        view! { <p class=format!("{CARD} py-4 text-13 text-text-muted")>{text::NO_TOKENS.say(language)}</p> }.into_any()
    } else {
        view! { <ul class=CARD>{rows}</ul> }.into_any()
    };
    view! {
        <h2 class=SECTION id="tokens">{text::TOKENS.say(language)}</h2>
        <p class="mb-3 text-13 text-text-muted">{text::TOKENS_LINE.say(language)}</p>
        {list}
        <form method="post" action="/settings/tokens" class=format!("{CARD} mt-3 py-4")>
            {field(Field {
                id: "token-name",
                name: "name",
                label: text::TOKEN_NAME.say(language),
                value: typed,
                autocomplete: "off",
                help: Some(text::TOKEN_NAME_HELP.say(language).to_owned()),
                error,
                max: Name::MAX_CHARS,
                ..Field::default()
            })}
            {submit(text::MAKE_TOKEN.say(language))}
        </form>
    }
    .into_any()
}

/// The button of a form.
pub(super) fn submit(label: &'static str) -> AnyView {
    view! { <p class="mt-4 flex justify-end"><button r#type="submit" class=button(Look::Secondary, Size::Medium)>{label}</button></p> }
        .into_any()
}
