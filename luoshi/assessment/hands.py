"""Three hands on every line: the computed score stands, and what people say of it is kept beside. Pure.

A unit scores itself, the assessor confirms or sets, the leader adjusts. The last hand with authority
(the assessor's or the leader's) makes the result; a self-score never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from luoshi.assessment.recall import sum_of
from luoshi.kernel.numbers import half_up, spelled
from luoshi.kernel.ranks import rank

Hand = Literal["self", "assessor", "leader"]
Verdict = Literal["set", "confirm", "lift"]
AUTHORITY: tuple[Hand, ...] = ("assessor", "leader")
TOTAL = ""
"""The item that stands for the whole: its points are added to the total."""


@dataclass(frozen=True)
class Mark:
    """What somebody said of a line, and why."""

    unit: str
    item: str
    hand: Hand
    verdict: Verdict
    points: Fraction | None
    why: str
    objection: int | None
    at: datetime
    name: str


@dataclass(frozen=True)
class Line:
    """An item as computed (`scoring.Item.to_json`) and everything said of it, oldest first."""

    item: Mapping[str, Any]
    marks: tuple[Mark, ...]

    @property
    def key(self) -> str:
        return str(self.item["key"])

    @property
    def label(self) -> str:
        return str(self.item["label"])

    @property
    def computed(self) -> Fraction | None:
        said = self.item["points"]
        return None if said is None else Fraction(said)

    def last(self, *hands: Hand) -> Mark | None:
        """The newest mark of one of the hands."""
        return next((one for one in reversed(self.marks) if one.hand in hands), None)

    @property
    def points(self) -> Fraction | None:
        """What the line earns: as the last hand with authority set it, else as computed."""
        said = [one for one in self.marks if one.hand in AUTHORITY and one.verdict != "lift"]
        return said[-1].points if said else self.computed

    @property
    def vetoes(self) -> bool:
        """Whether the line, as computed, loses everything."""
        counted, over = self.item["actual"], self.item["params"].get("over", 0)
        return self.item["rule"] == "veto" and counted is not None and Decimal(counted) > Decimal(str(over))

    @property
    def lifted(self) -> bool:
        """Whether somebody with authority said that the veto does not stand."""
        return any(one.verdict == "lift" for one in self.marks)

    @property
    def judged(self) -> bool:
        return self.last(*AUTHORITY) is not None

    @property
    def differs(self) -> bool:
        """Whether the unit sees it otherwise than it was computed."""
        said = self.last("self")
        return said is not None and not same(said.points, self.computed)


@dataclass(frozen=True)
class Standing:
    """A unit's result as it stands: its lines, what was added to the total, and its place in its class."""

    unit: str
    name: str
    rank_class: str
    lines: tuple[Line, ...]
    adjustments: tuple[Mark, ...]
    vetoed: bool
    total: Fraction
    place: int = 0

    @property
    def is_scored(self) -> bool:
        """Whether there is anything to score it by: a line with points, or a leader's word on the total."""
        return self.vetoed or bool(self.adjustments) or any(one.points is not None for one in self.lines)

    @property
    def adjustment(self) -> Mark | None:
        """The leader's last word on the total."""
        return self.adjustments[-1] if self.adjustments else None

    @property
    def veto(self) -> str:
        """Why everything was lost; empty when it was not."""
        lost = [f"{one.label}（{one.item['arithmetic']}）" for one in self.lines if one.vetoes]
        return "；".join(lost) if self.vetoed else ""

    def line(self, key: str) -> Line | None:
        return next((one for one in self.lines if one.key == key), None)

    def to_json(self) -> dict[str, Any]:
        """As results are published and kept: points as decimal text, null where there are none."""
        points = {one.key: None if one.points is None else spelled(one.points) for one in self.lines}
        return {
            "unit": self.unit, "unit_name": self.name, "class": self.rank_class, "total": spelled(self.total),
            "rank": self.place, "vetoed": self.vetoed, "veto": self.veto, "points": points,
            "labels": {one.key: one.label for one in self.lines},
        }  # fmt: skip


def same(one: Fraction | None, other: Fraction | None) -> bool:
    """Whether points are the same as people see them, to two places: nobody types more."""
    if one is None or other is None:
        return one is other
    return half_up(one, 2) == half_up(other, 2)


def standings(body: Sequence[Mapping[str, Any]], marks: Iterable[Mark]) -> list[Standing]:
    """Every unit's result with its place among its class; classes in their order, the best first."""
    by_unit: dict[str, list[Mark]] = {}
    for mark in marks:
        by_unit.setdefault(mark.unit, []).append(mark)
    classes: dict[str, list[Standing]] = {}
    for one in body:
        made = _standing(one, by_unit.get(one["unit"], []))
        classes.setdefault(made.rank_class, []).append(made)
    return [placed for peers in classes.values() for placed in _placed(peers)]


def _placed(peers: Sequence[Standing]) -> list[Standing]:
    """With their places; whoever there is nothing to score by has none, and stands last."""
    places = rank({one.unit: one.total for one in peers if one.is_scored})
    found = [Standing(**{**vars(one), "place": places.get(one.unit, 0)}) for one in peers]
    return sorted(found, key=lambda one: (one.place == 0, one.place))


def _standing(one: Mapping[str, Any], marks: Sequence[Mark]) -> Standing:
    lines = tuple(
        Line(item, tuple(mark for mark in marks if mark.item == item["key"])) for item in one["items"]
    )
    added = tuple(mark for mark in marks if mark.item == TOTAL)
    vetoing = [line for line in lines if line.vetoes]
    vetoed = bool(one["vetoed"]) and not (vetoing and all(line.lifted for line in vetoing))
    total = Fraction(0) if vetoed else max(_sum(one, lines) + _delta(added), Fraction(0))
    return Standing(one["unit"], one["unit_name"], one["class"], lines, added, vetoed, total)


def _sum(one: Mapping[str, Any], lines: Sequence[Line]) -> Fraction:
    """The computed total with every line's change: lines are kept to the cent, the total was exact. Groups
    keep their limits, and the weight of what is missing goes where the sheet says."""
    now = sum_of(one, {line.key: line.points for line in lines})
    computed = Fraction(one["total"])
    return now if one["vetoed"] or computed == 0 else computed + now - sum_of(one, {})


def _delta(added: Sequence[Mark]) -> Fraction:
    return (added[-1].points or Fraction(0)) if added else Fraction(0)
