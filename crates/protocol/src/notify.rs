//! How much of a room somebody wants to be called for. The one rule for it, for the server that pushes and for the browser that shows.

use serde::{Deserialize, Serialize};

/// How much of a room somebody wants to be called for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Notify {
    /// Every message of others.
    #[default]
    All,
    /// Those that call them by name.
    Mentions,
    /// None.
    Nothing,
}

impl Notify {
    /// Whether a message of somebody else is one to be called for.
    pub const fn tells(self, mentioned: bool) -> bool {
        match self {
            Self::All => true,
            Self::Mentions => mentioned,
            Self::Nothing => false,
        }
    }

    /// Whether its unread messages count where all are counted: in the title, and on the program's icon.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::Notify::{All, Mentions, Nothing};

    #[test]
    fn a_level_is_what_it_says() {
        let told = [All, Mentions, Nothing].map(|level| [level.tells(false), level.tells(true), level.counts()]);
        assert_eq!(told, [[true, true, true], [false, true, true], [false, false, false]]);
    }
}
