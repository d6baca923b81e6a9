//! How the API answers: `{"ok": …}` or `{"error": {"code", "message"}}` as over the socket, with the status that the code stands for.

use axum::Json;
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use protocol::Command;
use protocol::error::{ErrorBody, ErrorCode};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::chat::{ChatError, Ruled};

/// When to try again after an outage, in seconds.
const AFTER_AN_OUTAGE: u32 = 5;

/// What a route returns.
pub type Answer<R> = Result<Done<R>, Refused>;

/// There is nothing to say about it: `null`.
#[derive(Debug, Serialize)]
pub struct Nothing;

impl From<()> for Nothing {
    fn from((): ()) -> Self {
        Self
    }
}

/// It was done, and what there is to say about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Done<R> {
    ok: R,
}

/// It was not done, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Refusal {
    error: ErrorBody,
}

/// A refusal on its way out.
#[derive(Debug)]
pub struct Refused {
    status: StatusCode,
    error: ErrorBody,
}

/// A command that tells nobody else.
pub fn looked<C: Command>(ruled: Ruled<C::Reply>) -> Answer<C::Reply> {
    done::<C, _>(ruled.map(|outcome| outcome.reply))
}

/// A command whose news were told.
pub fn done<C: Command, R: From<C::Reply>>(reply: Result<C::Reply, ChatError>) -> Answer<R> {
    reply.map(|reply| Done::with(reply.into())).map_err(|error| Refused::at_edge(&error, C::NAME))
}

impl<R> Done<R> {
    /// With this reply.
    pub const fn with(ok: R) -> Self {
        Self { ok }
    }
}

impl ToSchema for Nothing {}

impl PartialSchema for Nothing {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Null).into()
    }
}

impl Refused {
    /// With the status of the code.
    pub const fn new(error: ErrorBody) -> Self {
        Self { status: status(error.code), error }
    }

    /// With the status of the code.
    pub fn of(code: ErrorCode, message: &str) -> Self {
        Self::new(ErrorBody::new(code, message))
    }

    /// With a status of HTTP's own, for which there is no code.
    pub fn with_status(status: StatusCode, message: &str) -> Self {
        Self { status, error: ErrorBody::new(ErrorCode::Invalid, message) }
    }

    /// Logs what is a fault, once.
    pub fn at_edge(error: &ChatError, command: &str) -> Self {
        Self::new(error.at_edge(command))
    }
}

impl<R: Serialize> IntoResponse for Done<R> {
    fn into_response(self) -> Response {
        Json(self).into_response()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self { status, error } = self;
        let seconds = match error.code {
            ErrorCode::RateLimited => Some(error.retry_after_ms.unwrap_or(0).div_ceil(1_000).max(1)),
            ErrorCode::Unavailable => Some(AFTER_AN_OUTAGE),
            _ => None,
        };
        let mut response = (status, Json(Refusal { error })).into_response();
        if let Some(seconds) = seconds {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// What HTTP calls a refusal.
pub const fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorCode::UnknownCommand => StatusCode::METHOD_NOT_ALLOWED,
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::NotMember | ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::Conflict | ErrorCode::Full => StatusCode::CONFLICT,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
