//! Administration: people, invite codes, reset links, closing accounts.
//!
//! A link that was just made is shown once, on the page that its form leads to. Until then the browser holds it, in a cookie that only
//! this page sees and takes away: in the address it would stay in histories and logs.

use app::i18n::errors;
use app::page::{AdminPage, FailurePage, FormError, FreshLink, InviteRow, Page, PersonRow};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::UserId;
use serde::Deserialize;
use store::session::{Account, InviteCode};

use super::draw::{self, Refusal, Refused};
use super::session::malformed;
use super::state::AppState;
use super::visitor::{Member, Visitor};
use crate::chat::session::AccountResult;
use crate::identity::Secret;

/// Accounts on one page.
const PEOPLE: usize = 50;
/// The cookie that carries a fresh link over the redirect.
const FRESH: &str = "suda-fresh";

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
    let fresh = fresh_cookie(&headers).and_then(|value| fresh_link(&member.visitor, value));
    let shown = fresh.is_some();
    let mut response = match page_with(&state, &member, place.cursor).await {
        Ok(page) => draw::page(&state, &member.visitor, StatusCode::OK, Page::Admin(AdminPage { fresh, ..page })),
        Err(error) => return error.refused(member.visitor.reader.language).draw_whole(&state, &member.visitor),
    };
    if shown {
        response.headers_mut().append(SET_COOKIE, set_fresh("", 0, member.visitor.is_https()));
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
async fn answer(state: &AppState, member: &Member, taken: Result<Option<HeaderValue>, Refused>) -> Response {
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
    Ok(Some(set_fresh(&format!("invite.{}", code.as_str()), 60, member.visitor.is_https())))
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
                use base64::Engine as _;
                let name = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(person.name.as_str());
                Ok(Some(set_fresh(&format!("reset.{}.{name}", link.as_str()), 60, member.visitor.is_https())))
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

fn set_fresh(value: &str, seconds: u32, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::try_from(format!("{FRESH}={value}; Path=/admin; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"))
        .expect("links are base64url")
}

fn fresh_cookie(headers: &HeaderMap) -> Option<&str> {
    let pairs = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(name, _)| *name == FRESH).map(|(_, value)| value)
}

fn fresh_link(visitor: &Visitor, value: &str) -> Option<FreshLink> {
    use base64::Engine as _;
    let mut parts = value.split('.');
    match (parts.next()?, parts.next()?, parts.next()) {
        ("invite", code, None) => Some(FreshLink::Invite(invite_link(&visitor.site, &Secret::from_text(code)))),
        ("reset", link, Some(name)) => {
            let name = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(name).ok()?;
            Some(FreshLink::Reset { link: format!("{}/reset/{link}", visitor.site), name: String::from_utf8(name).ok()? })
        }
        _ => None,
    }
}

/// The address that opens an account with this code.
pub fn invite_link(site: &crate::config::Origin, code: &Secret) -> String {
    format!("{site}/sign-up?invite={}", code.as_str())
}
