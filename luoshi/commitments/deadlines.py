"""From a deadline's words (7月5日前, 年底, 上半年) to the last day it leaves. Pure.

What is not surely a day is left to a person: 尽快 and 近期 name none.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]")
_MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:份)?(上旬|中旬|下旬|底|末|前|内)?")
_YEAR = re.compile(r"(\d{4})年(?!\d)")
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_HALF = re.compile(r"上半年|半年内|年中")
_WHOLE = re.compile(r"(?<![一二两三四五六七八九十])年[底末内]|全年|今年|本年|当年|下半年|岁末")


def last_day(words: str | None, year: int) -> date | None:
    """The last day that the words leave, in `year` where they name none; None when unsure.

    “7月5日前” leaves the 5th, “6月底” the 30th, “8月前” the 31st of July.
    """
    said = (words or "").replace(" ", "")
    if found := _DAY.search(said):
        return _valid(int(found[1] or year), int(found[2]), int(found[3]))
    if found := _MONTH.search(said):
        return _of_month(int(found[1] or year), int(found[2]), found[3] or "")
    if found := _YEAR.search(said):
        year = int(found[1])
    if found := _QUARTER.search(said):
        return _end(year, _QUARTERS[found[1]] * 3)
    if _HALF.search(said):
        return date(year, 6, 30)
    return date(year, 12, 31) if _WHOLE.search(said) or _YEAR.search(said) else None


def _of_month(year: int, month: int, part: str) -> date | None:
    if not 1 <= month <= 12:
        return None
    if part == "前":
        return _end(year, month - 1) if month > 1 else date(year - 1, 12, 31)
    days = {"上旬": 10, "中旬": 20}
    return date(year, month, days[part]) if part in days else _end(year, month)


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
