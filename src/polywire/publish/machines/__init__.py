"""What machines read: feeds, JSON-LD, ninjs, sitemaps."""
