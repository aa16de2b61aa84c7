"""Which months a text's words of time mean: 1—3月, 3月份, 一季度, 上半年, 截至3月底, 去年同期."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from luoshi.kernel.periods import Period

_YEAR = r"(?:(?P<year>20\d\d)年度?|(?P<this>今年|本年度?)|(?P<last>去年|上年))"
_PART = (
    r"(?:(?P<from>1[0-2]|[1-9])月?(?:-{1,2}|至|到|~)(?P<to>1[0-2]|[1-9])月份?|(?P<month>1[0-2]|[1-9])月份?"
    r"|第?(?P<quarter>[一二三四1-4])季度|前(?P<quarters>[二两三23])个?季度|(?P<half>[上下])半年|(?P<whole>全年))"
)
_WORDS = re.compile(
    rf"(?P<until>截至|截止|到)?(?:{_YEAR}(?P<same>同期)?(?:的)?{_PART}?|(?<!\d){_PART.replace('?P<', '?P<_')})"
    r"(?P<end>底|末)?(?:以来)?|今年以来|年初以来|目前|同期"
)
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4}


@dataclass(frozen=True, slots=True)
class Span:
    """Months from `first` to `last`; from the plan year's start where `first` is None. `loose` where a month
    is named and its own value or the year-to-date may be meant; `whole` for a year as a whole."""

    first: Period | None
    last: Period
    loose: bool = False
    whole: bool = False

    def year_before(self) -> Span:
        first = None if self.first is None else self.first.year_before()
        return replace(self, first=first, last=self.last.year_before())

    @property
    def label(self) -> str:
        if self.first is None or self.first == self.last:
            return self.last.label
        return f"{self.first.label}—{self.last.label}"


@dataclass(frozen=True, slots=True)
class Said:
    """Words of time, where they stand, and what they mean; `beside` where they only look back (去年同期)."""

    start: int
    end: int
    span: Span
    beside: bool


def said(folded: str, latest: Period, current: Span | None = None) -> Iterator[Said]:
    """Every word of time in a stretch, in order. `latest` is the month from which 今年 is told, and a month
    without a year is none after it; 同期 means
    the months named last (`current`), a year before."""
    for found in _WORDS.finditer(folded):
        span = _meant(found, latest, current)
        if span is not None:
            beside = bool(found["same"]) or found[0] == "同期" or _beside(folded, found)
            current = current if beside else span
            yield Said(*found.span(), span, beside)


def _beside(folded: str, found: re.Match[str]) -> bool:
    """比上年, 较去年 compare; what follows goes on about this year."""
    return bool(found["last"]) and folded[max(found.start() - 1, 0) : found.start()] in tuple("比较与同(")


def _meant(found: re.Match[str], latest: Period, current: Span | None) -> Span | None:
    now = current or Span(None, latest, loose=True)
    parts = {name.lstrip("_"): value for name, value in found.groupdict().items() if value}
    to_date = bool(found["until"] or found["end"])
    months = _months(parts)
    if months is None and (found["last"] or found[0] == "同期"):
        return now.year_before() if found[0] == "同期" or found["same"] else _year(latest.year - 1)
    year = _year_of(parts, latest)
    if months is None:
        return _year(year) if found["year"] else Span(None, latest)
    first, last = Period(year, "month", months[0]), Period(year, "month", months[1])
    if last > latest and not parts.keys() & {"year", "this", "last"}:
        first, last = first.year_before(), last.year_before()
    if to_date:
        return Span(None, last)
    return Span(first, last, loose=first == last)


def _year(year: int) -> Span:
    return Span(None, Period(year, "month", 12), whole=True)


def _year_of(parts: dict[str, str], latest: Period) -> int:
    if "year" in parts:
        return int(parts["year"])
    return latest.year - 1 if "last" in parts else latest.year


def _months(parts: dict[str, str]) -> tuple[int, int] | None:
    """First and last month that the words name; None where they name a year, or nothing."""
    if "from" in parts:
        return (int(parts["from"]), int(parts["to"])) if int(parts["from"]) <= int(parts["to"]) else None
    if "month" in parts:
        return int(parts["month"]), int(parts["month"])
    if "quarter" in parts:
        quarter = _number(parts["quarter"])
        return 3 * quarter - 2, 3 * quarter
    if "quarters" in parts:
        return 1, 3 * _number(parts["quarters"])
    if "half" in parts:
        return (1, 6) if parts["half"] == "上" else (7, 12)
    return None


def _number(said: str) -> int:
    return _DIGITS.get(said) or int(said)
