"""What was published, as plain values: the book that a draft is checked against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from luoshi.kernel.numbers import half_up, plain
from luoshi.kernel.periods import Period
from luoshi.reading.units import scale, sort_of

What: TypeAlias = Literal["ytd", "value", "target", "stretch", "completion", "yoy", "ahead"]
"""Which of a published figure's numbers."""


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator as texts name it. `adds` where months add up (flow); `starts` is the month in which its
    plan year starts."""

    label: str
    names: tuple[str, ...]
    measure: str
    """万元, 件, %: the unit its values are in."""
    adds: bool = True
    starts: int = 1


@dataclass(frozen=True, slots=True)
class Published:
    """One indicator of one unit in one month, exact; None where nothing was published. Percentages are as
    written: 20.3 means 20.3 %."""

    ytd: Fraction | None = None
    value: Fraction | None = None
    """The month's own."""
    target: Fraction | None = None
    stretch: Fraction | None = None
    completion: Fraction | None = None
    yoy: Fraction | None = None
    ahead: Fraction | None = None


Month: TypeAlias = Mapping[tuple[str, str], Published]
"""(indicator, unit's code) → what was published of it."""


@dataclass(frozen=True)
class Book:
    """Everything that a reader of the draft may compare it with. `home` is the unit meant where a text names
    none, `latest` the month meant where it names none; `month` gives a month, empty where it is not closed."""

    indicators: Mapping[str, Measured]
    units: Mapping[str, tuple[str, ...]]
    """Code → all that a unit is called, its name first."""
    home: str
    latest: Period
    month: Callable[[Period], Month]

    def of(self, indicator: str, unit: str, month: Period, what: What) -> Fraction | None:
        found = self.month(month).get((indicator, unit))
        return getattr(found, what) if found else None

    def amount(self, indicator: str, unit: str, first: Period | None, last: Period) -> Fraction | None:
        """What came in from `first` to `last` (from the plan year's start where it is None); of what does
        not add up, how it stood at the end."""
        spec = self.indicators[indicator]
        if first is None or not spec.adds or first.start.month == spec.starts:
            return self.of(indicator, unit, last, "ytd")
        total, month = Fraction(0), first
        while month <= last:
            own = self.of(indicator, unit, month, "value")
            if own is None:
                return None
            total, month = total + own, month.next()
        return total


def converted(exact: Fraction, measure: str, said: str) -> Fraction | None:
    """A value in `measure` as a number of `said` units: 5300 of 万元 is 0.53 of 亿元. None where the two are
    different things; a bare 万 takes the noun that is wanted."""
    power, noun = scale(measure)
    said_power, said_noun = scale(said)
    if sort_of(said_noun or noun) != sort_of(noun):
        return None
    return exact * Fraction(10) ** (power - said_power)


def shown(exact: Fraction, most: int = 6) -> str:
    """A value as it is told: in full where it ends within `most` places, else to two."""
    full = half_up(exact, most)
    return plain(full) if Fraction(full) == exact else plain(half_up(exact, 2))
