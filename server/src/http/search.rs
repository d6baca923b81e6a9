//! Search without a socket or a script: the page. The same rule as the command.
//!
//! What is looked for travels in the body: an address would stand in logs and in the browser's history.

use app::page::{Page, SearchPage};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use protocol::search::Search;
use serde::Deserialize;

use super::draw::{self, Refusal, Refused};
use super::session::malformed;
use super::state::AppState;
use super::visitor::Member;

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
