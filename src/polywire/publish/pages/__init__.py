"""HTML: the pages of articles, stories and lists."""
