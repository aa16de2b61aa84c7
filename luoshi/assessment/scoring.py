"""A sheet over figures: every unit's points, item by item, its total and its place. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshi.assessment.rules import Case, Points, score
from luoshi.kernel import canonical
from luoshi.kernel.numbers import half_up, plain, spelled
from luoshi.kernel.ranks import rank
from luoshi.packs.spec import Indicator, Rule, Sheet

Figure = Mapping[str, Any]
"""A published figure, as `figures --json` gives it."""


@dataclass(frozen=True)
class Member:
    """A unit that is scored: ranked among those of its class."""

    code: str
    name: str
    rank_class: str


@dataclass(frozen=True)
class Basis:
    """What a sheet is scored on: figures by (indicator, unit), and counted hand-ins by (name, unit)."""

    figures: Mapping[tuple[str, str], Figure]
    counts: Mapping[tuple[str, str], int]
    indicators: Mapping[str, Indicator]
    """By the name a rule uses."""


@dataclass(frozen=True)
class Item:
    """An item of a sheet for a unit."""

    rule: Rule
    case: Case
    points: Points

    def to_json(self) -> dict[str, Any]:
        case, points = self.case, self.points
        return {
            "key": self.rule.key, "label": str(self.rule.label), "rule": self.rule.rule,
            "indicator": self.rule.indicator, "weight": plain(self.rule.weight),
            "params": json.loads(canonical.dumps(self.rule.params)),
            "actual": None if case.actual is None else spelled(case.actual),
            "target": None if case.target is None else spelled(case.target),
            "completion": None if case.reached is None else plain(half_up(case.reached, 2)),
            "points": None if points.value is None else spelled(points.value),
            "arithmetic": points.arithmetic,
            "state": "awaiting" if case.awaiting else "none" if points.value is None else "scored",
        }  # fmt: skip


@dataclass(frozen=True)
class Scored:
    """A unit's result. What has no target or is awaited adds nothing to the total and is named."""

    member: Member
    items: tuple[Item, ...]

    @property
    def vetoed(self) -> bool:
        return any(item.points.vetoed for item in self.items)

    @property
    def earned(self) -> Fraction:
        """The sum of what has points, exact."""
        return sum((item.points.value or Fraction(0) for item in self.items), Fraction(0))

    @property
    def total(self) -> Fraction:
        """Exact; nothing when vetoed, never below nothing."""
        return Fraction(0) if self.vetoed else max(self.earned, Fraction(0))

    @property
    def arithmetic(self) -> str:
        """How the items make the total, why it was lost, and which items are not in it."""
        vetoes = [item for item in self.items if item.points.vetoed]
        if vetoes:
            said = "；".join(f"{item.rule.label}（{item.points.arithmetic}）" for item in vetoes)
            return f"{said}，总分 0"
        parts = [_said(item.points.value) for item in self.items if item.points.value is not None]
        said = f"{' + '.join(parts).replace('+ -', '− ') or '0'} = {_said(self.earned)}"
        if sum(map(Decimal, parts)) != Decimal(_said(self.earned)):
            said += "（各项未经四舍五入相加）"
        if self.earned < 0:
            said += "，最低 0"
        left_out = [str(item.rule.label) for item in self.items if item.points.value is None]
        return said + (f"；不计：{'、'.join(left_out)}" if left_out else "")

    def to_json(self, place: int) -> dict[str, Any]:
        """As `assess --json` prints it: decimals as text, null where there is none."""
        return {
            "unit": self.member.code, "unit_name": self.member.name, "class": self.member.rank_class,
            "total": spelled(self.total), "rank": place, "vetoed": self.vetoed,
            "arithmetic": self.arithmetic, "items": [item.to_json() for item in self.items],
        }  # fmt: skip


def scored(sheet: Sheet, members: Iterable[Member], basis: Basis) -> list[dict[str, Any]]:
    """Everybody's points, total and place among their class, as JSON; the best first within each class."""
    classes: dict[str, list[Member]] = {}
    for member in members:
        classes.setdefault(member.rank_class, []).append(member)
    return [one for peers in classes.values() for one in _ranked(sheet, peers, basis)]


def _ranked(sheet: Sheet, peers: Sequence[Member], basis: Basis) -> list[dict[str, Any]]:
    """A class of units, best first; equal totals share a place."""
    items = [_items(rule, peers, basis) for rule in sheet.items]
    made = [Scored(member, mine) for member, mine in zip(peers, zip(*items, strict=True), strict=True)]
    places = rank({one.member.code: one.total for one in made})
    best_first = sorted(made, key=lambda one: places[one.member.code])
    return [one.to_json(places[one.member.code]) for one in best_first]


def _items(rule: Rule, peers: Sequence[Member], basis: Basis) -> list[Item]:
    """One item for a class of units, in their order."""
    name = str(rule.indicator)
    if name.startswith("@"):
        counts = (basis.counts.get((name, one.code), 0) for one in peers)
        cases = [Case(rule.weight, actual=count, better="lower") for count in counts]
    else:
        cases = _measured(rule, basis.indicators[name], peers, basis)
    return [Item(rule, case, score(rule.rule, rule.params, case)) for case in cases]


def _measured(rule: Rule, spec: Indicator, peers: Sequence[Member], basis: Basis) -> list[Case]:
    """What the published figures say; places are among these units, in the published order."""
    figures = {one.code: basis.figures.get((spec.name, one.code), {}) for one in peers}
    places = rank({code: one.get("rank") for code, one in figures.items()}, "lower")
    actuals = {code: _number(one, "ytd") for code, one in figures.items()}
    everybody = tuple(actuals.values())
    return [
        Case(
            rule.weight, actual=actuals[code], target=_number(one, "target"), peers=everybody,
            place=places.get(code), better=spec.better, awaiting=one.get("state") == "awaiting",
        )
        for code, one in figures.items()
    ]  # fmt: skip


def _number(figure: Figure, key: str) -> Decimal | None:
    said = figure.get(key)
    return None if said is None else Decimal(said)


def _said(value: Fraction) -> str:
    """Points as the arithmetic tells them: in full where they end within four places."""
    return spelled(value, 2, 4)
