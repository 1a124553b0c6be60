"""Translate, check, try again: the loop between two stages."""
