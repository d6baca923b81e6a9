//! A room in a page of another site: the script that puts it there, and the way in for who sits in that frame.
//!
//! Browsers send no cookie of ours into a frame of another site but one that was made for it: who comes in there is a guest, with a
//! cookie of that frame's own. Which sites may have such a frame, `--allowed-origins` says.

use std::sync::LazyLock;

use app::i18n::chat::{CLOSE_CHAT, OPEN_CHAT};
use app::i18n::pages::SUDA;
use app::page::{EmbedPage, FormError, Page};
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use protocol::rooms::JoinRoom;
use protocol::session::Language;
use protocol::{Name, RoomId};
use serde::Deserialize;

use super::draw::{self, Refusal, Refused};
use super::origin;
use super::session::malformed;
use super::state::AppState;
use super::visitor::Visitor;
use crate::chat::ChatError;
use crate::chat::session::keys::GuestArrival;
use crate::config::Config;
use crate::identity::{Identity, Secret, door};

/// The script as it is served: with its words from the catalogue.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let words = |language| {
        let [title, open, close] = [SUDA, OPEN_CHAT, CLOSE_CHAT].map(|text| text.say(language));
        serde_json::json!({ "title": title, "open": open, "close": close })
    };
    let words = serde_json::json!({ "ko": words(Language::Ko), "en": words(Language::En) });
    include_str!("widget.js").replacen("= WORDS;", &format!("= {words};"), 1)
});

/// `POST /embed/{roomId}`
#[derive(Deserialize)]
pub struct EmbedForm {
    #[serde(default)]
    name: String,
}

/// What pages of other sites ask for.
pub fn routes(config: &Config) -> Router<AppState> {
    let may_embed = Router::new().route("/embed", get(async || StatusCode::NO_CONTENT)).layer(origin::shared(config));
    may_embed.route("/widget.js", get(script)).route("/embed/{room_id}", get(page).post(come_in))
}

/// `GET /widget.js`
async fn script() -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "public, max-age=600")], SCRIPT.as_str()).into_response()
}

/// `GET /embed/{roomId}`: the room for who is in it, else the way in. It changes nothing: a link from anywhere leads here.
async fn page(State(state): State<AppState>, visitor: Visitor, Path(room_id): Path<RoomId>) -> Response {
    let is_in = match &visitor.identity {
        Some(me) => state.chat.is_in(me, &room_id).await,
        None => Ok(false),
    };
    match is_in {
        Ok(true) => Redirect::to(&format!("/rooms/{room_id}")).into_response(),
        Ok(false) => draw::page(&state, &visitor, StatusCode::OK, door_of(&state, &visitor, &room_id, None)),
        Err(error) => error.refused(visitor.reader.language).draw_whole(&state, &visitor),
    }
}

fn door_of(state: &AppState, visitor: &Visitor, room_id: &RoomId, error: Option<FormError>) -> Page {
    let guests = state.accounts.guests().is_some_and(|guests| guests.public_rooms);
    let me = visitor.identity.as_ref().map(|me| me.person.name.to_string());
    Page::Embed(EmbedPage { room_id: room_id.clone(), me, guests, error })
}

/// Into the room, and on to it: it is a public one, or they are in it already.
async fn join(state: &AppState, me: Identity, room_id: RoomId) -> Result<Response, ChatError> {
    let to = format!("/rooms/{room_id}");
    state.act(|state| async move { state.chat.join_room(&me, JoinRoom { room_id, code: None }).await }).await?;
    Ok(Redirect::to(&to).into_response())
}

/// `POST /embed/{roomId}`: in, as who one is or with a name alone.
async fn come_in(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(room_id): Path<RoomId>,
    form: Result<Form<EmbedForm>, FormRejection>,
) -> Response {
    let language = visitor.reader.language;
    let (refused, typed) = match form {
        Ok(Form(EmbedForm { name })) => match try_come_in(&state, &visitor, &room_id, &name).await {
            Ok(response) => return response,
            Err(refused) => (refused, name),
        },
        Err(rejection) => (malformed(&rejection, language), String::new()),
    };
    refused.draw(&state, &visitor, &typed, |error| door_of(&state, &visitor, &room_id, Some(error)))
}

async fn try_come_in(state: &AppState, visitor: &Visitor, room_id: &RoomId, name: &str) -> Result<Response, Refused> {
    let language = visitor.reader.language;
    if let Some(me) = visitor.identity.clone() {
        return join(state, me, room_id.clone()).await.map_err(|error| error.refused(language));
    }
    let name = Name::new(name).map_err(|error| error.refused(language))?;
    state.limits.sign_up(visitor.address).map_err(|error| error.refused(language))?;
    let token = Secret::mint();
    let guest = GuestArrival { name, token: token.clone(), label: visitor.browser.clone() };
    let (me, _) = state.accounts.arrive(guest, state.now()).await.map_err(|error| error.refused(language))?;
    match join(state, me.clone(), room_id.clone()).await {
        Ok(mut response) => {
            response.headers_mut().append(SET_COOKIE, door::guest_cookie(&token, visitor.is_https()));
            Ok(response)
        }
        Err(error) => {
            // Nobody came in: the name is free.
            if let Err(error) = state.accounts.sign_out(&me).await {
                tracing::warn!(%error, "a guest's name is free only when its lease ends");
            }
            Err(error.refused(language))
        }
    }
}
