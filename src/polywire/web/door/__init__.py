"""Who may come in: session, token, the gate of a private site."""
