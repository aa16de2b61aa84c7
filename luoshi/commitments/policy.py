"""Who sets and splits targets."""

from __future__ import annotations

SETTERS = ("supervisor",)
"""Set, split and withdraw targets of the units below theirs."""

READERS = ("supervisor", "reporter", "reviewer", "leader", "assessor")
