//! Who calls, proven at the door like everywhere else.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::answer::Refused;
use super::asked::{Kind, kind};
use crate::chat::ChatError;
use crate::http::state::AppState;
use crate::identity::Identity;

/// Somebody who is signed in; everybody else is answered 401.
#[derive(Clone, Debug)]
pub struct Caller(pub Identity);

impl FromRequestParts<AppState> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refused> {
        // Also where there is nothing to read: what a browser's form can send is taken nowhere here, whatever site it comes from.
        if !parts.method.is_safe() && kind(&parts.headers) == Kind::Other {
            return Err(Kind::refused());
        }
        let refuse = |error: ChatError| Refused::at_edge(&error, "identify");
        let me = state.door.identify(&parts.headers).await.map_err(|error| refuse(error.into()))?;
        me.map(Self).ok_or_else(|| refuse(ChatError::Unauthenticated))
    }
}
