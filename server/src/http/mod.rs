//! Pages, forms, the JSON API, assets, health: extracts, calls a rule, tells who must hear of it, answers. Decides nothing itself.
//!
//! | module | holds |
//! |---|---|
//! | [`state`] | what every handler has at hand |
//! | [`visitor`] | who asks, in which language, from where |
//! | [`origin`] | which site a request comes from: the one check against forged requests |
//! | [`headers`] | what every answer tells the browser to refuse |
//! | [`draw`] | a page as an answer; what a refusal is called in the reader's language |
//! | [`session`], [`rooms`], [`messages`], [`search`], [`settings`], [`preferences`], [`admin`] | the pages and their forms |
//! | [`keys`] | access tokens, bots, guests |
//! | [`join`] | an invite link into a room |
//! | [`notifications`] | the service worker, and its forms |
//! | [`fresh`] | a secret that is shown once |
//! | [`widget`] | a room in a page of another site |
//! | [`api`] | the JSON API for programs, and its description |
//! | [`save`] | a conversation as a file |
//! | `styleguide` | how everything looks, in debug builds only |
//! | [`assets`] | scripts, styles, pictures |
//! | [`health`] | `/healthz`, `/readyz`, `/metrics` |
//!
//! A form answers 303 to a page, or its own page again with a 4xx, what is wrong, and what was typed.

pub mod admin;
pub mod api;
pub mod assets;
pub mod draw;
pub mod fresh;
pub mod headers;
pub mod health;
pub mod join;
pub mod keys;
pub mod messages;
pub mod notifications;
pub mod origin;
pub mod preferences;
pub mod rooms;
pub mod save;
pub mod search;
pub mod session;
pub mod settings;
pub mod state;
#[cfg(debug_assertions)]
pub mod styleguide;
pub mod visitor;
pub mod widget;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;

pub use state::AppState;

/// Most bytes of a form: a message of the largest size, percent-encoded, and its fields.
const MAX_FORM: usize = 64 * 1024;

/// Every route; the gateway's come from itself.
pub fn router(state: AppState, gateway: Router) -> Router {
    let pages = pages().merge(api::routes()).merge(health::routes()).merge(widget::routes(&state.config)).merge(notifications::routes());
    #[cfg(debug_assertions)]
    let pages = pages.merge(styleguide::routes());
    let router = pages.fallback(assets::file_or_not_found).with_state(state.clone());
    router
        .merge(gateway.layer(origin::shared(&state.config)))
        .layer(from_fn_with_state(state.clone(), origin::refuse_forged))
        .layer(from_fn_with_state(state, headers::secure))
        .layer(from_fn(health::count))
}

fn pages() -> Router<AppState> {
    Router::new()
        .route("/", get(rooms::home))
        .route("/rooms/{room_id}", get(rooms::room))
        .route("/rooms/{room_id}/messages", post(messages::send))
        .route("/rooms/{room_id}/conversation.json", get(save::json))
        .route("/rooms/{room_id}/conversation.html", get(save::html))
        .route("/join/{code}", get(join::page).post(join::join))
        .route("/search", get(search::page).post(search::search))
        .route("/sign-in", get(session::sign_in_page).post(session::sign_in))
        .route("/sign-up", get(session::sign_up_page).post(session::sign_up))
        .route("/sign-out", post(session::sign_out))
        .route("/reset/{link}", get(session::reset_page).post(session::reset))
        .route("/settings", get(settings::page))
        .route("/settings/name", post(settings::name))
        .route("/settings/password", post(settings::password))
        .route("/settings/preferences", post(preferences::preferences))
        .route("/settings/notifications", post(notifications::on))
        .route("/settings/notifications/off", post(notifications::off))
        .route("/settings/sessions/end", post(settings::end_session))
        .route("/settings/tokens", post(keys::create_token))
        .route("/settings/tokens/revoke", post(keys::revoke_token))
        .route("/guest", post(keys::arrive))
        .route("/admin", get(admin::page))
        .route("/admin/invites", post(admin::invite))
        .route("/admin/invites/revoke", post(admin::revoke_invite))
        .route("/admin/people/reset", post(admin::reset_link))
        .route("/admin/bots", post(keys::create_bot))
        .route("/admin/bots/renew", post(keys::renew_bot))
        .route("/admin/people/close", post(admin::close_account))
        .layer(DefaultBodyLimit::max(MAX_FORM))
        // Pages are drawn for one reader and compressed on the way; assets are compressed already.
        .layer(CompressionLayer::new())
}
