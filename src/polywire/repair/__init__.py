"""Translate, check, try again: the loop between two stages.

The only place that knows both ``translate`` and ``check``.
"""
