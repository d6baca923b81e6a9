//! What a person sees: the pages, and the one island that is the chat screen. It must not know the server or the store.
//!
//! | module | holds |
//! |---|---|
//! | [`page`] | what a page shows, as plain data: an axum route fills it |
//! | [`render`] | draws a page as an HTML document (`ssr`) |
//! | `pages` | the pages that need no script: sign-in, settings, administration, failures (`ssr`) |
//! | [`features`] | the chat screen, by word |
//! | [`state`] | what the chat screen knows: plain data under a thin reactive layer |
//! | [`socket`] | its line to the server |
//! | [`ui`] | plain components, which know nothing of chat |
//! | [`i18n`] | every word that people read, in Korean and English |

// Views are types: the chat screen is deeper than what the compiler looks at by default.
#![recursion_limit = "256"]

pub mod features;
pub mod i18n;
pub mod page;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod render;
pub mod socket;
pub mod state;
pub mod ui;

/// What a notification says of a text, too.
#[cfg(feature = "ssr")]
pub use markup::line;
#[cfg(feature = "ssr")]
pub use pages::saved::SavedPage;
#[cfg(all(feature = "ssr", debug_assertions))]
pub use pages::styleguide::stylesheet as styleguide_stylesheet;
#[cfg(feature = "ssr")]
pub use render::{Assets, Document, document, render};
