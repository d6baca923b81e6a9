//! Search without a socket: the page for people without a script, and JSON for programs. The same rule as the command.
//!
//! What is looked for travels in the body: an address would stand in logs and in the browser's history.

use app::page::{Page, SearchPage};
use axum::Json;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use protocol::search::{Hits, Search};
use protocol::{ErrorCode, Reply};
use serde::Deserialize;

use super::draw::{self, Refusal, Refused};
use super::session::malformed;
use super::state::AppState;
use super::visitor::Member;
use crate::chat::ChatError;

/// `POST /search`
#[derive(Deserialize)]
pub struct SearchForm {
    query: String,
    cursor: Option<String>,
}

/// `GET /search`: the form.
pub async fn page(State(state): State<AppState>, member: Member) -> Response {
    draw::page(&state, &member.visitor, StatusCode::OK, Page::Search(Box::new(empty(&member))))
}

/// Looks, and shows the form again with what was found or why nothing was looked for.
pub async fn search(State(state): State<AppState>, member: Member, form: Result<Form<SearchForm>, FormRejection>) -> Response {
    let language = member.visitor.reader.language;
    let mut page = empty(&member);
    let refused = match form {
        Err(rejection) => malformed(&rejection, language),
        Ok(Form(SearchForm { query, cursor })) => {
            page.query.clone_from(&query);
            let command = Search { cursor, ..Search::of(query) };
            match state.chat.search(&member.me, command).await {
                Ok(outcome) => {
                    page.hits = Some(outcome.reply);
                    return draw::page(&state, &member.visitor, StatusCode::OK, Page::Search(Box::new(page)));
                }
                Err(error) => error.refused(language),
            }
        }
    };
    match refused {
        Refused::Form { status, message, .. } => {
            page.error = Some(message);
            draw::page(&state, &member.visitor, status, Page::Search(Box::new(page)))
        }
        refused @ Refused::Page(_) => refused.draw_whole(&state, &member.visitor),
    }
}

fn empty(Member { me, .. }: &Member) -> SearchPage {
    SearchPage { me: me.me(), query: String::new(), hits: None, error: None }
}

/// `POST /api/search`: the payload and the reply of the command `search`, as JSON.
pub async fn api(State(state): State<AppState>, headers: HeaderMap, command: Result<Json<Search>, JsonRejection>) -> Response {
    match try_search(&state, &headers, command).await {
        Ok(hits) => Json(Reply::Ok(hits)).into_response(),
        Err(error) => {
            let body = error.at_edge("search");
            (status(body.code), Json(Reply::<Hits>::Error(body))).into_response()
        }
    }
}

async fn try_search(state: &AppState, headers: &HeaderMap, command: Result<Json<Search>, JsonRejection>) -> Result<Hits, ChatError> {
    let me = state.door.identify(headers).await?.ok_or(ChatError::Unauthenticated)?;
    let Json(command) = command.map_err(|rejection| ChatError::Invalid(rejection.body_text()))?;
    Ok(state.chat.search(&me, command).await?.reply)
}

/// What HTTP calls a refusal.
const fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Invalid | ErrorCode::UnknownCommand => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::NotMember | ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::Conflict | ErrorCode::Full => StatusCode::CONFLICT,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
