"""What people made of a reader's proposals, as annotations that a scorer reads, so a site may measure it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from luoshi.commitments import matching, queries
from luoshi.commitments.models import Commitment, Document, Proposal
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import LuoshiError
from luoshi.kernel.numbers import plain

DECIDED = ("target", "task")
"""Kinds that people decide; figures and cadences are taken as the reader gave them."""
FIELDS: dict[str, dict[str, Any]] = {
    "figure": {"metric": "", "value": "", "unit": None, "period": None, "scope": None, "change": None},
    "target": {
        "metric": "", "comparator": "eq", "value": "", "value_max": None, "unit": None, "owner": [],
        "deadline": None, "scope": None,
    },
    "task": {"owner": [], "support": [], "deadline": None},
    "cadence": {"every": "", "activity": ""},
}  # fmt: skip


@dataclass(frozen=True)
class Corrected:
    """A text with what it holds in the end, and how many proposals nobody has decided yet."""

    document: Document
    gold: list[dict[str, Any]]
    open: int


def corrected(actor: Actor, number: int) -> Corrected:
    """The annotations of a document: what was confirmed and what was added by hand, not what was refused."""
    document = queries.document(actor, number)
    found = list(document.proposals.all())
    waiting = sum(one.kind in DECIDED and one.state == "open" for one in found)
    return Corrected(document, list(_gold(found)), waiting)


def _gold(found: list[Proposal]) -> Iterator[dict[str, Any]]:
    for one in found:
        if one.state == "refused" or (one.kind in DECIDED and one.state == "open"):
            continue
        body = {key: one.body.get(key, otherwise) for key, otherwise in FIELDS[one.kind].items()}
        body |= _meant(one) if one.state == "changed" else {}
        yield {"kind": one.kind, "start": one.start, "end": one.end, "text": one.text, **body}


def _meant(one: Proposal) -> dict[str, Any]:
    """Value and unit of a target as somebody put it right, where it is another amount than was read."""
    ids = [int(subject.partition(":")[2]) for subject in one.made if subject.startswith("commitment:")]
    owed = Commitment.objects.filter(id__in=ids).first()
    if owed is None or owed.base is None:
        return {}
    indicator = queries.catalogue().indicator(owed.indicator)
    try:
        read = matching.owed(one.body, indicator)
    except LuoshiError:
        read = matching.Owed()
    return {} if read.base == owed.base else {"value": str(plain(owed.base)), "unit": indicator.unit}
