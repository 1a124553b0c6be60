"""What an edition says of itself: label, notes, provenance, credentials."""
