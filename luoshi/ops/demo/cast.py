"""Who acts in the demonstration: its own people, with the roles they hold, at a moment of its history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache

from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.ops.demo.places import CITY, COUNTY, CROWD, PEOPLE
from luoshi.units import queries as units

Progress = Callable[[str, int, int], None]
"""(what is being done, how many done, of how many)."""


def at(day: date, hour: int = 10) -> Callable[[], datetime]:
    """A clock that stands at an hour of a day."""
    return lambda: datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


@cache
def _known(login: str) -> Actor:
    return units.actor_for(units.person(login))


def who(login: str, day: date, hour: int = 10) -> Actor:
    """A person of the demonstration, by log-in name, at a moment."""
    held = _known(login)
    return Actor(held.person, held.name, held.holdings, at(day, hour))


@cache
def _login(role: str, unit: str) -> str:
    return next(one.login for one in (*PEOPLE, *CROWD) if (one.role, one.unit) == (role, unit))


def reporter(unit: str, day: date, hour: int = 10) -> Actor:
    """The unit's ledger clerk."""
    return who(_login("reporter", unit), day, hour)


def leader(unit: str, day: date) -> Actor:
    """The unit's leader."""
    return who(_login("leader", unit), day, 11)


def reviewer(unit: str, day: date) -> Actor:
    """Who verifies a unit's facts: the county's reviewer below the county, else the city's."""
    return who("reviewer" if unit.startswith(COUNTY) else "cityreview", day, 15)


def accepting(unit: str, day: date) -> Actor:
    """Who accepts a unit's month."""
    return who("supervisor" if unit.startswith(COUNTY) else "city", day, 17)


def system(day: date) -> Actor:
    """The System at set-up."""
    return Actor.system(at(day, 9))


def closer(day: date) -> Actor:
    """Who closes the site's months: the supervisor of its topmost unit."""
    assert units.top() == CITY
    return who("city", day, 18)


def forget() -> None:
    """People are looked up anew: another site may be filled in the same process."""
    _known.cache_clear()
