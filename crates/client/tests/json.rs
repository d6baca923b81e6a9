//! Reading JSON: like `serde_json`, where servers are concerned.

#![cfg(not(target_arch = "wasm32"))]

use client::json::{Malformed, Unread, read};
use proptest::prelude::*;
use protocol::messages::Entry;
use protocol::rooms::RoomSummary;
use protocol::session::Synced;
use protocol::{ErrorBody, Reply};
use serde::de::DeserializeOwned;
use serde_json::Value;

const ENTRY: &str = r#"{"roomId":"release","seq":7,"at":1764057600000,"userId":"bob","userName":"Bob","type":"new_message",
    "content":"한 줄\n\"두\" 줄 \u2603 \ud83d\ude00","clientId":"c0ffee","later":[1.5e3,{"a":null,"b":[true,false,"\\"]},-0.25]}"#;
const REPLIES: [&str; 3] =
    [r#"{"ok":[[1,2],[3,4]]}"#, r#"{"error":{"code":"rate_limited","message":"too many","retryAfterMs":250}}"#, r#" { "ok" : [ ] } "#];

/// The same as the oracle reads, or nothing where that reads nothing.
fn same<T: DeserializeOwned + PartialEq + std::fmt::Debug>(json: &str) {
    assert_eq!(read::<T>(json).ok(), serde_json::from_str::<T>(json).ok(), "{json}");
}

#[test]
fn what_the_protocol_knows_is_read() {
    let entry: Entry = read(ENTRY).expect("an entry");
    assert_eq!(entry, serde_json::from_str(ENTRY).expect("an entry"));
    same::<Entry>(ENTRY);
    for reply in REPLIES {
        same::<Reply<Vec<(u32, u32)>>>(reply);
        assert!(read::<Reply<Vec<(u32, u32)>>>(reply).is_ok(), "{reply}");
    }
    assert_eq!(read(r#"{"ok":null}"#), Ok(Reply::Ok(())));
    // The longest reply, as the documentation has it.
    let documentation = include_str!("../../../docs/PROTOCOL.md");
    let synced = documentation.lines().find_map(|line| line.strip_prefix("← 430")).expect("an acknowledgement of sync");
    let reply: (Reply<Synced>,) = read(synced).expect("a reply");
    assert_eq!(reply, serde_json::from_str(synced).expect("a reply"));
}

#[test]
fn another_type_is_refused() {
    for json in ["", "null", "[]", "{}", "7", "\"release\"", r#"{"ok":{}}"#, r#"{"nothing":1}"#, r#"{"ok":1,"error":2}"#, "{\"ok\":"] {
        same::<Entry>(json);
        same::<RoomSummary>(json);
        same::<ErrorBody>(json);
        same::<Reply<Vec<(u32, u32)>>>(json);
        same::<Reply<bool>>(json);
    }
    for json in ["-1", "4294967296", "1.0", "1e3", "01", "-", "+1", "1.", ".5", "0x1", "1 2", "9223372036854775807", "9223372036854775808"]
    {
        same::<u32>(json);
        same::<i64>(json);
        same::<Option<u64>>(json);
    }
    for json in ["[1,2]", "[1]", "[1,2,3]", "[1,2,]", "[,1,2]", "[1 2]", "[1,2", "{}"] {
        same::<(u32, u32)>(json);
    }
    for json in [r#"{"code":"full","message":"a","message":"b"}"#, r#"{"code":"full","message":"a",}"#, r#"{"code":"full" "message":"a"}"#]
    {
        same::<ErrorBody>(json);
    }
}

#[test]
fn texts_end_where_they_end() {
    for json in [
        r#""\u00e9""#,
        r#""\ud83d\ude00""#,
        r#""\ud83d""#,
        r#""\ude00""#,
        r#""\ud83dx""#,
        r#""\ud83d\u0041""#,
        r#""\u12""#,
        r#""\x""#,
        "\"\n\"",
        "\"a",
        "\"\\",
        "\"\\u\u{ac00}\u{ac01}\"",
        "'a'",
    ] {
        same::<String>(json);
        same::<Vec<String>>(&format!("[{json}]"));
    }
}

#[test]
fn a_hole_without_ground_is_not_fallen_into() {
    let deep = "[".repeat(100_000);
    assert_eq!(read::<Unread<'_>>(&deep), Err(Malformed));
    assert_eq!(read::<ErrorBody>(&format!(r#"{{"code":"full","message":"a","more":{deep}}}"#)), Err(Malformed));
}

/// Any JSON that is not nested too deeply.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..6).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_is_json_is_taken_apart(values in prop::collection::vec(any_json(), 0..5), pretty in any::<bool>()) {
        let json = if pretty { serde_json::to_string_pretty(&values) } else { serde_json::to_string(&values) }.expect("JSON");
        let parts = read::<Vec<Unread<'_>>>(&json).expect("an array");
        let again: Vec<Value> = parts.iter().map(|part| serde_json::from_str(part.0).expect("JSON")).collect();
        prop_assert_eq!(again, serde_json::from_str::<Vec<Value>>(&json).expect("JSON"));
    }

    #[test]
    fn any_text_comes_back(texts in prop::collection::vec(any::<String>(), 0..5)) {
        let json = serde_json::to_string(&texts).expect("JSON");
        prop_assert_eq!(read::<Vec<String>>(&json), Ok(texts.clone()));
        let units: Vec<String> = texts.concat().encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        prop_assert_eq!(read::<String>(&format!("\"{}\"", units.concat())), Ok(texts.concat()));
    }

    /// A character of a document is taken out or replaced: what is read then, is what the oracle reads. No `e` is put in: it can make a
    /// number that the oracle finds too large, where nobody asks for it.
    #[test]
    fn a_damaged_document_is_read_as_the_oracle_reads_it(
        which in 0..4_usize, at in any::<prop::sample::Index>(), with in prop::option::of("[\\[\\]{}\",:\\\\0-9a-df-z .\\-]")
    ) {
        let document = [ENTRY, REPLIES[0], REPLIES[1], REPLIES[2]][which];
        let mut chars: Vec<char> = document.chars().collect();
        let at = at.index(chars.len());
        match with {
            Some(with) => chars[at] = with.chars().next().expect("one character"),
            None => { chars.remove(at); }
        }
        let damaged: String = chars.into_iter().collect();
        same::<Entry>(&damaged);
        same::<Reply<Vec<(u32, u32)>>>(&damaged);
        same::<ErrorBody>(&damaged);
        prop_assert_eq!(read::<Unread<'_>>(&damaged).is_ok(), serde_json::from_str::<Value>(&damaged).is_ok());
    }
}

#[test]
fn an_unread_part_is_what_stood_there() {
    let json = r#" [ {"a": [1, 2]} , "b" ] "#;
    assert_eq!(read::<Vec<Unread<'_>>>(json), Ok(vec![Unread(r#"{"a": [1, 2]}"#), Unread("\"b\"")]));
}
