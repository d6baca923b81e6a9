//! The conversation: the log, what is sent into it, and the field that it is written in.
//!
//! | module | holds |
//! |---|---|
//! | [`log`] | the log: rows, its beginning, what is said when there are none |
//! | [`row`] | one row of it |
//! | [`scroll`] | where the reader is: what they read stays where it is |
//! | [`history`] | fetches what is missing, older and newer |
//! | [`outbox`] | sends what waits, keeps it over a reload |
//! | [`composer`] | the field, its drafts |
//! | [`jump`] | the button to the end |

pub mod composer;
pub mod history;
pub mod jump;
pub mod log;
pub mod outbox;
pub mod row;
pub mod scroll;
