//! What is asked, read from an address and a body. Every refusal is one of ours, as JSON.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::MAX_BODY;
use super::answer::Refused;
use crate::payload;

/// What stands in the path.
#[derive(Clone, Debug)]
pub struct Address<T>(pub T);

/// What stands behind the question mark.
#[derive(Clone, Debug)]
pub struct Asked<T>(pub T);

/// What stands in the body: an object of JSON.
#[derive(Clone, Debug)]
pub struct Body<T>(pub T);

/// Of what kind a body says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `application/json`
    Json,
    /// A form, or anything else.
    Other,
    /// It does not say.
    Unsaid,
}

impl Kind {
    /// The answer to what is no JSON.
    pub fn refused() -> Refused {
        Refused::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the content type must be application/json")
    }
}

/// Of what kind the body of a request says that it is.
pub fn kind(headers: &HeaderMap) -> Kind {
    let Some(said) = headers.get(CONTENT_TYPE) else { return Kind::Unsaid };
    let essence = said.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") { Kind::Json } else { Kind::Other }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Address<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let Path(read) = Path::from_request_parts(parts, state).await.map_err(|error| Refused::new(payload::invalid(error.body_text())))?;
        Ok(Self(read))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refused> {
        let Query(read) =
            Query::from_request_parts(parts, state).await.map_err(|error| Refused::new(payload::invalid(error.body_text())))?;
        Ok(Self(read))
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        if kind(request.headers()) != Kind::Json {
            return Err(Kind::refused());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| match error.status() {
            status @ StatusCode::PAYLOAD_TOO_LARGE => Refused::with_status(status, &format!("the body must be at most {MAX_BODY} bytes")),
            _ => Refused::new(payload::invalid("the body did not come".to_owned())),
        })?;
        payload::read(&bytes).map(Self).map_err(Refused::new)
    }
}
