-- Version 7. What a room is about.
ALTER TABLE rooms ADD COLUMN topic TEXT;

-- What a member has chosen for themselves: whether the room stands before their others, and what of it calls them: 0 every message,
-- 1 mentions, 2 nothing.
ALTER TABLE members ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN notify INTEGER NOT NULL DEFAULT 0;

-- Invite links into rooms. AUTOINCREMENT: a handle of a link that is gone never names another one.
CREATE TABLE links (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    room INTEGER NOT NULL REFERENCES rooms (row),
    code BLOB NOT NULL UNIQUE,
    made_by INTEGER NOT NULL REFERENCES people (row),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    uses_left INTEGER NOT NULL
) STRICT;
CREATE INDEX links_by_room ON links (room);
