"""Year, half, quarter, month; and the plan's year, which need not be the calendar's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import total_ordering
from typing import Literal

from luoshi.kernel.errors import InputError
from luoshi.kernel.language import language

Kind = Literal["year", "half", "quarter", "month"]

_MONTHS: dict[Kind, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?", re.ASCII
)
_ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_KINDS: tuple[Kind, ...] = ("half", "quarter", "month")


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """The `number`-th half, quarter or month of a calendar `year`; a year's number is 1.

    Ordered by its end; of two that end together the shorter comes first, so that a
    quarter follows its months.
    """

    year: int
    kind: Kind
    number: int = 1

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 // _MONTHS[self.kind] and 1 <= self.year <= 9999):
            raise InputError(f"没有这样的期间：{self.year}年 {self.kind} {self.number}")

    @classmethod
    def parse(cls, text: str) -> Period:
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise InputError(f"“{text}”不是期间", hint="应写作 2026、2026-H1、2026-Q1 或 2026-03")
        year = int(match["year"])
        for kind in _KINDS:
            if match[kind]:
                return cls(year, kind, int(match[kind]))
        return cls(year, "year", 1)

    @classmethod
    def month_of(cls, day: date) -> Period:
        return cls(day.year, "month", day.month)

    def __str__(self) -> str:
        written = {"year": "", "half": "-H{}", "quarter": "-Q{}", "month": "-{:02}"}[self.kind]
        return f"{self.year:04}{written.format(self.number)}"

    def __lt__(self, other: Period) -> bool:
        return (self.end, other.start) < (other.end, self.start)

    @property
    def start(self) -> date:
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def end(self) -> date:
        """The last day, inclusive."""
        last = self.number * _MONTHS[self.kind]
        return date(self.year, 12, 31) if last == 12 else date(self.year, last + 1, 1) - timedelta(days=1)

    @property
    def label(self) -> str:
        """What people call it, in the language spoken: 2026年3月, or March 2026."""
        if language() == "en":
            return self._english
        if self.kind == "half":
            return f"{self.year}年{'上下'[self.number - 1]}半年"
        if self.kind == "quarter":
            return f"{self.year}年第{'一二三四'[self.number - 1]}季度"
        return f"{self.year}年" if self.kind == "year" else f"{self.year}年{self.number}月"

    @property
    def _english(self) -> str:
        if self.kind == "half":
            return f"{('first', 'second')[self.number - 1]} half of {self.year}"
        if self.kind == "quarter":
            return f"Q{self.number} {self.year}"
        return f"{self.year}" if self.kind == "year" else f"{_ENGLISH[self.number - 1]} {self.year}"

    def _moved(self, steps: int) -> Period:
        a_year = 12 // _MONTHS[self.kind]
        year, index = divmod(self.year * a_year + self.number - 1 + steps, a_year)
        return Period(year, self.kind, index + 1)

    def previous(self) -> Period:
        return self._moved(-1)

    def next(self) -> Period:
        return self._moved(1)

    def year_before(self) -> Period:
        """The same period of last year, with which 同比 compares."""
        return Period(self.year - 1, self.kind, self.number)

    def months(self) -> tuple[Period, ...]:
        first, length = self.start.month, _MONTHS[self.kind]
        return tuple(Period(self.year, "month", month) for month in range(first, first + length))

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class PlanYear:
    """A year of the plan, starting on the first of a month; 1 December – 30 November exists.

    It is named for the calendar year it ends in: with `starts=(12, 1)` the plan's 2026 runs
    from 1 December 2025. Months are what is closed, so it cannot start within one.
    """

    starts: tuple[int, int] = (1, 1)

    def __post_init__(self) -> None:
        month, day = self.starts
        if day != 1 or not 1 <= month <= 12:
            raise InputError(f"计划年度不能从{month}月{day}日开始", hint="应为某月1日，如 01-01、12-01")

    @classmethod
    def parse(cls, text: str) -> PlanYear:
        match = re.fullmatch(r"(\d{2})-(\d{2})", text.strip())
        if match is None:
            raise InputError(f"“{text}”不是计划年度的起始日", hint="应写作 MM-DD，如 01-01、12-01")
        return cls((int(match[1]), int(match[2])))

    def of(self, when: date | Period) -> int:
        """The plan's year a day, or a period's last day, falls in."""
        day = when.end if isinstance(when, Period) else when
        month = self.starts[0]
        return day.year + 1 if month > 1 and day.month >= month else day.year

    def span(self, year: int) -> tuple[date, date]:
        """First and last day of the plan's year, both inclusive."""
        if not 1 < year < 9999:
            raise InputError(f"没有这样的计划年度：{year}")
        month = self.starts[0]
        first = date(year if month == 1 else year - 1, month, 1)
        return first, date(first.year + 1, month, 1) - timedelta(days=1)

    def start_of(self, period: Period) -> date:
        return self.span(self.of(period))[0]

    def pace(self, period: Period) -> Fraction:
        """序时进度: the share of the plan's year gone at the period's end, in twelfths."""
        start, end = self.start_of(period), period.end
        return Fraction((end.year - start.year) * 12 + end.month - start.month + 1, 12)
