"""A small county that approves and pays policies: `python -m tests.browser.serviced SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.browser.small import begin, introduce

TODAY = date(2026, 9, 14)
LAND, FIRM = "C0161", "91512081MA62K0260E"


def fill(folder: Path) -> None:
    """Units, people who log in, a firm with a certificate of this year, and its project."""
    begin(folder, "清河县", TODAY, "service")
    from luoshi.ledgers import actions as ledgers
    from luoshi.units import actions as units
    from tests.people import COUNTY, SYSTEM, TOWN

    units.add_unit(SYSTEM, LAND, "自然资源局", "department", parent=COUNTY)
    units.add_unit(SYSTEM, FIRM, "丰禾食品有限公司", "enterprise", parent=COUNTY)
    cast = (
        ("buyer", "苏经理", "firm_manager", FIRM), ("surveyor", "田科长", "approver", LAND),
        ("officer", "马惠企", "policy_office", COUNTY), ("second", "牛惠企", "policy_office", COUNTY),
    )  # fmt: skip
    introduce(cast)
    firm = {"firm": "丰禾食品有限公司", "firm_code": FIRM}
    ledgers.create(
        SYSTEM, "service.matter", FIRM, {"name": "苹果汁加工厂", **firm, "opened_on": TODAY.isoformat()}
    )
    certified = {
        "certificate": "GR1",
        "certified_on": "2026-02-03",
        "expires_on": "2029-02-03",
        "first": True,
    }
    ledgers.create(SYSTEM, "innovation.enterprise", TOWN, firm | certified)
    project = {"name": "苹果汁加工厂", "investor": "丰禾食品有限公司", "investor_code": FIRM}
    signed = ledgers.create(SYSTEM, "investment.project", TOWN, project)
    promise = {
        "promised_on": "2026-01-05",
        "content": "首次认定高新技术企业奖励 20 万元",
        "due_on": "2026-12-31",
    }
    ledgers.create(SYSTEM, "investment.promise", TOWN, {"project": signed.ref.id, **promise})


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
