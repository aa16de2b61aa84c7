"""A small county and an inspection drawn from its January: `python -m tests.browser.inspected SITE`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from tests.browser.small import begin, introduce

TODAY = date(2026, 3, 18)


def fill(folder: Path) -> None:
    """Units, people who log in, three verified receipts in each township, January closed, a sample drawn."""
    begin(folder, "清河县", TODAY, "investment", "innovation")
    from luoshi.inspections import actions, plan, queries
    from luoshi.inspections.actions import NewPlan
    from luoshi.kernel.actor import SHANGHAI, Actor, Holding
    from luoshi.kernel.periods import Period
    from luoshi.ledgers import actions as ledgers
    from luoshi.periods import actions as periods
    from luoshi.units import queries as people
    from tests.people import CITY, COUNTY, LIU, OTHER_TOWN, TOWN, WANG, ZHOU

    def on(day: str, who: Actor) -> Actor:
        return replace(who, clock=lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))

    cast = (
        ("supervisor", "陈思远", "supervisor", COUNTY), ("clerk", "王丽", "reporter", TOWN),
        ("clerk2", "刘洋", "reporter", OTHER_TOWN), ("reviewer", "周敏", "reviewer", COUNTY),
    )  # fmt: skip
    introduce(cast)
    for unit, who, firm in ((TOWN, WANG, "青石镇果汁厂"), (OTHER_TOWN, LIU, "柳林乡石材厂")):
        said = {"name": firm, "total": 5000, "investor": "金穗科技有限公司"}
        of = ledgers.create(who, "investment.project", unit, said)
        for number, amount in enumerate((80, 500, 1200), start=1):
            values = {
                "project": of.ref.id, "received_on": f"2026-01-1{number}", "amount": amount,
                "voucher_no": f"{firm[:3]}进账{number}", "payer": "金穗科技有限公司",
            }  # fmt: skip
            ledgers.verify(ZHOU, ledgers.create(who, "investment.receipt", unit, values).ref)
    chen = on("2026-03-16", people.actor_for(people.person("supervisor")))
    january = Period.parse("2026-01")
    for unit, who in ((TOWN, WANG), (OTHER_TOWN, LIU)):
        periods.hand_in(on("2026-02-04", who), unit, january)
        periods.accept(on("2026-02-04", chen), unit, january)
    periods.close(on("2026-02-04", Actor(41, "林静", (Holding("supervisor", CITY),))), january)
    part = queries.part("investment.receipt", each=1, total=None, bands=["1000000"])
    sampling = plan.made({
        "period": "2026-01", "first": "2026-01-01", "last": "2026-01-31", "units": [TOWN, OTHER_TOWN],
        "ledgers": [part],
    })  # fmt: skip
    assert chen.person is not None
    made = actions.plan(
        chen, COUNTY,
        NewPlan(
            "上半年督查", "年度督查计划", (chen.person,), date(2026, 3, 16), date(2026, 3, 27), 5, sampling
        ),
    )  # fmt: skip
    actions.draw(chen, made.ref.id)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
