//! The conversation: the log, what is sent into it, and the field that it is written in.
//!
//! | module | holds |
//! |---|---|
//! | [`log`] | the log: rows, its beginning, what is said when there are none |
//! | [`row`] | one row of it |
//! | [`quote`] | what a message answers |
//! | [`reactions`] | who reacted how |
//! | [`act`] | what can be done with a message |
//! | [`actions`] | the bar and the menu from which it is done |
//! | [`days`] | to a day |
//! | [`roving`] | from message to message by the keys; the long press |
//! | [`said`] | what a message says |
//! | [`scroll`] | where the reader is: what they read stays where it is |
//! | [`history`] | fetches what is missing, older and newer |
//! | [`outbox`] | sends what waits, keeps it over a reload |
//! | [`composer`] | the field, its drafts |
//! | [`writing`] | what the field is for: an answer, an edit |
//! | [`tools`], [`edit`], [`mod@format`] | the tools under it: their buttons, what they do to the field, and to its text |
//! | [`call`], [`callees`] | somebody is being called: the state of that, and the list |
//! | [`pictures`] | the emoji picker |
//! | [`hint`] | what was just done |
//! | [`jump`] | the button to the end |

pub mod act;
pub mod actions;
pub mod call;
pub mod callees;
pub mod composer;
pub mod days;
pub mod edit;
pub mod format;
pub mod hint;
pub mod history;
pub mod jump;
pub mod log;
pub mod outbox;
pub mod pictures;
pub mod quote;
pub mod reactions;
pub mod roving;
pub mod row;
pub mod said;
pub mod scroll;
pub mod tools;
pub mod writing;
