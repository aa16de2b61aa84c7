"""What stands above, beneath and beside a record: which rows meet a condition, which of them were made
since it was last opened again, who moved any of them into a stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from luoshi.journal import queries as journal
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.expressions import condition
from luoshi.packs.spec import Ledger, full_name, ledger_of

_BATCH = 500
_PARENTS = "\0"
"""Stands for the numbers in a statement; no condition holds it."""
_MOVES = ("create", "move", "send_back", "recall", "reopen")
"""Verbs by which a record comes to a stage."""

Demand = tuple[str, str]
"""A stage, and the child ledger of which it demands a record."""


def above(spec: Ledger) -> Ledger | None:
    """The ledger of the parents."""
    return queries.ledger(ledger_of(spec, spec.fields[spec.parent])) if spec.parent else None


@dataclass(frozen=True)
class Standing:
    """Which demands of a record's stages its children of this round meet, and what those are called that
    keep one from being met by every child."""

    met: frozenset[Demand] = frozenset()
    open: Mapping[Demand, tuple[str, ...]] = field(default_factory=dict)


def standing(spec: Ledger, numbers: Collection[int]) -> dict[int, Standing]:
    """Record → how its demands stand. A query for each demand; two more for one that all are to meet."""
    asked = [(one.key, key, said) for one in spec.stages for key, said in one.needs.children.items()]
    if not asked or not numbers:
        return {}
    earlier = rounds(spec, numbers)
    met, short = defaultdict[int, set[Demand]](set), defaultdict[int, dict[Demand, tuple[str, ...]]](dict)
    for stage, key, said in asked:
        child = queries.ledger(full_name(spec.pack, key))
        for parent in _fresh(child, said.when, numbers, earlier):
            met[parent].add((stage, key))
        failing = _fresh(child, said.when, numbers, earlier, holds=False) if said.every else {}
        called = queries.called(child.name, [one for some in failing.values() for one in some])
        for parent, some in failing.items():
            met[parent].discard((stage, key))
            short[parent][(stage, key)] = tuple(called[one] for one in some)
    return {one: Standing(frozenset(met[one]), short[one]) for one in {*met, *short}}


def _fresh(
    child: Ledger, when: str, parents: Collection[int], earlier: Mapping[int, Mapping[str, int]], *,
    holds: bool = True,
) -> dict[int, list[int]]:  # fmt: skip
    """Parent → its children of this round that meet a condition, or do not."""
    found = defaultdict[int, list[int]](list)
    for parent, number in meeting(child, when, parents, holds=holds):
        if number > earlier.get(parent, {}).get(child.key, 0):
            found[parent].append(number)
    return found


def meeting(
    child: Ledger, when: str, parents: Iterable[int], *, holds: bool = True
) -> Iterator[tuple[int, int]]:
    """(parent, number) of the records of a child ledger under these that meet a condition; with `holds`
    false of those that do not, or of which it cannot be said."""
    asked = sorted(set(parents))
    for start in range(0, len(asked), _BATCH):
        some = asked[start : start + _BATCH]
        places = ", ".join(["%s"] * len(some))
        said = _statement(child.name, when, holds, queries.digests()).replace(_PARENTS, places)
        with connection.cursor() as cursor:
            cursor.execute(said, some)
            yield from cursor.fetchall()


@lru_cache(maxsize=256)
def _statement(child: str, when: str, holds: bool, _packs: frozenset[str]) -> str:
    """The query of a condition, with a mark where the parents' numbers go."""
    spec = queries.ledger(child)
    said = condition(when, spec).ast.sql(dialect=_dialect()).replace("%", "%%")
    mine = f"{spec.parent} IN ({_PARENTS}) AND NOT withdrawn"
    wanted = "IS TRUE" if holds else "IS NOT TRUE"
    return f"SELECT {spec.parent}, id FROM {spec.table} WHERE {mine} AND ({said}) {wanted} ORDER BY id"


def holding(actor: Actor, name: str, where: str) -> QuerySet[Any]:
    """The rows of a ledger that the actor may see and for which a condition holds, written as an indicator's
    `where`; all of them where it is empty. Raises ExpressionError where it is none."""
    found, spec = queries.visible(actor, name), queries.ledger(name)
    if not where.strip():
        return found
    said = condition(where, spec).ast.sql(dialect=_dialect()).replace("%", "%%")
    return found.filter(id__in=RawSQL(f"SELECT id FROM {spec.table} WHERE {said}", []))


def _dialect() -> str:
    return "postgres" if connection.vendor == "postgresql" else "sqlite"


def rounds(spec: Ledger, numbers: Collection[int]) -> dict[int, Mapping[str, int]]:
    """Record → child ledger → the last number of a child made before the record was last opened again."""
    if not spec.reopens or not numbers:
        return {}
    entries = journal.of_subjects([Ref(spec.name, number).subject for number in numbers], ("reopen",))
    return {Ref.parse(one.subject.removeprefix("record:")).id: one.data.get("rounds", {}) for one in entries}


def ending(spec: Ledger, number: int) -> dict[str, int]:
    """What `rounds` says of a record that is opened again now. A child that is not at its end goes on in the
    new round (a nonconformity that opened its finding again); a look that the System wrote does not, for it
    is of what was done before."""
    looks, found = {one.ledger for one in spec.followups}, dict[str, int]()
    for child in queries.child_ledgers(spec):
        beneath = queries.beneath(child.name, number) if child.stages and child.key not in looks else []
        going = [one.ref.id - 1 for one in beneath if one.stage not in child.ends]
        found[child.key] = min([queries.last_beneath(child.name, number), *going])
    return {key: last for key, last in found.items() if last}


def movers(record: Record, name: str) -> frozenset[int]:
    """Who moved the record last into a stage of its own, or its parent, children or siblings into one of
    theirs (`ledger.stage`)."""
    ledger, _, stage = name.rpartition(".")
    refs = _relatives(record, ledger) if ledger else [record.ref]
    spec = queries.ledger(refs[0].ledger) if refs else record.spec
    last: dict[str, int | None] = {}
    for one in journal.of_subjects([ref.subject for ref in refs], _MOVES):
        said = one.data.get("stage")
        if isinstance(said, list) and stage in _between(spec, said[0], said[1]):
            last[one.subject] = one.person
    return frozenset(person for person in last.values() if person is not None)


def _relatives(record: Record, key: str) -> list[Ref]:
    """The record above, or those beneath or beside it, of the ledger with this key."""
    spec, up = record.spec, above(record.spec)
    parent = record.row.get(spec.parent or "")
    if up is not None and up.key == key:
        return [Ref(up.name, parent)] if parent is not None else []
    name = full_name(spec.pack, key)
    beneath = any(one.name == name for one in queries.child_ledgers(spec))
    over = record.ref.id if beneath else parent
    return [one.ref for one in queries.beneath(name, over)] if over is not None else []


def _between(spec: Ledger, before: str | None, after: str | None) -> tuple[str, ...]:
    """The stages by which a record came from one to another: a detour or one aside only as the goal."""
    way = [one.key for one in spec.way if not one.detour or one.key == after]
    if before not in way or after not in way or way.index(before) >= way.index(after):
        return (after,) if after else ()
    return tuple(way[way.index(before) + 1 : way.index(after) + 1])
