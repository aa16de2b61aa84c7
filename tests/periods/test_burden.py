"""What units are asked to fill in is counted at each close, from the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.drafts import NewRow
from luoshi.periods import actions, burden
from luoshi.periods.burden import Burden
from tests.people import CHEN, CITY, HAN, LIU, OTHER_TOWN, SYSTEM, TOWN, WANG

JANUARY = Period.parse("2026-01")


def on(day: str, who: Actor) -> Actor:
    return replace(who, clock=lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


LIN = Actor(41, "林静", (Holding("supervisor", CITY),), CHEN.clock)


def test_values_are_counted_for_the_unit_and_month_in_which_they_were_stated(site: Path) -> None:
    day = on("2026-01-20", WANG)
    made = ledgers.create(day, "investment.project", TOWN, {"name": "果汁厂", "total": 500})
    ledgers.edit(day, made.ref, {"total": 600, "site": "工业小区"}, version=1)
    rows = [NewRow(OTHER_TOWN, {"name": f"项目{n}", "total": n}) for n in (1, 2, 3)]
    ledgers.create_many(on("2026-01-21", LIU), "investment.project", rows)
    ledgers.create(on("2026-01-21", SYSTEM), "investment.project", TOWN, {"name": "系统登记", "total": 1})
    ledgers.edit(on("2026-02-02", WANG), made.ref, {"total": 700}, version=2)
    for unit in (TOWN, OTHER_TOWN):
        actions.excuse(on("2026-02-03", CHEN), unit, JANUARY, why="试运行")
    actions.close(on("2026-02-09", LIN), JANUARY)
    assert burden.months(CHEN, [JANUARY]) == {
        (TOWN, JANUARY): Burden(times=2, fields=4), (OTHER_TOWN, JANUARY): Burden(times=3, fields=6),
    }  # fmt: skip
    assert burden.months(HAN, [JANUARY]) == {}
    assert burden.counted(Period.parse("2026-02")) == {TOWN: Burden(1, 1)}
