"""What the operator decides, what the wire does for itself, and who may come in."""
