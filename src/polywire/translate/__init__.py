"""Stage 4 of 6: an Article -> a Draft. Does not judge what it makes."""
