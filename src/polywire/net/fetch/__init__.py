"""Fetching: the guarded client, its pace and robots.txt."""
