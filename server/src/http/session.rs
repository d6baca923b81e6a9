//! Signing up, in and out; setting a new password with a link.

use app::i18n::errors;
use app::page::{FormError, Page, ResetPage, SignInPage, SignUpPage};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::Name;
use protocol::session::Language;
use serde::Deserialize;

use super::draw::{self, Refusal, Refused};
use super::state::AppState;
use super::visitor::{Visitor, own_path, then};
use crate::chat::session::{AccountResult, SignIn, SignUp, SignedIn};
use crate::config::Registration;
use crate::identity::password::Password;
use crate::identity::{Secret, door, name};

/// `?next=`
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// `?invite=`, `?next=`
#[derive(Debug, Default, Deserialize)]
pub struct Invited {
    #[serde(default)]
    invite: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`
#[derive(Deserialize)]
pub struct SignInForm {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-up`
#[derive(Deserialize)]
pub struct SignUpForm {
    name: String,
    password: String,
    #[serde(default)]
    invite: String,
    #[serde(default)]
    next: String,
}

/// `POST /reset/{link}`
#[derive(Deserialize)]
pub struct ResetForm {
    password: String,
}

/// `GET /sign-in`; who is signed in goes on, and where nobody is anybody yet the first account is made.
pub async fn sign_in_page(State(state): State<AppState>, visitor: Visitor, Query(query): Query<Next>) -> Response {
    let next = own_path(&query.next);
    if visitor.identity.is_some() {
        return Redirect::to(next).into_response();
    }
    match state.accounts.is_first().await {
        Ok(true) => Redirect::to(&then("/sign-up", next)).into_response(),
        Ok(false) => draw::page(&state, &visitor, StatusCode::OK, sign_in_with(&state, next, None, None)),
        Err(error) => error.refused(visitor.reader.language).draw_whole(&state, &visitor),
    }
}

/// The page with why one of its forms was refused.
pub(super) fn sign_in_with(state: &AppState, next: &str, error: Option<FormError>, guest_error: Option<FormError>) -> Page {
    let can_sign_up = state.accounts.registration() != Registration::Closed;
    let guests = state.accounts.guests().is_some();
    Page::SignIn(SignInPage { error, guest_error, next: own_path(next).to_owned(), can_sign_up, guests })
}

/// `POST /sign-in`
pub async fn sign_in(State(state): State<AppState>, visitor: Visitor, form: Result<Form<SignInForm>, FormRejection>) -> Response {
    let language = visitor.reader.language;
    let form = match form {
        Ok(Form(form)) => form,
        Err(rejection) => {
            return malformed(&rejection, language).draw(&state, &visitor, "", |error| sign_in_with(&state, "/", Some(error), None));
        }
    };
    match try_sign_in(&state, &visitor, &form).await {
        Ok(signed_in) => enter(&state, &visitor, &signed_in, own_path(&form.next)).await,
        Err(refused) => refused.draw(&state, &visitor, &form.name, |error| sign_in_with(&state, &form.next, Some(error), None)),
    }
}

async fn try_sign_in(state: &AppState, visitor: &Visitor, form: &SignInForm) -> Result<SignedIn, Refused> {
    let language = visitor.reader.language;
    let wrong = || crate::chat::session::AccountError::WrongPassword.refused(language);
    // What cannot be a name or a password is no account's.
    let typed = Name::new(&form.name).ok().and_then(|name| Some((name, Password::as_typed(&form.password)?)));
    let (name, password) = typed.ok_or_else(wrong)?;
    state.limits.sign_in(visitor.address, &name::key(&name)).map_err(|error| error.refused(language))?;
    let label = visitor.browser.clone();
    state.accounts.sign_in(SignIn { name, password, label }, state.now()).await.map_err(|error| error.refused(language))
}

/// `GET /sign-up`
pub async fn sign_up_page(State(state): State<AppState>, visitor: Visitor, Query(query): Query<Invited>) -> Response {
    if visitor.identity.is_some() {
        return Redirect::to(own_path(&query.next)).into_response();
    }
    match sign_up_with(&state, &query.invite, &query.next).await {
        Ok(page) => draw::page(&state, &visitor, StatusCode::OK, Page::SignUp(page)),
        Err(error) => error.refused(visitor.reader.language).draw_whole(&state, &visitor),
    }
}

async fn sign_up_with(state: &AppState, invite: &str, next: &str) -> AccountResult<SignUpPage> {
    let first = state.accounts.is_first().await?;
    let registration = state.accounts.registration();
    let invite = (registration == Registration::Invite && !first).then(|| invite.to_owned());
    let closed = registration == Registration::Closed && !first;
    Ok(SignUpPage { error: None, invite, next: own_path(next).to_owned(), first, closed })
}

/// `POST /sign-up`
pub async fn sign_up(State(state): State<AppState>, visitor: Visitor, form: Result<Form<SignUpForm>, FormRejection>) -> Response {
    let (refused, typed, invite, next) = match form {
        Ok(Form(form)) => match try_sign_up(&state, &visitor, &form).await {
            Ok(signed_in) => return enter(&state, &visitor, &signed_in, own_path(&form.next)).await,
            Err(refused) => (refused, form.name, form.invite, form.next),
        },
        Err(rejection) => (malformed(&rejection, visitor.reader.language), String::new(), String::new(), String::new()),
    };
    match sign_up_with(&state, &invite, &next).await {
        Ok(page) => refused.draw(&state, &visitor, &typed, |error| Page::SignUp(SignUpPage { error: Some(error), ..page })),
        Err(_) => refused.draw_whole(&state, &visitor),
    }
}

async fn try_sign_up(state: &AppState, visitor: &Visitor, form: &SignUpForm) -> Result<SignedIn, Refused> {
    let language = visitor.reader.language;
    let name = Name::new(&form.name).map_err(|error| error.refused(language))?;
    let password = Password::new(&form.password).map_err(|error| error.refused(language))?;
    state.limits.sign_up(visitor.address).map_err(|error| error.refused(language))?;
    let invite = form.invite.trim();
    let invite = (!invite.is_empty()).then(|| Secret::from_text(invite));
    let new = SignUp { name, password, invite, label: visitor.browser.clone() };
    state.accounts.sign_up(new, state.now()).await.map_err(|error| error.refused(language))
}

/// A new session's cookie, and on. The session that the browser had before ends: two people share a machine.
pub(super) async fn enter(state: &AppState, visitor: &Visitor, signed_in: &SignedIn, next: &str) -> Response {
    if let Some(before) = &visitor.identity {
        let before = before.clone();
        if let Err(error) = state.act(|state| async move { state.accounts.sign_out(&before).await }).await {
            tracing::warn!(%error, "the session before could not be ended");
        }
    }
    with_cookie(Redirect::to(next), door::session_cookie(&signed_in.token, visitor.is_https()))
}

fn with_cookie(redirect: Redirect, cookie: HeaderValue) -> Response {
    let mut response = redirect.into_response();
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

/// `POST /sign-out`; twice is as good as once.
pub async fn sign_out(State(state): State<AppState>, visitor: Visitor) -> Response {
    if let Some(me) = visitor.identity.clone()
        && let Err(error) = state.act(|state| async move { state.accounts.sign_out(&me).await }).await
    {
        // The cookie stays: who asked to be signed out must not believe it while the session lives.
        return error.refused(visitor.reader.language).draw_whole(&state, &visitor);
    }
    let mut response = with_cookie(Redirect::to("/sign-in"), door::no_session_cookie(visitor.is_https()));
    // Who signs out is nobody, and not the guest that they were once.
    response.headers_mut().append(SET_COOKIE, door::no_guest_cookie(visitor.is_https()));
    response
}

/// `GET /reset/{link}`
pub async fn reset_page(State(state): State<AppState>, visitor: Visitor, Path(link): Path<String>) -> Response {
    match reset_with(&state, link, None).await {
        Ok(page) => {
            let status = if page.name.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
            draw::page(&state, &visitor, status, Page::Reset(page))
        }
        Err(error) => error.refused(visitor.reader.language).draw_whole(&state, &visitor),
    }
}

async fn reset_with(state: &AppState, link: String, error: Option<FormError>) -> AccountResult<ResetPage> {
    let whose = state.accounts.reset_for(&Secret::from_text(&link), state.now()).await?;
    Ok(ResetPage { link, name: whose.map(|person| person.name.to_string()), error })
}

/// `POST /reset/{link}`: a new password, and in.
pub async fn reset(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(link): Path<String>,
    form: Result<Form<ResetForm>, FormRejection>,
) -> Response {
    let refused = match form {
        Ok(Form(form)) => match try_reset(&state, &visitor, &link, &form.password).await {
            Ok(signed_in) => return enter(&state, &visitor, &signed_in, "/").await,
            Err(refused) => refused,
        },
        Err(rejection) => malformed(&rejection, visitor.reader.language),
    };
    match reset_with(&state, link, None).await {
        Ok(page) => refused.draw(&state, &visitor, "", |error| Page::Reset(ResetPage { error: Some(error), ..page })),
        Err(_) => refused.draw_whole(&state, &visitor),
    }
}

async fn try_reset(state: &AppState, visitor: &Visitor, link: &str, password: &str) -> Result<SignedIn, Refused> {
    let language = visitor.reader.language;
    let password = Password::new(password).map_err(|error| error.refused(language))?;
    state.limits.prove(visitor.address).map_err(|error| error.refused(language))?;
    let refused = |error: crate::chat::session::AccountError| error.refused(language);
    let (link, chosen, now) = (Secret::from_text(link), password.clone(), state.now());
    let person = state.act(|state| async move { state.accounts.reset_password(&link, chosen, now).await }).await.map_err(refused)?;
    let known = SignIn { name: person.name, password, label: visitor.browser.clone() };
    state.accounts.sign_in(known, state.now()).await.map_err(refused)
}

/// A form that misses a field, is too large, or is no form.
pub fn malformed(rejection: &FormRejection, language: Language) -> Refused {
    Refused::form(rejection.status(), errors::MALFORMED.say(language))
}
