//! Notifications: the service worker with the script that speaks to it, the page for the way without a server, and the forms that turn
//! them on and off on this device.

use std::sync::LazyLock;

use app::i18n::notify;
use app::page::{NotificationsSection, Page};
use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::session::{Language, Theme};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tower_http::compression::CompressionLayer;

use super::draw::{self, Refusal, Refused};
use super::session::malformed;
use super::settings::answer;
use super::state::AppState;
use super::visitor::{Member, Visitor};
use crate::push::NotPushed;

/// The worker with its words from the catalogue, but for its version.
static WORKER: LazyLock<String> = LazyLock::new(|| {
    let words = |language| serde_json::json!({ "message": notify::NEW_MESSAGE.say(language) });
    let words = serde_json::json!({ "ko": words(Language::Ko), "en": words(Language::En) });
    include_str!("sw.js").replacen("WORDS = {};", &format!("WORDS = {words};"), 1)
});

const SCRIPT: &str = include_str!("notify.js");
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// `POST /settings/notifications`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionForm {
    /// Empty: this browser has no push service; its open tabs tell.
    #[serde(default)]
    endpoint: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    auth: String,
    /// That somebody wrote, and not what.
    #[serde(default)]
    hide_text: Option<String>,
    /// The browser is reached elsewhere, and all else stays as it was chosen.
    #[serde(default)]
    renewed: Option<String>,
}

/// What every browser fetches without being anybody.
pub fn routes() -> Router<AppState> {
    let routes = Router::new().route("/sw.js", get(worker)).route("/notify.js", get(script)).route("/offline", get(offline));
    routes.layer(CompressionLayer::new())
}

/// `GET /sw.js`: another one with each build, so that browsers take it over.
async fn worker(State(state): State<AppState>) -> Response {
    let names = state.site.names();
    let digest =
        Sha256::new().chain_update(env!("CARGO_PKG_VERSION")).chain_update(&names.script).chain_update(&names.stylesheet).finalize();
    let text = WORKER.replacen(r#""VERSION""#, &format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..9])), 1);
    // What a worker may do, its own headers say: it talks to this server, and runs no code but itself.
    let policy = "default-src 'none'; connect-src 'self'";
    ([(CONTENT_TYPE, JAVASCRIPT), (CACHE_CONTROL, "no-cache"), (CONTENT_SECURITY_POLICY, policy)], text).into_response()
}

/// `GET /notify.js`
async fn script() -> Response {
    ([(CONTENT_TYPE, JAVASCRIPT), (CACHE_CONTROL, "public, max-age=600")], SCRIPT).into_response()
}

/// `GET /offline`: what the worker shows when the server is away. The same for everybody, whoever asks.
async fn offline(State(state): State<AppState>, visitor: Visitor) -> Response {
    let mut anybody = Visitor { identity: None, ..visitor };
    anybody.reader.theme = Theme::System;
    draw::page(&state, &anybody, StatusCode::OK, Page::Offline)
}

/// What the settings page shows of notifications on this device.
pub(super) async fn section(state: &AppState, member: &Member) -> NotificationsSection {
    let me = &member.me;
    // A server whose key or store is away has settings all the same: its browsers tell while a tab is open.
    let key = if state.pusher.is_on() { state.pusher.public_key().await.unwrap_or_default() } else { String::new() };
    let subscription = state.accounts.subscription(me).await.ok().flatten();
    let hides_text = subscription.as_ref().is_some_and(|subscription| subscription.hides_text);
    NotificationsSection { push_key: key, reached: subscription.is_some(), hides_text }
}

/// `POST /settings/notifications`: on, on this device.
pub async fn on(State(state): State<AppState>, member: Member, form: Result<Form<SubscriptionForm>, FormRejection>) -> Response {
    let taken = try_on(&state, &member, form).await;
    answer(&state, &member, "notifications", "", taken.map(|()| None)).await
}

async fn try_on(state: &AppState, member: &Member, form: Result<Form<SubscriptionForm>, FormRejection>) -> Result<(), Refused> {
    let language = member.visitor.reader.language;
    let Form(form) = form.map_err(|rejection| malformed(&rejection, language))?;
    if form.endpoint.is_empty() {
        return state.accounts.unsubscribe(&member.me).await.map_err(|error| error.refused(language));
    }
    let hides_text = match form.renewed {
        // As it was; and where nobody knows, what is said less.
        Some(_) => {
            let before = state.accounts.subscription(&member.me).await.map_err(|error| error.refused(language))?;
            before.is_none_or(|before| before.hides_text)
        }
        None => form.hide_text.is_some(),
    };
    let subscription = state.pusher.subscription(&form.endpoint, &form.key, &form.auth, hides_text, language);
    let subscription = subscription.map_err(|error| error.refused(language))?;
    state.accounts.subscribe(&member.me, subscription, state.now()).await.map_err(|error| error.refused(language))
}

/// `POST /settings/notifications/off`
pub async fn off(State(state): State<AppState>, member: Member) -> Response {
    let language = member.visitor.reader.language;
    let taken = state.accounts.unsubscribe(&member.me).await.map_err(|error| error.refused(language));
    answer(&state, &member, "notifications", "", taken.map(|()| None)).await
}

impl Refusal for NotPushed {
    fn refused(self, language: Language) -> Refused {
        let text = match self {
            Self::Service => notify::SERVICE_UNKNOWN,
            Self::Malformed => app::i18n::errors::MALFORMED,
        };
        Refused::form(StatusCode::UNPROCESSABLE_ENTITY, text.say(language))
    }
}
