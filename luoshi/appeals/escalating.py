"""What is late is noted as such, and how far it was told."""

from __future__ import annotations

from luoshi.appeals import queries
from luoshi.journal.actions import action
from luoshi.kernel.actor import Actor
from luoshi.ledgers.changes import change
from luoshi.ledgers.records import Record


@action
def escalate(actor: Actor, number: int, level: str) -> Record:
    """Note that an appeal is late, and how far that was told."""
    found = queries.at_desk(actor, number, "received", "routed")
    return change(actor, found, "escalate", {"level": level}, holds_from=actor.today())
