"""Which records that are there a file's rows speak of, so that the same file again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.exchange.sheets import Row
from luoshi.kernel.actor import Actor
from luoshi.ledgers import columns, queries
from luoshi.ledgers.records import Record, of_row
from luoshi.packs.spec import Ledger

_BATCH = 500
"""Values asked for in one query."""
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Match:
    """A record that a row speaks of, and the stored values that the row would change."""

    record: Record
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Changed:
    """The record was changed by somebody since it was exported, and the row says something else."""

    record: Record


@dataclass(frozen=True)
class Unclear:
    """Several records might be meant."""

    numbers: tuple[int, ...]


Found = Match | Changed | Unclear | None


def matches(actor: Actor, spec: Ledger, rows: Sequence[Row]) -> list[Found]:
    """For each row the record that it was exported from, whose empty cells are then empty. Else
    the record of its unit that is the same thing, by the ledger's identity; where the row does not say all
    of that, a record that says no more of it, or one that says all the row says. A cell that is left empty
    says nothing. None: a new fact.

    Rows that are alike are given to records that are alike one by one, those that change nothing first.
    """
    found: list[Found] = _by_number(actor, spec, rows)
    taken = {one.record.ref.id for one in found if isinstance(one, Match | Changed)}
    left = [place for place, one in enumerate(found) if one is None]
    there = _Records(actor, spec, [rows[place] for place in left])
    for place in left:
        row = rows[place]
        same = next((one for one in there.of(row) if one["id"] not in taken and _says(one, row)), None)
        if same is not None:
            taken.add(same["id"])
            found[place] = Match(of_row(spec, same), {})
    for place in left:
        row = rows[place]
        identity = _identity(spec, row)
        if found[place] is None and identity is not None:
            free = [one for one in there.of(row) if one["id"] not in taken and _is(spec, one, identity)]
            found[place] = _one(spec, row, free)
            taken.update(one["id"] for one in free[:1])
    return found


def _by_number(actor: Actor, spec: Ledger, rows: Sequence[Row]) -> list[Found]:
    """The records that rows of a workbook of ours came from, if the person sees them."""
    numbers = list({row.record for row in rows if row.record is not None})
    there: dict[int, Mapping[str, Any]] = {}
    for start in range(0, len(numbers), _BATCH):
        some = queries.visible(actor, spec.name).filter(id__in=numbers[start : start + _BATCH])
        there |= {one["id"]: one for one in some.values()}
    return [_came_from(spec, row, there.get(row.record or 0)) for row in rows]


def _came_from(spec: Ledger, row: Row, record: Mapping[str, Any] | None) -> Found:
    if record is None or record["unit"] != row.unit:
        return None
    changes = {key: value for key, value in row.kept.items() if value != record[key]}
    changed = bool(changes) and row.version is not None and row.version != record["version"]
    return Changed(of_row(spec, record)) if changed else Match(of_row(spec, record), changes)


def _one(spec: Ledger, row: Row, left: Sequence[Mapping[str, Any]]) -> Found:
    if not left:
        return None
    if len(left) > 1:
        return Unclear(tuple(one["id"] for one in left))
    stated = {key: value for key, value in row.kept.items() if value is not None}
    return Match(of_row(spec, left[0]), {k: v for k, v in stated.items() if v != left[0][k]})


def _says(record: Mapping[str, Any], row: Row) -> bool:
    """Whether a record says all that a row says."""
    return all(value is None or record[key] == value for key, value in row.kept.items())


def _identity(spec: Ledger, row: Row) -> Key | None:
    """What a row says of the ledger's identity; None when it says nothing of it."""
    values = tuple(row.get(key) for key in spec.identity)
    return values if any(value is not None for value in values) else None


def _is(spec: Ledger, record: Mapping[str, Any], identity: Key) -> bool:
    """Whether a record has just this identity: what the row leaves out the record must not have either."""
    return tuple(record[key] for key in spec.identity) == identity


class _Records:
    """The records that the rows may speak of, asked for by the value that tells them apart best."""

    def __init__(self, actor: Actor, spec: Ledger, rows: Sequence[Row]) -> None:
        self._spec = spec
        self._by = self._telling(rows)
        self._found: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
        mine = {row.unit for row in rows}
        for one in self._ask(actor, rows):
            if one["unit"] in mine:
                self._found[self._key(one["unit"], one)].append(one)

    def of(self, row: Row) -> list[Mapping[str, Any]]:
        """The records of a row's unit that share with it all of the identity that it says, oldest first."""
        said = {key: row.get(key) for key in self._spec.identity if row.get(key) is not None}
        found = self._found.get((row.unit, row.get(self._by) if self._by else None), [])
        return [one for one in found if all(one[key] == value for key, value in said.items())]

    def _key(self, unit: str, values: Mapping[str, Any]) -> Key:
        return (unit, values.get(self._by) if self._by else None)

    def _telling(self, rows: Sequence[Row]) -> str | None:
        """The column to ask by: one that every row fills."""
        spec = self._spec
        known = {column.name for column in columns.of_ledger(spec)}
        wanted = [*spec.identity, spec.title, spec.dated, *(k for k, f in spec.fields.items() if f.required)]
        return next(
            (
                key
                for key in wanted
                if key in known and rows and all(row.get(key) is not None for row in rows)
            ),
            None,
        )

    def _ask(self, actor: Actor, rows: Sequence[Row]) -> Iterable[Mapping[str, Any]]:
        seen = queries.visible(actor, self._spec.name).filter(unit__in={row.unit for row in rows})
        if self._by is None:
            yield from seen.order_by("id").values().iterator(2_000)
            return
        asked = list({row.get(self._by) for row in rows})
        for start in range(0, len(asked), _BATCH):
            some = seen.filter(**{f"{self._by}__in": asked[start : start + _BATCH]})
            yield from some.order_by("id").values()
