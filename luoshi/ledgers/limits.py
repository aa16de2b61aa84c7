"""Time limits of stages as days: pure."""

from __future__ import annotations

from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from luoshi.kernel.errors import SiteError
from luoshi.kernel.workdays import add_workdays, workdays_at_least, workdays_between
from luoshi.packs.spec import Limit


def due_day(limit: Limit, started: date) -> date | None:
    """The day by which what began on a day is due, pauses aside; None in a year not yet announced."""
    if not limit.days:
        later: date = started + relativedelta(months=limit.months or 0)
        return later
    try:
        return add_workdays(started, limit.days)
    except SiteError:
        return None


def state_of(limit: Limit, due: date, today: date) -> Literal["running", "warn", "late"]:
    """How a limit that is not met and not paused stands."""
    remaining = left(today, due)
    return "late" if remaining < 0 else "warn" if remaining <= limit.warn else "running"


def left(until: date, due: date) -> int:
    """Working days until a day is due, negative when it is past."""
    return workdays_at_least(until, due) if until <= due else -workdays_between(due, until)
