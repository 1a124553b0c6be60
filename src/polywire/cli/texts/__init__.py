"""Commands for single texts, engines and models."""
