"""Who assesses, and who reads the scores."""

from __future__ import annotations

ASSESSES = ("assessor",)
READS = ("assessor", "supervisor", "leader", "reviewer", "reporter")
