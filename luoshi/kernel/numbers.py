"""Exact numbers, rounded half-up and only to be shown; percentages and percentage points.

A percentage is a number as written: 1.4 means 1.4 %. Nothing here is ever a float.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from luoshi.kernel.errors import InputError

Exact: TypeAlias = Decimal | Fraction | int

NONE_SHOWN = "—"
MOST_DIGITS = 100
"""No amount of anything is longer: 1e999999999 is no number but a way to keep a machine busy for ever."""


def _of(units: int, places: int) -> Decimal:
    """`units` ten-to-the-minus-`places`-ths, whatever the decimal context's precision."""
    return Decimal((int(units < 0), tuple(map(int, str(abs(units)))), -places))


def half_up(value: Exact, places: int) -> Decimal:
    """Rounded to `places`, halves away from zero: 121.095 is 121.10."""
    twice = Fraction(value) * 10**places * 2
    units = (abs(twice.numerator) + twice.denominator) // (2 * twice.denominator)
    return _of(-units if twice < 0 else units, places)


def spelled(value: Exact, places: int = 2, most: int = 10) -> str:
    """For data, not display: in full where decimals end within `most` places, else half-up to `places`."""
    exact = Fraction(value) * Fraction(10) ** most
    return plain(_of(exact.numerator, most) if exact.denominator == 1 else half_up(value, places))


def ratio(part: Exact | None, whole: Exact | None) -> Fraction | None:
    """part ÷ whole in percent, exact; None when there is nothing to divide or to divide by."""
    if part is None or whole is None or whole == 0:
        return None
    return Fraction(part) / Fraction(whole) * 100


def percent(part: Exact | None, whole: Exact | None, places: int = 2) -> Decimal | None:
    """part ÷ whole in percent, to be shown: 314,847 of 260,000 is 121.10."""
    exact = ratio(part, whole)
    return None if exact is None else half_up(exact, places)


def change(now: Exact | None, before: Exact | None) -> Fraction | None:
    """同比 in percent, exact: 432 against 359 is some +20.3. None against nothing, zero or a loss."""
    if now is None or before is None or before <= 0:
        return None
    return (Fraction(now) / Fraction(before) - 1) * 100


def ahead(completion: Exact, pace: Fraction) -> Fraction:
    """Percentage points by which a completion (in percent) is ahead of a share of the year, exact."""
    return Fraction(completion) - pace * 100


def points(completion: Exact, pace: Fraction, places: int = 2) -> Decimal:
    """百分点 ahead of pace (negative: behind), to be shown: 125.642 % after 10/12 is 42.31."""
    return half_up(ahead(completion, pace), places)


def show(value: Exact | None, places: int) -> str:
    """Half-up with thousands separators: 314,847.00; “—” for None."""
    return NONE_SHOWN if value is None else f"{half_up(value, places):,f}"


def show_count(value: Exact | None, places: int) -> str:
    """As `show`, without zeros behind the point: things are counted, 31 and not 31.0, shared ones 30.6."""
    shown = show(value, places)
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def plain(value: Decimal) -> str:
    """The shortest plain spelling: 5, not 5.00 or 5E+0; equal values are spelled equally."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def change_words(pct: Decimal) -> str:
    """增长20.3%, 下降8.92% or 持平: a fall is never written as negative growth."""
    if pct == 0:
        return "持平"
    return f"{'增长' if pct > 0 else '下降'}{abs(pct):f}%"


def scale_up(value: Decimal, places: int) -> int:
    """The whole number that stands for `value` at `places`; InputError when it has more places."""
    if not value.is_finite():
        raise InputError(f"“{value}”不是数")
    if value and abs(value.adjusted()) > MOST_DIGITS:
        raise InputError(f"{value} 太大或太小")
    scaled: Fraction = Fraction(value) * 10**places
    if scaled.denominator != 1:
        raise InputError(f"{value:f}的小数位数过多", hint=f"至多{places}位小数")
    return scaled.numerator


def scale_down(units: int, places: int) -> Decimal:
    """The Decimal that a whole number at `places` stands for, with those places kept."""
    return _of(units, places)
