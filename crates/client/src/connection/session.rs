//! One way to the server, from its opening to its end: Engine.IO below, the namespace above.

use protocol::{ErrorBody, ErrorCode};
use serde::Deserialize;

use super::{LinkId, Transport};
use crate::engine::{Engine, Heard, MESSAGE};
use crate::json;
use crate::socket::{self, Body, MAIN, Packet};

/// What came, as far as it concerns the whole connection.
pub(super) enum News<'a> {
    Nothing,
    /// Send this frame.
    Answer(String),
    /// The server lets us into the namespace.
    Joined,
    /// It does not.
    Refused(ErrorBody),
    /// It is over.
    Ended,
    /// What came is not understood.
    Malformed(&'static str),
    /// An event, its data still unread.
    Event(&'a str),
    /// A reply, its data still unread; `None`: it had attachments.
    Ack(u64, Option<&'a str>),
}

pub(super) struct Session {
    pub(super) link: LinkId,
    pub(super) transport: Transport,
    pub(super) engine: Engine,
    pub(super) joined: bool,
    join_by: u64,
}

impl Session {
    pub(super) fn new(link: LinkId, transport: Transport, now: u64, open_ms: u32) -> Self {
        // To be let in may take as long as to open.
        let join_by = now + 2 * u64::from(open_ms);
        Self { link, transport, engine: Engine::new(now, open_ms), joined: false, join_by }
    }

    pub(super) fn deadline(&self) -> u64 {
        if self.joined { self.engine.deadline() } else { self.engine.deadline().min(self.join_by) }
    }

    pub(super) fn receive<'a>(&mut self, now: u64, frame: &'a str, auth: Option<&str>) -> News<'a> {
        match self.engine.receive(now, frame) {
            Ok(Heard::Opened) => News::Answer(message(&Packet { namespace: MAIN, body: Body::Connect(auth) })),
            Ok(Heard::Answer(frame)) => News::Answer(frame),
            Ok(Heard::Message(packet)) => self.packet(packet),
            Ok(Heard::Closed) => News::Ended,
            Ok(Heard::Nothing) => News::Nothing,
            Err(fault) => News::Malformed(fault.0),
        }
    }

    fn packet<'a>(&mut self, packet: &'a str) -> News<'a> {
        let packet = match socket::decode(packet) {
            Ok(packet) => packet,
            Err(fault) => return News::Malformed(fault.0),
        };
        // We never join another namespace: what is said there is not for us.
        if packet.namespace != MAIN {
            return News::Nothing;
        }
        match packet.body {
            Body::Connect(_) if !self.joined => {
                self.joined = true;
                News::Joined
            }
            Body::ConnectError(data) => News::Refused(refusal(data)),
            Body::Disconnect => News::Ended,
            Body::Event { data, .. } if self.joined => News::Event(data),
            Body::Ack { id, data } => News::Ack(id, Some(data)),
            Body::BinaryAck { id } => News::Ack(id, None),
            Body::Connect(_) | Body::Event { .. } | Body::BinaryEvent => News::Nothing,
        }
    }
}

/// A Socket.IO packet as a frame.
pub(super) fn message(packet: &Packet<'_>) -> String {
    let mut frame = socket::encode(packet);
    frame.insert(0, MESSAGE);
    frame
}

/// Reads why the namespace was refused. Servers can say little in a `CONNECT_ERROR`, so our error is looked for in every
/// place where one fits: the object itself, its `data`, its `message` as JSON or as `code: text`.
fn refusal(data: &str) -> ErrorBody {
    #[derive(Deserialize)]
    struct ConnectError {
        #[serde(default)]
        message: String,
        data: Option<ErrorBody>,
    }
    if let Ok(error) = json::read::<ErrorBody>(data) {
        return error;
    }
    let Ok(error) = json::read::<ConnectError>(data) else {
        return ErrorBody::new(ErrorCode::Unavailable, "refused without a reason that can be read");
    };
    error.data.or_else(|| json::read(&error.message).ok()).unwrap_or_else(|| {
        let (code, text) = error.message.split_once(": ").unwrap_or((&error.message, &error.message));
        match ErrorCode::ALL.iter().find(|known| known.as_str() == code) {
            Some(&code) => ErrorBody::new(code, text),
            None => ErrorBody::new(ErrorCode::Unavailable, error.message),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_error_is_found_wherever_a_server_can_put_it() {
        let ours = ErrorBody::new(ErrorCode::Unauthenticated, "다시 로그인하세요");
        let text = serde_json::to_string(&ours).expect("an error is JSON");
        let quoted = serde_json::to_string(&text).expect("a text is JSON");
        let plain = serde_json::to_string(&ours.to_string()).expect("a text is JSON");
        for data in [text.clone(), format!(r#"{{"message":{quoted}}}"#), format!(r#"{{"message":{plain}}}"#)] {
            assert_eq!(refusal(&data), ours, "{data}");
        }
        assert_eq!(refusal(&format!(r#"{{"message":"no","data":{text}}}"#)), ours);
        assert_eq!(refusal(r#"{"message":"unauthenticated"}"#).code, ErrorCode::Unauthenticated);
    }

    #[test]
    fn a_refusal_without_our_error_may_pass() {
        for data in ["", "[]", "{}", r#"{"message":"Invalid namespace"}"#, r#""안 돼요""#] {
            assert_eq!(refusal(data).code, ErrorCode::Unavailable, "{data}");
        }
    }
}
