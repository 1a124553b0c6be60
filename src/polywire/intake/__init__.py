"""Stage 1 of 6: a source -> captures and feed entries. Does not extract."""
