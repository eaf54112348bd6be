"""What is said: texts with keys, replies, choices, catalogs, countries."""
