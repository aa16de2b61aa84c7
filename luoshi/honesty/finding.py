"""What the rules are asked and what they answer; how amounts, days and texts are said in a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet

from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.ledgers import columns, queries
from luoshi.ledgers.records import Ref
from luoshi.packs.spec import HonestyRule, Ledger

BATCH = 5_000
"""Numbers asked for in one query."""


@dataclass(frozen=True)
class Asked:
    """Whose records are looked at (None: everybody's), as of which day."""

    units: frozenset[str] | None
    until: date
    since: date | None = None

    def rows(self, spec: Ledger) -> QuerySet[Any]:
        """Every record of a ledger that counts on the day: not withdrawn, its fact not after it."""
        found = queries.visible(Actor.system(), spec.name)
        if spec.dated is None:
            return found
        return found.exclude(**{f"{spec.dated}__gt": self.until})

    def mine(self, spec: Ledger) -> QuerySet[Any]:
        """… of them those of the units asked about."""
        found = self.rows(spec)
        return found if self.units is None else found.filter(unit__in=self.units)


@dataclass(frozen=True)
class Found:
    """A suspicion as its rule finds it. The first of `refs` answers for it; `unit` where there is none.

    `key` tells it from every other of its rule, and stays the same as long as the cause does; `same` are the
    fields by which the records are alike; `what` says it in words."""

    key: str
    refs: tuple[Ref, ...]
    what: str
    same: tuple[str, ...] = ()
    unit: str = ""
    why: tuple[str, ...] = ()


Rule = Callable[[Asked, Ledger, HonestyRule, Any], Iterator[Found]]


def pair(later: Ref, first: Ref) -> str:
    """How a pair is named, whichever way round."""
    return "+".join(sorted((str(later), str(first))))


def batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The numbers in parts that one query may ask for."""
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


def said(spec: Ledger, key: str, stored: Any) -> str:
    """A stored value as a sentence says it: 120 万元, 2026-03-09, the choice's label."""
    field = spec.fields.get(key)
    if field is None or stored is None:
        return "—" if stored is None else str(stored)
    value = columns.shown(spec, {key: stored})[key]
    if field.type == "choice":
        return str(field.choices.get(value, value))
    if field.type in ("money", "integer", "decimal", "percent"):
        unit = "%" if field.type == "percent" else f" {field.unit}" if field.unit else ""
        return f"{value:,f}{unit}"
    return str(value)


def morning(day: date) -> datetime:
    """The moment a day begins."""
    return datetime.combine(day, time(0), SHANGHAI)


def label(spec: Ledger, key: str) -> str:
    return str(spec.fields[key].label)


def values(row: Mapping[str, Any], keys: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[key] for key in keys)
