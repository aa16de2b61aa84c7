"""A small city before its call is published, with offices, a firm and nine experts:
`python -m tests.browser.granted SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.browser.small import begin, introduce

TODAY = date(2026, 3, 18)
EXPERTS = tuple(f"expert{number}" for number in range(1, 10))


def fill(folder: Path) -> None:
    """Units, people who log in, a call in draft, and February closed: the root of draws."""
    begin(folder, "临溪市", TODAY, "investment", "innovation")
    from luoshi.calls import actions
    from luoshi.ledgers import actions as ledgers
    from luoshi.periods.models import Closing
    from luoshi.units import actions as units
    from luoshi.units import queries as people
    from tests.calls.conftest import CALL, FENGHE
    from tests.people import CITY, COUNTY, SYSTEM, morning

    units.add_unit(SYSTEM, FENGHE, "丰禾食品有限公司", "enterprise", parent=COUNTY)
    cast = (
        ("office", "柯静", "science_office", CITY), ("writer", "宋工", "applicant", FENGHE),
        ("cashier", "钱蕴", "finance_office", CITY), ("secretary", "秦青", "review_secretary", CITY),
        ("watch", "严明", "supervisor", CITY), ("mayor", "赵启明", "leader", CITY),
        *((login, f"专家{number}", "expert", CITY) for number, login in enumerate(EXPERTS, start=1)),
    )  # fmt: skip
    made = introduce(cast)
    for login, name, role, _unit in cast:
        if role == "expert":
            said = {
                "person": made[login], "name": name, "domain": "food", "employer": f"第{login[-1]}研究所",
                "phone": f"1390000000{login[-1]}",
            }  # fmt: skip
            ledgers.create(SYSTEM, "innovation.expert", CITY, said)
    office = people.actor_for(people.person("office"), morning)
    actions.draft(office, CITY, {**CALL, "domains": ""})
    Closing.objects.create(period="2026-02", digest="5e" * 32, size=1, root="00" * 32, closed_at=morning())


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
