//! The API as OpenAPI 3.1, made of the routes: what stands in no signature (titles, refusals, ways to sign in) stands here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use protocol::UserId;
use protocol::error::ErrorCode;
use protocol::rooms::MAX_PARTICIPANTS;
use serde_json::{Value, json};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{self, ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::{IntoResponses, Modify, PartialSchema as _};

use super::answer::{Refusal, status};

/// The head of the description; the routes add themselves.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Suda",
        description = "Group chat over HTTP, for programs that want no socket. Commands, replies and errors are those of the Socket.IO protocol (docs/PROTOCOL.md). What was done is answered {\"ok\": …}, and what was refused {\"error\": {\"code\", \"message\"}}. Say who you are with an access token (Authorization: Bearer …), or with the cookie of a session.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "session", description = "Who I am, and people"),
        (name = "rooms", description = "Rooms and who is in them"),
        (name = "messages", description = "The log of a room"),
        (name = "search", description = "Looking for messages"),
    ),
    components(schemas(Refusal)),
    security(("session" = []), ("token" = [])),
    modifiers(&WaysIn)
)]
pub struct Description;

struct WaysIn;

impl Modify for WaysIn {
    fn modify(&self, description: &mut OpenApi) {
        let components = description.components.get_or_insert_default();
        let cookie = "The cookie of a session: `suda` over plain http, `__Host-suda` over https.";
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description("suda", cookie)));
        components.add_security_scheme("session", cookie);
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An access token: of a person, who makes it in the settings, or of a bot."))
            .build();
        components.add_security_scheme("token", SecurityScheme::Http(token));
    }
}

/// A description that is ready to be served.
#[derive(Clone)]
pub struct Described {
    json: Bytes,
    /// The same, to be read.
    pub value: std::sync::Arc<Value>,
}

impl Described {
    /// Of these routes.
    pub fn new(description: OpenApi) -> Self {
        let mut value = serde_json::to_value(description).expect("a description is JSON");
        plain(&mut value);
        refer(&mut value["components"]["schemas"]);
        let json = serde_json::to_vec(&value).expect("a value is JSON");
        Self { json: json.into(), value: value.into() }
    }

    /// `GET /api/openapi.json`: for everybody, and the same until the next version.
    pub fn json(&self) -> Response {
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")];
        (headers, self.json.clone()).into_response()
    }
}

/// Each `Done_X` holds a copy of `X`: what is generic is derived so. Refers to it instead.
fn refer(schemas: &mut Value) {
    for (name, schema) in schemas.as_object_mut().into_iter().flatten() {
        if let Some(reply) = name.strip_prefix("Done_") {
            schema["properties"]["ok"] = json!({ "$ref": format!("#/components/schemas/{reply}") });
        }
    }
}

/// The descriptions are the documentation of the types: links to other Rust items become their bare names.
fn plain(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(text) if matches!(key.as_str(), "description" | "summary") => *text = without_links(text),
                    value => plain(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain),
        _ => {}
    }
}

/// `` [`crate::rooms::MAX`] `` becomes `` `MAX` ``, and what Rust calls `None` is `null` in JSON.
fn without_links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`")
        && let Some((path, after)) = link.split_once("`]")
    {
        write!(plain, "{before}`{}`", path.rsplit("::").next().unwrap_or(path)).expect("a String takes everything");
        rest = after;
    }
    (plain + rest).replace("`None`", "`null`")
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident: $($status:expr => $why:literal,)*;)*) => {
        $($(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<openapi::Response>> {
                [$(refused($status, $why),)*].into()
            }
        })*
    };
}

refusals! {
    /// Every route asks who calls.
    SignedIn:
        status(ErrorCode::Unauthenticated) => "Nobody is signed in, or no longer",
        status(ErrorCode::Internal) => "A fault of the server, which has logged it",
        status(ErrorCode::Unavailable) => "Storage is away: it may have been done all the same",
    ;
    /// What is asked has bounds.
    Bounded:
        status(ErrorCode::Invalid) => "The wrong shape, or a value out of its bounds: the message names the field and the bound",
        status(ErrorCode::RateLimited) => "Too many in too short a time",
    ;
    /// Not GET.
    Changing:
        status(ErrorCode::Forbidden) => "It needs the room's creator or an administrator, or is not for guests; or a page of another site has sent it",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "The content type is not application/json",
    ;
    /// A guest asks.
    NotForGuests:
        status(ErrorCode::Forbidden) => "Guests may not do this here",
    ;
    /// There is a body.
    WithBody:
        StatusCode::PAYLOAD_TOO_LARGE => "The body is too large",
    ;
    /// Something is named.
    Absent:
        status(ErrorCode::NotFound) => "No such room, or I am not in it: which of the two is not told; or no such person or entry",
    ;
    /// Somebody comes in.
    Full:
        status(ErrorCode::Full) => "A bound on how many (members, rooms) is reached",
    ;
}

fn refused(status: StatusCode, why: &str) -> (String, RefOr<openapi::Response>) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Refusal"))).build();
    let mut response = ResponseBuilder::new().description(why).content("application/json", content);
    let header = |what: &str, schema: Object| HeaderBuilder::new().schema(Some(schema)).description(Some(what)).build();
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).build();
        response = response.header("Retry-After", header("Seconds until it may be tried again", seconds));
    }
    if status == StatusCode::UNAUTHORIZED {
        let scheme = ObjectBuilder::new().schema_type(Type::String).build();
        response = response.header("WWW-Authenticate", header("How to say who one is", scheme));
    }
    (status.as_str().to_owned(), response.build().into())
}

/// Whom to invite.
pub(super) fn invited() -> Array {
    ArrayBuilder::new().items(UserId::schema()).min_items(Some(1)).max_items(Some(MAX_PARTICIPANTS)).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_items_become_names() {
        assert_eq!(without_links("At most [`crate::a::MAX`], or [`Limit`]; [no link]"), "At most `MAX`, or `Limit`; [no link]");
        assert_eq!(without_links("`None`: all"), "`null`: all");
        assert_eq!(without_links("unfinished [`x"), "unfinished [`x");
    }
}
