"""A number as printed against the exact one: right, rounded otherwise, 万 and 亿 mistaken, or wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from luoshi.kernel.numbers import half_up
from luoshi.reading.units import scale

State: TypeAlias = Literal["right", "wrong", "rounded", "unit_slip", "unknown", "adds_up", "does_not_add_up"]
Hedge: TypeAlias = Literal["", "over", "under", "about"]
_SLIPS = (4, -4, 8, -8)
_OVER = re.compile(r"(?:超过|超|突破|逾|高于|多于|不低于|不少于)(?:了)?$")
_UNDER = re.compile(r"(?:接近|将近|近|不足|低于)$")
_ABOUT = re.compile(r"(?:大约|约|大概)(?:为)?$")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it stands in a text: 5.30 亿元 has two places; `hedge` where it is said to be no exact one."""

    value: Decimal
    unit: str
    hedge: Hedge = ""

    @property
    def places(self) -> int:
        exponent = self.value.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    @property
    def step(self) -> Fraction:
        """One in its last digit that is not nought: 5000 is told in thousands, 5.30 in tenths."""
        digits = self.value.normalize()
        exponent = digits.as_tuple().exponent
        return Fraction(10) ** (exponent if isinstance(exponent, int) else 0)


def hedge(before: str, after: str) -> Hedge:
    """How words around a number bound it: 超过, 近, 约; 余, 多, 以上, 左右 behind it."""
    if _ABOUT.search(before) or after.startswith(("左右", "上下")):
        return "about"
    if _OVER.search(before) or after.startswith(("余", "多", "以上", "及以上")):
        return "over"
    return "under" if _UNDER.search(before) else ""


def judged(said: Printed, exact: Fraction, measure: str) -> State:
    """How a number stands to the exact one, which is in the number's own unit. `measure` is the unit in which
    it is published: 万 and 亿 are mistaken only where one of them is written."""
    if _right(said, exact):
        return "right"
    if not said.hedge and abs(Fraction(said.value) - exact) < Fraction(1, 10**said.places):
        return "rounded"
    scaled = any(scale(unit)[0] or scale(unit)[1] == "元" for unit in (said.unit, measure))
    if scaled and exact and any(_right(said, exact * Fraction(10) ** power) for power in _SLIPS):
        return "unit_slip"
    return "wrong"


def _right(said: Printed, exact: Fraction) -> bool:
    apart = exact - Fraction(said.value)
    if said.hedge == "over":
        return 0 <= apart < said.step
    if said.hedge == "under":
        return 0 <= -apart < said.step
    if said.hedge == "about":
        return abs(apart) < said.step
    return half_up(exact, said.places) == said.value
