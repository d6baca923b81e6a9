//! A page as an answer; what a refusal is called in the reader's language.

use app::Document;
use app::i18n::errors;
use app::page::{FailurePage, FormError, FormField, Page};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use protocol::session::Language;

use super::headers::Nonce;
use super::state::AppState;
use super::visitor::Visitor;
use crate::chat::ChatError;
use crate::chat::session::AccountError;
use crate::identity::limits::TooMany;
use crate::identity::password::{Password, PasswordError};
use crate::identity::token::random_text;

/// A page for this reader.
pub fn page(state: &AppState, visitor: &Visitor, status: StatusCode, page: Page) -> Response {
    let nonce = random_text::<16>();
    let html = app::render(Document { reader: visitor.reader, assets: &state.site.names(), nonce: &nonce }, page);
    let mut response = (status, Html(html)).into_response();
    response.extensions_mut().insert(Nonce(nonce));
    response
}

/// The page that says what went wrong as a whole.
pub fn failure(state: &AppState, visitor: &Visitor, failure: FailurePage) -> Response {
    let status = match failure {
        FailurePage::NotFound => StatusCode::NOT_FOUND,
        FailurePage::Forbidden => StatusCode::FORBIDDEN,
        FailurePage::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        FailurePage::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        FailurePage::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let mut response = page(state, visitor, status, Page::Failure(failure));
    let seconds = match failure {
        FailurePage::TooMany(seconds) => Some(seconds),
        FailurePage::Unavailable => Some(5),
        _ => None,
    };
    if let Some(seconds) = seconds {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A form from another site, or a page that is not for this reader.
pub fn forbidden(state: &AppState, visitor: &Visitor) -> Response {
    failure(state, visitor, FailurePage::Forbidden)
}

/// Why a form was refused: to be shown above it, or as a page of its own.
#[derive(Debug)]
pub enum Refused {
    /// In the form.
    Form {
        /// Of the answer.
        status: StatusCode,
        /// Where in the form it is said.
        field: FormField,
        /// In the reader's language.
        message: String,
    },
    /// Instead of it.
    Page(FailurePage),
}

impl Refused {
    /// A text above the form.
    pub fn form(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Form { status, field: FormField::Form, message: message.into() }
    }

    /// A text at a field; a page stays a page.
    #[must_use]
    pub fn at(self, at: FormField) -> Self {
        match self {
            Self::Form { status, message, .. } => Self::Form { status, field: at, message },
            Self::Page(page) => Self::Page(page),
        }
    }

    /// Draws it: `with` makes the form's page around what is wrong and what was typed.
    pub fn draw(self, state: &AppState, visitor: &Visitor, typed: &str, with: impl FnOnce(FormError) -> Page) -> Response {
        match self {
            Self::Form { status, field, message } => {
                page(state, visitor, status, with(FormError { field, message, typed: typed.to_owned() }))
            }
            Self::Page(failed) => failure(state, visitor, failed),
        }
    }

    /// Draws it where there is no form to draw it above.
    pub fn draw_whole(self, state: &AppState, visitor: &Visitor) -> Response {
        let page = match self {
            Self::Page(page) => page,
            Self::Form { status: StatusCode::SERVICE_UNAVAILABLE, .. } => FailurePage::Unavailable,
            Self::Form { status: StatusCode::TOO_MANY_REQUESTS, .. } => FailurePage::TooMany(5),
            Self::Form { status: StatusCode::NOT_FOUND, .. } => FailurePage::NotFound,
            Self::Form { .. } => FailurePage::Forbidden,
        };
        failure(state, visitor, page)
    }
}

/// In the reader's language.
pub trait Refusal {
    /// Why the form was refused. What is a fault of ours is logged here, once.
    fn refused(self, language: Language) -> Refused;
}

impl Refusal for AccountError {
    fn refused(self, language: Language) -> Refused {
        let say = |text: app::i18n::Text| text.say(language).to_owned();
        match self {
            Self::Name(error) => error.refused(language),
            Self::NameTaken => Refused::form(StatusCode::CONFLICT, say(errors::NAME_TAKEN)).at(FormField::Name),
            Self::WrongPassword => Refused::form(StatusCode::FORBIDDEN, say(errors::WRONG_SIGN_IN)),
            Self::Closed => Refused::form(StatusCode::FORBIDDEN, say(errors::SIGN_UP_CLOSED)),
            Self::CodeInvalid => Refused::form(StatusCode::FORBIDDEN, say(errors::BAD_INVITE)).at(FormField::Invite),
            Self::Forbidden => Refused::Page(FailurePage::Forbidden),
            Self::NoGuests => Refused::form(StatusCode::FORBIDDEN, say(errors::NO_GUESTS)),
            Self::TooManyTokens => Refused::form(StatusCode::CONFLICT, errors::too_many_tokens(language, store::session::MAX_TOKENS)),
            Self::OnlyAdministrator => Refused::form(StatusCode::CONFLICT, say(errors::LAST_ADMINISTRATOR)),
            Self::NoSuchPerson => Refused::form(StatusCode::NOT_FOUND, say(errors::PERSON_GONE)),
            Self::OutOfBounds { .. } => Refused::form(StatusCode::UNPROCESSABLE_ENTITY, say(errors::BAD_INVITE_BOUNDS)),
            Self::Busy(_) => TooMany { seconds: 5 }.refused(language),
            Self::Store(error) => ChatError::from(error).refused(language),
        }
    }
}

impl Refusal for ChatError {
    fn refused(self, language: Language) -> Refused {
        let body = self.at_edge("form");
        match self {
            Self::Unavailable(_) => Refused::form(StatusCode::SERVICE_UNAVAILABLE, errors::UNAVAILABLE.say(language)),
            Self::Internal(_) => Refused::Page(FailurePage::Internal),
            Self::NotMember | Self::NotFound(_) => Refused::Page(FailurePage::NotFound),
            Self::Unauthenticated | Self::Forbidden | Self::NotAuthor => Refused::Page(FailurePage::Forbidden),
            Self::NotForGuests => Refused::form(StatusCode::FORBIDDEN, errors::NOT_FOR_GUESTS.say(language)),
            Self::RateLimited { retry_after_ms } => TooMany { seconds: retry_after_ms.div_ceil(1_000) }.refused(language),
            Self::Invalid(_) | Self::Conflict(_) | Self::Full(_) => Refused::form(StatusCode::UNPROCESSABLE_ENTITY, body.message),
        }
    }
}

impl Refusal for TooMany {
    fn refused(self, language: Language) -> Refused {
        Refused::form(StatusCode::TOO_MANY_REQUESTS, errors::too_many(language, self.seconds))
    }
}

impl Refusal for PasswordError {
    fn refused(self, language: Language) -> Refused {
        Refused::form(StatusCode::UNPROCESSABLE_ENTITY, errors::password_bounds(language, Password::MIN_CHARS, Password::MAX_CHARS))
            .at(FormField::Password)
    }
}

impl Refusal for protocol::TextError {
    fn refused(self, language: Language) -> Refused {
        let field = if self.field == "name" { FormField::Name } else { FormField::Form };
        Refused::form(StatusCode::UNPROCESSABLE_ENTITY, errors::bad_text(language, &self)).at(field)
    }
}
