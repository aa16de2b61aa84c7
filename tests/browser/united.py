"""A works' union before its congress, with members, a proposal of a delegate and people who log in:
`python -m tests.browser.united SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.browser.small import begin, introduce

TODAY = date(2026, 3, 18)
VOTERS = ("zhen", "fang", "suo")


def fill(folder: Path) -> None:
    """Units, the packs of the union alone, people, five members of whom three have log-ins, a proposal."""
    begin(folder, "清河纺织厂工会", TODAY)
    from luoshi.units import actions as units
    from tests.people import ADMIN
    from tests.union import people
    from tests.union.people import CHAIR, SPINNING, STAFF_OFFICE, WEAVER, WEAVING, WORKS

    people.settle()
    cast = (
        ("office", "龚会", "union_office", WORKS), ("chair", "方纺", "branch_chair", SPINNING),
        ("clerk", "任事", "reporter", STAFF_OFFICE), ("boss", "厂领导", "leader", WORKS),
        ("watcher1", "简一", "credentials", WORKS), ("watcher2", "简二", "union_audit", WORKS),
        ("zhen", "甄纺", "delegate", SPINNING), ("fang", "方线", "member", SPINNING),
        ("suo", "梭织", "member", WEAVING),
    )  # fmt: skip
    made = introduce(cast)
    units.grant(ADMIN, "office", "election_organizer", WORKS)
    for who, unit, card, login in (
        (CHAIR, SPINNING, "A1", "zhen"), (CHAIR, SPINNING, "A2", "fang"), (WEAVER, WEAVING, "B1", "suo"),
    ):  # fmt: skip
        people.join(who, unit, card, person=made[login])
    people.join(CHAIR, SPINNING, "A3")
    people.join(CHAIR, SPINNING, "A4", left_on=date(2026, 3, 1), left_why="retired")
    people.congress(cut_off=TODAY, number=4)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
