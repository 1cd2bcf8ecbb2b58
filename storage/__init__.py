"""The SQLite file: what has been seen, read, judged and sent. Knows nobody."""
