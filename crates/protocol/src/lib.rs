//! What is said between a client and a server of Suda: pure data, the same types on both sides.
//!
//! | module | holds |
//! |---|---|
//! | [`ids`] | who and what: people, rooms, places in a log, times |
//! | [`text`] | what people write, checked: names, room names, messages |
//! | [`command`] | the trait that ties a command's name, payload and reply together; the list of all of them |
//! | [`error`] | the closed set of error codes, and the envelope of a reply |
//! | [`event`] | the list of all events, tied to their payloads |
//! | [`session`] | a person and their preferences; `sync`, `find_people` |
//! | [`rooms`] | rooms and their members |
//! | [`messages`] | the log: entries, pages, sending, reading |
//! | [`notify`] | how much of a room somebody wants to be called for |
//! | [`typing`], [`presence`], [`search`] | the rest of the word list |
//!
//! With the feature `openapi` these types say what they look like in an OpenAPI description (`openapi.rs`).
//!
//! Everything on the wire is JSON in camelCase. `docs/PROTOCOL.md` is written for the author of a client and a test
//! compares it with [`command::COMMANDS`], [`event::EVENTS`] and [`error::ErrorCode::ALL`].

pub mod command;
pub mod error;
pub mod event;
pub mod ids;
pub mod messages;
pub mod notify;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod presence;
pub mod rooms;
pub mod search;
pub mod session;
pub mod text;
pub mod typing;

pub use command::Command;
pub use error::{ErrorBody, ErrorCode, Reply};
pub use event::Event;
pub use ids::{ClientId, RoomId, Seq, Timestamp, UserId};
pub use text::{Emoji, MessageText, Name, RoomName, RoomTopic, TextError};
