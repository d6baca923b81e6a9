-- Version 4. What a room is about.
ALTER TABLE rooms ADD COLUMN topic TEXT;

-- What a member has chosen for themselves: whether the room stands before their others, and what of it calls them: 0 every message,
-- 1 mentions, 2 nothing.
ALTER TABLE members ADD COLUMN starred INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN notify INTEGER NOT NULL DEFAULT 0;
