//! The chat screen, by word. No feature knows another one; [`screen`] puts them together, and hands one what it needs of another.
//!
//! | module | holds |
//! |---|---|
//! | [`screen`] | the island, and where its first state comes from |
//! | [`keys`] | the keys of the whole screen |
//! | [`help`] | the list of those keys |
//! | [`tabs`] | the foot of a phone's list |
//! | [`rare`] | what is looked at now and then, and comes when it is wanted |
//! | [`session`] | who the reader is, whether they are connected |
//! | [`rooms`] | the list, the header, the details, the dialogs |
//! | [`messages`] | the log, the composer, the outbox |
//! | [`typing`], [`presence`], [`search`] | the rest of the word list |

#![allow(clippy::large_types_passed_by_value, reason = "handles of signals are copied; in a release they are a few words")]

pub mod help;
pub mod keys;
pub mod messages;
pub mod presence;
pub mod rare;
pub mod rooms;
pub mod screen;
pub mod search;
pub mod session;
pub mod tabs;
pub mod typing;

pub use screen::ChatScreen;
