//! Every word that people read, in Korean and English; Hangul in a string stands nowhere else (a test reads the sources).
//!
//! A text is a constant with both languages in it: a missing one does not compile, and one that the browser's code does not
//! use is not shipped. Texts with parameters are functions in [`phrases`].

use protocol::session::Language;

pub mod chat;
pub mod dates;
pub mod errors;
pub mod josa;
pub mod notices;
pub mod notify;
pub mod pages;
pub mod phrases;
pub mod save;
pub mod seen;
#[cfg(debug_assertions)]
pub mod styleguide;
pub mod write;

/// A text in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    ko: &'static str,
    en: &'static str,
}

impl Text {
    /// The text in one language.
    pub const fn say(self, language: Language) -> &'static str {
        match language {
            Language::Ko => self.ko,
            Language::En => self.en,
        }
    }
}

/// Declares texts: `NAME: "Korean", "English";`, each with an optional comment above it that says where it stands.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident: $ko:literal, $en:literal;)*) => {
        $(
            #[doc = concat!("“", $en, "”")]
            $(#[$doc])*
            pub const $name: $crate::i18n::Text = $crate::i18n::Text { ko: $ko, en: $en };
        )*

        /// Every text of this module.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, $crate::i18n::Text)] = &[$((stringify!($name), $name),)*];
    };
}
use texts;

#[cfg(test)]
mod tests;
