"""Working days of the Chinese calendar with its make-up days. An unknown year is an error.

The State Council announces each year's holidays in the November before; the calendar
package is renewed then, and until it is, deadlines in that year cannot be computed.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from luoshi.kernel.errors import SiteError


@lru_cache(maxsize=2**14)
def is_workday(day: date) -> bool:
    """Whether people work on a day; asked of the calendar once a day, for deadlines count many."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise SiteError(
            f"没有{day.year}年的工作日历", hint="国务院办公厅每年11月公布次年放假安排，请升级 chinesecalendar"
        ) from None


def add_workdays(day: date, count: int) -> date:
    """The `count`-th working day after `day` (before it when negative); the day itself is not counted.

    Zero gives `day` back, working or not.
    """
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day)
    return day


def workdays_at_least(start: date, end: date) -> int:
    """As `workdays_between` for a later `end`, as far as the calendar is known: next year's is announced in
    November, and until then no more than this can be said."""
    try:
        return workdays_between(start, end)
    except SiteError:
        last = date(end.year - 1, 12, 31)
        return workdays_at_least(start, last) if last > start else 0


def workdays_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is earlier.

    So `workdays_between(day, add_workdays(day, n)) == n`.
    """
    if end < start:
        return -workdays_between(end - timedelta(days=1), start - timedelta(days=1))
    return sum(is_workday(start + timedelta(days=offset)) for offset in range(1, (end - start).days + 1))
