-- Version 3. What opens with a session: 0 a browser, 1 an access token, 2 a guest's lease of their name.
ALTER TABLE sessions ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
