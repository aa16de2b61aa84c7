"""A small county with a farmer, an expert, an office and a firm: `python -m tests.browser.matched SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.browser.small import begin, introduce

TODAY = date(2026, 3, 18)
FIRM = "91620100MA00000101"


def fill(folder: Path) -> None:
    """Units, people who log in, an envoy for animals, a patent and a need that it answers."""
    begin(folder, "清河县", TODAY, "investment", "innovation")
    from luoshi.ledgers import actions as ledgers
    from luoshi.matching.policy import ENVOY, NEED, PATENT
    from luoshi.units import actions as units
    from luoshi.units import queries as people
    from tests.people import CITY, COUNTY, SYSTEM, TOWN

    units.add_unit(SYSTEM, FIRM, "丰禾食品有限公司", "enterprise", parent=COUNTY)
    cast = (
        ("farmer", "牛农", "farmer", TOWN), ("vet", "康兽医", "expert", CITY),
        ("office", "蓝科", "science_office", COUNTY), ("office", "蓝科", "reviewer", COUNTY),
        ("firm", "丰经理", "firm_manager", FIRM),
    )  # fmt: skip
    introduce(cast)
    vet = people.person("vet")
    sent = {
        "person": vet.id, "name": "康兽医", "subject": "livestock", "crops": "羔羊",
        "starts_on": date(2026, 1, 5),
    }  # fmt: skip
    ledgers.create(SYSTEM, ENVOY, COUNTY, sent)
    patent = {"number": "CN1", "name": "一种苹果渣发酵制饲料的方法", "kind": "invention", "filed_on": TODAY}
    ledgers.create(SYSTEM, PATENT, TOWN, patent)
    need = {
        "name": "果汁皮渣做饲料", "firm": "丰禾食品有限公司", "domain": "food", "keywords": "果渣、饲料",
        "what": "每年剩皮渣三千吨。", "budget": "80", "raised_on": TODAY,
    }  # fmt: skip
    ledgers.create(SYSTEM, NEED, FIRM, need)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
