"""Who is at an election, and what they do up to each phase of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model

from luoshi.elections import actions, declaring, polling, queries, rolls
from luoshi.elections.actions import Named
from luoshi.elections.ballots import Rules
from luoshi.elections.counting import Sheet, Votes
from luoshi.elections.models import Election
from luoshi.elections.rolls import Line
from luoshi.kernel.actor import Actor
from luoshi.units import actions as units
from luoshi.units import queries as unit_queries
from tests.people import ADMIN, COUNTY, OTHER_COUNTY, morning

CUT_OFF = date(2026, 3, 10)
ROLES = {"gongzuo": ("election_organizer", COUNTY), "linxian": ("election_organizer", OTHER_COUNTY)}
NAMES = {
    "gongzuo": "龚佐", "linxian": "邻县人", "jiyi": "季一", "jier": "季二", "jianyi": "简一",
    "jianer": "简二", "xuan1": "甄一", "xuan2": "甄二", "xuan3": "甄三", "xuan4": "甄四",
}  # fmt: skip
CANDIDATES = ("安平", "白露", "程前")


def arrive() -> None:
    """Everybody gets a log-in; the organizers their role."""
    for login, name in NAMES.items():
        units.add_person(ADMIN, login, name, None)
    for login, (role, unit) in ROLES.items():
        units.grant(ADMIN, login, role, unit, valid_from=date(2020, 1, 1))


def who(login: str) -> Actor:
    """Somebody as an actor, at the tests' hour."""
    return unit_queries.actor_for(get_user_model().objects.get(login=login), morning)


@dataclass(frozen=True)
class Voting:
    """An election that is open, and the numbers of its voters by name."""

    found: Election
    voters: dict[str, int]

    @property
    def id(self) -> int:
        return self.found.id


def prepared(*, blind: bool = False, **rules: Any) -> Election:
    """Rules stated, four with log-ins and two without on the roll, officials named, candidates settled."""
    stated = Rules.model_validate({"seats": 2, "extra": 5, "base": "present", **rules})
    organizer = who("gongzuo")
    made = actions.organize(organizer, COUNTY, "选举县总工会委员", stated, blind=blind)
    four = [Line(NAMES[one], "机关分会", f"00{one[-1]}", one) for one in ("xuan1", "xuan2", "xuan3", "xuan4")]
    rolls.enter(organizer, made.id, [*four, Line("高山", "农村分会", "101"), Line("流水", "农村分会", "102")])
    for office, login in (
        ("teller", "jiyi"),
        ("teller", "jier"),
        ("scrutineer", "jianyi"),
        ("scrutineer", "jianer"),
    ):
        actions.appoint(organizer, made.id, office, login)
    actions.nominate(organizer, made.id, "机关分会", {"安平": 4, "白露": 3})
    actions.nominate(organizer, made.id, "农村分会", {"安平": 1, "程前": 2})
    return actions.settle(organizer, made.id, [Named(one, "机关") for one in CANDIDATES])


def opened(*, blind: bool = False, **rules: Any) -> Voting:
    """The roll frozen and the box open."""
    made = prepared(blind=blind, **rules)
    rolls.freeze(who("gongzuo"), made.id, CUT_OFF)
    found = polling.open_poll(who("gongzuo"), made.id)
    return Voting(found, {one.name: one.id for one in found.voters.all()})


def sheet(votes: dict[str, int], valid: int, **more: Any) -> Sheet:
    """A count sheet of candidates by number → votes for, everybody else abstaining."""
    every = {key: Votes(yes=yes, abstain=valid - yes) for key, yes in votes.items()}
    said = {"issued": valid, "returned": valid, "valid": valid, "invalid": 0, "votes": every}
    return Sheet.model_validate({**said, **more})


def declared(number: int) -> Election:
    """Both scrutineers sign what the boxes came to."""
    for login in ("jianyi", "jianer"):
        found = declaring.sign(
            who(login), number, queries.summed(queries.election(who(login), number)).digest
        )
    return found
