"""A small city with a call that is open and firms that apply: `python -m tests.browser.called SITE`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.browser.small import begin, introduce

TODAY = date(2026, 3, 18)


def fill(folder: Path) -> None:
    """Units, people who log in, a published call; 青麻纺织 has handed in, 云岭药业 drafts and is barred."""
    begin(folder, "临溪市", TODAY, "investment", "innovation")
    from luoshi.calls import actions, applying
    from luoshi.units import actions as units
    from luoshi.units import queries as people
    from tests.calls.conftest import CALL, FENGHE, QINGMA, YUNYAO, Project, fill
    from tests.people import CITY, COUNTY, OTHER_COUNTY, SYSTEM, morning

    for code, name, county in (
        (FENGHE, "丰禾食品有限公司", COUNTY), (QINGMA, "青麻纺织有限公司", COUNTY),
        (YUNYAO, "云岭药业有限公司", OTHER_COUNTY),
    ):  # fmt: skip
        units.add_unit(SYSTEM, code, name, "enterprise", parent=county)
    cast = (
        ("office", "柯静", "science_office", CITY), ("county", "高原", "science_office", COUNTY),
        ("manager", "孟禾", "firm_manager", FENGHE), ("writer", "宋工", "applicant", FENGHE),
        ("qingma", "秦麻", "firm_manager", QINGMA), ("yunyao", "白薇", "firm_manager", YUNYAO),
    )  # fmt: skip
    introduce(cast)
    who = {login: people.actor_for(people.person(login), morning) for login, *_rest in cast}
    drafted = actions.draft(who["office"], CITY, {**CALL, "domains": ""})
    call = actions.publish(who["office"], drafted.ref.id)
    Project("青麻纺织有限公司", None, date(2025, 6, 1)).made()
    Project("云岭药业有限公司", YUNYAO, date(2025, 6, 1)).made()
    done = applying.start(who["qingma"], call.ref.id, QINGMA, "麻纺废料制备缓释肥")
    applying.submit(who["qingma"], fill(who["qingma"], done).ref.id)
    fill(who["yunyao"], applying.start(who["yunyao"], call.ref.id, YUNYAO, "黄芩提取物口服制剂"))


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
