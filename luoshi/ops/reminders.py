"""What people are to be reminded of, and whom: a matter, where it stands, and the staff of a unit.

Each reminder has a key that stays the same however often it is looked for, and tells where the matter stands
now: of the steps that went by while nobody looked, only the last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from luoshi.exchange.outbox_policy import Rules
from luoshi.kernel.actor import Actor
from luoshi.ledgers.records import Record
from luoshi.units import queries as units

HEADS, SUPERVISORS = ("leader",), ("supervisor",)


@dataclass(frozen=True)
class Reminder:
    """A matter and where it stands. `line` says it in a sentence; `parts` of one line are told together."""

    key: str
    kind: str
    unit: str
    line: str
    link: str
    people: frozenset[int]
    part: str = ""


class Staff:
    """Who is told of a unit's matters, each question asked of the database once."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[str, ...], str], frozenset[int]] = {}

    def of(self, roles: Iterable[str], unit: str) -> frozenset[int]:
        """Who holds one of the roles in the unit itself."""
        key = (tuple(roles), unit)
        if key not in self._known:
            self._known[key] = frozenset(units.people_with(key[0], [unit]))
        return self._known[key]

    def above(self, roles: Iterable[str], unit: str) -> frozenset[int]:
        """Who holds one of the roles in the nearest unit, from this one up, where anybody does."""
        wanted, at = tuple(roles), unit
        while at:
            if found := self.of(wanted, at):
                return found
            at = self._parents.get(at) or ""
        return frozenset()

    @cached_property
    def _parents(self) -> dict[str, str | None]:
        return {one.code: one.parent_id for one in units.units()}


@dataclass(frozen=True)
class Look:
    """Somebody looking for what is due at a moment, by the site's rules."""

    actor: Actor
    rules: Rules
    staff: Staff

    @property
    def today(self) -> date:
        return self.actor.today()

    def who(self, unit: str, roles: Iterable[str], late: int) -> frozenset[int]:
        """Whoever does it; when it has been late for long their head, and later whoever supervises them."""
        found = self.staff.of(roles, unit)
        if late >= self.rules.head_after:
            found |= self.staff.of(HEADS, unit)
        if late >= self.rules.supervisor_after:
            found |= self.staff.above(SUPERVISORS, unit)
        return found

    def stands(self, due: date, remaining: int, *, past: bool) -> str:
        """How a matter stands with so many working days left, in words."""
        day = f"{due.month}月{due.day}日"
        if past:
            return f"已逾期{-remaining}个工作日（{day}截止）"
        if remaining > 0:
            return f"还有{remaining}个工作日（{day}截止）"
        return f"今天截止（{day}）" if due == self.today else f"今天是最后一个工作日（{day}截止）"


def called(record: Record) -> str:
    return f"{record.spec.label}“{named(record)}”"


def named(record: Record) -> str:
    """As everybody may read it: reminders reach heads, and the groups of robots."""
    return short(record.public_title)


def short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= 40 else line[:39] + "…"


def where(record: Record) -> str:
    return f"/ledgers/{record.ref.ledger}/{record.ref.id}/"
