"""A ledger's records by one of its choices: how many and how much of each kind, nothing of it left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from luoshi.kernel.actor import Actor
from luoshi.ledgers import columns, queries
from luoshi.packs.spec import Ledger


@dataclass(frozen=True)
class Part:
    """The records of one choice; `key` is empty for those in which none is given."""

    key: str
    count: int
    sum: Decimal


def fields(spec: Ledger) -> list[str]:
    """The fields by which a ledger's records can be told apart."""
    return [key for key, one in spec.fields.items() if one.type == "choice" and not one.personal]


def parts(
    actor: Actor,
    name: str,
    field: str,
    *,
    search: str = "",
    filters: Mapping[str, Any] | None = None,
    measure: str | None = None,
) -> list[Part]:
    """Counts and a field's sums by choice, of what the actor may see, in the choices' order. One query."""
    spec = queries.ledger(name)
    found = queries.narrowed(actor, name, search=search, filters=filters).order_by().values(field)
    sums = {"_sum": Sum(measure)} if measure else {}
    held = {
        str(one[field] or ""): (one["_count"], one.get("_sum") or 0)
        for one in found.annotate(_count=Count("id"), **sums)
    }

    def part(key: str) -> Part:
        count, stored = held.get(key, (0, 0))
        value = columns.shown(spec, {measure: stored})[measure] if measure else Decimal(0)
        return Part(key, count, value)

    known = [*spec.fields[field].choices, ""]
    gone = sorted(set(held) - set(known))
    return [part(key) for key in [*known, *gone] if key in spec.fields[field].choices or key in held]
