-- Version 5. Whether others are not to be told while they type.
ALTER TABLE people ADD COLUMN hide_typing INTEGER NOT NULL DEFAULT 0;
