"""A sheet over figures: every unit's points, item by item, its total and its place. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from luoshi.assessment.measure import Basis, Figure, Member, cases, conditions
from luoshi.assessment.rules import Case, Points, limits, score
from luoshi.assessment.rules.case import n
from luoshi.assessment.totals import Line, Total, total
from luoshi.kernel import canonical
from luoshi.kernel.numbers import half_up, plain, spelled
from luoshi.kernel.ranks import rank
from luoshi.packs.spec import Condition, Missing, Rule, Sheet

__all__ = ["Basis", "Figure", "Item", "Member", "Scored", "ranked", "scored"]

TERMS = {"against", "full", "when", "group", "places"}
"""What an item may say beside its rule's parameters."""
OF_SHEET = {"groups", "without_target", "awaiting", "places"}
"""What a sheet says about all of its items."""


@dataclass(frozen=True)
class Item:
    """An item of a sheet for a unit."""

    rule: Rule
    case: Case
    condition: Case | None
    sheet: Sheet

    @cached_property
    def earned(self) -> Points:
        """By the rule alone."""
        return score(self.rule.rule, self.rule.params, self.case)

    @property
    def state(self) -> str:
        """Scored; or why it has no value: `awaiting` or `none`."""
        made = self.earned
        if made.value is not None:
            return "scored"
        return "awaiting" if made.arithmetic == "待统计" else "none"

    @property
    def missing(self) -> Missing:
        """What happens to its weight."""
        return self.sheet.awaiting if self.state == "awaiting" else self.sheet.without_target

    @cached_property
    def points(self) -> Points:
        """By the rule, then by the item's condition, rounded where the item says so."""
        made = self.earned
        if made.value is None:
            given = self.missing == "full" and self.rule.weight > 0
            full = Fraction(self.rule.weight)
            return Points(full, f"{made.arithmetic}，按满分 {n(full)}") if given else made
        if self.rule.when and self.condition:
            made = _conditional(made, self.rule.when, self.condition)
        return _rounded(made, self.rule)

    @property
    def line(self) -> Line:
        """As the total counts it."""
        rule, points = self.rule, self.points
        spread = points.value is None and self.missing == "rescale"
        return Line(str(rule.label), points, Fraction(rule.weight), rule.group, spread)

    def to_json(self) -> dict[str, Any]:
        rule, case, points = self.rule, self.case, self.points
        return {
            "key": rule.key, "label": str(rule.label), "rule": rule.rule,
            "indicator": rule.indicator, "weight": plain(rule.weight),
            "params": json.loads(canonical.dumps(rule.params)),
            "actual": None if case.actual is None else spelled(case.actual),
            "target": None if case.base is None else spelled(case.base),
            "completion": None if case.reached is None else plain(half_up(case.reached, 2)),
            "points": None if points.value is None else spelled(points.value),
            "arithmetic": points.arithmetic,
            "state": self.state, **self._kept(),
        }  # fmt: skip

    def _kept(self) -> dict[str, Any]:
        """What is needed to score again and is not said already; peers are the others of the class."""
        case = replace(self.case, peers=())
        parts = tuple(replace(part, peers=()) for part in case.parts)
        said: dict[str, Any] = {"case": replace(case, parts=parts).to_json()}
        terms = self.rule.model_dump(mode="json", exclude_defaults=True, include=TERMS)
        if terms:
            said["terms"] = terms
        if self.condition:
            said["condition"] = replace(self.condition, peers=()).to_json()
        return said


@dataclass(frozen=True)
class Scored:
    """A unit's result. What has no target or is awaited is named, and counts as the sheet says."""

    member: Member
    items: tuple[Item, ...]
    sheet: Sheet

    @cached_property
    def sum(self) -> Total:
        """Its total, and how it came about."""
        return total([item.line for item in self.items], self.sheet)

    def to_json(self, made: Total, place: int | None) -> dict[str, Any]:
        """As `assess --json` prints it: decimals as text, null where there is none."""
        terms = self.sheet.model_dump(mode="json", exclude_defaults=True, include=OF_SHEET)
        return {
            "unit": self.member.code, "unit_name": self.member.name, "class": self.member.rank_class,
            "total": spelled(made.value), "rank": place, "vetoed": made.vetoed,
            "arithmetic": made.arithmetic, "items": [item.to_json() for item in self.items],
            **({"sheet": terms} if terms else {}),
        }  # fmt: skip


def scored(sheet: Sheet, members: Iterable[Member], basis: Basis) -> list[dict[str, Any]]:
    """Everybody's points, total and place among their class, as JSON; the best first within each class."""
    classes: dict[str, list[Member]] = {}
    for member in members:
        classes.setdefault(member.rank_class, []).append(member)
    return [one for peers in classes.values() for one in ranked(_made(sheet, peers, basis))]


def ranked(made: Sequence[Scored]) -> list[dict[str, Any]]:
    """A class of units as JSON, best first."""
    sums, places = placed(made)
    best_first = sorted(made, key=lambda one: (places.get(one.member.code, len(made) + 1), one.member.code))
    return [one.to_json(sums[one.member.code], places.get(one.member.code)) for one in best_first]


def placed(made: Sequence[Scored]) -> tuple[dict[str, Total], dict[str, int]]:
    """Totals and places of a class by unit; equal totals share a place, who has nothing to be scored by has
    none."""
    sums = {one.member.code: one.sum for one in made}
    return sums, rank({code: one.value if one.known else None for code, one in sums.items()})


def _made(sheet: Sheet, peers: Sequence[Member], basis: Basis) -> list[Scored]:
    items = [_items(sheet, rule, peers, basis) for rule in sheet.items]
    return [Scored(member, mine, sheet) for member, mine in zip(peers, zip(*items, strict=True), strict=True)]


def _items(sheet: Sheet, rule: Rule, peers: Sequence[Member], basis: Basis) -> list[Item]:
    """One item for a class of units, in their order."""
    pairs = zip(cases(rule, peers, basis), conditions(rule, peers, basis), strict=True)
    return [Item(rule, case, condition, sheet) for case, condition in pairs]


def _conditional(made: Points, when: Condition, condition: Case) -> Points:
    """What is left of the points where another indicator has not got far enough; one that is not known
    takes nothing away."""
    got = condition.reached if when.of == "target" else condition.actual
    if got is None or made.value is None or made.value <= 0:
        return made
    sign = "%" if when.of == "target" else ""
    lost = got > when.at_least if condition.better == "lower" and not sign else got < when.at_least
    said = f"{made.arithmetic}；{condition.label} {n(got)}{sign}"
    if not lost:
        return replace(made, arithmetic=f"{said}，条件 {n(when.at_least)}{sign} 已达到")
    value = made.value * Fraction(when.otherwise) / 100
    said += f"，未达到条件 {n(when.at_least)}{sign}：× {n(when.otherwise)}% = {n(value)}"
    return replace(made, value=value, arithmetic=said)


def _rounded(made: Points, rule: Rule) -> Points:
    """To the item's places, never past what the rule may give."""
    if rule.places is None or made.value is None:
        return made
    low, high = limits(rule.rule, rule.params, rule.weight)
    value = Fraction(half_up(made.value, rule.places))
    value = value if high is None else min(value, max(high, made.value))
    value = value if low is None or made.value < low else max(value, low)
    if value == made.value:
        return made
    said = f" = {n(value)}"
    more = "" if made.arithmetic.endswith(said) else f"，取 {n(value)}"
    return replace(made, value=value, arithmetic=made.arithmetic + more)
