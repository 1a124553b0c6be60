"""What a wire does for itself while nobody looks, and what it tells."""
