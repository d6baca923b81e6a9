//! People and invites, for administrators.

use leptos::prelude::*;
use protocol::ids::UserKind;
use protocol::session::Language;
use protocol::{Name, UserId};

use super::frame::{CARD, Group, Place, ROW, SECTION, day, frame, fresh_token, person, shown_once};
use crate::i18n::{chat, dates, pages as text, phrases};
use crate::page::{AdminPage, FormError, FreshLink, InviteRow, PersonRow};
use crate::ui::field::error_line;
use crate::ui::{INPUT, Icon, LABEL, Look, Size, button, role, small_icon};

/// `/admin`
pub(crate) fn admin(language: Language, page: AdminPage) -> AnyView {
    let AdminPage { me, people, next, invites, fresh, error, registration } = page;
    let sections = view! {
        {error.map(refused)}
        {fresh.map(|fresh| fresh_link(language, fresh))}
        {invite_section(language, registration, invites)}
        {bots_section(language)}
        {people_section(language, &me.person.id, people, next)}
    };
    frame(language, &me, text::ADMIN, groups(), false, sections.into_any())
}

fn groups() -> Vec<Group> {
    let place = |icon, label, href| Place { icon, label, href };
    vec![
        (
            text::GROUP_SERVER,
            vec![
                place(Icon::Link, text::INVITES, "#invites"),
                place(Icon::Server, text::BOTS, "#bots"),
                place(Icon::People, text::PEOPLE, "#people"),
            ],
        ),
        (text::GROUP_ME, vec![place(Icon::Sliders, text::SETTINGS, "/settings")]),
    ]
}

fn refused(error: FormError) -> AnyView {
    view! { <div class="mt-5 rounded-md bg-danger-soft px-4 pt-2 pb-3">{error_line("form-error".to_owned(), error.message)}</div> }
        .into_any()
}

/// A link or a bot's token that was just made.
fn fresh_link(language: Language, fresh: FreshLink) -> AnyView {
    let once = text::FRESH_ONCE.say(language);
    match fresh {
        FreshLink::Invite(link) => shown_once(text::FRESH_INVITE.say(language).to_owned(), once, link),
        FreshLink::Reset { link, name } => shown_once(phrases::reset_link_for(language, &name), once, link),
        FreshLink::Bot(token) => fresh_token(language, token),
    }
}

fn invite_section(language: Language, registration: &'static str, invites: Vec<InviteRow>) -> AnyView {
    let how = match registration {
        "open" => text::REGISTRATION_OPEN,
        "invite" => text::REGISTRATION_INVITE,
        _ => text::REGISTRATION_CLOSED,
    };
    let list = if invites.is_empty() {
        view! {
            <div class="py-6 text-center text-13 text-text-muted">
                <b class="block text-14 text-text">{text::NO_INVITES.say(language)}</b>{text::NO_INVITES_LINE.say(language)}
            </div>
        }
        .into_any()
    } else {
        view! { <ul>{invites.into_iter().map(|invite| invite_row(language, invite)).collect_view()}</ul> }.into_any()
    };
    view! {
        <h2 class=SECTION id="invites">{text::INVITES.say(language)}</h2>
        <p class="mb-3 text-13 text-text-muted">{how.say(language)}</p>
        <form method="post" action="/admin/invites" class=format!("{CARD} mb-3 grid grid-cols-[1fr_1fr_auto] items-end gap-3 py-4 max-tablet:grid-cols-2")>
            {number("uses", text::INVITE_USES.say(language), 1, 100)}
            {number("days", text::INVITE_DAYS.say(language), 7, 90)}
            <button r#type="submit" class=format!("{} max-tablet:col-span-2", button(Look::Primary, Size::Big))>{text::MAKE_INVITE.say(language)}</button>
        </form>
        <div class=CARD>{list}</div>
    }
    .into_any()
}

fn number(name: &'static str, label: &'static str, value: u32, max: u32) -> AnyView {
    view! {
        <div>
            <label class=LABEL for=name>{label}</label>
            <input class=INPUT id=name name=name r#type="number" inputmode="numeric" min="1" max=max.to_string() value=value.to_string() required=true/>
        </div>
    }
    .into_any()
}

fn invite_row(language: Language, invite: InviteRow) -> AnyView {
    let InviteRow { id, by, uses_left, expires_at } = invite;
    let by = if by.is_empty() { text::BY_COMMAND_LINE.say(language).to_owned() } else { phrases::made_by(language, &by) };
    view! {
        <li class=ROW>
            <span class="flex-none text-text-muted">{small_icon(Icon::Link)}</span>
            <div class="min-w-0 flex-1">
                <b class="block truncate font-semibold">{phrases::uses_left(language, uses_left)}</b>
                <p class="text-13 text-text-muted">{by}" · "{phrases::until(language, &dates::day(expires_at))}</p>
            </div>
            <form method="post" action="/admin/invites/revoke" class="flex-none">
                <input r#type="hidden" name="id" value=id.to_string()/>
                <button r#type="submit" class=button(Look::Danger, Size::Small)>{text::REVOKE.say(language)}</button>
            </form>
        </li>
    }
    .into_any()
}

