"""The same figures the slow, obvious way: one record after the other, in Python, no SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.figures.world import PROJECT, World

Row = dict[str, Any]


@dataclass(frozen=True)
class Definition:
    """An indicator of `world.INDICATORS` in plain Python."""

    of: Callable[[World], list[Row]]
    day: Callable[[Row], date | None] | None
    value: Callable[[Row], Any]
    keep: Callable[[Row], bool] = lambda row: True
    last: Callable[[Row], date | None] = lambda row: None
    flow: bool = True
    how: str = "sum"
    split: bool = True


def _wan(row: Row) -> Fraction | None:
    return None if row["amount"] is None else Fraction(row["amount"], 10**6)


DEFINITIONS = {
    "funds": Definition(
        lambda world: world.receipts,
        lambda row: row["received_on"],
        _wan,
        keep=lambda row: row["verification"] == "verified",
    ),
    "funds_whole": Definition(
        lambda world: world.receipts,
        lambda row: row["received_on"],
        lambda row: None if row["amount"] is None else Fraction(row["amount"], 10**10),
        split=False,
    ),
    "land": Definition(
        lambda world: world.receipts,
        lambda row: row["received_on"],
        lambda row: Fraction(row["area"], 1000),
        keep=lambda row: row.get("payer") == "甲" and (row["amount"] or 0) >= 1_500_000,
    ),
    "payers": Definition(
        lambda world: world.receipts,
        lambda row: row["received_on"],
        lambda row: row.get("payer"),
        how="distinct",
        split=False,
    ),
    "largest": Definition(
        lambda world: world.receipts, lambda row: row["received_on"], _wan, how="max", split=False
    ),
    "smallest": Definition(
        lambda world: world.receipts, lambda row: row["received_on"], _wan, how="min", split=False, flow=False
    ),
    "signed": Definition(
        lambda world: world.projects, lambda row: row.get("stage_signed"), lambda row: Fraction(1)
    ),
    "in_hand": Definition(
        lambda world: world.projects,
        None,
        lambda row: Fraction(1),
        keep=lambda row: row["stage"] in ("signed", "started"),
        flow=False,
    ),
    "valid": Definition(
        lambda world: world.projects,
        lambda row: row.get("signed_on"),
        lambda row: Fraction(1),
        last=lambda row: row.get("ends_on"),
        flow=False,
    ),
}
CHANGES = {"gained": "valid"}
"""What is the change of a stock since the year began."""
KEYS = (*DEFINITIONS, *CHANGES)


def shares_of(world: World, row: Row, day: date) -> dict[str, int]:
    """Basis points of each unit the record is credited to on that day."""
    project = row["project"] if "project" in row else None if "amount" in row else row["id"]
    held = {
        share["unit"]: share["bp"]
        for share in world.shares
        if share["ledger"] == PROJECT.name
        and share["record"] == project
        and share["from_day"] <= day
        and (share["to_day"] is None or day < share["to_day"])
    }
    return held or {row["unit"]: 10_000}


def figure(world: World, key: str, unit: str, start: date, end: date) -> Fraction | None:
    if key in CHANGES:
        before = figure(world, CHANGES[key], unit, start, start - timedelta(days=1))
        return (figure(world, CHANGES[key], unit, start, end) or 0) - (before or Fraction(0))
    definition = DEFINITIONS[key]
    found: list[tuple[int, Any]] = []
    for row in definition.of(world):
        day = definition.day(row) if definition.day else end
        if row["withdrawn"] or not definition.keep(row) or day is None or day > end:
            continue
        if definition.flow and day < start:
            continue
        if (definition.last(row) or end) < end:
            continue
        held = shares_of(world, row, day)
        bp = sum(part for holder, part in held.items() if unit in world.ancestors(holder))
        value = definition.value(row)
        if bp and value is not None:
            found.append((bp if definition.split else 10_000, value))
    return _together(definition.how, found)


def _together(how: str, found: list[tuple[int, Any]]) -> Fraction | None:
    if how == "distinct":
        return Fraction(len({value for _, value in found}))
    if how in ("min", "max"):
        values = [value for _, value in found]
        return (min(values) if how == "min" else max(values)) if values else None
    return sum((value * bp / 10_000 for bp, value in found), Fraction(0))


def gdp(unit: str) -> Decimal | None:
    """Entered for the city alone; the rest waits for the statistics office."""
    return Decimal("12.5") if unit == "city" else None
