"""Translate, check, try again: the loop between two stages.

The only place that knows both ``translate`` and ``check``.
"""

from __future__ import annotations

from polywire.repair.draft import make_draft
from polywire.repair.loop import Desk, count_new, translate_segments

__all__ = ["Desk", "count_new", "make_draft", "translate_segments"]
