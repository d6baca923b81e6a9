//! The pages that need no script: plain forms, drawn by the server, that say in place what was wrong and keep what was typed.
//! They must not decide: everything that they show comes with their page's data.
//!
//! | module | draws |
//! |---|---|
//! | `door` | sign-in, sign-up, a new password |
//! | `embed` | the way into a room in a page of another site |
//! | `join` | where an invite link leads |
//! | `search` | looking for messages, and what was found |
//! | `settings` | one's own name, password, devices |
//! | `display` | how the screen looks and answers the keys, a section of the settings |
//! | `notifications` | notifications on this device, a section of the settings |
//! | `admin` | people and invites |
//! | `api` | the HTTP API, for authors of programs |
//! | `failure` | what went wrong as a whole |
//! | `styleguide` | every component and token, in debug builds only |
//! | [`saved`] | a conversation as a file that stands alone |
//! | `frame` | what settings and administration share: the side with its links, the bar, cards |

mod admin;
mod api;
mod display;
mod door;
mod embed;
mod failure;
mod frame;
mod join;
mod notifications;
pub(crate) mod saved;
mod search;
mod settings;
#[cfg(debug_assertions)]
pub(crate) mod styleguide;

pub(crate) use admin::admin;
pub(crate) use api::api;
pub(crate) use door::{reset, sign_in, sign_up};
pub(crate) use embed::embed;
pub(crate) use failure::{failure, failure_title, offline};
pub(crate) use join::join;
pub(crate) use search::search;
pub(crate) use settings::settings;
#[cfg(debug_assertions)]
pub(crate) use styleguide::styleguide;

#[cfg(test)]
mod tests;
