"""Time limits of stages and deadlines of records as days: pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from dateutil.relativedelta import relativedelta

from luoshi.kernel.errors import SiteError
from luoshi.kernel.workdays import add_workdays, is_workday, workdays_at_least, workdays_between
from luoshi.packs.spec import Ledger, Limit


class Pause(NamedTuple):
    """Days on which a record's clocks stood still, `end` not among them: on the day on which they run on the
    counting goes on. An open pause lasts until today."""

    start: date
    end: date
    open: bool
    kind: str = ""
    """One of the ledger's pauses; empty where it names none."""


def due_day(limit: Limit, started: date, stopped: Collection[Pause] = (), more: int = 0) -> date | None:
    """The day by which what began on a day is due; None in a year not yet announced.

    Of a limit in working days the working days of a pause are not counted, of one in months its days; `more`
    are working days granted on top. The day of the beginning is never counted.
    """
    try:
        if not stopped and limit.days:
            return add_workdays(started, limit.days + more)
        if limit.days:
            return _counted(started, limit.days + more, stopped, is_workday)
        later: date = started + relativedelta(months=limit.months or 0)
        return _counted(started, (later - started).days, stopped, lambda _day: True) if stopped else later
    except SiteError:
        return None


def lengthened(due: date, more: int) -> date:
    """So many working days after a day; where that falls into a year whose calendar is not announced yet, the
    last day of this one: more cannot be promised."""
    try:
        return add_workdays(due, more)
    except SiteError:
        return date(due.year, 12, 31)


def moved(started: date, due: date, stopped: Collection[Pause]) -> date:
    """A day by which something is due that began on another, as many working days later as its clock stood
    still; the day itself where it was past at the beginning, or the calendar is not known yet."""
    if due <= started:
        return due
    try:
        return max(due, _counted(started, workdays_between(started, due), stopped, is_workday))
    except SiteError:
        return due


def _counted(started: date, count: int, stopped: Collection[Pause], counts: Callable[[date], bool]) -> date:
    """The `count`-th day after one that counts and on which no clock stood still."""
    day = started
    while count:
        day += timedelta(days=1)
        count -= counts(day) and not any(one.start <= day < one.end for one in stopped)
    return day


def state_of(limit: Limit, due: date, today: date) -> Literal["running", "warn", "late"]:
    """How a limit that is not met and not paused stands."""
    remaining = left(today, due)
    return "late" if remaining < 0 else "warn" if remaining <= limit.warn else "running"


def left(until: date, due: date) -> int:
    """Working days until a day is due, negative when it is past."""
    return workdays_at_least(until, due) if until <= due else -workdays_between(due, until)


def reached(spec: Ledger, stage: str | None, wanted: str) -> bool:
    """Whether a stage is the one wanted or a later one."""
    keys = [one.key for one in spec.stages]
    return stage in keys and keys.index(stage) >= keys.index(wanted)


def given(spec: Ledger, row: Mapping[str, Any], stage: str, day: date) -> dict[str, date]:
    """The deadline that a record is given when it enters a stage without one; nothing where it has one."""
    said = spec.deadline
    if said is None or row.get(said.field) is not None or not reached(spec, stage, said.after):
        return {}
    days = said.days.get(str(row.get(said.by or "")), said.otherwise)
    return {said.field: add_workdays(day, days)} if days else {}
