//! The Socket.IO codec against socketioxide's own parser, which is the oracle: what one writes the other reads, and both
//! read the same from the same text. The oracle refuses `CONNECT_ERROR`, which only servers say, so that one is held
//! against what the oracle writes.

use client::socket::{self, Body, MAIN, Packet};
use proptest::prelude::*;
use socketioxide_core::packet::{Packet as TheirPacket, PacketData};
use socketioxide_core::parser::{Parse as _, ParseConfig, ParserState};
use socketioxide_core::{Str, Value};
use socketioxide_parser_common::CommonParser;

fn namespace() -> impl Strategy<Value = String> {
    prop_oneof![Just("/".to_owned()), Just("/chat".to_owned()), "/[a-z가-힣]{1,8}"]
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let text = prop_oneof![any::<String>(), "[가-힣ㄱ-ㅎ 😀\"\\\\\n]{0,12}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text.clone().prop_map(Value::from)
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(text.clone(), inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

#[derive(Clone, Debug)]
enum Said {
    Connect(Option<String>),
    Disconnect,
    Event(Option<u32>, String, serde_json::Value),
    Ack(u32, serde_json::Value),
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        proptest::option::of(json()).prop_map(|auth| Said::Connect(auth.map(|auth| serde_json::json!({ "auth": auth }).to_string()))),
        Just(Said::Disconnect),
        (proptest::option::of(any::<u32>()), any::<String>(), json()).prop_map(|(ack, name, data)| Said::Event(ack, name, data)),
        (any::<u32>(), json()).prop_map(|(id, data)| Said::Ack(id, data)),
    ]
}

fn theirs(text: &str) -> Result<TheirPacket, ()> {
    CommonParser.decode_str(&ParseConfig::default(), &ParserState::default(), Str::from(text.to_owned())).map_err(drop)
}

fn written_by_them(packet: TheirPacket) -> String {
    match CommonParser.encode(packet) {
        Value::Str(text, _) => text.as_str().to_owned(),
        Value::Bytes(_) => panic!("the common parser writes text"),
    }
}

fn value(text: &str) -> Value {
    Value::Str(Str::from(text.to_owned()), None)
}

/// Ours, as theirs would say it; `None` for what they have no reader for.
fn as_theirs(packet: &Packet<'_>) -> Option<TheirPacket> {
    let number = |number: u64| i64::try_from(number).ok();
    let inner = match packet.body {
        Body::Connect(data) => PacketData::Connect(data.map(value)),
        Body::Disconnect => PacketData::Disconnect,
        Body::Event { ack: None, data } => PacketData::Event(value(data), None),
        Body::Event { ack: Some(ack), data } => PacketData::Event(value(data), Some(number(ack)?)),
        Body::Ack { id, data } => PacketData::EventAck(value(data), number(id)?),
        Body::ConnectError(_) | Body::BinaryEvent | Body::BinaryAck { .. } => return None,
    };
    Some(TheirPacket { inner, ns: Str::from(packet.namespace.to_owned()) })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn both_write_and_read_the_same(namespace in namespace(), said in said()) {
        let data = match &said {
            Said::Event(_, name, payload) => socket::event_data(name, &payload.to_string()),
            Said::Ack(_, payload) => format!("[{payload}]"),
            Said::Connect(_) | Said::Disconnect => String::new(),
        };
        let body = match &said {
            Said::Connect(auth) => Body::Connect(auth.as_deref()),
            Said::Disconnect => Body::Disconnect,
            Said::Event(ack, ..) => Body::Event { ack: ack.map(u64::from), data: &data },
            Said::Ack(id, _) => Body::Ack { id: u64::from(*id), data: &data },
        };
        let packet = Packet { namespace: &namespace, body };
        let text = socket::encode(&packet);
        let their_packet = as_theirs(&packet).expect("they know it");
        prop_assert_eq!(&text, &written_by_them(their_packet.clone()));
        prop_assert_eq!(theirs(&text), Ok(their_packet));
        prop_assert_eq!(socket::decode(&text), Ok(packet));
        match &said {
            Said::Event(_, name, payload) => {
                let (read, argument) = socket::event(&data).expect("it was written here");
                prop_assert_eq!(&*read, name.as_str());
                prop_assert_eq!(argument.map(str::to_owned), Some(payload.to_string()));
            }
            Said::Ack(_, payload) => prop_assert_eq!(socket::first(&data).map(str::to_owned), Ok(payload.to_string())),
            Said::Connect(_) | Said::Disconnect => {}
        }
    }

    #[test]
    fn a_refusal_that_they_write_is_read(namespace in namespace(), message in any::<String>()) {
        let text = written_by_them(TheirPacket::connect_error(namespace.clone(), message.clone()));
        let packet = socket::decode(&text).expect("they wrote it");
        prop_assert_eq!(packet.namespace, namespace.as_str());
        let Body::ConnectError(data) = packet.body else { panic!("a refusal") };
        prop_assert_eq!(serde_json::from_str::<serde_json::Value>(data).expect("an object"), serde_json::json!({ "message": message }));
    }

    #[test]
    fn junk_traps_nobody_and_what_both_take_means_the_same(text in "[0-6]{0,2}-?(/[a-z가]{0,3},?)?[0-9]{0,3}(\\[|\\{|\"|가|,|x){0,3}") {
        if let (Ok(ours), Ok(theirs)) = (socket::decode(&text), theirs(&text)) {
            // They look for a number in every packet, and forget one that no list or object follows. Where one does, as
            // in every packet that means anything, both must agree.
            let data = match ours.body {
                Body::Event { data, .. } | Body::Ack { data, .. } | Body::Connect(Some(data)) => data,
                _ => "[",
            };
            if data.starts_with(['[', '{']) && !matches!(ours.body, Body::BinaryEvent | Body::BinaryAck { .. }) {
                prop_assert_eq!(as_theirs(&ours), Some(theirs));
            }
        }
    }

    #[test]
    fn nothing_that_comes_traps(text in any::<String>()) {
        let _ = socket::event(&text);
        let _ = socket::first(&text);
        let _ = client::engine::decode(&text);
        if let Ok(packet) = socket::decode(&text) {
            prop_assert!(packet.namespace == MAIN || text.contains(packet.namespace));
        }
    }
}
