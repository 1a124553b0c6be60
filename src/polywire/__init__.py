"""Polywire: a news wire that runs itself."""

__version__ = "0.1.0"
