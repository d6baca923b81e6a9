//! Between rows and the types of `protocol`, and what a fault of SQLite means to a caller.

use protocol::messages::{Change, Entry, Quote};
use protocol::rooms::{Notify, RoomKind};
use protocol::session::Person;
use protocol::{RoomId, Seq, Timestamp, UserId};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Type, ValueRef};
use rusqlite::{Connection, ErrorCode, OptionalExtension, Row};

use crate::archive::What;
use crate::{StoreError, StoreResult};

impl From<rusqlite::Error> for StoreError {
    /// What is stored in a wrong form is [`StoreError::Corrupt`]; everything else is taken for an outage.
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error;
        let corrupt = match &error {
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..)
            | Error::QueryReturnedNoRows => true,
            Error::SqliteFailure(failure, _) => matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase),
            _ => false,
        };
        if corrupt { Self::Corrupt(error.to_string()) } else { Self::Unavailable(error.to_string()) }
    }
}

macro_rules! row_number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) struct $name(pub(super) i64);

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_i64().map(Self)
            }
        }
    };
}

row_number!(
    /// A person, inside this file.
    PersonRow
);
row_number!(
    /// A room, inside this file.
    RoomRow
);

/// Somebody who is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Somebody {
    pub(super) row: PersonRow,
    pub(super) person: Person,
}

/// An open account; `None` for a closed one too.
pub(super) fn open_person(connection: &Connection, id: &UserId) -> StoreResult<Option<Somebody>> {
    let mut find = connection.prepare_cached("SELECT row, id, name FROM people WHERE id = ?1 AND closed_at IS NULL")?;
    Ok(find.query_row([id.as_str()], |row| Ok(Somebody { row: row.get(0)?, person: person(row, 1)? })).optional()?)
}

/// A room that exists.
pub(super) fn room_row(connection: &Connection, id: &RoomId) -> StoreResult<Option<RoomRow>> {
    let mut find = connection.prepare_cached("SELECT row FROM rooms WHERE id = ?1")?;
    Ok(find.query_row([id.as_str()], |row| row.get(0)).optional()?)
}

/// A checked text or id from a column.
pub(super) fn text<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T: TryFrom<String, Error: std::error::Error + Send + Sync + 'static>,
{
    T::try_from(row.get(column)?).map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

/// The same, where there may be none.
pub(super) fn optional_text<T>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>>
where
    T: TryFrom<String, Error: std::error::Error + Send + Sync + 'static>,
{
    if row.get_ref(column)? == ValueRef::Null { Ok(None) } else { text(row, column).map(Some) }
}

/// An id and a name, in two columns.
pub(super) fn person(row: &Row<'_>, column: usize) -> rusqlite::Result<Person> {
    Ok(Person { id: text(row, column)?, name: text(row, column + 1)? })
}

/// A place in a log.
pub(super) fn seq(row: &Row<'_>, column: usize) -> rusqlite::Result<Seq> {
    row.get(column).map(Seq)
}

/// A place in a log, as SQLite has it. What is beyond every log stays beyond.
pub(super) fn place(seq: Seq) -> i64 {
    i64::try_from(seq.0).unwrap_or(i64::MAX)
}

/// Where an entry stands: a room's entries are neighbours, by their `seq`. One that is beyond every log stands where none is.
pub(super) fn entry_row(room: RoomRow, seq: Seq) -> i64 {
    room.0 << 32 | place(seq).min(u32::MAX.into())
}

/// A length, as SQLite has it.
pub(super) fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// What stands in `rooms.kind`.
pub(super) const fn kind_number(kind: RoomKind) -> i64 {
    match kind {
        RoomKind::Private => 0,
        RoomKind::Public => 1,
        RoomKind::Direct => 2,
    }
}

/// What stands there while a room arrives from elsewhere (see `archive`): whoever looks for rooms of their kind does not find it.
pub(super) const ARRIVING: i64 = 3;

/// The reverse of [`kind_number`].
pub(super) fn kind(row: &Row<'_>, column: usize) -> rusqlite::Result<RoomKind> {
    match row.get(column)? {
        0 => Ok(RoomKind::Private),
        1 => Ok(RoomKind::Public),
        2 => Ok(RoomKind::Direct),
        other => Err(unknown(column, other)),
    }
}

/// What stands in `members.notify`.
pub(super) const fn notify_number(notify: Notify) -> i64 {
    match notify {
        Notify::All => 0,
        Notify::Mentions => 1,
        Notify::Nothing => 2,
    }
}

/// The reverse of [`notify_number`].
pub(super) fn notify(row: &Row<'_>, column: usize) -> rusqlite::Result<Notify> {
    match row.get(column)? {
        0 => Ok(Notify::All),
        1 => Ok(Notify::Mentions),
        2 => Ok(Notify::Nothing),
        other => Err(unknown(column, other)),
    }
}

/// A number that this version does not know.
pub(super) fn unknown(column: usize, number: i64) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, Box::new(FromSqlError::OutOfRange(number)))
}

