"""Sending: posts, hubs, mail, objects."""
