//! `/healthz`: the process answers, and is not about to stop. `/readyz`: its store answers besides. `/metrics`: what Prometheus reads.
//!
//! A gateway asks `/healthz`: an outage of the store is everybody's, and taking everybody out would help nobody.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::state::AppState;

/// A store that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// The three routes.
pub fn routes() -> Router<AppState> {
    Router::new().route("/healthz", get(healthy)).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

async fn healthy(State(state): State<AppState>) -> Response {
    if state.serving.load(Ordering::Acquire) { "ok\n".into_response() } else { no("stopping\n") }
}

async fn ready(State(state): State<AppState>) -> Response {
    if !state.serving.load(Ordering::Acquire) {
        return no("stopping\n");
    }
    match tokio::time::timeout(PATIENCE, state.store.has_accounts()).await {
        Ok(Ok(_)) => "ok\n".into_response(),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the store is away");
            no("the store is away\n")
        }
        Err(_) => no("the store is slow\n"),
    }
}

fn no(why: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}

async fn metrics() -> Response {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], crate::metrics::recorder().render()).into_response()
}

/// Counts every answer, by the route and not by the address, of which there is no end.
pub async fn count(request: Request, next: Next) -> Response {
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    let method =
        if ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(&method.as_str()) { method } else { "other".to_owned() };
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("suda_http_requests_total", "method" => method, "route" => route.clone(), "status" => status).increment(1);
    metrics::histogram!("suda_http_request_seconds", "route" => route).record(started.elapsed());
    response
}
