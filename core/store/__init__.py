"""The project on disk: one SQLite database and the embedding shards."""
