"""A small county that receives appeals: `python -m tests.browser.appealed SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.browser.small import begin, introduce

TODAY = date(2026, 3, 18)


def fill(folder: Path) -> None:
    """Units, people who log in, and the list of subjects with the unit that answers for each."""
    begin(folder, "清河县", TODAY, "appeals")
    from luoshi.ledgers import actions as ledgers
    from tests.people import BUREAU, COUNTY, SYSTEM, TOWN

    cast = (
        ("desk", "胡热", "hotline", COUNTY), ("bureau", "包办", "reporter", BUREAU),
        ("town", "王丽", "reporter", TOWN), ("leader", "赵县长", "leader", COUNTY),
    )  # fmt: skip
    introduce(cast)
    subjects = (
        {"name": "道路破损", "area": "traffic", "handler": BUREAU, "days": 5, "times": 3, "window": 30},
        {"name": "拖欠工资", "area": "work", "days": 10, "nameless": True},
        {"name": "作风问题", "area": "conduct", "days": 15, "nameless": True, "shielded": True},
    )
    for row in subjects:
        ledgers.create(SYSTEM, "appeals.subject", COUNTY, row)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
