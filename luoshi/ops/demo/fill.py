"""Fill a new site with the demonstration city, telling how far it has come."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from luoshi.kernel.actor import Actor
from luoshi.ledgers import adoption
from luoshi.ops.demo import (
    ballots,
    benefits,
    cast,
    firm,
    funding,
    innovation,
    investment,
    months,
    outlines,
    promises,
    quality,
    services,
    supervision,
    troubles,
    union,
    union_work,
    voices,
)
from luoshi.ops.demo.calendar import Calendar
from luoshi.ops.demo.cast import Progress
from luoshi.ops.demo.inspecting import plan_days as plan_inspection
from luoshi.ops.demo.places import CROWD, PASSWORD, PEOPLE, PLACES, TODAY
from luoshi.packs import library
from luoshi.units import actions as units
from luoshi.units import queries

SEED = 20260716
INTRODUCED = (
    *PEOPLE, *funding.PEOPLE, *voices.PEOPLE, *services.PEOPLE, *benefits.PEOPLE, *firm.PEOPLE, *union.PEOPLE,
)  # fmt: skip
"""Whom `luoshi demo` tells how to log in."""


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
    units.keep_outlines(system, outlines.geojson())
    _people(system, progress)
    for number, pack in enumerate(library.shipped().values(), start=1):
        adoption.adopt(system, pack)
        progress("台账包", number, len(library.shipped()))
    cast.forget()
    months.history()
    innovation.history()
    calendar = Calendar(system.today(), TODAY)
    _plan(calendar)
    calendar.run(progress)


def _people(system: Actor, progress: Progress) -> None:
    everybody = (*PEOPLE, *CROWD)
    for number, person in enumerate(everybody, start=1):
        units.add_person(system, person.login, person.name, PASSWORD if person in PEOPLE else None)
        units.grant(system, person.login, person.role, person.unit)
        progress("人员", number, len(everybody))


def _plan(calendar: Calendar) -> None:
    """What is dated a day comes in this order: targets, facts, troubles, the month's end."""
    chance = random.Random(SEED)
    made = investment.projects(chance)
    promises.plan(calendar)
    investment.plan(calendar, made)
    investment.elsewhere(calendar, chance)
    innovation.plan(calendar, chance)
    funding.plan(calendar)
    voices.plan(calendar)
    services.plan(calendar)
    benefits.plan(calendar)
    quality.plan(calendar)
    union.plan(calendar)
    ballots.plan(calendar)
    union_work.plan(calendar)
    troubles.plan(calendar, made)
    months.plan(calendar)
    supervision.plan(calendar)
    plan_inspection(calendar)
