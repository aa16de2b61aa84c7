"""How much units are asked to fill in: the values that their people stated in a month, by hand or by file.

Counted and shown, because every ledger that is added costs somebody an evening.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from luoshi.journal import queries as journal
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Ref
from luoshi.periods.models import Closing, Stated
from luoshi.periods.policy import READS
from luoshi.units import queries as units

STATES = ("create", "edit", "adjust")
_BATCH = 1_000


@dataclass(frozen=True)
class Burden:
    """How often something was stated, and how many values."""

    times: int
    fields: int


def counted(period: Period) -> dict[str, Burden]:
    """Unit → what its people stated in the days of a month, counted from the journal as it streams."""
    start = datetime.combine(period.start, time(), SHANGHAI)
    end = datetime.combine(period.end + timedelta(days=1), time(), SHANGHAI)
    times, fields, waiting = Counter[str](), Counter[str](), list[tuple[Ref, int]]()
    known = {name: frozenset(spec.fields) for name, spec in ledgers.ledgers().items()}
    for subject, data in journal.stated(start, end, STATES):
        ref = Ref.parse(subject.removeprefix("record:"))
        count = sum(1 for key in data if key in known.get(ref.ledger, ()))
        if isinstance(data.get("unit"), list):
            _add(times, fields, str(data["unit"][1]), count)
        else:
            waiting.append((ref, count))
        if len(waiting) == _BATCH:
            _settle(times, fields, waiting)
    _settle(times, fields, waiting)
    return {unit: Burden(count, fields[unit]) for unit, count in times.items()}


def _add(times: Counter[str], fields: Counter[str], unit: str, count: int) -> None:
    times[unit] += 1
    fields[unit] += count


def _settle(times: Counter[str], fields: Counter[str], waiting: list[tuple[Ref, int]]) -> None:
    """Changes say nothing of the unit: whose their records are is asked for a batch at once, one query a
    ledger."""
    by_ledger: dict[str, set[int]] = {}
    for ref, _count in waiting:
        by_ledger.setdefault(ref.ledger, set()).add(ref.id)
    owner: dict[Ref, str] = {}
    for name, numbers in by_ledger.items():
        if name in ledgers.ledgers():
            rows = ledgers.table(name).objects.filter(id__in=numbers).values_list("id", "unit")
            owner |= {Ref(name, number): unit for number, unit in rows}
    for ref, count in waiting:
        if ref in owner:
            _add(times, fields, owner[ref], count)
    waiting.clear()


def months(actor: Actor, periods: Iterable[Period]) -> dict[tuple[str, Period], Burden]:
    """(unit, month) → what was stated, of closed months, of the units the actor sees. One query."""
    seen = units.reach(actor, *READS)
    rows = Stated.objects.filter(period__in=map(str, periods), unit__in=seen)
    return {(row.unit, Period.parse(row.period)): Burden(row.times, row.fields) for row in rows}


def closed() -> list[Period]:
    """The months of which the count is kept, oldest first."""
    return sorted(Period.parse(one) for one in Closing.objects.values_list("period", flat=True))
