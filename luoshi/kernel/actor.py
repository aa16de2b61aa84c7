"""The person, or the named System, on whose behalf something is done. No actor, no action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
SYSTEM_NAME = "系统"


def wall_clock() -> datetime:
    """Now, in the time zone every deadline is meant in."""
    return datetime.now(SHANGHAI)


@dataclass(frozen=True, slots=True)
class Holding:
    """A role held in a unit; it reaches the unit's subtree."""

    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `person` is None for the System alone; whoever is not logged in is no actor."""

    person: int | None
    name: str
    holdings: tuple[Holding, ...] = ()
    clock: Callable[[], datetime] = field(default=wall_clock, compare=False, repr=False)

    @classmethod
    def system(cls, clock: Callable[[], datetime] = wall_clock) -> Actor:
        return cls(person=None, name=SYSTEM_NAME, clock=clock)

    @property
    def is_system(self) -> bool:
        return self.person is None

    def lent(self, role: str, *codes: str) -> Actor:
        """The same person, at the same clock, with a role in some units besides: by which a course of work
        writes its records. Whoever calls has authorised."""
        held = (*self.holdings, *(Holding(role, code) for code in codes))
        return Actor(self.person, self.name, held, self.clock)

    def now(self) -> datetime:
        return self.clock().astimezone(SHANGHAI)

    def today(self) -> date:
        return self.now().date()

    def has(self, *roles: str) -> bool:
        """Whether any of the roles is held in any unit."""
        return any(holding.role in roles for holding in self.holdings)

    def units(self, *roles: str) -> frozenset[str]:
        """Codes of the units in which one of the roles is held (not their subtrees)."""
        return frozenset(holding.unit for holding in self.holdings if holding.role in roles)
