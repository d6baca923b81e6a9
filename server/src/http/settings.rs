//! What a person chooses for themselves: name, password, sessions. Their screen is the form of `preferences`.

use app::i18n::errors;
use app::page::{FormError, FormField, FreshToken, Page, SessionRow, SettingsPage};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::Name;
use serde::Deserialize;
use store::session::{SessionId, SessionKind};

use super::draw::{self, Refusal, Refused};
use super::session::malformed;
use super::state::AppState;
use super::visitor::Member;
use super::{fresh, notifications};
use crate::chat::session::{AccountError, AccountResult};
use crate::identity::password::Password;

/// The forms, as `?done=` and the page name them.
const FORMS: [&str; 7] = ["name", "password", "preferences", "notifications", "sessions", "tokens", "revoked"];

/// `?done=`: which form was taken.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `POST /settings/name`
#[derive(Deserialize)]
pub struct NameForm {
    name: String,
}

/// `POST /settings/password`
#[derive(Deserialize)]
pub struct PasswordForm {
    current: String,
    password: String,
}

/// `POST /settings/sessions/end`
#[derive(Deserialize)]
pub struct SessionForm {
    id: i64,
}

/// `GET /settings`
pub async fn page(State(state): State<AppState>, member: Member, headers: HeaderMap, Query(Done { done }): Query<Done>) -> Response {
    let done = FORMS.into_iter().find(|form| *form == done);
    let fresh = fresh::handed_over(&headers).filter(|(what, ..)| what == "token").map(|(_, token, name)| FreshToken { token, name });
    let shown = fresh.is_some();
    let mut response = match page_with(&state, &member, None).await {
        Ok(page) => draw::page(&state, &member.visitor, StatusCode::OK, Page::Settings(SettingsPage { done, fresh, ..page })),
        Err(error) => return error.refused(member.visitor.reader.language).draw_whole(&state, &member.visitor),
    };
    if shown {
        fresh::forget(&mut response, "/settings", member.visitor.is_https());
    }
    response
}

async fn page_with(state: &AppState, member: &Member, error: Option<(&'static str, FormError)>) -> AccountResult<SettingsPage> {
    let sessions = state.accounts.sessions(&member.me, state.now()).await?;
    let (tokens, devices): (Vec<_>, Vec<_>) = sessions.into_iter().partition(|session| session.kind == SessionKind::Token);
    let row = |session: store::session::Session| SessionRow {
        id: session.id.0,
        label: session.label,
        seen_at: session.seen_at,
        current: session.id == member.me.session,
    };
    let rows = |sessions: Vec<store::session::Session>| sessions.into_iter().map(row).collect();
    let (sessions, tokens) = (rows(devices), rows(tokens));
    let notifications = notifications::section(state, member).await;
    Ok(SettingsPage { me: member.me.me(), sessions, tokens, fresh: None, notifications, error, done: None })
}

/// Says which form was taken, with a cookie for the page that comes, or shows it again with why it was not.
pub(super) async fn answer(
    state: &AppState,
    member: &Member,
    form: &'static str,
    typed: &str,
    taken: Result<Option<HeaderValue>, Refused>,
) -> Response {
    let refused = match taken {
        Ok(cookie) => {
            let mut response = Redirect::to(&format!("/settings?done={form}")).into_response();
            cookie.map(|cookie| response.headers_mut().append(SET_COOKIE, cookie));
            return response;
        }
        Err(refused) => refused,
    };
    match page_with(state, member, None).await {
        Ok(page) => {
            refused.draw(state, &member.visitor, typed, |error| Page::Settings(SettingsPage { error: Some((form, error)), ..page }))
        }
        Err(_) => refused.draw_whole(state, &member.visitor),
    }
}

/// `POST /settings/name`
pub async fn name(State(state): State<AppState>, member: Member, form: Result<Form<NameForm>, FormRejection>) -> Response {
    let typed = form.as_ref().map_or_else(|_| String::new(), |form| form.name.clone());
    let taken = try_name(&state, &member, form).await;
    answer(&state, &member, "name", &typed, taken.map(|()| None)).await
}

async fn try_name(state: &AppState, member: &Member, form: Result<Form<NameForm>, FormRejection>) -> Result<(), Refused> {
    let language = member.visitor.reader.language;
    let Form(form) = form.map_err(|rejection| malformed(&rejection, language))?;
    let name = Name::new(&form.name).map_err(|error| error.refused(language))?;
    let me = member.me.clone();
    let renamed = state.act(|state| async move { state.accounts.change_name(&me, &name).await }).await;
    renamed.map_err(|error| error.refused(language))
}

/// `POST /settings/password`
pub async fn password(State(state): State<AppState>, member: Member, form: Result<Form<PasswordForm>, FormRejection>) -> Response {
    let taken = try_password(&state, &member, form).await;
    answer(&state, &member, "password", "", taken.map(|()| None)).await
}

async fn try_password(state: &AppState, member: &Member, form: Result<Form<PasswordForm>, FormRejection>) -> Result<(), Refused> {
    let language = member.visitor.reader.language;
    let Form(form) = form.map_err(|rejection| malformed(&rejection, language))?;
    let password = Password::new(&form.password).map_err(|error| error.refused(language))?;
    let wrong = || Refused::form(StatusCode::FORBIDDEN, errors::WRONG_PASSWORD.say(language)).at(FormField::Current);
    let current = Password::as_typed(&form.current).ok_or_else(wrong)?;
    state.limits.prove(member.visitor.address).map_err(|error| error.refused(language))?;
    let me = member.me.clone();
    let changed = state.act(|state| async move { state.accounts.change_password(&me, current, password).await }).await;
    changed.map_err(|error| match error {
        AccountError::WrongPassword => wrong(),
        error => error.refused(language),
    })
}

/// `POST /settings/sessions/end`; one's own current session ends as with `/sign-out`.
pub async fn end_session(State(state): State<AppState>, member: Member, form: Result<Form<SessionForm>, FormRejection>) -> Response {
    let taken = try_end(&state, &member, form).await;
    answer(&state, &member, "sessions", "", taken.map(|()| None)).await
}

async fn try_end(state: &AppState, member: &Member, form: Result<Form<SessionForm>, FormRejection>) -> Result<(), Refused> {
    let language = member.visitor.reader.language;
    let Form(form) = form.map_err(|rejection| malformed(&rejection, language))?;
    let me = member.me.clone();
    let ended = state.act(|state| async move { state.accounts.end_session(&me, SessionId(form.id)).await }).await;
    ended.map_err(|error| error.refused(language))
}
