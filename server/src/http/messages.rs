//! The form that sends a message without a script: the same rule, the same announcement.

use app::page::FormError;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use protocol::messages::SendMessage;
use protocol::{ClientId, MessageText, RoomId};
use serde::Deserialize;

use super::draw::{self, Refusal, Refused};
use super::rooms;
use super::session::malformed;
use super::state::AppState;
use super::visitor::Member;
use crate::identity::mint_client_id;

/// `POST /rooms/{roomId}/messages`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageForm {
    /// As the page that holds the form minted it: sent twice, it is stored once.
    client_id: String,
    content: String,
}

/// Sends, and shows the end of the room; a refused message is shown in its form again.
pub async fn send(
    State(state): State<AppState>,
    member: Member,
    Path(room_id): Path<String>,
    form: Result<Form<MessageForm>, FormRejection>,
) -> Response {
    let Ok(room_id) = RoomId::new(&room_id) else {
        return draw::failure(&state, &member.visitor, app::page::FailurePage::NotFound);
    };
    let language = member.visitor.reader.language;
    let (refused, form) = match form {
        Ok(Form(form)) => match try_send(&state, &member, &room_id, &form).await {
            Ok(()) => return rooms::after_sending(&room_id),
            Err(refused) => (refused, Some(form)),
        },
        Err(rejection) => (malformed(&rejection, language), None),
    };
    let (client_id, typed) = match form {
        Some(form) => (ClientId::new(&form.client_id).unwrap_or_else(|_| mint_client_id()), form.content),
        None => (mint_client_id(), String::new()),
    };
    match refused {
        // The store is away: the page of the room cannot be read either, and the browser still has what was typed.
        Refused::Form { status: StatusCode::SERVICE_UNAVAILABLE, .. } | Refused::Page(_) => refused.draw_whole(&state, &member.visitor),
        Refused::Form { status, field, message } => {
            rooms::room_again(&state, &member, &room_id, status, client_id, FormError { field, message, typed }).await
        }
    }
}

async fn try_send(state: &AppState, member: &Member, room_id: &RoomId, form: &MessageForm) -> Result<(), Refused> {
    let language = member.visitor.reader.language;
    let client_id = ClientId::new(&form.client_id)
        .map_err(|_| Refused::form(StatusCode::UNPROCESSABLE_ENTITY, app::i18n::errors::MALFORMED.say(language)))?;
    let content = MessageText::new(&form.content).map_err(|error| error.refused(language))?;
    let (me, room_id) = (member.me.clone(), room_id.clone());
    let command = SendMessage { room_id, client_id, content, reply_to: None };
    let sent = state.act(|state| async move { state.chat.send_message(&me, command).await }).await;
    sent.map(|_| ()).map_err(|error| error.refused(language))
}
