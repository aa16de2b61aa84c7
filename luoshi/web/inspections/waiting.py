"""What of inspections waits for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.inspections import queries
from luoshi.inspections.policy import CHECK
from luoshi.kernel.actor import Actor
from luoshi.ledgers import overview
from luoshi.ledgers.records import Record
from luoshi.web.components import Link


def links(actor: Actor) -> Iterator[Link]:
    """Findings that a unit has to answer, and those that the team may settle; nothing on a site
    that has not inspected."""
    if CHECK not in overview.used():
        return
    yield from _waiting(_("待答复：督查结果"), queries.to_answer(actor), "message-2")
    yield from _waiting(_("待办结：督查核查"), queries.to_settle(actor), "gavel")


def _waiting(label: str, found: Sequence[Record], icon: str) -> Iterator[Link]:
    if found:
        one = reverse("inspections:check", args=[found[0].ref.id])
        yield Link(label, one if len(found) == 1 else reverse("inspections:index"), icon, len(found))
