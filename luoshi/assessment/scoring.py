"""A sheet over figures: every unit's points, item by item, its total and its place. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshi.assessment.rules import Case, Points, score
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
    awaiting: bool


@dataclass(frozen=True)
class Scored:
    """A unit's result. What has no target or is awaited adds nothing to the total and is named."""

    member: Member
    items: tuple[Item, ...]
    place: int = 0

    @property
    def vetoed(self) -> bool:
        return any(item.points.vetoed for item in self.items)

    @property
    def total(self) -> Fraction:
        """Exact; nothing when vetoed, never below nothing."""
        earned = sum((item.points.value or Fraction(0) for item in self.items), Fraction(0))
        return Fraction(0) if self.vetoed else max(earned, Fraction(0))

    @property
    def arithmetic(self) -> str:
        """How the items make the total."""
        if self.vetoed:
            return "一票否决 = 0"
        parts = [half_up(item.points.value, 2) for item in self.items if item.points.value is not None]
        said = " + ".join(plain(one) for one in parts).replace("+ -", "− ")
        left_out = [str(item.rule.label) for item in self.items if item.points.value is None]
        more = f"；不计：{'、'.join(left_out)}" if left_out else ""
        return f"{said or '0'} = {plain(half_up(self.total, 2))}{more}"

    def to_json(self) -> dict[str, Any]:
        """As `assess --json` prints it: decimals as text, null where there is none."""
        return {
            "unit": self.member.code, "unit_name": self.member.name, "class": self.member.rank_class,
            "total": _text(self.total), "rank": self.place, "vetoed": self.vetoed,
            "arithmetic": self.arithmetic, "items": [_item(item) for item in self.items],
        }  # fmt: skip


def scored(sheet: Sheet, members: Iterable[Member], basis: Basis) -> list[Scored]:
    """Everybody's points, then their places among their class; the best first within each class."""
    everybody = list(members)
    made = [
        Scored(member, tuple(_scored(rule, member, everybody, basis) for rule in sheet.items))
        for member in everybody
    ]
    placed: list[Scored] = []
    for name in dict.fromkeys(one.member.rank_class for one in made):
        mine = [one for one in made if one.member.rank_class == name]
        places = rank({one.member.code: one.total for one in mine})
        ranked = [Scored(one.member, one.items, places[one.member.code]) for one in mine]
        placed += sorted(ranked, key=lambda one: one.place)
    return placed


def _scored(rule: Rule, member: Member, everybody: Iterable[Member], basis: Basis) -> Item:
    name = str(rule.indicator)
    if name.startswith("@"):
        case = Case(rule.weight, actual=basis.counts.get((name, member.code), 0), better="lower")
        return Item(rule, case, score(rule.rule, rule.params, case), False)
    spec = basis.indicators[name]
    figure = basis.figures.get((spec.name, member.code), {})
    peers = [
        _number(basis.figures.get((spec.name, one.code), {}), "ytd")
        for one in everybody
        if one.rank_class == member.rank_class
    ]
    awaiting = figure.get("state") == "awaiting"
    case = Case(
        rule.weight, actual=_number(figure, "ytd"), target=_number(figure, "target"), peers=tuple(peers),
        place=figure.get("rank"), better=spec.better, awaiting=awaiting,
    )  # fmt: skip
    return Item(rule, case, score(rule.rule, rule.params, case), awaiting)


def _number(figure: Figure, key: str) -> Decimal | None:
    said = figure.get(key)
    return None if said is None else Decimal(said)


def _item(item: Item) -> dict[str, Any]:
    case = item.case
    return {
        "key": item.rule.key, "label": str(item.rule.label), "rule": item.rule.rule,
        "indicator": item.rule.indicator, "weight": plain(item.rule.weight),
        "actual": None if case.actual is None else spelled(case.actual),
        "target": None if case.target is None else spelled(case.target),
        "completion": None if case.reached is None else _text(case.reached),
        "points": None if item.points.value is None else _text(item.points.value),
        "arithmetic": item.points.arithmetic,
        "state": "awaiting" if item.awaiting else "none" if item.points.value is None else "scored",
    }  # fmt: skip


def _text(value: Fraction) -> str:
    return plain(half_up(value, 2))
