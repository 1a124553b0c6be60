"""Who says what the body is: features, the ballot, other extractors, doubt."""
