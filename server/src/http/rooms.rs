//! The chat screen as a page: what its reader will see is in the first bytes.

use app::page::{FailurePage, FormError, Initial, OpenRoom, Page};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use protocol::ids::Limit;
use protocol::messages::{Cursor, History};
use protocol::rooms::RoomSummary;
use protocol::session::Sync;
use protocol::{ClientId, RoomId, Seq};
use serde::Deserialize;

use super::draw::{self, Refusal};
use super::state::AppState;
use super::visitor::{Member, Visitor};
use crate::chat::ChatError;
use crate::identity::mint_client_id;

/// `?at=`: which entry to look at.
#[derive(Debug, Default, Deserialize)]
pub struct At {
    at: Option<String>,
}

/// `GET /`: the room with the latest activity, or the empty state.
pub async fn home(State(state): State<AppState>, member: Member) -> Response {
    match initial(&state, &member).await {
        Ok(mut initial) => {
            let latest = initial.rooms.first().cloned();
            match open(&state, &member, latest, None, None).await {
                Ok(room) => {
                    initial.room = room;
                    chat(&state, &member.visitor, StatusCode::OK, initial)
                }
                Err(error) => refuse(&state, &member.visitor, error),
            }
        }
        Err(error) => refuse(&state, &member.visitor, error),
    }
}

/// `GET /rooms/{roomId}`, with `?at=` around an entry.
pub async fn room(State(state): State<AppState>, member: Member, Path(room_id): Path<String>, Query(At { at }): Query<At>) -> Response {
    let Ok(room_id) = RoomId::new(&room_id) else { return draw::failure(&state, &member.visitor, FailurePage::NotFound) };
    // What is no place in a log is no place to look at.
    let at = at.and_then(|at| at.parse().ok()).map(Seq);
    match page_of(&state, &member, &room_id, at, None).await {
        Ok(page) => chat(&state, &member.visitor, StatusCode::OK, page),
        Err(error) => refuse(&state, &member.visitor, error),
    }
}

/// The page of a room again, with its form as it was sent and why it was refused.
pub async fn room_again(
    state: &AppState,
    member: &Member,
    room_id: &RoomId,
    status: StatusCode,
    client_id: ClientId,
    error: FormError,
) -> Response {
    match page_of(state, member, room_id, None, Some((client_id, error))).await {
        Ok(page) => chat(state, &member.visitor, status, page),
        Err(error) => refuse(state, &member.visitor, error),
    }
}

/// Where a form that sent a message goes: the end of the log, where the message is.
pub fn after_sending(room_id: &RoomId) -> Response {
    Redirect::to(&format!("/rooms/{room_id}")).into_response()
}

fn chat(state: &AppState, visitor: &Visitor, status: StatusCode, initial: Initial) -> Response {
    draw::page(state, visitor, status, Page::Chat(Box::new(initial)))
}

fn refuse(state: &AppState, visitor: &Visitor, error: ChatError) -> Response {
    error.refused(visitor.reader.language).draw_whole(state, visitor)
}

async fn initial(state: &AppState, member: &Member) -> Result<Initial, ChatError> {
    let synced = state.chat.sync(&member.me, Sync::default()).await?.reply;
    let language = member.visitor.reader.language;
    Ok(Initial { me: synced.me, language, rooms: synced.rooms, present: synced.present, room: None })
}

async fn page_of(
    state: &AppState,
    member: &Member,
    room_id: &RoomId,
    at: Option<Seq>,
    refused: Option<(ClientId, FormError)>,
) -> Result<Initial, ChatError> {
    let mut initial = initial(state, member).await?;
    let room = initial.rooms.iter().find(|room| room.id == *room_id).cloned().ok_or(ChatError::NotMember)?;
    initial.room = open(state, member, Some(room), at, refused).await?;
    Ok(initial)
}

/// The open room: around what was asked for, else around the first unread, else its end.
async fn open(
    state: &AppState,
    member: &Member,
    room: Option<RoomSummary>,
    at: Option<Seq>,
    refused: Option<(ClientId, FormError)>,
) -> Result<Option<OpenRoom>, ChatError> {
    let Some(room) = room else { return Ok(None) };
    let focus = at.filter(|&at| at > Seq::ZERO && at <= room.head);
    let cursor = match focus {
        Some(seq) => Cursor::Around(seq),
        // A refused form is where its reader was: at the end.
        None if room.unread > 0 && refused.is_none() => Cursor::Around(room.read.next()),
        None => Cursor::Latest,
    };
    let page = state.chat.history(&member.me, History::new(room.id.clone(), cursor, Limit::default())).await?.reply;
    let (form_client_id, form_error) = match refused {
        Some((client_id, error)) => (client_id, Some(error)),
        None => (mint_client_id(), None),
    };
    Ok(Some(OpenRoom { id: room.id, page, read: room.read, focus, form_client_id, form_error }))
}
