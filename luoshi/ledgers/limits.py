"""Time limits of stages and deadlines of records as days: pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from dateutil.relativedelta import relativedelta

from luoshi.kernel.errors import SiteError
from luoshi.kernel.workdays import add_workdays, workdays_at_least, workdays_between
from luoshi.packs.spec import Ledger, Limit


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
