"""Which of some records an actor may open: links lead nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries


def readable(actor: Actor, ledger: str, numbers: Iterable[int]) -> set[int]:
    """The numbers of those records of a ledger that the actor may see."""
    rows = queries.visible(actor, ledger).filter(id__in=list(numbers))
    return set(rows.values_list("id", flat=True))
