//! An invite link into a room: where it leads, said to who is signed in; and a form that goes there, so that looking joins nobody.

use app::page::{JoinPage, Page};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use protocol::RoomId;
use protocol::rooms::JoinRoom;

use super::draw::{self, Refusal, Refused};
use super::state::AppState;
use super::visitor::Member;
use crate::chat::ChatError;

/// The room and the secret of an address; `None` for one that was never made here.
fn parts(code: &str) -> Option<(RoomId, &str)> {
    let (room, secret) = code.split_once('.')?;
    Some((RoomId::new(room).ok()?, secret))
}

/// `GET /join/{code}`: who is in the room already goes on to it.
pub async fn page(State(state): State<AppState>, member: Member, Path(code): Path<String>) -> Response {
    match invited(&state, &member, &code).await {
        Ok(Ok(page)) => {
            let status = if page.room.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
            draw::page(&state, &member.visitor, status, Page::Join(page))
        }
        Ok(Err(inside)) => to(&inside),
        Err(error) => error.refused(member.visitor.reader.language).draw_whole(&state, &member.visitor),
    }
}

/// What the page says, or the room that they are in already.
async fn invited(state: &AppState, member: &Member, code: &str) -> Result<Result<JoinPage, RoomId>, ChatError> {
    let nowhere = JoinPage { code: code.to_owned(), room: None, error: None };
    let Some((room_id, secret)) = parts(code) else { return Ok(Ok(nowhere)) };
    if state.chat.is_in(&member.me, &room_id).await? {
        return Ok(Err(room_id));
    }
    let invitation = state.chat.invitation(&member.me, &room_id, secret).await?;
    let room = invitation.map(|room| (room.name.map(|name| name.to_string()), room.members));
    Ok(Ok(JoinPage { room, ..nowhere }))
}

/// `POST /join/{code}`: into the room.
pub async fn join(State(state): State<AppState>, member: Member, Path(code): Path<String>) -> Response {
    let language = member.visitor.reader.language;
    let Some((room_id, secret)) = parts(&code) else { return page(State(state), member, Path(code)).await };
    let command = JoinRoom { room_id: room_id.clone(), code: Some(secret.to_owned()) };
    let me = member.me.clone();
    let refused: Refused = match state.act(|state| async move { state.chat.join_room(&me, command).await }).await {
        Ok(_) => return to(&room_id),
        // The link was good a moment ago, or never: the page says so.
        Err(ChatError::Conflict(_) | ChatError::Invalid(_)) => return page(State(state), member, Path(code)).await,
        Err(error) => error.refused(language),
    };
    match invited(&state, &member, &code).await {
        Ok(Ok(page)) => refused.draw(&state, &member.visitor, "", |error| Page::Join(JoinPage { error: Some(error), ..page })),
        Ok(Err(inside)) => to(&inside),
        Err(_) => refused.draw_whole(&state, &member.visitor),
    }
}

fn to(room_id: &RoomId) -> Response {
    Redirect::to(&format!("/rooms/{room_id}")).into_response()
}
