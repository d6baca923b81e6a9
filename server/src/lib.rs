//! Who may do it and who hears of it.
//!
//! | module | holds |
//! |---|---|
//! | [`config`] | how the operator wants it |
//! | [`clock`] | what time it is |
//! | [`identity`] | who acts, proven |
//! | [`chat`] | the rules: one function for each command; decides, and says what to announce |
//! | [`announce`] | who hears of it: the only way out to other screens |
//! | [`gateway`] | the Socket.IO edge, and the only one who knows it |
//! | [`http`] | pages, forms, assets, health |
//! | [`serve`] | all of it, on a listener, until it is told to stop |
//! | [`launch`] | the program: flags, environment, signals |
//! | [`logs`], [`metrics`] | what the operator sees of it |

pub mod announce;
pub mod chat;
pub mod clock;
pub mod config;
pub mod gateway;
pub mod http;
pub mod identity;
pub mod launch;
pub mod logs;
pub mod metrics;
mod serve;

pub use config::Config;
pub use serve::{ServeError, serve};
