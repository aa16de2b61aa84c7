"""Invented outlines of the demonstration city: cells of a bent lattice. No real place looks like this."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import pairwise

from luoshi.ops.demo.places import CITY, COUNTY, TOWNSHIPS
from luoshi.units.geometry import collection

_CITY = (
    ".22233334444",
    "222233334444",
    "22223334444.",
    "777111111555",
    "777111111555",
    "777111111555",
    "777766655555",
    ".77666666555",
    "..7666666.5.",
)
"""Each character is a cell of the county of that number; 清河县 is 1, a township each of its cells."""
_WEST, _NORTH, _STEP = 20.0, 3.0, 0.12
_BENDS = 2
"""How often a cell's side is bent: into four pieces."""

Point = tuple[float, float]
Cell = tuple[int, int]


def geojson() -> bytes:
    """The city's counties and 清河县's townships, as an administrator would upload them."""
    cells: dict[str, list[Cell]] = {}
    townships = iter(TOWNSHIPS)
    for row, line in enumerate(_CITY):
        for column, number in enumerate(line):
            if number == ".":
                continue
            cells.setdefault(f"{CITY}0{number}", []).append((column, row))
            if number == "1":
                cells[next(townships).code] = [(column, row)]
    assert len(cells[COUNTY]) == len(TOWNSHIPS)
    shapes = {
        unit: {"type": "Polygon", "coordinates": [list(_around(mine))]}
        for unit, mine in cells.items()
    }  # fmt: skip
    return json.dumps(collection(shapes)).encode()


def _around(cells: list[Cell]) -> Iterator[Point]:
    """The line around cells: their sides, those between two of them left out, end to end, bent."""
    sides: set[tuple[Cell, Cell]] = set()
    for x, y in cells:
        corners = [(x, y), (x, y + 1), (x + 1, y + 1), (x + 1, y)]
        sides |= set(zip(corners, [*corners[1:], corners[0]], strict=True))
    following = dict(side for side in sides if side[::-1] not in sides)
    first = corner = min(following)
    yield _at(corner)
    while True:
        after = following[corner]
        yield from _bent(corner, after)
        corner = after
        if corner == first:
            return


def _at(corner: Cell) -> Point:
    """Where a corner of the lattice lies: a little off."""
    chance = random.Random(f"{corner}")
    x, y = (one + chance.uniform(-0.28, 0.28) for one in corner)
    return _WEST + x * _STEP, _NORTH - y * _STEP


def _bent(start: Cell, end: Cell) -> list[Point]:
    """A side without its first point; both cells beside it bend it the same."""
    low, high = sorted((start, end))
    chance = random.Random(f"{low}{high}")
    line = [_at(low), _at(high)]
    for _ in range(_BENDS):
        line = [*_halved(line, chance), line[-1]]
    return line[1:] if start == low else line[-2::-1]


def _halved(line: list[Point], chance: random.Random) -> Iterator[Point]:
    for (x, y), (to_x, to_y) in pairwise(line):
        off = chance.uniform(-0.12, 0.12)
        yield x, y
        yield (x + to_x) / 2 - (to_y - y) * off, (y + to_y) / 2 + (to_x - x) * off
