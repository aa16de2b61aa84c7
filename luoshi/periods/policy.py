"""Who hands in, accepts and closes; from when on a month is late."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from luoshi.kernel.periods import Period
from luoshi.kernel.workdays import add_workdays

HANDS_IN = ("reporter",)
ACCEPTS = ("supervisor", "reviewer")
CLOSES = ("supervisor",)
READS = ("supervisor", "reporter", "reviewer", "leader", "assessor")


def due(period: Period, workday: int) -> datetime:
    """The end of the nth working day after the period: the last day still counts whole."""
    day = add_workdays(period.end, workday)
    return datetime.combine(day, time(23, 59, 59), ZoneInfo("Asia/Shanghai"))
