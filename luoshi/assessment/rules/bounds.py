"""Between which points each rule stays, whatever the figures are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from luoshi.assessment.rules.case import NOTHING
from luoshi.assessment.rules.completion import cap_of
from luoshi.assessment.rules.counted import tally_cap
from luoshi.kernel.numbers import Exact
from luoshi.packs import rules as params

Limits = tuple[Fraction | None, Fraction | None]


def _exact(value: Exact | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _proportional(given: params.Proportional, weight: Fraction) -> Limits:
    floor = Fraction(given.floor)
    return floor, max(cap_of(given, weight), floor)


def _steps(given: params.Steps, weight: Fraction) -> Limits:
    return NOTHING, weight * max(Fraction(share) for _, share in given.steps) / 100


def _stretch(given: params.Stretch, weight: Fraction) -> Limits:
    return NOTHING, weight + Fraction(given.points)


def _allornothing(given: params.AllOrNothing, weight: Fraction) -> Limits:
    low: Fraction | None = NOTHING
    if given.penalty_per is not None and given.penalty_from == "nothing":
        low = None if given.penalty_cap is None else -Fraction(given.penalty_cap)
    if given.bonus_per is None or not given.bonus_points:
        return low, weight
    return low, None if given.bonus_cap is None else weight + Fraction(given.bonus_cap)


def _symmetric(given: params.Symmetric, weight: Fraction) -> Limits:
    if given.cap is None:
        return NOTHING, None
    return max(weight - Fraction(given.cap), NOTHING), weight + Fraction(given.cap)


def _minmax(given: params.MinMax, weight: Fraction) -> Limits:
    return weight * Fraction(given.low_share) / 100, weight


def _rank(given: params.Rank, _weight: Fraction) -> Limits:
    return NOTHING, Fraction(given.points[0])


def _quarterly(given: params.Quarterly, weight: Fraction) -> Limits:
    most = max(given.lights.values()) if given.lights else given.cap_percent
    return NOTHING, weight * Fraction(most) / 100


def _whole(given: params.Pipeline | params.Composed, weight: Fraction) -> Limits:
    return NOTHING, weight * Fraction(given.cap_percent) / 100


def _tally(given: params.Tally, weight: Fraction) -> Limits:
    most = tally_cap(given, weight)
    caps = [one.cap for one in given.parts]
    if None in caps:
        return NOTHING, most
    own = sum((Fraction(one) for one in caps if one is not None), NOTHING)
    return NOTHING, own if most is None else min(own, most)


def _deduct(given: params.Deduct, _weight: Fraction) -> Limits:
    return (None if given.cap is None else -Fraction(given.cap)), NOTHING


LIMITS: Mapping[str, Callable[[Any, Fraction], Limits]] = {
    "proportional": _proportional, "steps": _steps, "stretch": _stretch, "allornothing": _allornothing,
    "symmetric": _symmetric, "minmax": _minmax, "rank": _rank, "pipeline": _whole, "quarterly": _quarterly,
    "composed": _whole, "tally": _tally, "deduct": _deduct,
    "faults": lambda _given, weight: (NOTHING, weight),
    "bonus": lambda given, _: (NOTHING, Fraction(given.cap)),
    "earn": lambda given, _: (NOTHING, _exact(given.cap)),
    "veto": lambda _given, _weight: (NOTHING, NOTHING),
}  # fmt: skip
