-- Version 8. How the screen looks for somebody, as JSON: what is missing is as everybody begins with.
ALTER TABLE people ADD COLUMN display TEXT NOT NULL DEFAULT '{}';
