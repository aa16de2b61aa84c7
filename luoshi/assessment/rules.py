"""How figures become points: one pure function per rule that a sheet may use.

A rule takes its parameters (`packs.rules`) and a `Case`, and returns `Points`: exact, with the
arithmetic a person can follow. What has no target (“—”) or is 待统计 has no points, which is not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from luoshi.kernel.numbers import NONE_SHOWN, Exact, half_up, plain, ratio, spelled
from luoshi.packs import rules as params
from luoshi.packs.spec import Spec

FULL = Fraction(100)


@dataclass(frozen=True)
class Case:
    """One item for one unit. `completion` is in percent, worked out from actual and target when not
    given; `peers` are the actual values of every unit of the class, this one included."""

    weight: Exact = 0
    actual: Exact | None = None
    target: Exact | None = None
    completion: Exact | None = None
    peers: tuple[Exact | None, ...] = ()
    place: int | None = None
    better: Literal["higher", "lower"] = "higher"
    awaiting: bool = False
    """The value is not yet known (待统计)."""

    @property
    def reached(self) -> Fraction | None:
        """Completion in percent, the more the better: where lower is better a point over the target
        is a point under 100, so 90 % used is 110 and twice the allowance is 0."""
        found = ratio(self.actual, self.target) if self.completion is None else Fraction(self.completion)
        if self.awaiting or found is None:
            return None
        return found if self.better == "higher" else max(2 * FULL - found, Fraction(0))


@dataclass(frozen=True)
class Points:
    """What an item earns: exact, or None where it stays out; `arithmetic` says how it came about."""

    value: Fraction | None
    arithmetic: str
    vetoed: bool = False
    """Everything the unit has earned is lost."""

    def decimal(self, places: int = 2) -> Decimal | None:
        """Half-up, to be shown."""
        return None if self.value is None else half_up(self.value, places)


Scoring = Callable[[Any, Case], Points]


def proportional(given: params.Proportional, case: Case) -> Points:
    """points = completion × weight, at most cap (the weight when not given), at least floor.

    96 % of weight 0.5 is 0.48; 130 % with cap 0.6 is 0.6.
    """
    if case.reached is None:
        return _out(case)
    weight, floor = Fraction(case.weight), Fraction(given.floor)
    cap = weight if given.cap is None else Fraction(given.cap)
    raw = case.reached / 100 * weight
    said = f"{_reached(case)} × {_n(weight)} = {_n(raw)}"
    return Points(max(min(raw, cap), floor), said + _limit(raw, cap) + _least(raw, floor))


def steps(given: params.Steps, case: Case) -> Points:
    """points = weight × the share of the highest step that the completion reaches, none below the first.

    With steps 100→100, 80→75, 50→50 a completion of 85 % of weight 20 is 15.
    """
    if case.reached is None:
        return _out(case)
    reached = [(Fraction(start), Fraction(share)) for start, share in given.steps if start <= case.reached]
    if not reached:
        return Points(Fraction(0), f"{_n(case.reached)}% 未达最低档 = 0")
    start, share = max(reached)
    value = share / 100 * Fraction(case.weight)
    return Points(
        value, f"{_n(case.reached)}% ≥ {_n(start)}%：{_n(share)}% × {_n(case.weight)} = {_n(value)}"
    )


def bonus(given: params.Bonus, case: Case) -> Points:
    """points = points for every whole `per` of completion above 100, at most cap.

    125 % with 0.5 per 10 is 1.
    """
    if case.reached is None:
        return _out(case)
    value, said = _over(case.reached, given.per, given.points, given.cap)
    return Points(value, said or f"{_n(case.reached)}% 未超额 = 0")


def deduct(given: params.Deduct, case: Case) -> Points:
    """points = −points for every whole `each` counted, at most cap taken away.

    3 missing reports at 1 each are −3; 20 with cap 12 are −12.
    """
    if case.actual is None or case.awaiting:
        return _out(case)
    times = max(Fraction(case.actual) // Fraction(given.each), 0)
    raw = times * Fraction(given.points)
    cap = raw if given.cap is None else Fraction(given.cap)
    return Points(-min(raw, cap), f"{times} × −{_n(given.points)} = {_n(-raw)}" + _limit(raw, cap, "最多扣"))


def veto(given: params.Veto, case: Case) -> Points:
    """Everything is lost when the count is over `over`: one false receipt with over 0."""
    if case.actual is None or case.awaiting:
        return _out(case)
    if Fraction(case.actual) > Fraction(given.over):
        return Points(Fraction(0), f"{_n(case.actual)} > {_n(given.over)}：一票否决", vetoed=True)
    return Points(Fraction(0), f"{_n(case.actual)} ≤ {_n(given.over)}：未触发")


def minmax(given: params.MinMax, case: Case) -> Points:
    """points = weight × (low + (1 − low) × (x − min) ÷ (max − min)) among peers; all alike have all.

    x 5 between 0 and 10 with low 60 % of weight 10 is 8.
    """
    known = [Fraction(one) for one in case.peers if one is not None]
    if case.actual is None or case.awaiting or not known:
        return _out(case)
    own, weight, low = Fraction(case.actual), Fraction(case.weight), Fraction(given.low_share) / 100
    least, most = min(*known, own), max(*known, own)
    if least == most:
        return Points(weight, f"各单位相同，得满分 {_n(weight)}")
    worst = least if case.better == "higher" else most
    value = weight * (low + (1 - low) * abs(own - worst) / (most - least))
    said = (
        f"{_n(weight)} × ({_n(low * 100)}% + {_n(100 - low * 100)}% × "
        f"{_n(abs(own - worst))} ÷ {_n(most - least)}) = {_n(value)}"
    )
    return Points(value, said)


def allornothing(given: params.AllOrNothing, case: Case) -> Points:
    """points = the weight when the target is reached, else 0; over it bonus_points for each bonus_per.

    Reached = 60 and 0.5 for each 10 over: 125 % is 61, 99 % is 0.
    """
    if case.reached is None:
        return _out(case)
    weight = Fraction(case.weight)
    if case.reached < FULL:
        return Points(Fraction(0), f"{_n(case.reached)}% 未完成 = 0")
    if given.bonus_per is None:
        return Points(weight, f"{_n(case.reached)}% 完成 = {_n(weight)}")
    more, said = _over(case.reached, given.bonus_per, given.bonus_points, given.bonus_cap)
    return Points(weight + more, f"{_n(case.reached)}% 完成：{_n(weight)}" + (f" + ({said})" if said else ""))


def symmetric(given: params.Symmetric, case: Case) -> Points:
    """points = weight ± points for every whole `per` of completion above or below 100; never below 0.

    Weight 100 with 0.2 per 10: 125 % is 100.4, 75 % is 99.6.
    """
    if case.reached is None:
        return _out(case)
    away, weight = case.reached - FULL, Fraction(case.weight)
    change = abs(away) // Fraction(given.per) * Fraction(given.points)
    change = change if given.cap is None else min(change, Fraction(given.cap))
    value = max(weight + change if away >= 0 else weight - change, Fraction(0))
    sign = "+" if away >= 0 else "−"
    return Points(value, f"{_n(case.reached)}%：{_n(weight)} {sign} {_n(change)} = {_n(value)}")


def rank(given: params.Rank, case: Case) -> Points:
    """points = those of the place in the class; places behind the last one given have none.

    With 10, 8, 6 the second has 8 and the fourth 0.
    """
    if case.place is None or case.awaiting:
        return _out(case)
    value = Fraction(given.points[case.place - 1]) if case.place <= len(given.points) else Fraction(0)
    return Points(value, f"第{case.place}位 = {_n(value)}")


RULES: Mapping[str, Scoring] = {
    "proportional": proportional,
    "steps": steps,
    "bonus": bonus,
    "deduct": deduct,
    "veto": veto,
    "minmax": minmax,
    "allornothing": allornothing,
    "symmetric": symmetric,
    "rank": rank,
}
"""Every rule by the name a sheet uses."""


def score(rule: str, given: Mapping[str, Any], case: Case) -> Points:
    """Points by a rule's name and its parameters as a compiled sheet holds them."""
    shape: type[Spec] = params.RULES[rule]
    return RULES[rule](shape.model_validate(dict(given)), case)


