-- Version 2. Entries stand by room and not by when they were stored: a page of a log, or a block of a search, is read in one piece. `row` is
-- `room << 32 | seq`, which takes the place of an index.

CREATE TABLE entries_2 (
    row INTEGER PRIMARY KEY,
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    author INTEGER NOT NULL REFERENCES people (row),
    kind INTEGER NOT NULL,
    -- Whom it is about, where that is not its author.
    person INTEGER REFERENCES people (row),
    reply_to INTEGER,
    client_id TEXT,
    -- A message's text, or a room's new name.
    content TEXT
) STRICT;
INSERT INTO entries_2 (row, room, seq, at, author, kind, person, reply_to, client_id, content)
    SELECT room << 32 | seq, room, seq, at, author, kind, person, reply_to, client_id, content FROM entries ORDER BY room, seq;
DROP TABLE entries;
ALTER TABLE entries_2 RENAME TO entries;
-- Messages only (kind 1): unread ones are counted here without a look at anything else. `kind` is in it for that.
CREATE INDEX messages_by_seq ON entries (room, seq, kind) WHERE kind = 1;
CREATE UNIQUE INDEX entries_by_client ON entries (room, author, client_id) WHERE client_id IS NOT NULL;

-- The index of searches (see `search::blocks`).

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
