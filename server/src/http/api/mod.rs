//! The JSON API under `/api/`, for programs that want no socket: each route calls the rule that its command calls, with the same
//! payload and reply, and tells the same people.
//!
//! | module | holds |
//! |---|---|
//! | [`session`], [`rooms`], [`messages`], [`search`] | the routes, described where they stand |
//! | [`caller`] | who calls |
//! | [`asked`] | what is asked: path, query, body |
//! | [`answer`] | `ok` or `error`, and the status of each code |
//! | [`description`] | the whole as OpenAPI: `/api/openapi.json` |
//! | [`page`] | the same for people: `/api` |
//!
//! A route that is not described cannot be added: the router is made of the descriptions. GET changes nothing; what changes something is
//! sent as JSON or without a body, which no form of another site can do (`http/origin.rs` has the rest of that).

#![allow(unused_qualifications, reason = "what utoipa expands to")]

pub mod answer;
pub mod asked;
pub mod caller;
pub mod description;
pub mod messages;
pub mod page;
pub mod rooms;
pub mod search;
pub mod session;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::{any, get};
use protocol::error::ErrorCode;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::state::AppState;
use super::visitor::Visitor;
use answer::Refused;
use description::{Described, Description};

/// What takes JSON, and nothing that a form can send.
pub const PATH: &str = "/api/";

/// Most bytes of a body: a message of the largest size, each of its characters escaped, and room to spare.
pub const MAX_BODY: usize = 64 * 1024;

/// Every route, and the description that they are served with.
pub fn routes() -> Router<AppState> {
    let api = OpenApiRouter::new()
        .routes(routes!(session::me))
        .routes(routes!(session::find_people))
        .routes(routes!(rooms::my_rooms, rooms::create_room))
        .routes(routes!(rooms::rename_room, rooms::delete_room))
        .routes(routes!(rooms::set_topic))
        .routes(routes!(rooms::join_room))
        .routes(routes!(rooms::set_room))
        .routes(routes!(rooms::members, rooms::invite))
        .routes(routes!(rooms::remove_member))
        .routes(routes!(rooms::room_links, rooms::create_link))
        .routes(routes!(rooms::revoke_link))
        .routes(routes!(rooms::public_rooms))
        .routes(routes!(messages::history, messages::send_message))
        .routes(routes!(messages::edit_message, messages::delete_message))
        .routes(routes!(messages::add_reaction, messages::remove_reaction))
        .routes(routes!(messages::read))
        .routes(routes!(messages::mark_unread))
        .routes(routes!(search::search));
    let (api, description) = OpenApiRouter::with_openapi(Description::openapi()).nest("/api", api).split_for_parts();
    let described = Described::new(description);
    let (json, page) = (described.clone(), described);
    api.route("/api/openapi.json", get(async move || json.json()))
        .route("/api", get(async move |State(state): State<AppState>, visitor: Visitor| page::draw(&page, &state, &visitor)))
        .route(PATH, any(unknown))
        .route("/api/{*rest}", any(unknown))
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CompressionLayer::new())
}

async fn unknown() -> Refused {
    Refused::of(ErrorCode::NotFound, "no such path: see /api/openapi.json")
}

/// The header `Allow` comes from the router.
async fn wrong_method() -> Refused {
    Refused::of(ErrorCode::UnknownCommand, "not with this method: see Allow")
}
