"""Fill a new site with the demonstration city, telling how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from luoshi.kernel.actor import Actor
from luoshi.ops.demo import year
from luoshi.ops.demo.places import PASSWORD, PEOPLE, PLACES
from luoshi.units import actions as units
from luoshi.units import queries

Progress = Callable[[str, int, int], None]
"""(what is being done, how many done, of how many)."""


def filled() -> bool:
    """Whether the site already holds the city."""
    return bool(queries.tree())


def fill(progress: Progress) -> None:
    """Make units and people as they stood when the history begins, then let the history happen."""
    system = Actor.system(lambda: datetime(2024, 12, 30, 1, 0, tzinfo=UTC))
    for number, place in enumerate(PLACES, start=1):
        units.add_unit(
            system, place.code, place.name, place.kind, parent=place.parent, short=place.short,
            rank_class=place.rank_class, aliases=place.aliases, position=number,
        )  # fmt: skip
        progress("单位", number, len(PLACES))
    for number, person in enumerate(PEOPLE, start=1):
        units.add_person(system, person.login, person.name, PASSWORD)
        units.grant(system, person.login, person.role, person.unit)
        progress("人员", number, len(PEOPLE))
    year.run(progress)
