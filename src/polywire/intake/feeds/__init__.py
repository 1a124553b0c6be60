"""Feeds and sitemaps: bytes -> what the document says, in one shape."""
