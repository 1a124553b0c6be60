"""Stage 6 of 6: verdicts -> Editions: pages and feeds. Does not decide on text."""
