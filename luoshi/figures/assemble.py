"""Figures as people see them: a value against its target, the pace, last year and its peers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from luoshi.figures.catalogue import Catalogue
from luoshi.kernel.lights import Light, light
from luoshi.kernel.numbers import Exact, ahead, change, half_up, ratio, spelled
from luoshi.kernel.periods import Period, PlanYear
from luoshi.kernel.ranks import rank
from luoshi.packs.spec import Indicator

State = Literal["ok", "no_target", "awaiting", "few"]
"""`few`: a share of too few, which is shown and neither ranked nor scored."""
By: TypeAlias = tuple[str, str]
"""(indicator's full name, unit's code)"""


@dataclass(frozen=True, slots=True)
class Target:
    """What a unit owes at the plan year's end, in the indicator's unit: 确保 and 争取, or a place.

    A place is among the units of its class.
    """

    base: Exact | None = None
    stretch: Exact | None = None
    place: int | None = None


NO_TARGET = Target()


@dataclass(frozen=True, slots=True)
class Peer:
    """A unit as the ranking sees it: ranked only among units of the same `group`."""

    code: str
    name: str
    group: str = ""
    """Its kind and class; empty: not ranked."""


@dataclass(frozen=True)
class Basis:
    """All that figures are made of. Values are year-to-date; a missing key is not zero."""

    catalogue: Catalogue
    period: Period
    plan: PlanYear
    ytd: Mapping[By, Exact | None]
    published: Mapping[By, Exact | None] = field(default_factory=dict)
    """Last published in the same plan year."""
    last_year: Mapping[By, Exact | None] = field(default_factory=dict)
    """Published for the same period of last year, imported history included."""
    targets: Mapping[By, Target] = field(default_factory=dict)
    lights: Sequence[Light] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one unit at a period's end; exact inside, rounded half-up in JSON.

    `completion`, `pace` and `yoy` are percentages, `ahead` percentage points. `ahead` is
    positive when things go well: where lower is better, it is what is left unused.
    """

    indicator: str
    label: str
    unit: str
    unit_name: str
    period: Period
    value: Fraction | None
    """The period's own: for what adds up, year-to-date less the last published."""
    ytd: Fraction | None
    target: Fraction | None
    stretch: Fraction | None
    completion: Fraction | None
    pace: Fraction
    ahead: Fraction | None
    light: str | None
    yoy: Fraction | None
    rank: int | None
    state: State

    def to_json(self) -> dict[str, Any]:
        """As `figures --json` gives it: amounts in full where they end, percentages to two places."""
        given: dict[str, Any] = {name: getattr(self, name) for name in _NAMES}
        for name in ("value", "ytd", "target", "stretch"):
            given[name] = None if given[name] is None else spelled(given[name])
        for name in ("completion", "pace", "ahead", "yoy"):
            given[name] = None if given[name] is None else str(half_up(given[name], 2))
        return given | {"period": str(self.period)}


_NAMES = tuple(one.name for one in fields(Figure))


def figures(basis: Basis, indicators: Iterable[Indicator], units: Sequence[Peer]) -> list[Figure]:
    """One figure per indicator and unit, in the order given.

    Places are among the given units, so give all of a group even to show one of them.
    """
    made, pace = [], basis.plan.pace(basis.period)
    for indicator in indicators:
        places, waits = _places(basis, indicator, units), basis.catalogue.rests_on_entered(indicator)
        made += [_figure(basis, indicator, unit, places.get(unit.code), pace, waits) for unit in units]
    return made


def _exact(value: Exact | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _target(basis: Basis, by: By) -> Target:
    return basis.targets.get(by, NO_TARGET)


def _few(basis: Basis, indicator: Indicator, unit: str) -> bool:
    """Whether a share is of fewer than its pack asks for."""
    least = indicator.ratio.at_least if indicator.ratio else None
    if least is None:
        return False
    of = basis.ytd.get((basis.catalogue.parts_of(indicator)[1].name, unit))
    return of is not None and of < least


def _completion(basis: Basis, by: By) -> Fraction | None:
    return ratio(basis.ytd.get(by), _target(basis, by).base)


def _places(basis: Basis, indicator: Indicator, units: Sequence[Peer]) -> dict[str, int]:
    """Places in each group by completion; by the value itself where a place is what is owed."""
    groups: dict[str, list[By]] = {}
    for unit in units:
        if unit.group and not _few(basis, indicator, unit.code):
            groups.setdefault(unit.group, []).append((indicator.name, unit.code))
    placed: dict[str, int] = {}
    for group in groups.values():
        by_value = any(_target(basis, by).place is not None for by in group)
        scores = {by[1]: basis.ytd.get(by) if by_value else _completion(basis, by) for by in group}
        placed |= rank(scores, indicator.better)
    return placed


def _ahead(indicator: Indicator, completion: Fraction | None, pace: Fraction) -> Fraction | None:
    """Points ahead of pace. Where lower is better a flow may use its allowance up as the year goes,
    and anything else (a rate, a stock) may reach its limit on any day.
    """
    if completion is None:
        return None
    if indicator.better == "higher":
        return ahead(completion, pace)
    return -ahead(completion, pace if indicator.kind == "flow" else Fraction(1))


def _light(basis: Basis, target: Target, ahead_points: Fraction | None, place: int | None) -> str | None:
    """By distance from pace; a place that is owed is reached (first light) or not (last light)."""
    if target.place is None or place is None or not basis.lights:
        return light(ahead_points, basis.lights)
    return basis.lights[0 if place <= target.place else -1].key


def _own(basis: Basis, indicator: Indicator, by: By) -> Fraction | None:
    """A late fact lands here: all that is new since the last publication is this period's."""
    now = _exact(basis.ytd.get(by))
    if now is None or indicator.kind != "flow":
        return now
    return now - (_exact(basis.published.get(by)) or 0)


def _state(basis: Basis, indicator: Indicator, by: By, waits: bool) -> State:
    """`waits`: whether the indicator rests on what is entered."""
    if waits and basis.ytd.get(by) is None:
        return "awaiting"
    if _few(basis, indicator, by[1]):
        return "few"
    target = _target(basis, by)
    return "no_target" if target.base is None and target.place is None else "ok"


def _figure(
    basis: Basis, indicator: Indicator, unit: Peer, place: int | None, pace: Fraction, waits: bool
) -> Figure:
    by = (indicator.name, unit.code)
    target, state = _target(basis, by), _state(basis, indicator, by, waits)
    completion = None if state == "few" else _completion(basis, by)
    ahead_points = _ahead(indicator, completion, pace)
    return Figure(
        indicator=indicator.name,
        label=str(indicator.label),
        unit=unit.code,
        unit_name=unit.name,
        period=basis.period,
        value=_own(basis, indicator, by),
        ytd=_exact(basis.ytd.get(by)),
        target=_exact(target.base),
        stretch=_exact(target.stretch),
        completion=completion,
        pace=pace * 100,
        ahead=ahead_points,
        light=_light(basis, target, ahead_points, place),
        yoy=change(basis.ytd.get(by), basis.last_year.get(by)),
        rank=place,
        state=state,
    )
