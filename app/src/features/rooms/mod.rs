//! The reader's rooms: the list, the header of the open one, its details, and what can be done with a room.
//!
//! | module | holds |
//! |---|---|
//! | [`list`] | the list, with its filter |
//! | [`row`] | one room of it |
//! | [`menu`], [`choice`] | what can be done with it from there; what the reader has set for themselves |
//! | [`header`] | the open room's name, and the way to its details |
//! | [`details`], [`naming`] | who is in it; its name and topic; inviting, leaving, deleting |
//! | [`links`] | invite links into it |
//! | [`save`] | its conversation into a file |
//! | [`dialogs`] | which dialog is open |
//! | [`create`], [`directory`], [`picker`], [`people`], [`farewell`] | what stands in them |
//! | [`card`], [`seen`] | who somebody is, and the way to talk to them; whether they are there, or were |
//! | [`switcher`] | from room to room by a few keys of a name |
//! | [`address`] | the address bar and the window's title |

use protocol::UserId;

use crate::state::Screen;
use crate::ui::Erased;

pub mod address;
pub mod card;
pub mod choice;
pub mod create;
pub mod details;
pub mod dialogs;
pub mod directory;
pub mod farewell;
pub mod header;
pub mod links;
pub mod list;
pub mod menu;
pub mod naming;
pub mod people;
pub mod picker;
pub mod row;
pub mod save;
pub mod seen;
pub mod switcher;

/// Draws whether somebody is there: handed in, because it is another feature's.
pub type Dot = fn(Screen, UserId) -> Erased;
