"""How much units are asked to fill in: the values that their people stated in a month, by hand or by file.

Counted and shown, because every ledger that is added costs somebody an evening.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    """Records touched and values stated."""

    records: int
    fields: int


def counted(period: Period) -> dict[str, Burden]:
    """Unit → what its people stated in the days of a month, counted from the journal."""
    start = datetime.combine(period.start, time(), SHANGHAI)
    end = datetime.combine(period.end + timedelta(days=1), time(), SHANGHAI)
    fields: dict[Ref, int] = {}
    owner: dict[Ref, str] = {}
    known = ledgers.ledgers()
    for subject, data in journal.stated(start, end, STATES):
        ref = Ref.parse(subject.removeprefix("record:"))
        spec = known.get(ref.ledger)
        if spec is None:
            continue
        fields[ref] = fields.get(ref, 0) + sum(1 for key in data if key in spec.fields)
        if "unit" in data and isinstance(data["unit"], list):
            owner[ref] = str(data["unit"][1])
    owner |= dict(_owners(ref for ref in fields if ref not in owner))
    found: dict[str, Burden] = {}
    for ref, count in fields.items():
        before = found.get(owner.get(ref, ""), Burden(0, 0))
        found[owner.get(ref, "")] = Burden(before.records + 1, before.fields + count)
    found.pop("", None)
    return found


def _owners(refs: Iterable[Ref]) -> Iterator[tuple[Ref, str]]:
    """Whose the records are. One query for a batch of a ledger."""
    by_ledger: dict[str, list[int]] = {}
    for ref in refs:
        by_ledger.setdefault(ref.ledger, []).append(ref.id)
    for name, numbers in by_ledger.items():
        table = ledgers.table(name)
        for start in range(0, len(numbers), _BATCH):
            mine = table.objects.filter(id__in=numbers[start : start + _BATCH])
            for number, unit in mine.values_list("id", "unit"):
                yield Ref(name, number), unit


def months(actor: Actor, periods: Iterable[Period]) -> dict[tuple[str, Period], Burden]:
    """(unit, month) → what was stated, of closed months, of the units the actor sees. One query."""
    seen = units.reach(actor, *READS)
    rows = Stated.objects.filter(period__in=map(str, periods), unit__in=seen)
    return {(row.unit, Period.parse(row.period)): Burden(row.records, row.fields) for row in rows}


def closed() -> list[Period]:
    """The months of which the count is kept, oldest first."""
    return sorted(Period.parse(one) for one in Closing.objects.values_list("period", flat=True))
