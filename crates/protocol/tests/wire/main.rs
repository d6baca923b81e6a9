//! Golden JSON: how everything that is said stands on the wire. What is written here is a promise to every client that
//! exists; a test that fails is a break of the protocol, not a test to be adapted.

mod commands;
mod errors;
mod events;
mod refused;
mod samples;

use std::fmt::Debug;

use protocol::Command;
use protocol::error::Reply;
use protocol::event::EventPayload;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Both directions: `value` becomes `wire`, and `wire` becomes `value`.
#[track_caller]
pub(crate) fn golden<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, wire: &Value) {
    assert_eq!(&serde_json::to_value(value).expect("it is JSON"), wire);
    let text = serde_json::to_string(value).expect("it is JSON");
    assert_eq!(&serde_json::from_str::<T>(&text).expect("its own JSON"), value);
    assert_eq!(&serde_json::from_value::<T>(wire.clone()).expect("the golden JSON"), value);
}

/// A command, its reply, and their JSON; gives its name.
#[track_caller]
pub(crate) fn command<C>(payload: &C, wire: &Value, reply: C::Reply, reply_wire: &Value) -> &'static str
where
    C: Command + PartialEq + Debug,
    C::Reply: PartialEq + Debug,
{
    golden(payload, wire);
    golden(&Reply::Ok(reply), &serde_json::json!({ "ok": reply_wire }));
    C::NAME
}

/// An event and its JSON; gives its name.
#[track_caller]
pub(crate) fn event<E: EventPayload + PartialEq + Debug>(payload: &E, wire: &Value) -> &'static str {
    golden(payload, wire);
    E::NAME
}

/// What the types make of JSON that somebody else wrote.
pub(crate) fn read<T: DeserializeOwned>(wire: Value) -> Result<T, String> {
    serde_json::from_value(wire).map_err(|error| error.to_string())
}
