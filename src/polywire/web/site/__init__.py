"""The site and what readers ask of it."""
