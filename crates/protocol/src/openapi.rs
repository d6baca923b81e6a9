//! What checked values look like in an OpenAPI description. Every bound comes from the constant that is checked.
//!
//! Only the server asks for the feature `openapi`. Structs derive their schemas where they stand.

use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

use crate::ids::{ClientId, ID_PATTERN, Limit, MAX_CURSOR_BYTES, RoomId, Seq, Timestamp, UserId};
use crate::messages::{Entry, WireEntry};
use crate::rooms::{MAX_PARTICIPANTS, MAX_UNREAD};
use crate::search::{MAX_QUERY_CHARS, MAX_ZONE_MINUTES};
use crate::text::{Emoji, MessageText, Name, RoomName, RoomTopic};

macro_rules! schemas {
    ($($name:ident: $schema:expr;)*) => {
        $(impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                RefOr::T(Schema::Object($schema))
            }
        }

        impl ToSchema for $name {})*
    };
}

schemas! {
    UserId: id("A person. It stays when the name changes.", Self::MAX);
    RoomId: id("A room.", Self::MAX);
    ClientId: id("Minted by the client for one thing that it sends, so that sending twice stores once.", Self::MAX);
    Name: text("A person's name: one line.", Self::MAX_CHARS);
    RoomName: text("A room's name: one line.", Self::MAX_CHARS);
    RoomTopic: text("What a room is about: one line.", Self::MAX_CHARS);
    MessageText: text("What a message says. White space at its ends is cut; control characters but tab and line breaks are refused.", Self::MAX_CHARS);
    Emoji: text("What somebody reacts with: an emoji, and nothing else.", Self::MAX_CHARS);
    // Of 64 bits without a sign, for which OpenAPI has no format.
    Seq: integer("A place in a room's log: 1, 2, 3, without holes. 0 stands before the first entry.")
        .minimum(Some(0))
        .maximum(Some(usize::MAX))
        .build();
    Timestamp: integer("Milliseconds since 1970-01-01T00:00:00Z, by the server's clock.")
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .build();
    Limit: integer("How many items a page may hold.")
        .minimum(Some(1))
        .maximum(Some(Self::MAX))
        .default(Some(Self::default().get().into()))
        .build();
}

/// As it stands on the wire.
impl PartialSchema for Entry {
    fn schema() -> RefOr<Schema> {
        WireEntry::schema()
    }
}

impl ToSchema for Entry {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        WireEntry::schemas(schemas);
    }
}

fn id(what: &str, max: usize) -> Object {
    string(what).min_length(Some(1)).max_length(Some(max)).pattern(Some(ID_PATTERN)).build()
}

fn text(what: &str, max_chars: usize) -> Object {
    string(what).min_length(Some(1)).max_length(Some(max_chars)).build()
}

fn string(what: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).description(Some(what))
}

fn integer(what: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).description(Some(what))
}

/// What is looked for.
pub(crate) fn query() -> Object {
    string("Compared as keystrokes, initials, case and width are.").max_length(Some(MAX_QUERY_CHARS)).build()
}

/// Where a page ended.
pub fn cursor() -> Object {
    string("Text of an earlier page, handed back as it came.").max_length(Some(MAX_CURSOR_BYTES)).build()
}

/// Counted up to a bound.
pub(crate) fn counted() -> Object {
    integer("Counted up to the maximum.").minimum(Some(0)).maximum(Some(MAX_UNREAD)).build()
}

/// People that one command names.
pub(crate) fn participants() -> Array {
    ArrayBuilder::new().items(UserId::schema()).max_items(Some(MAX_PARTICIPANTS)).build()
}

/// Where the reader's days begin.
pub(crate) fn zone() -> Object {
    integer("Minutes to the east of UTC.").minimum(Some(-MAX_ZONE_MINUTES)).maximum(Some(MAX_ZONE_MINUTES)).build()
}
