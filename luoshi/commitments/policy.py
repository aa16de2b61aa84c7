"""Who sets and splits targets."""

from __future__ import annotations

SETTERS = ("supervisor",)
"""Set, split and withdraw targets of the units below theirs."""

READERS = ("supervisor", "reporter", "reviewer", "leader", "assessor")

SIGNERS = ("leader", "supervisor")
"""Sign a letter for the unit in which they hold the role."""
