"""Numbers without a gap: taken in the transaction that writes the record, by nobody's hand, never again.

The counter's row is held until the transaction ends, so that two who save at once wait for one another, and
a save that fails gives its number back with everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.ledgers import queries
from luoshi.ledgers.models import Counter
from luoshi.ledgers.records import Record, of_row
from luoshi.packs import numbers
from luoshi.packs.spec import Ledger, Numbering


def numbered(actor: Actor, spec: Ledger, records: Sequence[Record]) -> Sequence[Record]:
    """New records with their numbers, in order; as they are where a number is given later or never."""
    said = spec.numbered
    if said is None or (said.at and (not spec.stages or said.at != spec.stages[0].key)):
        return records
    waiting: dict[str, list[int]] = {}
    for place, one in enumerate(records):
        waiting.setdefault(_series(actor, one, said), []).append(place)
    given: dict[int, str] = {}
    for series, places in sorted(waiting.items()):
        given |= zip(places, _take(spec, series, len(places)), strict=True)
    return [_with(one, {said.field: given[place]}) for place, one in enumerate(records)]


def due(actor: Actor, record: Record, changes: Mapping[str, Any]) -> dict[str, str]:
    """The number that a record is given by entering a stage or passing it; nothing where it has one."""
    said = record.spec.numbered
    if said is None or said.at is None or record.row[said.field] is not None:
        return {}
    if changes.get("stage") not in record.spec.reached(said.at):
        return {}
    (given,) = _take(record.spec, _series(actor, _with(record, changes), said), 1)
    return {said.field: given}


@dataclass(frozen=True)
class Numbered:
    """A number of the register: the record that has it, and whether it was withdrawn (作废)."""

    number: str
    record: Record
    void: bool


def register(actor: Actor, name: str) -> list[Numbered]:
    """The numbers given in a ledger that the actor may see, in order, those of withdrawn records among
    them."""
    spec = queries.ledger(name)
    if spec.numbered is None:
        raise InputError(f"“{spec.label}”没有统一编号", hint="编号由台账包的 numbered 声明")
    field, read = spec.numbered.field, queries.reader(actor, spec)
    rows = queries.with_withdrawn(actor, name).filter(**{f"{field}__isnull": False}).order_by("id").values()
    found = [Numbered(row[field], read(row), bool(row["withdrawn"])) for row in rows]
    return sorted(found, key=lambda one: one.number)


def gaps(name: str) -> list[str]:
    """The numbers up to the last given that no record has, and those that two have; none on a sound site."""
    spec = queries.ledger(name)
    if spec.numbered is None:
        return []
    held = queries.table(name).objects.filter(**{f"{spec.numbered.field}__isnull": False})
    found: list[str] = list(held.values_list(spec.numbered.field, flat=True))
    given = [
        numbers.written(one.series, number)
        for one in Counter.objects.filter(ledger=name)
        for number in range(1, one.last + 1)
    ]
    twice = {one for one in found if found.count(one) > 1} if len(found) != len(set(found)) else set()
    return sorted({*given} ^ {*found} | twice)


def _series(actor: Actor, record: Record, said: Numbering) -> str:
    year = queries.plan_year(record.spec.pack).of(record.day or actor.today())
    return numbers.series(said.pattern, year)


def _take(spec: Ledger, series: str, count: int) -> Iterable[str]:
    """The next numbers of a series. The update holds the row before it is read."""
    Counter.objects.bulk_create([Counter(ledger=spec.name, series=series)], ignore_conflicts=True)
    mine = Counter.objects.filter(ledger=spec.name, series=series)
    mine.update(last=F("last") + count)
    last = mine.values_list("last", flat=True).get()
    return [numbers.written(series, number) for number in range(last - count + 1, last + 1)]


def _with(record: Record, changes: Mapping[str, Any]) -> Record:
    row = {**record.row, **changes}
    return Record(**{**vars(of_row(record.spec, {"id": record.ref.id, **row})), "row": row})
