//! Which parts of the screen a change touched: the state is plain, and the reactive layer is told this much.

use std::ops::{BitOr, BitOrAssign};

/// A set of parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts(u8);

impl Parts {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// The list of rooms, and what the header says of the open one.
    pub const ROOMS: Self = Self(1);
    /// Which room is open.
    pub const OPEN: Self = Self(2);
    /// What is drawn of the open room.
    pub const LOG: Self = Self(4);
    /// Who is typing.
    pub const TYPING: Self = Self(8);
    /// Who is there.
    pub const PRESENCE: Self = Self(16);
    /// The connection.
    pub const LINK: Self = Self(32);
    /// The search.
    pub const SEARCH: Self = Self(64);
    /// What is not yet acknowledged.
    pub const OUTBOX: Self = Self(128);
    /// How many there are.
    pub const COUNT: usize = 8;

    /// All of them.
    pub const fn all() -> Self {
        Self(u8::MAX)
    }

    /// Whether one of them is in the set.
    pub const fn has(self, part: Self) -> bool {
        self.0 & part.0 != 0
    }

    /// The single part's place, 0 to [`Parts::COUNT`] - 1.
    pub const fn place(self) -> usize {
        self.0.trailing_zeros() as usize
    }

    /// The part at a place.
    pub const fn at(place: usize) -> Self {
        Self(1 << place)
    }

    /// The set, if `changed`.
    #[must_use]
    pub const fn when(self, changed: bool) -> Self {
        if changed { self } else { Self::NONE }
    }
}

impl BitOr for Parts {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Parts {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
