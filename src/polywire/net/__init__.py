"""The one guarded way out: HTTP client, addresses, pacing, robots."""
