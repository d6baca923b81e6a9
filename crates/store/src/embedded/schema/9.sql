-- Version 9. When somebody was there last; NULL: nobody noted it.
ALTER TABLE people ADD COLUMN seen_at INTEGER;
