"""What a rule is scored on: published figures, counted hand-ins and other sheets' scores as cases. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshi.assessment.rules import Case
from luoshi.kernel.numbers import Exact, half_up, ratio
from luoshi.kernel.ranks import rank
from luoshi.packs import rules as params
from luoshi.packs.spec import Indicator, Rule, Sheet, full_name

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
    pace: Fraction = Fraction(1)
    """The share of the plan's year gone at the end of the month scored."""
    quarters: tuple[Mapping[tuple[str, str], Figure], ...] = ({}, {}, {}, {})
    """The figures published at each quarter's end; empty where it is not closed yet."""
    scores: Mapping[str, Sequence[Figure]] = field(default_factory=dict)
    """What units scored on other sheets, by the name a rule uses."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What those sheets are called."""
    lights: Mapping[str, str] = field(default_factory=dict)
    """What a light is called."""


def named(sheet: Sheet) -> list[str]:
    """Every indicator that a sheet's items, their parts and conditions name; counts (`@…`) included."""
    return list(dict.fromkeys(name for rule in sheet.items for name in _names(rule)))


def sheets_named(sheet: Sheet) -> set[str]:
    """Every other sheet whose scores a sheet uses."""
    return {part.sheet for rule in sheet.items if rule.rule == "composed" for part in _composed(rule).parts}


def _names(rule: Rule) -> Iterator[str]:
    if rule.indicator:
        yield rule.indicator
    if rule.when:
        yield rule.when.indicator
    if rule.rule in ("pipeline", "tally", "faults"):
        yield from (part.indicator for part in shape(rule).parts)


def shape(rule: Rule) -> Any:
    """An item's parameters as its rule takes them."""
    return params.RULES[rule.rule].model_validate(dict(rule.params))


def _composed(rule: Rule) -> params.Composed:
    return params.Composed.model_validate(dict(rule.params))


def cases(rule: Rule, peers: Sequence[Member], basis: Basis) -> list[Case]:
    """One item for a class of units, in their order."""
    given = shape(rule)
    match given:
        case params.Pipeline():
            parts = [
                _of(part.indicator, peers, basis, against=part.against, full=part.full)
                for part in given.parts
            ]
        case params.Tally() | params.Faults():
            parts = [_of(part.indicator, peers, basis) for part in given.parts]
        case params.Composed():
            parts = [[_scores(part, one, basis) for one in peers] for part in given.parts]
        case _:
            made = _of(str(rule.indicator), peers, basis, against=rule.against, full=rule.full)
            made = [replace(one, weight=rule.weight, label="") for one in made]
            return _by_quarter(given, rule, made, peers, basis) if rule.rule == "quarterly" else made
    return [Case(rule.weight, parts=own) for own in zip(*parts, strict=True)]


def conditions(rule: Rule, peers: Sequence[Member], basis: Basis) -> Sequence[Case | None]:
    """What an item's condition stands on, for each unit in order."""
    return _of(rule.when.indicator, peers, basis) if rule.when else [None] * len(peers)


def _of(
    name: str, peers: Sequence[Member], basis: Basis, *, against: Any = "target", full: Exact | None = None
) -> list[Case]:
    if name.startswith("@"):
        words = {"@missing_reports": "缺报", "@late_reports": "迟报"}
        counts = (basis.counts.get((name, one.code), 0) for one in peers)
        return [Case(actual=count, better="lower", label=words.get(name, name)) for count in counts]
    spec = basis.indicators[name]
    pace = basis.pace if against == "phased" else 1
    return [
        replace(one, against=against, full=full, pace=pace) for one in _measured(spec, peers, basis.figures)
    ]


def _measured(
    spec: Indicator, peers: Sequence[Member], published: Mapping[tuple[str, str], Figure]
) -> list[Case]:
    """What the published figures say; places are among these units, in the published order."""
    figures = {one.code: published.get((spec.name, one.code), {}) for one in peers}
    places = rank({code: one.get("rank") for code, one in figures.items()}, "lower")
    actuals = {code: _actual(spec, code, published) for code in figures}
    everybody = tuple(actuals.values())
    return [
        Case(
            actual=actuals[code], target=_number(one, "target"), stretch=_number(one, "stretch"),
            peers=everybody, place=places.get(code), better=spec.better, light=one.get("light") or "",
            awaiting=one.get("state") == "awaiting", few=one.get("state") == "few", label=spec.label.zh,
        )
        for code, one in figures.items()
    ]  # fmt: skip


def _actual(spec: Indicator, unit: str, published: Mapping[tuple[str, str], Figure]) -> Exact | None:
    """What was published, but nothing of too few; of a share its two figures are taken instead, for a rounded
    one would not give the same cent."""
    one = published.get((spec.name, unit), {})
    said = None if one.get("state") == "few" else _number(one, "ytd")
    if said is None or spec.ratio is None or spec.ratio.whole:
        return said
    part, of = (
        _number(published.get((full_name(spec.pack, name), unit), {}), "ytd")
        for name in (spec.ratio.part, spec.ratio.of)
    )
    exact = ratio(part, of)
    return said if exact is None or half_up(exact, 2) != half_up(said, 2) else exact


def _by_quarter(
    given: params.Quarterly, rule: Rule, made: list[Case], peers: Sequence[Member], basis: Basis
) -> list[Case]:
    """Each unit's quarters: what was in place by the quarter's end, of what of the year's target was due."""
    spec = basis.indicators[str(rule.indicator)]
    quarters = [_measured(spec, peers, published) for published in basis.quarters]
    whole = []
    for one, own in zip(made, zip(*quarters, strict=True), strict=True):
        target = one.full if one.full is not None else one.target
        parts = tuple(
            replace(part, peers=(), place=None, stretch=None, label=basis.lights.get(part.light, part.light),
                    target=None if target is None else Fraction(target) * Fraction(phase) / 100)
            for part, phase in zip(own, given.phases, strict=True)
        )  # fmt: skip
        whole.append(replace(one, parts=parts))
    return whole


def _scores(part: params.Carrier, member: Member, basis: Basis) -> Case:
    """The average score, on another sheet, of the units that count for one."""
    wanted = part.units.get(member.code, ()) if part.units else None
    found = [
        Fraction(one["total"])
        for one in basis.scores[part.sheet]
        if (one["unit"] in wanted if wanted is not None else not part.classes or one["class"] in part.classes)
    ]
    label = "、".join(part.classes) or basis.titles.get(part.sheet, part.sheet)
    return Case(actual=sum(found, Fraction(0)) / len(found) if found else None, label=label)


def _number(figure: Figure, key: str) -> Decimal | None:
    said = figure.get(key)
    return None if said is None else Decimal(said)
