"""A county with a service hall, two offices that approve, and a firm that builds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.ledgers import actions
from luoshi.ledgers.records import Record
from luoshi.service import approving
from luoshi.units import actions as units
from tests.adopted import adopt
from tests.people import COUNTY, SYSTEM, morning

LAND, PLANNING, FIRM_UNIT, OTHER_FIRM = "C0161", "C0162", "91512081MA62K0260E", "91350100M000100Y43"

HALL = Actor(51, "罗主任", (Holding("service_hall", COUNTY),), morning)
GUIDE = Actor(52, "秦帮办", (Holding("guide", COUNTY),), morning)
SURVEYOR = Actor(53, "田科长", (Holding("approver", LAND),), morning)
"""Approves land."""
PLANNER = Actor(54, "夏科长", (Holding("approver", PLANNING),), morning)
"""Approves planning."""
BUYER = Actor(55, "苏经理", (Holding("firm_manager", FIRM_UNIT),), morning)
"""Manages 丰禾食品有限公司."""
OTHER = Actor(56, "许经理", (Holding("firm_manager", OTHER_FIRM),), morning)
"""Manages another firm."""
OFFICER = Actor(57, "马惠企", (Holding("policy_office", COUNTY),), morning)


def on(who: Actor, when: date) -> Actor:
    """Somebody at ten in the morning of a day."""
    return replace(who, clock=lambda: datetime(when.year, when.month, when.day, 10, tzinfo=SHANGHAI))


@pytest.fixture
def hall(county: None, settings: Any, tmp_path: Path) -> None:
    """The county with the packs that ship, two offices and two firms."""
    settings.EVIDENCE = tmp_path / "evidence"
    adopt("service")
    units.add_unit(SYSTEM, LAND, "自然资源局", "department", parent=COUNTY)
    units.add_unit(SYSTEM, PLANNING, "住建局", "department", parent=COUNTY)
    units.add_unit(SYSTEM, FIRM_UNIT, "丰禾食品有限公司", "enterprise", parent=COUNTY)
    units.add_unit(SYSTEM, OTHER_FIRM, "云岭果业有限公司", "enterprise", parent=COUNTY)


@pytest.fixture
def matter(hall: None) -> Record:
    """The firm's project, with 秦帮办 as its guide; opened on Monday 14 September 2026."""
    values = {
        "name": "苹果汁加工厂", "firm": "丰禾食品有限公司", "firm_code": FIRM_UNIT,
        "opened_on": date(2026, 9, 14),
    }  # fmt: skip
    made = actions.create(on(BUYER, date(2026, 9, 14)), "service.matter", FIRM_UNIT, values)
    units.add_person(SYSTEM, "qinbangban", "秦帮办", "qingshi-zhen-2026")
    return made


@pytest.fixture
def land(matter: Record) -> Record:
    """It has applied for land, with three materials, of which the plan may be left out."""
    papers = [("用地申请书", 2), ("营业执照", 1), ("勘测定界图", 1)]
    values = {"kind": "land", "name": "建设用地批准"}
    return approving.apply(on(BUYER, date(2026, 9, 14)), matter.ref.id, LAND, values, papers)
