"""Who hands in, accepts and closes; from when on a month is late."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from luoshi.kernel.periods import Period
from luoshi.kernel.workdays import add_workdays
from luoshi.packs.spec import Due

HANDS_IN = ("reporter",)
ACCEPTS = ("supervisor", "reviewer")
CLOSES = ("supervisor",)
READS = ("supervisor", "reporter", "reviewer", "leader", "assessor")


_ZONE = ZoneInfo("Asia/Shanghai")


def due(period: Period, said: Due) -> datetime:
    """By when a month is handed in: the hour that the pack names, or the end of the day, which still
    counts whole. A day that the month has not (the 31st of June) is its last."""
    if said.day is not None:
        day = min(period.start + timedelta(days=said.day - 1), period.end)
    else:
        day = add_workdays(period.end, said.workday or 1)
    if said.hour is None or said.hour == 24:
        return datetime.combine(day, time(23, 59, 59), _ZONE)
    return datetime.combine(day, time(said.hour), _ZONE)
