"""The ledgers of the pack `appeals`, who does what with them, and who is kept from whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

SUBJECT, APPEAL, APPELLANT = "appeals.subject", "appeals.appeal", "appeals.appellant"
ORDER, CHECK, PROPOSAL = "appeals.order", "appeals.check", "appeals.proposal"

DESK = "hotline"
"""Who receives appeals, and alone knows who appeals."""
COURSE = "appeal_desk"
"""The role that the course of appeals lends whoever may do a step; granted to nobody."""
HANDLES = "reporter"
"""Who takes and answers an order in its unit."""
DECIDES = "leader"
"""Who decides what comes of repeated appeals."""
READS = (DESK, HANDLES, DECIDES, "supervisor")
"""Who has the pages in the menu."""

ANSWERED_FOR = 10
"""Working days after an answer on which an appeal of which nobody says anything closes itself."""
RAISED_AFTER = 3
"""Working days past its day at which an appeal is raised to the leader."""


def keeps_apart(appeal: Mapping[str, Any]) -> bool:
    """Whether who is complained of may not handle an appeal: a report of wrongdoing, and what is shielded.
    The State's rules on letters and visits forbid to pass such papers to whom they are about."""
    return appeal["kind"] == "report" or bool(appeal["shielded"])


def is_apart(about: str | None, above: Collection[str]) -> bool:
    """Whether a unit (`above`: it and all above it) is neither the one complained of nor under it."""
    return about is None or about not in above
