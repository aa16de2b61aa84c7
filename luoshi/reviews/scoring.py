"""Scores of a panel: weighted totals, the trimmed mean, what stands out, and the order under a budget.

Exact throughout: points are Decimals, totals and means Fractions, rounded half-up only when shown. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Literal

from luoshi.kernel.errors import InputError, Problem
from luoshi.kernel.numbers import plain

MAD = Fraction(35, 10) * Fraction(14826, 10000)
"""A total further than so many median absolute deviations from the median stands out: 3.5 times the
deviation scaled to a normal distribution's (Iglewicz and Hoaglin, 1993) …"""
FAR = Fraction(10)
"""… and by at least so many points of a hundred, for panels that nearly agree."""
APART = Fraction(30)
"""Highest and lowest total so far apart: the meeting talks about it."""

Points = Mapping[str, Decimal]
"""Criterion → points given."""


@dataclass(frozen=True)
class Criterion:
    """What is judged: `top` points at most, which count `weight` percent of the total."""

    key: str
    label: str
    weight: Decimal
    top: Decimal = Decimal(100)
    guide: str = ""


@dataclass(frozen=True)
class Trim:
    """So many of the highest and as many of the lowest are left out, once there are `least` scores."""

    each: int = 1
    least: int = 5

    def of(self, count: int) -> int:
        """How many are left out at each end of so many scores; some always remain."""
        return self.each if count >= self.least and count > 2 * self.each else 0


@dataclass(frozen=True)
class Result:
    """What a panel's scores of one application come to. Totals by reviewer, of a hundred."""

    totals: Mapping[int, Fraction]
    mean: Fraction
    dropped: tuple[int, ...]
    """Reviewers whose totals were left out, the lowest first."""
    outliers: tuple[int, ...]
    spread: Fraction

    @property
    def disputed(self) -> bool:
        """Whether the meeting has to talk about it: far apart, or one stands out."""
        return self.spread >= APART or bool(self.outliers)


def check_criteria(criteria: Sequence[Criterion]) -> None:
    """Refuse criteria whose weights are not a hundred percent, or that can give no points."""
    total = sum((one.weight for one in criteria), Decimal(0))
    if not criteria or total != 100:
        raise InputError(problems=[Problem(f"各项权重合计 {plain(total)}%", "正好 100%", field="评分标准")])
    if len({one.key for one in criteria}) < len(criteria):
        raise InputError(problems=[Problem("评分项重复", "每项只写一次", field="评分标准")])
    for one in criteria:
        if one.top <= 0 or one.weight <= 0:
            raise InputError(problems=[Problem(f"“{one.label}”的满分和权重", "大于 0", field="评分标准")])


def check_points(criteria: Sequence[Criterion], given: Points, *, whole: bool = True) -> None:
    """Refuse points outside their range or of unknown criteria; with `whole` also what is left out."""
    known = {one.key: one for one in criteria}
    problems = [Problem(f"没有评分项“{key}”", field="评分") for key in given if key not in known]
    for key, one in known.items():
        if key not in given:
            if whole:
                problems.append(Problem("没有打分", f"0 至 {plain(one.top)}", field=one.label))
        elif not 0 <= given[key] <= one.top:
            said = f"{plain(given[key])} 分不在范围内"
            problems.append(Problem(said, f"0 至 {plain(one.top)}", field=one.label))
    if problems:
        raise InputError(problems=problems)


def total(criteria: Sequence[Criterion], given: Points) -> Fraction:
    """A reviewer's total of a hundred: points ÷ top × weight, summed."""
    parts = (Fraction(given[one.key]) / Fraction(one.top) * Fraction(one.weight) for one in criteria)
    return sum(parts, Fraction(0))


