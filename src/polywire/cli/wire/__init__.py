"""Commands that run and keep the wire."""
