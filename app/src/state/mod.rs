//! What the chat screen knows, in the browser and while the server draws it: plain data, changed by pure functions. No element,
//! no socket and no clock of its own.
//!
//! | module | holds |
//! |---|---|
//! | [`chat`] | all of it together, and what an event does to it |
//! | [`screen`] | the thin reactive layer over it: who looks at a part is told when it changed |
//! | [`looks`] | what draws the text of messages |
//! | [`rows`] | a keyed list that tells each row by itself |
//! | [`parts`] | the names of the parts |
//! | [`session`] | how the connection is |
//! | [`rooms`] | the list of rooms |
//! | [`attention`] | whether somebody looks |
//! | [`told`] | what is told of a message when nobody does |
//! | [`messages`] | the conversations that are or were open |
//! | [`typing`], [`presence`], [`search`] | the rest of the word list |

pub mod attention;
pub mod chat;
pub mod looks;
pub mod messages;
pub mod parts;
pub mod presence;
pub mod rooms;
pub mod rows;
pub mod screen;
pub mod search;
pub mod session;
#[cfg(test)]
mod tests;
pub mod told;
pub mod typing;

pub use chat::Chat;
pub use parts::Parts;
pub use screen::Screen;
