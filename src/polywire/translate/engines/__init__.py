"""Engines on this machine: what one is, and the processes it runs in."""
