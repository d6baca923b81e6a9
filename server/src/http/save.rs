//! A conversation as a file: `GET /rooms/{roomId}/conversation.json` and `…/conversation.html`, both with `?zone=` (minutes to the east
//! of UTC: where days begin, and which day the file is named after).
//!
//! It is written page by page as it is taken, so it may be of any length. When its reader may not go on (removed, signed out, an outage),
//! the body is cut off: browsers call such a download failed, the JSON is no JSON, and the page lacks its last line.

use app::SavedPage;
use app::i18n::dates::Zone;
use app::i18n::phrases;
use app::page::FailurePage;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures::stream;
use protocol::messages::Entry;
use protocol::rooms::RoomSummary;
use protocol::session::Person;
use protocol::{RoomId, Timestamp};
use serde::{Deserialize, Serialize};

use super::draw::{self, Refusal};
use super::state::AppState;
use super::visitor::{Member, MemberOrProgram, percent_encoded};
use crate::chat::ChatError;
use crate::chat::save::Saving;

/// How many entries the file will have: nobody can know how many bytes.
const ENTRIES: HeaderName = HeaderName::from_static("x-suda-entries");

/// Most bytes of what a file is named after: file systems take 255, and the date and the ending come behind it.
const MAX_STEM: usize = 200;

/// `?zone=`
#[derive(Debug, Default, Deserialize)]
pub struct Where {
    zone: Option<String>,
}

/// `GET /rooms/{roomId}/conversation.json`
pub async fn json(
    State(state): State<AppState>,
    MemberOrProgram(member): MemberOrProgram,
    headers: HeaderMap,
    Path(room_id): Path<String>,
    Query(place): Query<Where>,
) -> Response {
    save(state, member, headers, &room_id, &place, Form::Json).await
}

/// `GET /rooms/{roomId}/conversation.html`
pub async fn html(
    State(state): State<AppState>,
    MemberOrProgram(member): MemberOrProgram,
    headers: HeaderMap,
    Path(room_id): Path<String>,
    Query(place): Query<Where>,
) -> Response {
    save(state, member, headers, &room_id, &place, Form::Html).await
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Json,
    Html,
}

async fn save(state: AppState, member: Member, headers: HeaderMap, room_id: &str, place: &Where, form: Form) -> Response {
    let Member { me, visitor } = member;
    let Ok(room_id) = RoomId::new(room_id) else { return draw::failure(&state, &visitor, FailurePage::NotFound) };
    let language = visitor.reader.language;
    let saving = match state.chat.save(&me, &room_id).await {
        Ok(saving) => saving,
        Err(error) => return error.refused(language).draw_whole(&state, &visitor),
    };
    // What is no zone is UTC.
    let zone = place.zone.as_deref().and_then(|zone| zone.parse().ok()).and_then(Zone::new).unwrap_or_default();
    let (now, name) = (state.now(), phrases::room_name(language, saving.room()));
    let (writer, head, ending, kind) = match form {
        Form::Json => (Writer::Json { first: true }, json_head(saving.room(), now, &me.person), "json", "application/json"),
        Form::Html => {
            let (page, head) = SavedPage::begin(language, zone, &me.person, &name, now);
            (Writer::Html(page), head, "html", "text/html; charset=utf-8")
        }
    };
    let mut answer = HeaderMap::new();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer.insert(CONTENT_DISPOSITION, attachment(&name, &zone.day(now), ending));
    answer.insert(ENTRIES, HeaderValue::from(saving.room().head.0));
    let file = File { state, headers, saving, writer: Some(writer), head: Some(head) };
    // Each page is read when the one before it was taken: what waits in memory is a page.
    (answer, Body::from_stream(stream::try_unfold(file, File::next))).into_response()
}

/// A file that is being written.
struct File {
    state: AppState,
    /// Those of the request: who reads is proven again for each page.
    headers: HeaderMap,
    saving: Saving,
    /// `None`: all is written.
    writer: Option<Writer>,
    head: Option<String>,
}

impl File {
    /// What comes next of it. An error ends the body without its end, and is told to nobody: the headers are gone.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, ChatError> {
        if let Some(head) = self.head.take() {
            return Ok(Some((head.into(), self)));
        }
        let Some(mut writer) = self.writer.take() else { return Ok(None) };
        let entries = self.entries().await.inspect_err(|error| {
            let _told_by_the_cut = error.at_edge("save");
        })?;
        let written = match entries {
            Some(entries) => {
                let written = writer.entries(&entries)?;
                self.writer = Some(writer);
                written
            }
            None => writer.end(),
        };
        Ok(Some((written.into(), self)))
    }

    async fn entries(&mut self) -> Result<Option<Vec<Entry>>, ChatError> {
        // A session that ends takes its downloads with it.
        if self.state.door.identify(&self.headers).await?.is_none() {
            return Err(ChatError::Unauthenticated);
        }
        self.saving.next().await
    }
}

