-- Version 1. `row` numbers stay inside this file; the public ids are text. Times are milliseconds since 1970 in UTC.

CREATE TABLE people (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    role INTEGER NOT NULL,
    language INTEGER,
    theme INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX people_by_name ON people (name COLLATE NOCASE, id);

-- AUTOINCREMENT: a handle of a session that ended never names another one.
CREATE TABLE sessions (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    token BLOB NOT NULL UNIQUE,
    person INTEGER NOT NULL REFERENCES people (row),
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    label TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_person ON sessions (person);

CREATE TABLE invites (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    code BLOB NOT NULL UNIQUE,
    made_by INTEGER REFERENCES people (row),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    uses_left INTEGER NOT NULL
) STRICT;

CREATE TABLE resets (
    person INTEGER PRIMARY KEY REFERENCES people (row),
    link BLOB NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL
) STRICT;

-- AUTOINCREMENT: what is left of a deleted room never shows in a new one.
CREATE TABLE rooms (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind INTEGER NOT NULL,
    name TEXT,
    made_by INTEGER NOT NULL REFERENCES people (row),
    client_id TEXT,
    -- Whose it is now: who made it, or an heir.
    creator INTEGER NOT NULL REFERENCES people (row),
    -- The two people of a direct room, the smaller row first.
    pair_low INTEGER REFERENCES people (row),
    pair_high INTEGER REFERENCES people (row),
    head INTEGER NOT NULL,
    -- The last message's seq; 0: none.
    last_message INTEGER NOT NULL,
    active_at INTEGER NOT NULL,
    members INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX rooms_by_client ON rooms (made_by, client_id) WHERE client_id IS NOT NULL;
CREATE UNIQUE INDEX rooms_by_pair ON rooms (pair_low, pair_high) WHERE pair_low IS NOT NULL;
CREATE INDEX rooms_by_name ON rooms (name COLLATE NOCASE, id) WHERE kind = 1;

CREATE TABLE members (
    room INTEGER NOT NULL REFERENCES rooms (row),
    person INTEGER NOT NULL REFERENCES people (row),
    -- The seq of the entry that made them a member: who came first, and the cursor of the list.
    joined INTEGER NOT NULL,
    -- The read mark.
    read INTEGER NOT NULL,
    PRIMARY KEY (room, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_person ON members (person);
CREATE UNIQUE INDEX members_by_joined ON members (room, joined);

-- The logs of all rooms, in the order in which they were stored: the newest of many rooms are found without sorting.
-- No reference to rooms: a deleted room goes at once, its entries in pieces (see purges).
CREATE TABLE entries (
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
CREATE UNIQUE INDEX entries_by_seq ON entries (room, seq);
-- Messages only (kind 1): unread ones are counted here without a look at anything else. `kind` is in it for that.
CREATE INDEX messages_by_seq ON entries (room, seq, kind) WHERE kind = 1;
CREATE UNIQUE INDEX entries_by_client ON entries (room, author, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE mentions (
    room INTEGER NOT NULL,
    person INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (room, person, seq)
) STRICT, WITHOUT ROWID;

-- Rooms that are deleted, and whose entries are not all gone yet.
CREATE TABLE purges (
    room INTEGER PRIMARY KEY
) STRICT;
