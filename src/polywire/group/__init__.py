"""Stage 3 of 6: articles -> stories. Does not compare texts across languages."""