/// Where bots are made; they are listed with the people.
fn bots_section(language: Language) -> AnyView {
    view! {
        <h2 class=SECTION id="bots">{text::BOTS.say(language)}</h2>
        <p class="mb-3 text-13 text-text-muted">{text::BOTS_LINE.say(language)}</p>
        <form method="post" action="/admin/bots" class=format!("{CARD} flex flex-wrap items-end gap-3 py-4")>
            <div class="min-w-0 flex-1 basis-60">
                <label class=LABEL for="bot-name">{text::BOT_NAME.say(language)}</label>
                <input class=INPUT id="bot-name" name="name" autocomplete="off" maxlength=Name::MAX_CHARS.to_string() required=true/>
            </div>
            <button r#type="submit" class=button(Look::Secondary, Size::Big)>{text::MAKE_BOT.say(language)}</button>
        </form>
    }
    .into_any()
}

fn people_section(language: Language, me: &UserId, people: Vec<PersonRow>, next: Option<String>) -> AnyView {
    let rows = people.into_iter().map(|row| {
        let is_me = row.id == *me;
        person_row(language, row, is_me)
    });
    let next = next.map(|cursor| {
        let href = format!("/admin?cursor={}#people", query_value(&cursor));
        view! { <p class="mt-3"><a class=button(Look::Secondary, Size::Medium) href=href>{text::MORE_PEOPLE.say(language)}</a></p> }
    });
    view! {
        <h2 class=SECTION id="people">{text::PEOPLE.say(language)}</h2>
        <ul class=CARD>{rows.collect_view()}</ul>
        {next}
    }
    .into_any()
}

fn person_row(language: Language, row: PersonRow, is_me: bool) -> AnyView {
    let PersonRow { id, name, admin, closed, created_at } = row;
    let shown = if is_me { phrases::me_behind(language, &name) } else { name.clone() };
    let actions = (!closed && !is_me).then(|| person_actions(language, &id, &name));
    view! {
        <li class=format!("{ROW} flex-wrap max-phone:gap-y-2")>
            <span class=if closed { "opacity-50" } else { "" }>{person(&id, &name)}</span>
            <div class="min-w-0 flex-1 basis-40">
                <p class="flex min-w-0 items-center gap-2">
                    <b class="truncate font-semibold" title=name.clone()>{shown}</b>
                    {chat::kind(&id).map(|word| role(word.say(language)))}
                    {admin.then(|| role(text::ADMINISTRATOR.say(language)))}
                    {closed.then(|| role(text::CLOSED.say(language)))}
                </p>
                <p class="text-13 text-text-muted">{text::SINCE.say(language)}" "{day(created_at)}</p>
            </div>
            {actions}
        </li>
    }
    .into_any()
}

/// A reset link, and closing the account: that one asks once more, and says what is lost.
fn person_actions(language: Language, id: &UserId, name: &str) -> AnyView {
    let close_says = phrases::close_account_of(language, name);
    // A person sets a new password; a bot has none and gets a new token; a guest has neither.
    let renewed = match id.kind() {
        UserKind::Account => Some(("/admin/people/reset", phrases::make_reset_link(language, name), text::RESET_LINK)),
        UserKind::Bot => Some(("/admin/bots/renew", phrases::new_token_for(language, name), text::NEW_TOKEN)),
        UserKind::Guest => None,
    };
    let renew = renewed.map(|(action, says, word)| {
        view! {
            <form method="post" action=action>
                <input r#type="hidden" name="userId" value=id.to_string()/>
                <button r#type="submit" class=button(Look::Secondary, Size::Small) aria-label=says>{word.say(language)}</button>
            </form>
        }
    });
    view! {
        <div class="flex flex-wrap items-center justify-end gap-2 max-phone:basis-full max-phone:justify-start max-phone:pl-15 has-[details[open]]:basis-full">
            {renew}
            <details class="open:basis-full">
                <summary class=format!("{} list-none [&::-webkit-details-marker]:hidden", button(Look::Danger, Size::Small)) aria-label=close_says>
                    {text::CLOSE_ACCOUNT.say(language)}
                </summary>
                <form method="post" action="/admin/people/close" class="mt-2 flex flex-wrap items-center gap-3 rounded-md bg-danger-soft px-3 py-2.5">
                    <input r#type="hidden" name="userId" value=id.to_string()/>
                    <p class="min-w-0 flex-1 basis-60 text-13">{text::CLOSE_WARNING.say(language)}</p>
                    <button r#type="submit" class=button(Look::Danger, Size::Small)>{text::CLOSE_REALLY.say(language)}</button>
                </form>
            </details>
        </div>
    }
    .into_any()
}

/// A value of a query string.
pub(super) fn query_value(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.extend(['%', hex(byte >> 4), hex(byte & 15)]),
        }
    }
    encoded
}

/// A digit of a percent-encoded byte: 0 to 15.
fn hex(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}
