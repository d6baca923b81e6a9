-- Version 4. Messages change: what was said is edited, deleted and reacted to. A change is an entry of its own, whose `reply_to` is its target;
-- the message itself is kept as it is now. Kinds 6 to 9 are changes, 10 is a message that was deleted.

-- When its author changed it last.
ALTER TABLE entries ADD COLUMN edited_at INTEGER;
-- The last entry that is folded into it.
ALTER TABLE entries ADD COLUMN changed INTEGER;

CREATE TABLE reactions (
    room INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    emoji TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES people (row),
    -- The entry with which this emoji came under this message: the order in which they are shown.
    since INTEGER NOT NULL,
    PRIMARY KEY (room, seq, emoji, person)
) STRICT, WITHOUT ROWID;

-- A message that changes calls other people than before.
CREATE INDEX mentions_by_seq ON mentions (room, seq);

-- The reader's own messages after a mark that went back: they are not unread.
ALTER TABLE members ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
