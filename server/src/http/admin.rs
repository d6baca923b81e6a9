//! Administration: people, invite codes, reset links, closing accounts.

use app::i18n::errors;
use app::page::{AdminPage, FailurePage, FormError, FreshLink, FreshToken, InviteRow, Page, PersonRow};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::UserId;
use protocol::session::Person;
use serde::Deserialize;
use store::session::{Account, InviteCode};

use super::draw::{self, Refusal, Refused};
use super::fresh;
use super::session::malformed;
use super::state::AppState;
use super::visitor::{Member, Visitor};
use crate::chat::session::AccountResult;
use crate::identity::Secret;

/// Accounts on one page.
const PEOPLE: usize = 50;

/// `?cursor=`: where the last page ended.
#[derive(Debug, Default, Deserialize)]
pub struct Place {
    cursor: Option<String>,
}

/// `POST /admin/invites`
#[derive(Deserialize)]
pub struct InviteForm {
    uses: u32,
    days: u32,
}

/// `POST /admin/invites/revoke`
#[derive(Deserialize)]
pub struct RevokeForm {
    id: i64,
}

/// `POST /admin/people/…`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonForm {
    user_id: UserId,
}

/// `GET /admin`
pub async fn page(State(state): State<AppState>, member: Member, headers: HeaderMap, Query(place): Query<Place>) -> Response {
    let fresh = fresh::handed_over(&headers).and_then(|handed_over| fresh_link(&member.visitor, handed_over));
    let shown = fresh.is_some();
    let mut response = match page_with(&state, &member, place.cursor).await {
        Ok(page) => draw::page(&state, &member.visitor, StatusCode::OK, Page::Admin(AdminPage { fresh, ..page })),
        Err(error) => return error.refused(member.visitor.reader.language).draw_whole(&state, &member.visitor),
    };
    if shown {
        fresh::forget(&mut response, "/admin", member.visitor.is_https());
    }
    response
}

async fn page_with(state: &AppState, member: &Member, cursor: Option<String>) -> AccountResult<AdminPage> {
    let cursor = cursor.filter(|cursor| cursor.len() <= 256);
    let (people, next) = state.accounts.people(&member.me, cursor, PEOPLE).await?;
    let invites = state.accounts.invites(&member.me, state.now()).await?;
    Ok(AdminPage {
        me: member.me.me(),
        people: people.into_iter().map(person_row).collect(),
        next,
        invites: invites.into_iter().map(invite_row).collect(),
        fresh: None,
        error: None,
        registration: state.accounts.registration().as_str(),
    })
}

fn person_row(account: Account) -> PersonRow {
    PersonRow {
        admin: account.role == protocol::session::Role::Administrator,
        id: account.person.id,
        name: account.person.name.to_string(),
        closed: account.closed_at.is_some(),
        created_at: account.created_at,
    }
}

fn invite_row(code: InviteCode) -> InviteRow {
    let by = code.by.map(|person| person.name.to_string()).unwrap_or_default();
    InviteRow { id: code.id, by, uses_left: code.uses_left, expires_at: code.expires_at }
}

/// Back to the page, or the page again with why its form was refused.
pub(super) async fn answer(state: &AppState, member: &Member, taken: Result<Option<HeaderValue>, Refused>) -> Response {
    let refused = match taken {
        Ok(cookie) => {
            let mut response = Redirect::to("/admin").into_response();
            cookie.map(|cookie| response.headers_mut().append(SET_COOKIE, cookie));
            return response;
        }
        Err(refused) => refused,
    };
    match page_with(state, member, None).await {
        Ok(page) => refused.draw(state, &member.visitor, "", |error: FormError| Page::Admin(AdminPage { error: Some(error), ..page })),
        Err(_) => refused.draw_whole(state, &member.visitor),
    }
}

/// `POST /admin/invites`
pub async fn invite(State(state): State<AppState>, member: Member, form: Result<Form<InviteForm>, FormRejection>) -> Response {
    let taken = try_invite(&state, &member, form).await;
    answer(&state, &member, taken).await
}

async fn try_invite(
    state: &AppState,
    member: &Member,
    form: Result<Form<InviteForm>, FormRejection>,
) -> Result<Option<HeaderValue>, Refused> {
    let language = member.visitor.reader.language;
    // Not a number is out of bounds, for whoever fills the form.
    let bounds = || Refused::form(StatusCode::UNPROCESSABLE_ENTITY, errors::BAD_INVITE_BOUNDS.say(language));
    let Form(form) = form.map_err(|_| if member.me.is_admin() { bounds() } else { Refused::Page(FailurePage::Forbidden) })?;
    let made = state.accounts.invite(&member.me, form.uses, form.days, state.now()).await;
    let code = made.map_err(|error| error.refused(language))?;
    Ok(Some(fresh::hand_over("/admin", "invite", code.as_str(), "", member.visitor.is_https())))
}

/// `POST /admin/invites/revoke`
pub async fn revoke_invite(State(state): State<AppState>, member: Member, form: Result<Form<RevokeForm>, FormRejection>) -> Response {
    let language = member.visitor.reader.language;
    let taken = match form {
        Ok(Form(form)) => state.accounts.revoke_invite(&member.me, form.id).await.map_err(|error| error.refused(language)),
        Err(rejection) => Err(malformed(&rejection, language)),
    };
    answer(&state, &member, taken.map(|()| None)).await
}

/// `POST /admin/people/reset`
pub async fn reset_link(State(state): State<AppState>, member: Member, form: Result<Form<PersonForm>, FormRejection>) -> Response {
    let language = member.visitor.reader.language;
    let taken = match form {
        Ok(Form(form)) => match state.accounts.reset_link(&member.me, &form.user_id, state.now()).await {
            Ok((link, person)) => {
                Ok(Some(fresh::hand_over("/admin", "reset", link.as_str(), person.name.as_str(), member.visitor.is_https())))
            }
            Err(error) => Err(error.refused(language)),
        },
        Err(rejection) => Err(malformed(&rejection, language)),
    };
    answer(&state, &member, taken).await
}

/// `POST /admin/people/close`
pub async fn close_account(State(state): State<AppState>, member: Member, form: Result<Form<PersonForm>, FormRejection>) -> Response {
    let language = member.visitor.reader.language;
    let taken = match form {
        Ok(Form(form)) => {
            let (me, now) = (member.me.clone(), state.now());
            let closed = state.act(|state| async move { state.accounts.close_account(&me, &form.user_id, now).await }).await;
            closed.map_err(|error| error.refused(language))
        }
        Err(rejection) => Err(malformed(&rejection, language)),
    };
    answer(&state, &member, taken.map(|()| None)).await
}

/// A bot's token, for the page that comes.
pub(super) fn hand_over_token(visitor: &Visitor, token: &Secret, bot: &Person) -> HeaderValue {
    fresh::hand_over("/admin", "bot", token.as_str(), bot.name.as_str(), visitor.is_https())
}

fn fresh_link(visitor: &Visitor, (what, secret, name): (String, String, String)) -> Option<FreshLink> {
    match what.as_str() {
        "invite" => Some(FreshLink::Invite(invite_link(&visitor.site, &Secret::from_text(&secret)))),
        "reset" => Some(FreshLink::Reset { link: format!("{}/reset/{secret}", visitor.site), name }),
        "bot" => Some(FreshLink::Bot(FreshToken { token: secret, name })),
        _ => None,
    }
}

/// The address that opens an account with this code.
pub fn invite_link(site: &crate::config::Origin, code: &Secret) -> String {
    format!("{site}/sign-up?invite={}", code.as_str())
}
