//! The style guide, for whoever changes how things look. Debug builds have it, for anybody who asks; a release does not.

use app::page::Page;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use protocol::session::Language;
use serde::Deserialize;

use super::draw;
use super::state::AppState;
use super::visitor::Visitor;

/// `?lang=ko` or `?lang=en`; anything else is the reader's own.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    lang: String,
}

/// The page, and the stylesheet that only it loads.
pub fn routes() -> Router<AppState> {
    Router::new().route("/styleguide", get(page)).route("/styleguide.css", get(stylesheet))
}

/// `GET /styleguide`
async fn page(State(state): State<AppState>, mut visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    visitor.reader.language = match asked.lang.as_str() {
        "ko" => Language::Ko,
        "en" => Language::En,
        _ => visitor.reader.language,
    };
    draw::page(&state, &visitor, StatusCode::OK, Page::Styleguide)
}

/// `GET /styleguide.css`: asked for anew each time, because it is being worked on.
async fn stylesheet() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-store")], app::styleguide_stylesheet()).into_response()
}
