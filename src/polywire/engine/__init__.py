"""Run steps once, and again after a crash. Knows nothing of news."""
