"""Stage 2 of 6: a capture -> an Article. Does not fetch or translate."""
