//! What these clients ask over HTTP.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest as _, Json, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use protocol::Name;
use protocol::ids::{Limit, UserKind};
use protocol::search::Search;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::guard::Client;
use super::Reference;
use super::commands::is_called;
use super::events::message;
use crate::chat::ChatError;
use crate::identity::Identity;

/// `POST /chat/search`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    user_id: String,
    keyword: String,
}

/// `GET /chat/users`, `POST /chat/search`.
pub(super) fn routes(reference: Arc<Reference>) -> Router {
    Router::new().route("/chat/users", get(users)).route("/chat/search", post(search)).with_state(reference)
}

async fn users(State(reference): State<Arc<Reference>>) -> Response {
    match reference.roster.names().await {
        Ok(names) => Json(&*names).into_response(),
        Err(error) => refused(&error),
    }
}

async fn search(State(reference): State<Arc<Reference>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let client = (reference.requests.client)(&parts);
    let headers = parts.headers.clone();
    let asked = Json::<Asked>::from_request(Request::from_parts(parts, body), &()).await;
    match found(&reference, client, &headers, asked).await {
        Ok(messages) => (StatusCode::CREATED, Json(messages)).into_response(),
        Err(error) => refused(&error),
    }
}

/// The newest first, whatever fits how well: these clients know no ranks.
async fn found(
    reference: &Reference,
    client: Client,
    headers: &HeaderMap,
    asked: Result<Json<Asked>, JsonRejection>,
) -> Result<Vec<Value>, ChatError> {
    let Json(asked) = asked.map_err(|rejection| ChatError::Invalid(rejection.body_text()))?;
    let chat = &reference.edge.chat;
    let reader = reader(reference, client, headers, &asked.user_id).await?;
    let limit = Limit::new(Limit::MAX).unwrap_or_default();
    let hits = chat.search(&reader, Search { limit, ..Search::of(asked.keyword) }).await?.reply.hits;
    let mut entries: Vec<_> = hits.into_iter().map(|hit| hit.entry).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.seq)));
    Ok(entries.into_iter().filter_map(message).collect())
}

/// Whose rooms are searched: an account proves it is one; a guest's name is no secret, and proves itself.
async fn reader(reference: &Reference, client: Client, headers: &HeaderMap, name: &str) -> Result<Identity, ChatError> {
    if let Some(proven) = reference.edge.door.identify(headers).await?.filter(|proven| is_called(&proven.person, name)) {
        return Ok(proven);
    }
    // Nobody answers for it: what an address may is little.
    reference.limits.unproven_search(client.address)?;
    match reference.edge.chat.called(&Name::new(name)?).await {
        Ok(guest) if guest.id.kind() == UserKind::Guest => Ok(Identity::of_guest(guest)),
        Err(ChatError::Unavailable(detail)) => Err(ChatError::Unavailable(detail)),
        // The same for an account and for nobody: who asks learns nothing.
        _ => Err(ChatError::Unauthenticated),
    }
}

fn refused(error: &ChatError) -> Response {
    let body = error.at_edge("reference");
    let status = match error {
        ChatError::Unauthenticated => StatusCode::UNAUTHORIZED,
        ChatError::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        ChatError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        ChatError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    };
    (status, Json(json!({ "statusCode": status.as_u16(), "message": body.message }))).into_response()
}
