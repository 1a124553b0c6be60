"""Numbers, money, units, telephone numbers."""
