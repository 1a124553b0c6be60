"""What the operator decides: look before adding, run again, answer requests."""
