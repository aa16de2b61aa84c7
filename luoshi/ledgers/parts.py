"""A ledger's records by one of its choices, or by month: how many and how much of each, nothing of it left
out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import columns, queries
from luoshi.packs.spec import Ledger


@dataclass(frozen=True)
class Part:
    """The records of one choice, or of a month (`2026-03`); `key` is empty for those that have none."""

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
    rows = queries.narrowed(actor, name, search=search, filters=filters).annotate(_key=F(field))
    held = _counted(spec, rows, measure)
    known = [*spec.fields[field].choices, ""]
    gone = sorted(set(held) - set(known))
    shown = [key for key in [*known, *gone] if key in spec.fields[field].choices or key in held]
    return [held.get(key, Part(key, 0, Decimal(0))) for key in shown]


def months(
    actor: Actor,
    name: str,
    asked: Sequence[Period],
    *,
    search: str = "",
    filters: Mapping[str, Any] | None = None,
    measure: str | None = None,
) -> list[Part]:
    """Counts and a field's sums by the month of a dated ledger, for each of these months. One query."""
    spec = queries.ledger(name)
    assert spec.dated is not None, "whoever asks has looked"
    within = {f"{spec.dated}__gte": asked[0].start, f"{spec.dated}__lte": asked[-1].end}
    rows = queries.narrowed(actor, name, search=search, filters=filters).filter(**within)
    held = _counted(spec, rows.annotate(_key=TruncMonth(spec.dated)), measure)
    return [
        Part(str(one), found.count, found.sum) if found else Part(str(one), 0, Decimal(0))
        for one in asked
        for found in [held.get(str(one.start))]
    ]


def _counted(spec: Ledger, rows: QuerySet[Any], measure: str | None) -> dict[str, Part]:
    """Rows counted and summed by their `_key`."""
    sums = {"_sum": Sum(measure)} if measure else {}
    made = {}
    for one in rows.order_by().values("_key").annotate(_count=Count("id"), **sums):
        key, stored = str(one["_key"] or ""), one.get("_sum") or 0
        value = columns.shown(spec, {measure: stored})[measure] if measure else Decimal(0)
        made[key] = Part(key, one["_count"], value)
    return made