def result(criteria: Sequence[Criterion], scores: Mapping[int, Points], trim: Trim) -> Result:
    """What the scores of one application come to, by reviewer. Of equal totals the reviewer with the lower
    number is left out first; the mean is the same whichever is."""
    totals = {who: total(criteria, given) for who, given in scores.items()}
    if not totals:
        raise InputError("还没有评分")
    order = sorted(totals, key=lambda who: (totals[who], who))
    each = trim.of(len(order))
    kept = order[each : len(order) - each]
    mean = sum((totals[who] for who in kept), Fraction(0)) / len(kept)
    spread = totals[order[-1]] - totals[order[0]]
    dropped = (*order[:each], *order[len(order) - each :]) if each else ()
    return Result(totals, mean, dropped, tuple(sorted(outliers(totals))), spread)


def outliers(totals: Mapping[int, Fraction]) -> list[int]:
    """Reviewers whose totals stand out from the others'; none where fewer than four scored."""
    if len(totals) < 4:
        return []
    middle = median(totals.values())
    deviation = median(abs(one - middle) for one in totals.values())
    far = max(FAR, MAD * deviation)
    return [who for who, one in totals.items() if abs(one - middle) > far]


State = Literal["proposed", "reserve", "below", "tied"]
"""tied: equal scores at the edge of the budget, of which not all fit; the meeting decides."""


@dataclass(frozen=True)
class Entry:
    """An application in the ranking: its mean and what it asks for, in 分."""

    id: int
    mean: Fraction
    asked: int


@dataclass(frozen=True)
class Placed:
    """Its place, and whether the budget reaches it. `used` in 分 is what is proposed up to here."""

    id: int
    rank: int
    mean: Fraction
    asked: int
    state: State
    used: int


def ranked(
    entries: Iterable[Entry], budget: int, *, line: Fraction = Fraction(60), skip: bool = False
) -> list[Placed]:
    """The order by mean under a budget in 分. Equal means share a place.

    Nobody under `line` is proposed. When one does not fit, the rest is reserve; with `skip` those after it
    that fit are still proposed. Equal means are proposed together or not at all.
    """
    groups: dict[Fraction, list[Entry]] = {}
    for one in entries:
        groups.setdefault(one.mean, []).append(one)
    placed: list[Placed] = []
    used, full = 0, False
    for mean in sorted(groups, reverse=True):
        group = sorted(groups[mean], key=lambda one: one.id)
        wanted, rank = sum(one.asked for one in group), len(placed) + 1
        fits = used + wanted <= budget and not (full and not skip)
        some = len(group) > 1 and not (full and not skip) and used + min(one.asked for one in group) <= budget
        state: State = "below" if mean < line else "proposed" if fits else "tied" if some else "reserve"
        for one in group:
            used += one.asked if state == "proposed" else 0
            placed.append(Placed(one.id, rank, mean, one.asked, state, used))
        full = full or state in ("tied", "reserve")
    return placed


def shown(value: Fraction, places: int = 2) -> str:
    """A score as people read it, half-up: 86.67."""
    scale = 10**places
    whole = (value * scale * 2 + 1) // 2
    return f"{Decimal(int(whole)).scaleb(-places):.{places}f}"


def worked(criteria: Sequence[Criterion], given: Points) -> str:
    """A total with its arithmetic: 创新性 90/100×40% + 可行性 80/100×60% = 84.00."""
    parts = (f"{one.label} {plain(given[one.key])}/{plain(one.top)}×{plain(one.weight)}%" for one in criteria)
    return f"{' + '.join(parts)} = {shown(total(criteria, given))}"


def worked_mean(found: Result) -> str:
    """The mean with its arithmetic: 去掉最低 60.00、最高 95.00：(80.00 + 84.00 + 85.00) ÷ 3 = 83.00."""
    order = sorted(found.totals, key=lambda who: (found.totals[who], who))
    kept = [who for who in order if who not in found.dropped]
    low = [shown(found.totals[who]) for who in order if who in found.dropped[: len(found.dropped) // 2]]
    high = [shown(found.totals[who]) for who in order if who in found.dropped[len(found.dropped) // 2 :]]
    head = f"去掉最低 {'、'.join(low)}、最高 {'、'.join(high)}：" if found.dropped else ""
    parts = " + ".join(shown(found.totals[who]) for who in kept)
    return f"{head}({parts}) ÷ {len(kept)} = {shown(found.mean)}"
