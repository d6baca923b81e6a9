//! Socket.IO, protocol version 5, without binary attachments: the packets inside Engine.IO's messages.
//!
//! The codec looks at a packet's head only and hands out the JSON after it as a slice; [`event`] and [`first`] look
//! into that. Nothing is copied and no tree of values is built. Source: the Socket.IO protocol, revision 5.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::json::{self, Unread};

/// The namespace that needs no name on the wire.
pub const MAIN: &str = "/";

/// One packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Begins with `/`.
    pub namespace: &'a str,
    /// What it says.
    pub body: Body<'a>,
}

/// What a packet says. Every `data` is JSON text that was not yet read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// To the server: who comes. From the server: welcome.
    Connect(Option<&'a str>),
    /// Goes from the namespace.
    Disconnect,
    /// An array: the name and the arguments.
    Event {
        /// Asks for an acknowledgement under this number.
        ack: Option<u64>,
        /// `["name", …]`
        data: &'a str,
    },
    /// The acknowledgement of an event.
    Ack {
        /// The event's number.
        id: u64,
        /// `[…]`
        data: &'a str,
    },
    /// The server does not let us into the namespace.
    ConnectError(&'a str),
    /// An event with attachments: Suda has none.
    BinaryEvent,
    /// An acknowledgement with attachments: Suda has none.
    BinaryAck {
        /// The event's number.
        id: u64,
    },
}

/// Not a Socket.IO packet. Its text is for a log and holds nothing of what came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

/// Reads one packet.
pub fn decode(packet: &str) -> Result<Packet<'_>, Malformed> {
    let kind = *packet.as_bytes().first().ok_or(Malformed("an empty packet"))?;
    if !kind.is_ascii_digit() || kind > b'6' {
        return Err(Malformed("a packet of an unknown type"));
    }
    let mut rest = &packet[1..];
    if kind >= b'5' {
        let (count, after) = digits(rest);
        rest = after.strip_prefix('-').filter(|_| !count.is_empty()).ok_or(Malformed("attachments without a count"))?;
    }
    let (namespace, rest) = if rest.starts_with('/') { rest.split_once(',').unwrap_or((rest, "")) } else { (MAIN, rest) };
    let body = match kind {
        b'0' => Body::Connect((!rest.is_empty()).then_some(rest)),
        b'1' => Body::Disconnect,
        b'4' => Body::ConnectError(rest),
        _ => {
            let (number, data) = digits(rest);
            let number = if number.is_empty() { None } else { Some(number.parse().map_err(|_| Malformed("a number out of range"))?) };
            let needed = number.ok_or(Malformed("an acknowledgement without a number"));
            match kind {
                b'2' => Body::Event { ack: number, data },
                b'3' => Body::Ack { id: needed?, data },
                b'5' => Body::BinaryEvent,
                _ => Body::BinaryAck { id: needed? },
            }
        }
    };
    Ok(Packet { namespace, body })
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// Writes one packet, the reverse of [`decode`]; a packet with attachments becomes an empty text.
pub fn encode(packet: &Packet<'_>) -> String {
    let (kind, number, data) = match packet.body {
        Body::Connect(data) => ('0', None, data.unwrap_or_default()),
        Body::Disconnect => ('1', None, ""),
        Body::Event { ack, data } => ('2', ack, data),
        Body::Ack { id, data } => ('3', Some(id), data),
        Body::ConnectError(data) => ('4', None, data),
        Body::BinaryEvent | Body::BinaryAck { .. } => return String::new(),
    };
    let mut text = String::with_capacity(packet.namespace.len() + data.len() + 24);
    text.push(kind);
    if packet.namespace != MAIN {
        text.push_str(packet.namespace);
        text.push(',');
    }
    if let Some(number) = number {
        write!(text, "{number}").expect("a String takes everything");
    }
    text.push_str(data);
    text
}

/// The JSON array of an event: its name and one argument, which is JSON text already.
pub fn event_data(name: &str, payload: &str) -> String {
    let name = serde_json::to_string(name).expect("a text is JSON");
    format!("[{name},{payload}]")
}

/// An event's name and its first argument.
pub fn event(data: &str) -> Result<(Cow<'_, str>, Option<&str>), Malformed> {
    let parts = array(data)?;
    let Unread(name) = *parts.first().ok_or(Malformed("an event without a name"))?;
    let inner = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).ok_or(Malformed("an event's name is no text"))?;
    let name = if inner.contains('\\') {
        Cow::Owned(json::read(name).map_err(|_| Malformed("an event's name cannot be read"))?)
    } else {
        Cow::Borrowed(inner)
    };
    Ok((name, parts.get(1).map(|part| part.0)))
}

/// An acknowledgement's first argument; `null` when it has none.
pub fn first(data: &str) -> Result<&str, Malformed> {
    Ok(array(data)?.first().map_or("null", |part| part.0))
}

fn array(data: &str) -> Result<Vec<Unread<'_>>, Malformed> {
    json::read(data).map_err(|_| Malformed("the arguments are no JSON array"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn main(body: Body<'_>) -> Packet<'_> {
        Packet { namespace: MAIN, body }
    }

    #[test]
    fn packets_as_the_protocol_writes_them() {
        let cases = [
            ("0", main(Body::Connect(None))),
            (r#"0{"token":"123"}"#, main(Body::Connect(Some(r#"{"token":"123"}"#)))),
            (r#"0/admin,{"sid":"oSO"}"#, Packet { namespace: "/admin", body: Body::Connect(Some(r#"{"sid":"oSO"}"#)) }),
            (r#"4{"message":"Not authorized"}"#, main(Body::ConnectError(r#"{"message":"Not authorized"}"#))),
            (r#"2["말","안녕"]"#, main(Body::Event { ack: None, data: r#"["말","안녕"]"# })),
            (r#"2/admin,456["p",1]"#, Packet { namespace: "/admin", body: Body::Event { ack: Some(456), data: r#"["p",1]"# } }),
            (r#"312["ok"]"#, main(Body::Ack { id: 12, data: r#"["ok"]"# })),
            ("1/admin,", Packet { namespace: "/admin", body: Body::Disconnect }),
        ];
        for (text, packet) in cases {
            assert_eq!(decode(text).as_ref(), Ok(&packet), "{text}");
            assert_eq!(encode(&packet), text);
        }
    }

    #[test]
    fn junk_is_refused_and_attachments_are_known() {
        for junk in ["", "7", "x", "말", "3[]", "5[]", "5-[]", "6-1[]", "299999999999999999999[]"] {
            assert!(decode(junk).is_err(), "{junk:?}");
        }
        let binary = r#"51-["f",{"_placeholder":true,"num":0}]"#;
        assert_eq!(decode(binary), Ok(main(Body::BinaryEvent)));
        assert_eq!(decode(r"61-7[]"), Ok(main(Body::BinaryAck { id: 7 })));
    }

    #[test]
    fn arguments_are_slices() {
        assert_eq!(event(r#"["read", {"seq": 3} , 4]"#), Ok(("read".into(), Some(r#"{"seq": 3}"#))));
        assert_eq!(event(r#"["\uc218\ub2e4"]"#), Ok(("수다".into(), None)));
        assert_eq!(event(&event_data("말 \"하기\"", "null")), Ok(("말 \"하기\"".into(), Some("null"))));
        assert_eq!(first(r#"[{"ok":null}]"#), Ok(r#"{"ok":null}"#));
        assert_eq!(first("[]"), Ok("null"));
        for junk in ["", "{}", "[", "[3]", "[]"] {
            assert!(event(junk).is_err(), "{junk:?}");
        }
    }
}
