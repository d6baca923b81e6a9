//! The form of what a person chooses for their screen. It is sent whole: what a later version adds is not changed by a page that was
//! opened before, it is refused.

use app::i18n::{Text, errors, pages as text};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use protocol::session::{Display, Language, Preferences};
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

use super::draw::{Refusal as _, Refused};
use super::session::malformed;
use super::settings::answer;
use super::state::AppState;
use super::visitor::Member;

/// `POST /settings/preferences`: words as [`Preferences`] writes them. A switch that is off is not there.
#[derive(Deserialize)]
pub struct PreferencesForm {
    /// Empty: as the browser asks.
    language: String,
    theme: String,
    own: String,
    text: String,
    rooms: String,
    still: Option<String>,
    /// Whether Enter sends.
    enter: Option<String>,
    /// Whether others are told while they type.
    typing: Option<String>,
}

/// A switch that is on.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Switch {
    On,
}

impl PreferencesForm {
    fn read(&self, reader: Language) -> Result<Preferences, Refused> {
        let switch = |of, value: &Option<String>| value.as_deref().map(|value| choice::<Switch>(reader, of, value)).transpose();
        let language = Some(self.language.as_str()).filter(|language| !language.is_empty());
        Ok(Preferences {
            language: language.map(|language| choice(reader, text::LANGUAGE, language)).transpose()?,
            theme: choice(reader, text::BRIGHTNESS, &self.theme)?,
            hide_typing: switch(text::TYPING, &self.typing)?.is_none(),
            display: Display {
                own: choice(reader, text::OWN_MESSAGES, &self.own)?,
                text: choice(reader, text::TEXT_SIZE, &self.text)?,
                rooms: choice(reader, text::ROOM_ROWS, &self.rooms)?,
                still: switch(text::STILL, &self.still)?.is_some(),
                enter_breaks: switch(text::ENTER_SENDS, &self.enter)?.is_none(),
            },
        })
    }
}

/// A word of the form; `of` is what the page calls the choice.
fn choice<T: DeserializeOwned>(reader: Language, of: Text, value: &str) -> Result<T, Refused> {
    let value: StrDeserializer<'_, Error> = value.into_deserializer();
    let unknown = |_| Refused::form(StatusCode::UNPROCESSABLE_ENTITY, errors::no_such_choice(reader, of.say(reader)));
    T::deserialize(value).map_err(unknown)
}

/// `POST /settings/preferences`
pub async fn preferences(State(state): State<AppState>, member: Member, form: Result<Form<PreferencesForm>, FormRejection>) -> Response {
    let taken = try_preferences(&state, &member, form).await;
    answer(&state, &member, "preferences", "", taken.map(|()| None)).await
}

async fn try_preferences(state: &AppState, member: &Member, form: Result<Form<PreferencesForm>, FormRejection>) -> Result<(), Refused> {
    let reader = member.visitor.reader.language;
    let Form(form) = form.map_err(|rejection| malformed(&rejection, reader))?;
    let changed = state.accounts.change_preferences(&member.me, form.read(reader)?).await;
    changed.map_err(|error| error.refused(reader))
}
