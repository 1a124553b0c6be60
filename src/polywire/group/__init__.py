"""Stage 3 of 6: articles -> stories. Does not translate and does not judge rights."""
