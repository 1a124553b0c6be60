"""What is kept for the wire itself: journal, notes, hosts, what may go."""
