"""Who drafts a bulletin and who signs it off."""

from __future__ import annotations

DRAFTS = ("supervisor",)
SIGNS = ("leader",)
READS = ("supervisor", "reporter", "reviewer", "leader", "assessor")
