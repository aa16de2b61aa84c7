"""A small county that receives appeals: `python -m tests.browser.appealed SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from luoshi.cli import setup
from luoshi.config import site as sites
from tests.demo import PASSWORD

TODAY = date(2026, 3, 18)


def fill(folder: Path) -> None:
    """Units, people who log in, and the list of subjects with the unit that answers for each."""
    sites.make(folder, name="清河县", today=TODAY)
    setup.choose(folder)
    setup.ready()
    setup.migrate()
    from luoshi.ledgers import actions as ledgers
    from luoshi.units import actions as units
    from tests.adopted import adopt
    from tests.conftest import make_county
    from tests.people import ADMIN, BUREAU, COUNTY, SYSTEM, TOWN

    make_county()
    adopt("appeals")
    cast = (
        ("desk", "胡热", "hotline", COUNTY), ("bureau", "包办", "reporter", BUREAU),
        ("town", "王丽", "reporter", TOWN), ("leader", "赵县长", "leader", COUNTY),
    )  # fmt: skip
    for login, name, role, unit in cast:
        units.add_person(ADMIN, login, name, PASSWORD)
        units.grant(ADMIN, login, role, unit)
    subjects = (
        {"name": "道路破损", "area": "traffic", "handler": BUREAU, "days": 5, "times": 3, "window": 30},
        {"name": "拖欠工资", "area": "work", "days": 10, "nameless": True},
        {"name": "作风问题", "area": "conduct", "days": 15, "nameless": True, "shielded": True},
    )
    for row in subjects:
        ledgers.create(SYSTEM, "appeals.subject", COUNTY, row)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
