//! Engine.IO, protocol version 4: the frames below Socket.IO, and whether the other side is still there.
//!
//! A frame is one text message of a websocket, or one part of a polling payload. Nothing here sends or waits: the
//! caller passes what came and the time, and is told what to do. Source: the Engine.IO protocol, revision 4.

use serde::Deserialize;

use crate::json;

/// Stands between the frames of a polling payload.
pub const SEPARATOR: char = '\u{1e}';
/// Says goodbye.
pub const CLOSE: &str = "1";
/// Goes before the text of a Socket.IO packet.
pub const MESSAGE: char = '4';

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// The first frame of the server.
    Open(Handshake),
    /// The other side goes.
    Close,
    /// Must be answered with a pong of the same text.
    Ping(&'a str),
    /// The answer to a ping.
    Pong(&'a str),
    /// A Socket.IO packet.
    Message(&'a str),
    /// An end of a change of transport, or padding: says nothing.
    Noop,
    /// Bytes, in base64. Suda has none: it is skipped.
    Binary,
}

/// What the server says when it opens. Unknown fields are skipped.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Handshake {
    /// The session, for the requests of long polling. Whoever knows it can act as this client: never log it.
    pub sid: String,
    /// The server pings this often, in milliseconds.
    pub ping_interval: u32,
    /// How long the answer to a ping may take, in milliseconds.
    pub ping_timeout: u32,
    /// The longest polling payload that the server takes, in bytes; 0: it does not say.
    #[serde(default)]
    pub max_payload: u32,
}

/// Not an Engine.IO frame. Its text is for a log and holds nothing of what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

/// Reads one frame.
pub fn decode(frame: &str) -> Result<Frame<'_>, Malformed> {
    let mut chars = frame.chars();
    let kind = chars.next().ok_or(Malformed("an empty frame"))?;
    let rest = chars.as_str();
    Ok(match kind {
        '0' => Frame::Open(json::read(rest).map_err(|_| Malformed("an open frame that cannot be read"))?),
        '1' => Frame::Close,
        '2' => Frame::Ping(rest),
        '3' => Frame::Pong(rest),
        MESSAGE => Frame::Message(rest),
        '5' | '6' => Frame::Noop,
        'b' => Frame::Binary,
        _ => return Err(Malformed("a frame of an unknown type")),
    })
}

/// The frames of a polling payload.
pub fn split(payload: &str) -> impl Iterator<Item = &str> {
    payload.split(SEPARATOR)
}

/// What a frame means to the one who sent for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// The session is open: messages may be sent.
    Opened,
    /// Send this frame back.
    Answer(String),
    /// A Socket.IO packet came.
    Message(&'a str),
    /// The server goes.
    Closed,
    /// Nothing to do.
    Nothing,
}

/// One Engine.IO session, from the client's side.
#[derive(Clone, Debug)]
pub struct Engine {
    handshake: Option<Handshake>,
    deadline: u64,
}

impl Engine {
    /// A session that is being opened at `now` and must be open within `open_ms`. Times are in milliseconds, on any
    /// clock that does not go back.
    pub fn new(now: u64, open_ms: u32) -> Self {
        Self { handshake: None, deadline: now + u64::from(open_ms) }
    }

    /// Takes in a frame. Pings are answered in every state: the server sends its first before the namespace is joined.
    pub fn receive<'a>(&mut self, now: u64, frame: &'a str) -> Result<Heard<'a>, Malformed> {
        let frame = decode(frame)?;
        if let Some(handshake) = &self.handshake {
            // Any frame shows that the server is there.
            self.deadline = now + handshake.patience();
        }
        Ok(match frame {
            Frame::Open(handshake) if self.handshake.is_none() => {
                self.deadline = now + handshake.patience();
                self.handshake = Some(handshake);
                Heard::Opened
            }
            Frame::Message(_) if self.handshake.is_none() => return Err(Malformed("a message before the open frame")),
            Frame::Message(text) => Heard::Message(text),
            Frame::Ping(text) => Heard::Answer(format!("3{text}")),
            Frame::Close => Heard::Closed,
            Frame::Open(_) | Frame::Pong(_) | Frame::Noop | Frame::Binary => Heard::Nothing,
        })
    }

    /// Whether the server has opened the session.
    pub fn is_open(&self) -> bool {
        self.handshake.is_some()
    }

    /// When the server counts as dead, unless something comes before: the time to open, then ping interval and ping
    /// timeout after the last frame.
    pub fn deadline(&self) -> u64 {
        self.deadline
    }

    /// The longest frame that the server takes, in bytes, as far as it says so.
    pub fn max_payload(&self) -> Option<usize> {
        let bytes = self.handshake.as_ref()?.max_payload;
        usize::try_from(bytes).ok().filter(|&bytes| bytes > 0)
    }
}

impl Handshake {
    fn patience(&self) -> u64 {
        u64::from(self.ping_interval) + u64::from(self.ping_timeout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: &str = r#"0{"sid":"abc-1","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200,"maxPayload":65536}"#;

    #[test]
    fn a_ping_is_answered_in_every_state_with_its_own_text() {
        let mut engine = Engine::new(0, 1_000);
        assert_eq!(engine.receive(1, "2"), Ok(Heard::Answer("3".into())));
        assert_eq!(engine.receive(2, OPEN), Ok(Heard::Opened));
        assert_eq!(engine.receive(3, "2probe"), Ok(Heard::Answer("3probe".into())));
    }

    #[test]
    fn the_server_counts_as_dead_after_ping_interval_and_ping_timeout_of_silence() {
        let mut engine = Engine::new(0, 1_000);
        assert_eq!(engine.deadline(), 1_000, "the time to open");
        engine.receive(10, OPEN).expect("an open frame");
        assert_eq!(engine.deadline(), 510);
        engine.receive(400, "4수다").expect("a message");
        assert_eq!(engine.deadline(), 900, "any frame counts");
        assert_eq!(engine.max_payload(), Some(65_536));
    }

    #[test]
    fn what_is_no_frame_is_refused_and_binary_is_skipped() {
        let mut engine = Engine::new(0, 1_000);
        for junk in ["", "9", "수다", "0{", "0{}", "4before open", "\u{1e}"] {
            assert!(engine.receive(1, junk).is_err(), "{junk:?}");
        }
        engine.receive(2, OPEN).expect("an open frame");
        for nothing in ["bAQID", "6", "5", "3", OPEN] {
            assert_eq!(engine.receive(3, nothing), Ok(Heard::Nothing), "{nothing:?}");
        }
        assert_eq!(engine.receive(4, "1"), Ok(Heard::Closed));
    }

    #[test]
    fn a_payload_is_split_at_its_separators() {
        assert_eq!(split("40\u{1e}42[\"말\"]\u{1e}2").collect::<Vec<_>>(), ["40", "42[\"말\"]", "2"]);
    }
}
