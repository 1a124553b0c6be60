"""Keep everything: SQLite or PostgreSQL. Knows nothing of stages."""
