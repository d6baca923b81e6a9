//! Plain components. They know nothing of chat and import nothing of ours: what they show and say is handed to them.
//!
//! Functions that return views, over class lists that are constants: the cheapest form in the browser's code. Where a caller
//! wants its own attributes and events, there is the class list alone ([`button`], [`ICON_BUTTON`], [`INPUT`]).
//!
//! | module | holds |
//! |---|---|
//! | [`avatar`](mod@avatar) | a person's circle and a room's tile: letter and hue |
//! | [`badge`](mod@badge) | counts, dots, marks of a role |
//! | [`browser`] | the time, randomness, storage, kinds of pointer |
//! | [`button`](mod@button) | buttons and icon buttons |
//! | [`dialog`](mod@dialog) | what floats: dialogs and menus |
//! | [`download`] | a file that is received piece by piece |
//! | [`enter`] | what Enter means while an input method is at work |
//! | [`entry`] | binds that rule to a field |
//! | [`erase`] | views whose type is forgotten |
//! | [`field`](mod@field) | a labelled input with its help and its error |
//! | [`hold`] | a finger that stays where it is |
//! | [`icon`](mod@icon) | the icons and the mark |
//! | [`live`](mod@live) | parts that follow what they read, conditions, lists |
//! | [`marks`] | a text with marked parts |
//! | [`notice`] | what is said in place: banners, empty states, skeletons |
//! | [`switch`] | choices: switches and segments |

pub mod avatar;
pub mod badge;
pub mod browser;
pub mod button;
pub mod dialog;
pub mod download;
pub mod enter;
pub mod entry;
pub mod erase;
pub mod field;
pub mod hold;
pub mod icon;
pub mod live;
pub mod marks;
pub mod notice;
pub mod switch;

pub use avatar::{AvatarSize, avatar, hue, letter, person_letter, tile};
pub use badge::{badge, dot, role};
pub use button::{ICON_BUTTON, Look, Size, button};
pub use dialog::{DIALOG, MENU, MENU_DANGER, MENU_ITEM, MENU_RULE, dialog, menu, rescue_focus, step_through};
pub use erase::{Erase, Erased};
pub use field::{Field, INPUT, LABEL, field};
pub use hold::Hold;
pub use icon::{Icon, icon, mark, small_icon};
pub use live::{Flag, Item, Show, click, flag, follow, item, list, live, once_there, words};
pub use marks::{escaped, excerpt, marked, pieces};
pub use notice::{Tone, banner, empty, skeleton_log};
pub use switch::{SEGMENT, SEGMENTS, SWITCH, segments, switch};
