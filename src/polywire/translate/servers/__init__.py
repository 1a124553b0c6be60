"""Engines behind HTTP: the operator names them, one dialect each."""