/// What stands in `entries.kind`.
pub(super) mod kinds {
    pub(crate) const ROOM_CREATED: i64 = 0;
    /// Also in the partial index of the schema.
    pub(crate) const NEW_MESSAGE: i64 = 1;
    pub(crate) const MEMBER_JOINED: i64 = 2;
    pub(crate) const MEMBER_LEFT: i64 = 3;
    pub(crate) const MEMBER_REMOVED: i64 = 4;
    pub(crate) const ROOM_RENAMED: i64 = 5;
    pub(crate) const MESSAGE_EDITED: i64 = 6;
    pub(crate) const MESSAGE_DELETED: i64 = 7;
    pub(crate) const REACTION_ADDED: i64 = 8;
    pub(crate) const REACTION_REMOVED: i64 = 9;
    /// What is left of a message.
    pub(crate) const TOMBSTONE: i64 = 10;
    pub(crate) const ROOM_TOPIC_CHANGED: i64 = 11;
}

/// The kind of a record.
pub(super) const fn what_number(what: &What) -> i64 {
    match what {
        What::RoomCreated => kinds::ROOM_CREATED,
        What::NewMessage { .. } => kinds::NEW_MESSAGE,
        What::MemberJoined { .. } => kinds::MEMBER_JOINED,
        What::MemberLeft { .. } => kinds::MEMBER_LEFT,
        What::MemberRemoved { .. } => kinds::MEMBER_REMOVED,
        What::RoomRenamed { .. } => kinds::ROOM_RENAMED,
        What::MessageEdited { .. } => kinds::MESSAGE_EDITED,
        What::MessageDeleted { .. } => kinds::MESSAGE_DELETED,
        What::ReactionAdded { .. } => kinds::REACTION_ADDED,
        What::ReactionRemoved { .. } => kinds::REACTION_REMOVED,
        What::Tombstone { .. } => kinds::TOMBSTONE,
        What::RoomTopicChanged { .. } => kinds::ROOM_TOPIC_CHANGED,
    }
}

/// `select_entries!("FROM …", "WHERE …")`: a statement that selects what [`entry`] reads, with today's names. A macro,
/// because only literals can be put together when compiling.
macro_rules! select_entries {
    ($extra:literal, $from:literal, $rest:literal) => {
        concat!(
            "SELECT e.seq, e.at, author.id, author.name, e.kind, e.client_id, e.content, e.reply_to, e.person, person.id, person.name,
             e.edited_at, e.changed, target.kind, target.content, quoted.id, quoted.name",
            $extra,
            " FROM ",
            $from,
            " JOIN people author ON author.row = e.author LEFT JOIN people person ON person.row = e.person
              LEFT JOIN entries target ON target.row = e.room << 32 | e.reply_to LEFT JOIN people quoted ON quoted.row = target.author ",
            $rest
        )
    };
}
pub(super) use select_entries;

/// The first column after those of an entry.
pub(super) const AFTER_ENTRY: usize = 17;

/// An entry of this room, from [`select_entries`]: as it is now, but without reactions.
pub(super) fn entry(row: &Row<'_>, room_id: RoomId) -> rusqlite::Result<Entry> {
    let subject = || person(row, 9);
    let target = || row.get(7).map(Seq);
    let change = match row.get(4)? {
        kinds::ROOM_CREATED => Change::RoomCreated,
        kinds::NEW_MESSAGE => Change::NewMessage {
            client_id: text(row, 5)?,
            content: text(row, 6)?,
            reply_to: row.get::<_, Option<u64>>(7)?.map(Seq),
            quote: quote(row)?,
            edited_at: row.get::<_, Option<i64>>(11)?.map(Timestamp),
            changed: row.get::<_, Option<u64>>(12)?.map(Seq),
            reactions: Vec::new(),
        },
        kinds::MEMBER_JOINED => Change::MemberJoined { person: subject()? },
        kinds::MEMBER_LEFT => Change::MemberLeft { heir: row.get::<_, Option<PersonRow>>(8)?.map(|_| subject()).transpose()? },
        kinds::MEMBER_REMOVED => Change::MemberRemoved { person: subject()? },
        kinds::ROOM_RENAMED => Change::RoomRenamed { name: text(row, 6)? },
        kinds::MESSAGE_EDITED if row.get::<_, Option<i64>>(13)? == Some(kinds::NEW_MESSAGE) => {
            Change::MessageEdited { target: target()?, content: text(row, 14)? }
        }
        kinds::MESSAGE_EDITED | kinds::MESSAGE_DELETED => Change::MessageDeleted { target: target()? },
        kinds::REACTION_ADDED => Change::ReactionAdded { target: target()?, emoji: text(row, 6)? },
        kinds::REACTION_REMOVED => Change::ReactionRemoved { target: target()?, emoji: text(row, 6)? },
        kinds::TOMBSTONE => Change::Tombstone,
        kinds::ROOM_TOPIC_CHANGED => Change::RoomTopicChanged { topic: optional_text(row, 6)? },
        other => return Err(unknown(4, other)),
    };
    Ok(Entry { room_id, seq: seq(row, 0)?, at: Timestamp(row.get(1)?), by: person(row, 2)?, change })
}

fn quote(row: &Row<'_>) -> rusqlite::Result<Option<Quote>> {
    if row.get_ref(13)? == ValueRef::Null {
        return Ok(None);
    }
    let content = row.get_ref(14)?.as_str_or_null().map_err(rusqlite::Error::from)?;
    Ok(Some(Quote::new(person(row, 15)?, content)))
}
