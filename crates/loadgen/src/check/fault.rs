//! What can be wrong with a room, in words.

use std::fmt;

use super::Marker;

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub room: String,
    /// What.
    pub kind: Kind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Acknowledged, and not stored.
    Lost {
        /// Which message.
        marker: Marker,
        /// As what it was acknowledged.
        seq: u64,
    },
    /// Stored more than once.
    Doubled {
        /// Which message.
        marker: Marker,
        /// Where it stands.
        seqs: Vec<u64>,
    },
    /// Acknowledged as something else than what it is stored as.
    Misplaced {
        /// Which message.
        marker: Marker,
        /// As what it was acknowledged.
        seq: u64,
        /// Where it stands.
        stored: u64,
    },
    /// Two messages of one sender stand the wrong way round.
    Swapped {
        /// Said first.
        first: Marker,
        /// Said later, and stored before it.
        stands_after: Marker,
    },
    /// Places without an entry, both included.
    Hole {
        /// The first.
        from: u64,
        /// The last.
        to: u64,
    },
    /// A place was given again, or the log came out of order.
    NumberedTwice {
        /// Which place.
        seq: u64,
    },
    /// Stored, and nobody said it, or not so.
    Strange {
        /// Where.
        seq: u64,
    },
    /// Refused for good, where nothing should be.
    Refused {
        /// Which message.
        marker: Marker,
        /// What the server said.
        why: String,
    },
    /// Never acknowledged, however often it was sent.
    Unanswered {
        /// Which message.
        marker: Marker,
    },
    /// Stored, and not seen; both places included.
    Missed {
        /// By whom.
        who: String,
        /// The first.
        from: u64,
        /// The last.
        to: u64,
    },
    /// Seen, and not stored.
    SawMore {
        /// By whom.
        who: String,
        /// Where.
        seq: u64,
    },
    /// Seen otherwise than stored.
    SawOther {
        /// By whom.
        who: String,
        /// Where.
        seq: u64,
    },
    /// Two different entries were seen in one place.
    SawTwo {
        /// By whom.
        who: String,
        /// Where.
        seq: u64,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.room, self.kind)
    }
}

impl Kind {
    /// Its name, for counting.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Lost { .. } => "lost",
            Self::Doubled { .. } => "doubled",
            Self::Misplaced { .. } => "misplaced",
            Self::Swapped { .. } => "out of order",
            Self::Hole { .. } => "hole",
            Self::NumberedTwice { .. } => "numbered twice",
            Self::Strange { .. } => "strange",
            Self::Refused { .. } => "refused",
            Self::Unanswered { .. } => "unanswered",
            Self::Missed { .. } => "missed",
            Self::SawMore { .. } => "not stored",
            Self::SawOther { .. } => "changed",
            Self::SawTwo { .. } => "seen as two",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.name())?;
        match self {
            Self::Lost { marker, seq } => write!(f, "{marker} was acknowledged as {seq} and is not stored"),
            Self::Doubled { marker, seqs } => write!(f, "{marker} is stored as {seqs:?}"),
            Self::Misplaced { marker, seq, stored } => write!(f, "{marker} was acknowledged as {seq} and is stored as {stored}"),
            Self::Swapped { first, stands_after } => write!(f, "{first} was said before {stands_after} and is stored after it"),
            Self::Hole { from, to } => write!(f, "nothing is stored from {from} to {to}"),
            Self::NumberedTwice { seq } => write!(f, "{seq}"),
            Self::Strange { seq } => write!(f, "nobody said what is stored as {seq}"),
            Self::Refused { marker, why } => write!(f, "{marker}: {why}"),
            Self::Unanswered { marker } => write!(f, "{marker}"),
            Self::Missed { who, from, to } => write!(f, "{who} did not see {from} to {to}"),
            Self::SawMore { who, seq } => write!(f, "{who} saw {seq}"),
            Self::SawOther { who, seq } => write!(f, "{who} saw {seq} otherwise than it is stored"),
            Self::SawTwo { who, seq } => write!(f, "{who} saw different entries as {seq}"),
        }
    }
}
