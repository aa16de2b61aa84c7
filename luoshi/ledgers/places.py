"""A ledger's records by place: how many and how much in each unit below one, all of its subtree counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from luoshi.kernel.actor import Actor
from luoshi.ledgers import columns, queries
from luoshi.packs.spec import Ledger
from luoshi.units import queries as units
from luoshi.units.models import Unit


@dataclass(frozen=True)
class Place:
    """A unit with the records reported for it and all below it. `own` is the unit above itself, with what
    belongs to none of those below it."""

    code: str
    name: str
    kind: str
    count: int
    sum: Decimal
    below: bool
    """Whether there are units below it to go down to."""
    own: bool = False


@dataclass(frozen=True)
class Places:
    """A unit, those above it from the top, and what is in each of those just below it."""

    at: Unit | None
    above: tuple[Unit, ...]
    places: tuple[Place, ...]


def measures(spec: Ledger) -> list[str]:
    """The fields that can be summed on a map."""
    return [key for key, one in spec.fields.items() if one.type in ("money", "integer", "decimal")]


def places(
    actor: Actor,
    name: str,
    *,
    search: str = "",
    filters: Mapping[str, Any] | None = None,
    measure: str | None = None,
) -> Places:
    """Counts and a field's sums by unit, of what the actor may see. The filter `unit` says where: its
    subtree, unit by unit; else the smallest unit that holds all of the actor's. Two queries."""
    spec, asked = queries.ledger(name), dict(filters or {})
    tree = {one.unit.code: one.unit for one in units.tree()}
    found = queries.narrowed(actor, name, search=search, filters=asked).order_by().values("unit")
    sums = {"_sum": Sum(measure)} if measure else {}
    by_unit = {
        one["unit"]: (one["_count"], one.get("_sum") or 0)
        for one in found.annotate(_count=Count("id"), **sums)
    }
    at = _where(actor, tree, str(asked.get("unit") or ""))
    return Places(at, tuple(_above(tree, at)), tuple(_below(spec, tree, at, by_unit, measure)))


def _where(actor: Actor, tree: Mapping[str, Unit], asked: str) -> Unit | None:
    """The unit asked for; else the lowest above all that the actor holds. One with nothing below it is
    shown among its neighbours."""
    if not tree:
        return None
    top = next(iter(tree.values()))
    homes = [one.unit for one in actor.holdings if one.unit in tree]
    lines = [[*(one.code for one in _above(tree, tree[home])), home] for home in homes]
    common = [codes[0] for codes in zip(*lines, strict=False) if len(set(codes)) == 1]
    found = tree.get(asked) or (tree[common[-1]] if common else top)
    parents = {one.parent_id for one in tree.values()}
    return found if found.code in parents or found.parent_id is None else tree[found.parent_id]


def _above(tree: Mapping[str, Unit], at: Unit | None) -> list[Unit]:
    found: list[Unit] = []
    while at is not None and at.parent_id is not None:
        at = tree[at.parent_id]
        found.insert(0, at)
    return found


def _below(
    spec: Ledger,
    tree: Mapping[str, Unit],
    at: Unit | None,
    by_unit: Mapping[str, tuple[int, int]],
    measure: str | None,
) -> list[Place]:
    if at is None:
        return []
    parents = {one.parent_id for one in tree.values()}
    held = {code: (0, 0) for code, one in tree.items() if one.parent_id == at.code}
    own = (0, 0)
    for code, (count, stored) in by_unit.items():
        line = [code, *(one.code for one in reversed(_above(tree, tree.get(code))))]
        child = next((one for one in line if one in held), None)
        if child is not None:
            held[child] = (held[child][0] + count, held[child][1] + stored)
        elif code == at.code:
            own = (own[0] + count, own[1] + stored)

    def place(code: str, said: tuple[int, int], *, mine: bool = False) -> Place:
        value = columns.shown(spec, {measure: said[1]})[measure] if measure else Decimal(0)
        unit = tree[code]
        return Place(code, unit.name, unit.kind, said[0], value, below=code in parents and not mine, own=mine)

    made = [place(code, said) for code, said in held.items()]
    return [*made, place(at.code, own, mine=True)] if own[0] else made
