"""The ledgers of the pack `supervision` that dispatch keeps its work in, and who does it."""

from __future__ import annotations

MEETING, ITEM, TASK = "supervision.meeting", "supervision.item", "supervision.task"
ACCOUNT, WARNING, CONSEQUENCE = "supervision.account", "supervision.warning", "supervision.consequence"
DISPATCHES = ("supervisor",)
BEFORE = 2
"""Working days before a meeting on which its agenda builds itself."""
ANSWER = 3
"""Working days in which a unit that lags says why."""
HISTORY = 3
"""Months of history told with a target."""
