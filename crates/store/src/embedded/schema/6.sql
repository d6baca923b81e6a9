-- Version 6. Browsers that are told while nobody looks, and the key by which push services know this server.

CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One for each session, and gone with it.
CREATE TABLE subscriptions (
    session INTEGER PRIMARY KEY REFERENCES sessions (row) ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES people (row),
    endpoint TEXT NOT NULL UNIQUE,
    key BLOB NOT NULL,
    auth BLOB NOT NULL,
    at INTEGER NOT NULL,
    hides_text INTEGER NOT NULL,
    language INTEGER NOT NULL
) STRICT;
CREATE INDEX subscriptions_by_person ON subscriptions (person);