def _over(reached: Fraction, per: Exact, points: Exact, cap: Exact | None) -> tuple[Fraction, str]:
    """Points for each whole `per` above 100, and how; nothing said when there is none."""
    times = max(reached - FULL, Fraction(0)) // Fraction(per)
    if not times:
        return Fraction(0), ""
    raw = times * Fraction(points)
    most = raw if cap is None else Fraction(cap)
    return min(raw, most), f"超额 {times} × {_n(points)} = {_n(raw)}" + _limit(raw, most)


def _reached(case: Case) -> str:
    """The completion as it is worked with: actual ÷ target where both are known, for a rounded
    percentage would not give the same cent."""
    if case.completion is None and case.better == "higher":
        return f"{_n(case.actual or 0)} ÷ {_n(case.target or 0)}"
    return f"{_n(case.reached or 0)}%"


def _out(case: Case) -> Points:
    return Points(None, "待统计" if case.awaiting else NONE_SHOWN)


def _limit(raw: Fraction, cap: Fraction, word: str = "最高") -> str:
    return f"，{word} {_n(cap)}" if raw > cap else ""


def _least(raw: Fraction, floor: Fraction) -> str:
    return f"，最低 {_n(floor)}" if raw < floor else ""


def _n(value: Exact) -> str:
    """In full where decimals end within four places, else half-up to two."""
    return plain(Decimal(spelled(value, 2, 4)))
