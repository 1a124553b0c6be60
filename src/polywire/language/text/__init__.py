"""Text itself: sentences, words, letters, tags, typography."""
