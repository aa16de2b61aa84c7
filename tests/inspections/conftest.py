"""青石镇 and 柳林乡 with verified receipts in a closed January, and a supervisor who inspects them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from luoshi.inspections import actions, plan, queries
from luoshi.inspections.actions import NewPlan
from luoshi.inspections.checking import Photo, Seen
from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record
from luoshi.periods import actions as periods
from luoshi.units import actions as units
from luoshi.units import queries as people
from tests.people import ADMIN, CITY, COUNTY, LIU, OTHER_TOWN, TOWN, WANG, ZHOU

RECEIPT = "investment.receipt"
FOUND = {"genuine": "500", "fabricated": "0"}
PHOTO = Photo("进账单.jpg", b"\xff\xd8\xff photo", "2026-03-18T10:02:00+08:00", "33.7712,107.5531 ±12m")


def on(day: str, who: Actor) -> Actor:
    return replace(who, clock=lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


LIN = on("2026-02-04", Actor(41, "林静", (Holding("supervisor", CITY),)))


def somebody(login: str, role: str, unit: str, day: str = "2026-03-18") -> Actor:
    """A person of the site with a role, who acts on a day."""
    made = units.add_person(ADMIN, login, login, "qingshi-zhen-2026")
    units.grant(ADMIN, login, role, unit)
    return on(day, people.actor_for(made))


def sampling(each: int = 1, **more: Any) -> plan.Plan:
    said = {
        "period": "2026-01", "first": "2026-01-01", "last": "2026-01-31", "units": [TOWN, OTHER_TOWN],
        "ledgers": [queries.part(RECEIPT, each=each, total=None)], **more,
    }  # fmt: skip
    return plan.made(said)


@dataclass
class Office:
    """The county's supervision office after January closed."""

    chen: Actor
    receipts: list[Record]

    def plan(self, each: int = 1, **more: Any) -> Record:
        new = {
            "title": "上半年督查", "basis": "年度督查计划", "team": (self.chen.person,),
            "starts_on": date(2026, 3, 16), "ends_on": date(2026, 3, 27), "answer_days": 5,
            "sampling": sampling(each), **more,
        }  # fmt: skip
        return actions.plan(self.chen, COUNTY, NewPlan(**new))

    def drawn(self, each: int = 1) -> list[Record]:
        made = self.plan(each)
        actions.draw(self.chen, made.ref.id)
        return queries.checks(self.chen, made.ref.id)


def answers(amount: str) -> dict[str, str]:
    return {"slip": "yes", "amount": amount, "falsified": "no"}


def seen(check: Record, verdict: str = "overstated", **more: Any) -> Seen:
    """What was typed on site of 500 万元 reported; 400 were there where it is called overstated."""
    said = {
        "client": f"phone-{check.ref.id}-{check.version}", "version": check.version, "verdict": verdict,
        "answers": answers(FOUND.get(verdict, "400")), "seen_at": "2026-03-18T10:05:00+08:00",
        "place": "33.7712,107.5531 ±12m", "photos": (PHOTO,), **more,
    }  # fmt: skip
    return Seen(**said)


@pytest.fixture
def office(site: Path) -> Office:
    receipts = []
    for unit, who in ((TOWN, WANG), (OTHER_TOWN, LIU)):
        of = ledgers.create(who, "investment.project", unit, {"name": f"{unit}果汁厂", "total": 5000})
        for number in range(3):
            values = {
                "project": of.ref.id, "received_on": f"2026-01-1{number}", "amount": 500,
                "voucher_no": f"{unit}-{number}",
            }  # fmt: skip
            made = ledgers.create(who, RECEIPT, unit, values)
            receipts.append(ledgers.verify(ZHOU, made.ref))
    chen = somebody("chendu", "supervisor", COUNTY)
    for unit, who in ((TOWN, WANG), (OTHER_TOWN, LIU)):
        periods.hand_in(on("2026-02-04", who), unit, Period.parse("2026-01"))
        periods.accept(on("2026-02-04", chen), unit, Period.parse("2026-01"))
    periods.close(LIN, Period.parse("2026-01"))
    return Office(chen, receipts)


Made = Callable[..., Record]
