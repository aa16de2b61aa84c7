"""When people may be told, how often it is tried, and what the site sets of reminders: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from luoshi.kernel.actor import SHANGHAI
from luoshi.kernel.errors import InputError, SiteError
from luoshi.kernel.workdays import is_workday
from luoshi.packs.spec import Label

KINDS: Mapping[str, Label] = {
    "duty": Label(zh="月报", en="monthly report"),
    "task": Label(zh="时限将到", en="coming due"),
    "overdue": Label(zh="逾期", en="overdue"),
    "bulletin": Label(zh="通报", en="bulletin"),
    "query": Label(zh="询问", en="query"),
    "job": Label(zh="后台任务", en="background work"),
}
"""What messages are about."""
TRIES = 6
"""So often a delivery is tried before it is given up."""
MOST_DAYS = 60
"""Working days before or after a day that a reminder may be away from it."""
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)


def again_after(tries: int) -> timedelta:
    """How long to wait after so many failed tries: 1, 5, 25, 125 minutes, six hours at most."""
    factor: int = 5 ** min(max(tries - 1, 0), 9)
    return min(FIRST * factor, LONGEST)


@dataclass(frozen=True)
class Quiet:
    """When nobody is disturbed: from an hour to an hour, past midnight too, and on days off.

    Equal hours leave the night out of it.
    """

    start: time = time(22)
    end: time = time(7)
    days_off: bool = True

    def holds(self, moment: datetime) -> bool:
        """Whether it is quiet at a moment."""
        at = moment.astimezone(SHANGHAI)
        return self._at_night(at.time()) or (self.days_off and not _works(at))

    def ends(self, moment: datetime) -> datetime:
        """The first moment, from this one on, at which it is not quiet."""
        at = moment.astimezone(SHANGHAI)
        while self.holds(at):
            if self.days_off and not _works(at):
                at = datetime.combine(at.date() + timedelta(days=1), time(), SHANGHAI)
                continue
            day = at.date() + timedelta(days=int(at.time() >= self.end))
            at = datetime.combine(day, self.end, SHANGHAI)
        return at

    def _at_night(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def to_json(self) -> dict[str, Any]:
        return {"start": f"{self.start:%H:%M}", "end": f"{self.end:%H:%M}", "days_off": self.days_off}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Quiet:
        return cls(time.fromisoformat(said["start"]), time.fromisoformat(said["end"]), bool(said["days_off"]))


def _works(at: datetime) -> bool:
    """Whether people work that day; where next year's calendar is not out yet, from Monday to Friday: a
    message must go out all the same."""
    try:
        return is_workday(at.date())
    except SiteError:
        return at.weekday() < 5


@dataclass(frozen=True)
class Rules:
    """What a site sets of reminders, in working days before and after the day."""

    before: tuple[int, ...] = (2,)
    after: tuple[int, ...] = (1, 3, 5)
    head_after: int = 3
    """So late, the unit's head is told too …"""
    supervisor_after: int = 5
    """… and so late, whoever supervises it."""
    digest_at: time = time(8, 30)
    quiet: Quiet = field(default_factory=Quiet)

    def __post_init__(self) -> None:
        days = (*self.before, *self.after, self.head_after, self.supervisor_after)
        if any(not 1 <= one <= MOST_DAYS for one in days):
            raise InputError("提醒的天数不对", hint=f"写 1 至 {MOST_DAYS} 之间的工作日数，用逗号分开")

    def step(self, left: int, *, past: bool) -> str:
        """Where a matter stands with so many working days left (negative when late): before-2, on,
        after-3; empty while there is nothing to say. Of several that were passed only the last is said."""
        if not past and left <= 0:
            return "on"
        if not past:
            near = min((one for one in self.before if left <= one), default=0)
            return f"before-{near}" if near else ""
        reached = max((one for one in self.late_steps if -left >= one), default=0)
        return f"after-{reached}" if reached else ""

    @property
    def late_steps(self) -> frozenset[int]:
        return frozenset((*self.after, self.head_after, self.supervisor_after))

    def next_digest(self, moment: datetime) -> datetime:
        """When the next mail of the day is sent."""
        at = moment.astimezone(SHANGHAI)
        today = datetime.combine(at.date(), self.digest_at, SHANGHAI)
        return today if today >= at else today + timedelta(days=1)

    def to_json(self) -> dict[str, Any]:
        return {
            "before": list(self.before), "after": list(self.after), "head_after": self.head_after,
            "supervisor_after": self.supervisor_after, "digest_at": f"{self.digest_at:%H:%M}",
            "quiet": self.quiet.to_json(),
        }  # fmt: skip

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Rules:
        return cls(
            tuple(said["before"]), tuple(said["after"]), said["head_after"], said["supervisor_after"],
            time.fromisoformat(said["digest_at"]), Quiet.from_json(said["quiet"]),
        )  # fmt: skip


def masked(to: str) -> str:
    """A recipient as the journal and lists name them: of an outside address no more than is needed."""
    kind, _, address = to.partition(":")
    if kind != "email":
        return to
    name, _, host = address.partition("@")
    return f"email:{name[:1]}***@{host}" if host else "email:***"
