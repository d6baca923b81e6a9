-- Version 2. The index of searches (see `search::blocks`).

-- How far the log of each room is in blocks.
CREATE TABLE indexed (
    room INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    grouped INTEGER NOT NULL,
    sealed INTEGER NOT NULL
) STRICT;

-- In the order in which they were made, so that pages are full; an index finds them. No reference to rooms: they go in pieces with the
-- entries.
CREATE TABLE shelves (
    row INTEGER PRIMARY KEY,
    room INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    first INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX shelves_by_kind ON shelves (room, kind, first);
