//! Who may do it and who hears of it.
//!
//! | module | holds |
//! |---|---|
//! | [`config`] | how the operator wants it |
//! | [`clock`] | what time it is |
//! | [`identity`] | who acts, proven |
//! | [`chat`] | the rules: one function for each command; decides, and says what to announce |
//! | [`announce`] | who hears of it: the only way out to other screens |
//! | [`push`] | browsers of who does not look are told, through their push services |
//! | [`gateway`] | the Socket.IO edge, and the only one who knows it |
//! | [`http`] | pages, forms, the JSON API, assets, health |
//! | [`payload`] | how the edges read JSON of strangers |
//! | [`storage`] | the store and the bus that the configuration asks for |
//! | [`serve`] | all of it, on a listener, until it is told to stop |
//! | [`archive`] | moving house: out of one store, into another |
//! | [`reindex`] | the index of searches, made anew |
//! | [`launch`] | the program: flags, environment, signals |
//! | [`healthcheck`] | the program asked whether another one of it serves |
//! | [`logs`], [`metrics`] | what the operator sees of it |

pub mod announce;
pub mod archive;
pub mod chat;
pub mod clock;
pub mod config;
pub mod gateway;
pub mod healthcheck;
pub mod http;
pub mod identity;
pub mod launch;
pub mod logs;
pub mod metrics;
pub mod payload;
pub mod push;
pub mod reindex;
mod serve;
pub mod storage;

pub use config::Config;
pub use serve::{ServeError, serve};
