//! The chat screen, by word. No feature knows another one; [`screen`] puts them together.
//!
//! | module | holds |
//! |---|---|
//! | [`screen`] | the island, and where its first state comes from |

pub mod screen;

pub use screen::ChatScreen;
