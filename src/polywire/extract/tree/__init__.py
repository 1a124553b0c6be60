"""The page as a tree: pieces of text, figures, blocks."""
