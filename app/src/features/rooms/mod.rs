//! The reader's rooms: the list, the header of the open one, its details, and what can be done with a room.
//!
//! | module | holds |
//! |---|---|
//! | [`list`] | the list, with its filter |
//! | [`row`] | one room of it |
//! | [`header`] | the open room's name, and the way to its details |
//! | [`details`] | who is in it; renaming, inviting, leaving, deleting |
//! | [`save`] | its conversation into a file |
//! | [`dialogs`] | which dialog is open |
//! | [`create`], [`directory`], [`picker`], [`people`], [`farewell`] | what stands in them |
//! | [`address`] | the address bar and the window's title |

use protocol::UserId;

use crate::state::Screen;
use crate::ui::Erased;

pub mod address;
pub mod create;
pub mod details;
pub mod dialogs;
pub mod directory;
pub mod farewell;
pub mod header;
pub mod list;
pub mod people;
pub mod picker;
pub mod row;
pub mod save;

/// Draws whether somebody is there: handed in, because it is another feature's.
pub type Dot = fn(Screen, UserId) -> Erased;
