//! Coming in without a password: access tokens in settings, bots in administration, guests at the door.

use app::page::FailurePage;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::HeaderValue;
use axum::response::Response;
use protocol::{Name, UserId};
use serde::Deserialize;
use store::session::SessionId;

use super::draw::{Refusal, Refused};
use super::fresh;
use super::session::{enter, malformed, sign_in_with};
use super::state::AppState;
use super::visitor::{Member, Visitor, own_path};
use super::{admin, settings};
use crate::chat::session::keys::GuestArrival;
use crate::identity::Secret;

/// `POST /settings/tokens`, `POST /admin/bots`
#[derive(Deserialize)]
pub struct CalledForm {
    name: String,
}

/// `POST /settings/tokens/revoke`
#[derive(Deserialize)]
pub struct RevokeForm {
    id: i64,
}

/// `POST /admin/bots/renew`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BotForm {
    user_id: UserId,
}

/// `POST /guest`
#[derive(Deserialize)]
pub struct GuestForm {
    name: String,
    #[serde(default)]
    next: String,
}

/// `POST /settings/tokens`: a token, shown once on the page that comes.
pub async fn create_token(State(state): State<AppState>, member: Member, form: Result<Form<CalledForm>, FormRejection>) -> Response {
    let typed = form.as_ref().map_or_else(|_| String::new(), |form| form.name.clone());
    let taken = try_create_token(&state, &member, form).await;
    settings::answer(&state, &member, "tokens", &typed, taken.map(Some)).await
}

async fn try_create_token(
    state: &AppState,
    member: &Member,
    form: Result<Form<CalledForm>, FormRejection>,
) -> Result<HeaderValue, Refused> {
    let language = member.visitor.reader.language;
    let Form(form) = form.map_err(|rejection| malformed(&rejection, language))?;
    let name = Name::new(&form.name).map_err(|error| error.refused(language))?;
    let made = state.accounts.create_token(&member.me, &name, state.now()).await;
    let token = made.map_err(|error| error.refused(language))?;
    Ok(fresh::hand_over("/settings", "token", token.as_str(), name.as_str(), member.visitor.is_https()))
}

/// `POST /settings/tokens/revoke`; what is connected with it is cut.
pub async fn revoke_token(State(state): State<AppState>, member: Member, form: Result<Form<RevokeForm>, FormRejection>) -> Response {
    let language = member.visitor.reader.language;
    let taken = match form {
        Ok(Form(form)) => {
            let me = member.me.clone();
            let ended = state.act(|state| async move { state.accounts.end_session(&me, SessionId(form.id)).await }).await;
            ended.map_err(|error| error.refused(language))
        }
        Err(rejection) => Err(malformed(&rejection, language)),
    };
    settings::answer(&state, &member, "revoked", "", taken.map(|()| None)).await
}

/// `POST /admin/bots`: a bot and its first token.
pub async fn create_bot(State(state): State<AppState>, member: Member, form: Result<Form<CalledForm>, FormRejection>) -> Response {
    let taken = try_create_bot(&state, &member, form).await;
    admin::answer(&state, &member, taken.map(Some)).await
}

async fn try_create_bot(state: &AppState, member: &Member, form: Result<Form<CalledForm>, FormRejection>) -> Result<HeaderValue, Refused> {
    let language = member.visitor.reader.language;
    if !member.me.is_admin() {
        return Err(Refused::Page(FailurePage::Forbidden));
    }
    let Form(form) = form.map_err(|rejection| malformed(&rejection, language))?;
    let name = Name::new(&form.name).map_err(|error| error.refused(language))?;
    let made = state.accounts.create_bot(&member.me, &name, state.now()).await;
    let (bot, token) = made.map_err(|error| error.refused(language))?;
    Ok(admin::hand_over_token(&member.visitor, &token, &bot))
}

/// `POST /admin/bots/renew`: another token for a bot, instead of those that it had.
pub async fn renew_bot(State(state): State<AppState>, member: Member, form: Result<Form<BotForm>, FormRejection>) -> Response {
    let language = member.visitor.reader.language;
    let taken = match form {
        Ok(Form(form)) => {
            let (me, now) = (member.me.clone(), state.now());
            let made = state.act(|state| async move { state.accounts.renew_bot(&me, &form.user_id, now).await }).await;
            made.map(|(bot, token)| admin::hand_over_token(&member.visitor, &token, &bot)).map_err(|error| error.refused(language))
        }
        Err(rejection) => Err(malformed(&rejection, language)),
    };
    admin::answer(&state, &member, taken.map(Some)).await
}

/// `POST /guest`: in with a name alone.
pub async fn arrive(State(state): State<AppState>, visitor: Visitor, form: Result<Form<GuestForm>, FormRejection>) -> Response {
    let language = visitor.reader.language;
    let form = match form {
        Ok(Form(form)) => form,
        Err(rejection) => {
            return malformed(&rejection, language).draw(&state, &visitor, "", |error| sign_in_with(&state, "/", None, Some(error)));
        }
    };
    let arrived = async {
        let name = Name::new(&form.name).map_err(|error| error.refused(language))?;
        state.limits.sign_up(visitor.address).map_err(|error| error.refused(language))?;
        let guest = GuestArrival { name, token: Secret::mint(), label: visitor.browser.clone() };
        state.accounts.arrive(guest, state.now()).await.map_err(|error| error.refused(language))
    };
    match arrived.await {
        Ok((_, signed_in)) => enter(&state, &visitor, &signed_in, own_path(&form.next)).await,
        Err(refused) => refused.draw(&state, &visitor, &form.name, |error| sign_in_with(&state, &form.next, None, Some(error))),
    }
}
