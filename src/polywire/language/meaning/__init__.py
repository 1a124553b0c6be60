"""What is said: negation, opposites, certainty, roles."""
