"""Every month handed in, accepted, closed and told in a bulletin; and the year before, for comparison."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from luoshi.assessment import actions as assessment
from luoshi.kernel.periods import Period
from luoshi.kernel.workdays import add_workdays
from luoshi.ops.demo import cast, year_end
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.places import CITY, COUNTY
from luoshi.periods import actions as periods
from luoshi.periods import duties
from luoshi.reports import actions as reports

FIRST, LAST = Period.parse("2025-01"), Period.parse("2026-06")
YEAR_END = Period.parse("2025-12")
LATE = (f"{COUNTY}07", Period.parse("2026-03"))
"""Who reported late, and when."""
MISSED = (f"{COUNTY}16", Period.parse("2025-08"))
"""Who did not report at all, and when."""
FUNDS_2024 = {COUNTY: 48_600, CITY: 1_002_000}
"""万元 in place the year before the site was there."""
BULLETINS = (Period.parse("2025-12"), Period.parse("2026-05"), LAST)


def months() -> list[Period]:
    """Those that the history closes."""
    made = [FIRST]
    while made[-1] < LAST:
        made.append(made[-1].next())
    return made


def plan(calendar: Calendar) -> None:
    """Hand-ins on the fourth working day after each month, the late one on the seventh, then the close."""
    for month in months():
        slow = LATE[0] if month == LATE[1] else ""
        calendar.add(add_workdays(month.end, 4), "月报", partial(_all_in, month, slow))
        if slow:
            calendar.add(add_workdays(month.end, 7), "月报", partial(_in, slow, month, 7))
        if month == MISSED[1]:
            calendar.add(add_workdays(month.end, 8), "月报", partial(_not_in, *MISSED))
        calendar.add(add_workdays(month.end, 8), "结账", partial(_close, month))
        if month == YEAR_END:
            calendar.add(add_workdays(month.end, 15), "考核", _assess)
            year_end.plan(calendar, add_workdays(month.end, 15))
        if month in BULLETINS:
            calendar.add(add_workdays(month.end, 8), "通报", partial(_bulletin, month))


def _all_in(month: Period, slow: str) -> None:
    for unit in duties.owing(month):
        if unit != slow and (unit, month) != MISSED:
            _in(unit, month, 4)


def _not_in(unit: str, month: Period) -> None:
    day = add_workdays(month.end, 8)
    periods.note_missing(cast.accepting(unit, day), unit, month, why="两次催报后仍未上报")


def _in(unit: str, month: Period, workday: int) -> None:
    day = add_workdays(month.end, workday)
    periods.hand_in(cast.reporter(unit, day, 16), unit, month)
    periods.accept(cast.accepting(unit, day), unit, month)


def _close(month: Period) -> None:
    periods.close(cast.closer(add_workdays(month.end, 8)), month)


def _bulletin(month: Period) -> None:
    """Drafted by the county's supervision office; all but the last are reviewed and signed by the leader."""
    day = add_workdays(month.end, 8)
    made = reports.draft(cast.who("supervisor", day, 19), COUNTY, month, "investment.monthly")
    if month != LAST:
        reports.sign_off(cast.who("reviewer", day, 19), made.id)
        reports.sign_off(cast.who("leader", day, 20), made.id)


def _assess() -> None:
    """The year's end: townships and departments are scored on what was published."""
    who = cast.who("assessor", add_workdays(YEAR_END.end, 15))
    for sheet in ("investment.township", "investment.department"):
        assessment.assess(who, sheet, YEAR_END.year)


def history() -> None:
    """Year-to-date of 2024 by month, taken from the paper bulletins of that year."""
    who, source = cast.closer(date(2024, 12, 30)), "2024年招商引资通报"
    for number in range(1, 13):
        month = Period.parse(f"2024-{number:02}")
        values = {unit: Decimal(total * number // 12) for unit, total in FUNDS_2024.items()}
        periods.import_history(who, "investment.funds_in_place", month, values, source)
