"""What machines read: feeds, ninjs, sitemaps."""