/// Writes entries, one a line.
enum Writer {
    Json { first: bool },
    Html(SavedPage),
}

impl Writer {
    fn entries(&mut self, entries: &[Entry]) -> Result<String, ChatError> {
        match self {
            Self::Html(page) => Ok(page.entries(entries)),
            Self::Json { first } => {
                let mut lines = String::new();
                for entry in entries {
                    lines.push_str(if *first { "\n" } else { ",\n" });
                    *first = false;
                    lines.push_str(&serde_json::to_string(entry).map_err(|error| ChatError::Internal(error.to_string()))?);
                }
                Ok(lines)
            }
        }
    }

    fn end(self) -> String {
        match self {
            Self::Json { .. } => "\n]}\n".to_owned(),
            Self::Html(page) => page.end(),
        }
    }
}

/// What a saved conversation says before its entries.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    room: &'a RoomSummary,
    saved_at: Timestamp,
    saved_by: &'a Person,
}

/// The document up to its entries.
fn json_head(room: &RoomSummary, saved_at: Timestamp, saved_by: &Person) -> String {
    let mut head = serde_json::to_string(&Head { room, saved_at, saved_by }).expect("plain data with string keys");
    let brace = head.pop();
    debug_assert_eq!(brace, Some('}'), "an object");
    head.push_str(",\"entries\":[");
    head
}

/// `Content-Disposition` (RFC 6266, RFC 8187): the name as it is, and one in ASCII for programs that read no other.
fn attachment(room: &str, day: &str, ending: &str) -> HeaderValue {
    let name = format!("{} {day}.{ending}", file_stem(room));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " -_.,".contains(c);
    let plain = if name.is_ascii() {
        name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect()
    } else {
        format!("conversation {day}.{ending}")
    };
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", percent_encoded(&name));
    HeaderValue::try_from(text).expect("what is not plain is encoded")
}

/// A room's name as the beginning of a file's name, on any system: without what separates folders or means something to a shell or to
/// Windows, not hidden, of no more bytes than fit.
fn file_stem(room: &str) -> String {
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    let mut stem = String::new();
    for c in room.chars() {
        let c = if c.is_control() || "/\\:*?\"<>|%~".contains(c) { '_' } else { c };
        if stem.len() + c.len_utf8() > MAX_STEM {
            break;
        }
        stem.push(c);
    }
    let stem = stem.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let device = stem.split('.').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
    // A name of nothing but dots; a device of Windows.
    if stem.is_empty() || RESERVED.contains(&device.as_str()) { format!("_{stem}") } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(room: &str) -> String {
        attachment(room, "2026-11-25", "json").to_str().expect("ASCII").to_owned()
    }

    #[test]
    fn a_file_is_named_after_its_room_in_ascii_too() {
        assert_eq!(named("Lunch"), "attachment; filename=\"Lunch 2026-11-25.json\"; filename*=UTF-8''Lunch%202026-11-25.json");
        assert_eq!(
            named("점심"),
            "attachment; filename=\"conversation 2026-11-25.json\"; filename*=UTF-8''%EC%A0%90%EC%8B%AC%202026-11-25.json"
        );
        let odd = named("a;b\r\n=\"c\"");
        assert!(odd.starts_with("attachment; filename=\"a_b____c_ 2026-11-25.json\"; filename*=UTF-8''a%3Bb__%3D_c_%20"), "{odd}");
    }

    #[test]
    fn no_name_is_a_path_or_a_device_or_hidden() {
        for (room, stem) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("C:\\회의\\\"록\"", "C__회의__록_"),
            (".숨김", "숨김"),
            ("...", "_"),
            ("릴리스 0.9 ", "릴리스 0.9"),
            ("NUL", "_NUL"),
            ("com1.txt", "_com1.txt"),
            ("콘", "콘"),
        ] {
            assert_eq!(file_stem(room), stem, "{room}");
        }
        let long = file_stem(&"긴".repeat(100));
        assert!(long.len() <= MAX_STEM && long.chars().all(|c| c == '긴'));
    }
}
