"""A works' union before its congress, with members, a proposal of a delegate and people who log in:
`python -m tests.browser.united SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from luoshi.cli import setup
from luoshi.config import site as sites
from tests.demo import PASSWORD

TODAY = date(2026, 3, 18)
VOTERS = ("zhen", "fang", "suo")


def fill(folder: Path) -> None:
    """Units, the packs of the union alone, people, five members of whom three have log-ins, a proposal."""
    sites.make(folder, name="清河纺织厂工会", today=TODAY)
    setup.choose(folder)
    setup.ready()
    setup.migrate()
    from luoshi.units import actions as units
    from tests.conftest import make_county
    from tests.people import ADMIN
    from tests.union import people
    from tests.union.people import CHAIR, SPINNING, STAFF_OFFICE, WEAVER, WEAVING, WORKS

    make_county()
    people.settle()
    cast = (
        ("office", "龚会", "union_office", WORKS), ("chair", "方纺", "branch_chair", SPINNING),
        ("clerk", "任事", "reporter", STAFF_OFFICE), ("boss", "厂领导", "leader", WORKS),
        ("watcher1", "简一", "credentials", WORKS), ("watcher2", "简二", "union_audit", WORKS),
        ("zhen", "甄纺", "delegate", SPINNING), ("fang", "方线", "member", SPINNING),
        ("suo", "梭织", "member", WEAVING),
    )  # fmt: skip
    made = {}
    for login, name, role, unit in cast:
        made[login] = units.add_person(ADMIN, login, name, PASSWORD).id
        units.grant(ADMIN, login, role, unit)
    units.grant(ADMIN, "office", "election_organizer", WORKS)
    for who, unit, card, login in (
        (CHAIR, SPINNING, "A1", "zhen"), (CHAIR, SPINNING, "A2", "fang"), (WEAVER, WEAVING, "B1", "suo"),
    ):  # fmt: skip
        people.join(who, unit, card, person=made[login])
    people.join(CHAIR, SPINNING, "A3")
    people.join(CHAIR, SPINNING, "A4", left_on=date(2026, 3, 1), left_why="retired")
    people.congress(cut_off=TODAY, number=3)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
