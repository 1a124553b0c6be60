"""Captures: what addresses gave, kept so that anything can be run again."""
