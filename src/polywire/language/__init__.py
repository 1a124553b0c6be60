"""What we know of languages, as data and small pure functions."""
