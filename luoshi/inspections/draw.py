"""The sample of an inspection: drawn from a published package by a rule anybody can repeat.

    root    the package's manifest digest, as bulletins print it
    digest  SHA-256 of the plan's canonical JSON
    seed    SHA-256(root ‖ digest), both as bytes
    key     SHA-256(seed ‖ "ledger/number"): the order of records within their stratum

A stratum is a unit of the plan and a band of amounts; its first records by key are the sample, the next
ones the substitutes. There is no random number, and the order of rows in a file changes nothing.
Nothing here needs a database or Django.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from luoshi.inspections.plan import Part, Plan
from luoshi.kernel.errors import InputError
from luoshi.kernel.lots import place, seed
from luoshi.kernel.money import yuan_string

SPARES = 2
"""At least so many substitutes are named in a stratum."""


@dataclass(frozen=True)
class Row:
    """A record of the frame: its number, the unit of the plan it belongs to, its amount in 分."""

    id: int
    unit: str
    amount: int | None


@dataclass(frozen=True)
class Drawn:
    """A record of the sample, or a substitute: `place` is its place in its stratum, from 1."""

    ledger: str
    record: int
    unit: str
    band: str
    amount: int | None
    place: int
    key: str
    substitute: bool


@dataclass(frozen=True)
class Stratum:
    """So many records of a unit and band, of which so many are taken."""

    ledger: str
    unit: str
    band: str
    size: int
    taken: int


@dataclass(frozen=True)
class Sample:
    """What was drawn, with all that is needed to draw it again."""

    period: str
    root: str
    digest: str
    seed: str
    strata: tuple[Stratum, ...]
    drawn: tuple[Drawn, ...]

    def to_json(self) -> dict[str, Any]:
        """Money as strings in yuan."""
        drawn = [
            {**asdict(one), "amount": None if one.amount is None else yuan_string(one.amount)}
            for one in self.drawn
        ]
        return {**asdict(self), "strata": [asdict(one) for one in self.strata], "drawn": drawn}


def key(seed: bytes, ledger: str, record: int) -> str:
    """Where a record comes in its stratum."""
    return place(seed, f"{ledger}/{record}")


def allotted(sizes: Mapping[Any, int], part: Part) -> dict[Any, int]:
    """How many of each stratum: `each` of them, or `total` in proportion to sizes by the largest remainder.
    A stratum smaller than asked gives all it has. Of equal remainders the larger stratum, then the first
    by name, comes first."""
    if part.each is not None:
        return {name: min(part.each, size) for name, size in sizes.items()}
    whole = sum(sizes.values())
    wanted = min(part.total or 0, whole)
    given = {name: wanted * size // whole for name, size in sizes.items()} if whole else {}
    rest = sorted(given, key=lambda name: (-(wanted * sizes[name] % whole), -sizes[name], _sortable(name)))
    for name in rest[: wanted - sum(given.values())]:
        given[name] += 1
    return given


def _sortable(name: tuple[str, int | None]) -> tuple[str, int]:
    return name[0], -1 if name[1] is None else name[1]


def sample_of(part: Part, rows: Iterable[Row], seed: bytes) -> tuple[list[Stratum], list[Drawn]]:
    """A ledger's strata and what is drawn from them, in the order of units and bands."""
    strata: dict[tuple[str, int | None], list[tuple[str, Row]]] = defaultdict(list)
    for row in rows:
        band = part.band(row.amount) if part.bands else 0
        strata[row.unit, band].append((key(seed, part.ledger, row.id), row))
    given = allotted({name: len(found) for name, found in strata.items()}, part)
    told, drawn = [], []
    for name in sorted(strata, key=_sortable):
        taken, label = given[name], part.band_label(name[1])
        told.append(Stratum(part.ledger, name[0], label, len(strata[name]), taken))
        ordered = sorted(strata[name], key=lambda pair: (pair[0], pair[1].id))
        for number, (order, row) in enumerate(ordered[: taken + max(taken, SPARES)], start=1):
            spare = number > taken
            drawn.append(Drawn(part.ledger, row.id, row.unit, label, row.amount, number, order, spare))
    return told, drawn


def draw(folder: Path, root: str, plan: Plan) -> Sample:
    """Draw a plan's sample from a package's folder whose manifest digest is `root`.

    The frame is the records as the package has them: of the plan's units and days, none that was withdrawn
    or sent back, and where the plan says so none that was not verified.
    """
    start, whose = seed(root, plan.digest), _whose(folder, plan.units)
    strata: list[Stratum] = []
    drawn: list[Drawn] = []
    for part in plan.ledgers:
        told, found = sample_of(part, frame(folder, part, plan.first, plan.last, whose), start)
        strata += told
        drawn += found
    return Sample(plan.period, root, plan.digest, start.hex(), tuple(strata), tuple(drawn))


def frame(folder: Path, part: Part, first: date, last: date, whose: Mapping[str, str]) -> list[Row]:
    """The records from which a ledger's sample is drawn."""
    file = folder / f"ledger_{part.ledger.replace('.', '_')}.parquet"
    if not file.is_file():
        raise InputError(f"结账包里没有台账“{part.ledger}”", hint="核对方案里的台账名")
    there = pq.read_schema(file).names
    wanted = ["id", "unit", "withdrawn", "verification", *filter(None, (part.dated, part.amount))]
    if missing := [name for name in wanted if name not in there]:
        raise InputError(f"结账包的“{part.ledger}”里没有“{'、'.join(missing)}”", hint="核对方案里的字段名")
    table = pq.read_table(file, columns=wanted)
    standing = pc.equal if part.verified else pc.not_equal
    state = "verified" if part.verified else "rejected"
    keep = pc.and_(standing(table["verification"], state), pc.invert(table["withdrawn"]))
    if part.dated:
        days = table[part.dated]
        keep = pc.and_(keep, pc.and_(pc.greater_equal(days, first), pc.less_equal(days, last)))
    table = table.filter(keep)
    amounts = table[part.amount].to_pylist() if part.amount else [None] * table.num_rows
    rows = zip(table["id"].to_pylist(), table["unit"].to_pylist(), amounts, strict=True)
    return [Row(number, whose[unit], amount) for number, unit, amount in rows if unit in whose]


def _whose(folder: Path, units: Iterable[str]) -> dict[str, str]:
    """Unit → the unit of the plan it belongs to: itself, or the nearest above it."""
    below: dict[str, list[str]] = defaultdict(list)
    closure = pq.read_table(folder / "unit_closure.parquet", columns=["ancestor", "descendant"])
    for above, under in zip(*(closure[name].to_pylist() for name in closure.column_names), strict=True):
        below[above].append(under)
    if missing := [one for one in units if one not in below]:
        raise InputError(f"结账包里没有单位“{'、'.join(missing)}”", hint="核对方案里的单位代码")
    widest = sorted(units, key=lambda one: (-len(below[one]), one))
    return {under: one for one in widest for under in below[one]}


def names(folder: Path) -> dict[str, str]:
    """Unit → name, as the package has it."""
    table = pq.read_table(folder / "unit.parquet", columns=["code", "name"])
    return dict(zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True))
