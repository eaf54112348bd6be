"""What the bot says: texts with keys, replies, choices, catalogs, countries."""
