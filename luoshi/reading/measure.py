"""How well a reader reads, held against what people decided: precision, recall and F1 by kind. Pure.

Objects match when their kind is the same and their spans overlap by at least half of their union, best
overlap first, each once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KINDS = ("figure", "target", "task", "cadence")
HALF = 0.5
"""The least share of their union by which the spans of two objects overlap that are the same."""

Object = Mapping[str, Any]


@dataclass(frozen=True)
class Score:
    """How many there are, how many were found, how many of these match."""

    gold: int
    found: int
    matched: int

    @property
    def precision(self) -> float:
        return self.matched / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(self.gold + other.gold, self.found + other.found, self.matched + other.matched)


def overlap(one: Object, other: Object) -> float:
    """The shared part of two spans as a share of their union."""
    shared = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return float(max(shared, 0) / (max(one["end"], other["end"]) - min(one["start"], other["start"])))


def pairs(gold: Sequence[Object], found: Sequence[Object]) -> list[tuple[Object, Object]]:
    """What matches what, of one kind."""
    near = [
        (overlap(one, other), i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(found)
        if one["start"] < other["end"] and other["start"] < one["end"]
    ]
    made, taken, used = [], set[int](), set[int]()
    for share, i, j in sorted(near, reverse=True):
        if share >= HALF and i not in taken and j not in used:
            taken.add(i)
            used.add(j)
            made.append((gold[i], found[j]))
    return made


def score(gold: Iterable[Object], found: Iterable[Object]) -> dict[str, Score]:
    """By kind, and `all` together."""
    every, proposed = list(gold), list(found)
    made = {}
    for kind in KINDS:
        mine = [one for one in every if one["kind"] == kind]
        theirs = [one for one in proposed if one["kind"] == kind]
        made[kind] = Score(len(mine), len(theirs), len(pairs(mine, theirs)))
    return {**made, "all": sum(made.values(), Score(0, 0, 0))}
