"""Accounts and review records."""
