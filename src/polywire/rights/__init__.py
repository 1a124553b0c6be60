"""Stage 3: how much of an article may be shown, and on what evidence."""
