"""Numbers with their units, as official Chinese writes them, and where they stand.

`numbers(folded)` yields every number that carries a unit: 5.3亿元, 1,000万元, 六亿, 一点四亿, 百分之十五, 三分之二,
2—3户, 40至60人, 300余家, 两位数, 翻一番. Dates, ordinals, masked numbers (×家, 20xx名) and codes carry none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from luoshi.reading import units

_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_ARABIC = r"\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[一二三四五六七八九两十][零一二三四五六七八九两十百千]*(?:点[零一二三四五六七八九]+)?"
_SPELLED = re.compile(
    rf"百分之(?P<percent>{_ARABIC}|{_CHINESE}|百)|(?P<whole>{_CHINESE})分之(?P<part>{_CHINESE})"
    rf"|(?P<digits>两位数)|翻(?P<doubled>{_CHINESE}|\d+)番|(?P<arabic>{_ARABIC})|(?P<chinese>{_CHINESE})"
)
_BARRED_BEFORE = re.compile(r"[A-Za-z×○_第/+^.]$|\d[-:]$|[〔\[]$")
_MASK_AFTER = re.compile(r"[xX×○_]")
_RANGE = re.compile(r" ?(?:-{1,2}|~|至|到) ?")
_SCALE = {"万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Number:
    """A number from its first character to the last of its unit; `tail` is the end with 以上 or 左右."""

    start: int
    end: int
    value: str
    value_max: str | None
    unit: str
    chinese: bool
    tail: int


@dataclass(frozen=True, slots=True)
class _Bare:
    start: int
    end: int
    value: str
    unit: str | None
    chinese: bool


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    said = format(value, "f")
    return said.rstrip("0").rstrip(".") if "." in said else said


def chinese(numeral: str) -> str:
    """The plain decimal of a numeral below 万: 一百二十 is 120, 一点四 is 1.4, 二零二五 is 2025."""
    whole, _, part = numeral.partition("点")
    if any(sign in _TENS for sign in whole):
        total = digit = 0
        for sign in whole:
            if sign in _TENS:
                total, digit = total + (digit or 1) * _TENS[sign], 0
            else:
                digit = _DIGITS[sign]
        said = str(total + digit)
    else:
        said = "".join(str(_DIGITS[sign]) for sign in whole)
    return f"{said}.{''.join(str(_DIGITS[sign]) for sign in part)}" if part else said


def _read(numeral: str) -> str:
    return numeral.replace(",", "") if numeral[0].isdigit() else chinese(numeral)


def _bare(found: re.Match[str]) -> _Bare:
    """A spelled number; its unit only where the spelling holds it."""
    name = found.lastgroup or ""
    said = found[name]
    if name == "percent":
        return _Bare(*found.span(), "100" if said == "百" else _read(said), "%", chinese=True)
    if name == "part":
        whole = Decimal(chinese(found["whole"]))
        share = Decimal(chinese(said)) / whole if whole else Decimal(0)
        return _Bare(*found.span(), plain(round(share, 4)), "", chinese=True)
    if name == "digits":
        return _Bare(*found.span(), "10", "%", chinese=True)
    if name == "doubled":
        return _Bare(*found.span(), _read(said), "番", chinese=True)
    return _Bare(*found.span(), _read(said), None, chinese=name == "chinese")


def _barred(folded: str, start: int, end: int) -> bool:
    """Masked, ordinal or part of a code; nobody counts in thirty digits either."""
    before = folded[max(start - 2, 0) : start]
    return end - start > 30 or bool(_BARRED_BEFORE.search(before) or _MASK_AFTER.match(folded, end))


def numbers(folded: str) -> Iterator[Number]:
    """Every number with a unit, in text order, none overlapping another."""
    at = 0
    while found := _SPELLED.search(folded, at):
        number = None if _barred(folded, *found.span()) else _with_unit(folded, _bare(found))
        if number is not None:
            yield number
        at = number.tail if number is not None else found.end()


def _with_unit(folded: str, bare: _Bare) -> Number | None:
    ranged = _second(folded, bare)
    last = ranged or bare
    end, unit, value = last.end, last.unit, last.value
    if unit is None:
        measured = units.after(folded, end) or _rank(folded, last)
        if measured is None:
            return None
        unit, end = measured
        value, unit, end = _composed(folded, last, unit, end)
    tail = units.tail(folded, end)
    if ranged is not None:
        return Number(bare.start, end, bare.value, value, unit, bare.chinese, tail)
    return Number(bare.start, end, value, None, unit, bare.chinese, tail)


def _rank(folded: str, bare: _Bare) -> tuple[str, int] | None:
    """进入全省前十 counts places without saying so."""
    rank = folded[bare.start - 1 : bare.start] == "前" and len(bare.value) <= 2
    return ("", bare.end) if rank and folded[bare.end : bare.end + 1] not in tuple("年季个天月届") else None


def _second(folded: str, first: _Bare) -> _Bare | None:
    """The farther end of a range, where the two ends share a unit or only the second names it."""
    at, unit = first.end, first.unit
    if unit is None and (measured := units.after(folded, at)) is not None:
        unit, at = measured
    joint = _RANGE.match(folded, at)
    found = _SPELLED.match(folded, joint.end()) if joint else None
    if joint is None or found is None or found.lastgroup == "part" or _reaches(folded, first, joint):
        return None
    if _MASK_AFTER.match(folded, found.end()) or found.end() - found.start() > 30:
        return None
    second = _bare(found)
    said = second.unit if second.unit is not None else (units.after(folded, second.end) or (None,))[0]
    same = said is not None and (unit is None or unit == said)
    return second if same else None


def _reaches(folded: str, first: _Bare, joint: re.Match[str]) -> bool:
    """从10家到25家 is a way, not a range."""
    words = folded[max(first.start - 4, 0) : first.start]
    return joint[0].strip() in ("到", "至") and ("由" in words or "从" in words)


def _composed(folded: str, bare: _Bare, unit: str, end: int) -> tuple[str, str, int]:
    """一万三千人 is 13000人: a numeral that goes on after 万 or 亿 is one number."""
    rest = _SPELLED.match(folded, end) if bare.chinese and unit in _SCALE else None
    if rest is None or rest.lastgroup != "chinese" or "点" in rest[0] or len(rest[0]) > 30:
        return bare.value, unit, end
    measured = units.after(folded, rest.end())
    if measured is None:
        return bare.value, unit, end
    whole = Decimal(bare.value) * _SCALE[unit] + Decimal(chinese(rest[0]))
    return plain(whole), *measured
