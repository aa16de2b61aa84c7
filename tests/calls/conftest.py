"""临溪市's science office publishes a call; 丰禾食品 and 云岭药业 apply."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from luoshi.calls import actions, applying, checking
from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record
from luoshi.units import actions as units
from tests.adopted import adopt
from tests.people import CITY, COUNTY, OTHER_COUNTY, SYSTEM, morning

FENGHE, QINGMA, YUNYAO = "91611022MA6YX1A10F", "91611022MA6YX2B20D", "91611023MA6YX3C30R"


def at(moment: str, who: Actor) -> Actor:
    """The same person at another moment, Beijing time."""
    return replace(who, clock=lambda: datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI))


KE = Actor(61, "柯静", (Holding("science_office", CITY),), morning)
"""Of the city's science office."""
GAO = Actor(62, "高原", (Holding("science_office", COUNTY),), morning)
"""Of 清河县's."""
MENG = Actor(71, "孟禾", (Holding("firm_manager", FENGHE),), morning)
SONG = Actor(72, "宋工", (Holding("applicant", FENGHE),), morning)
BAI = Actor(73, "白薇", (Holding("firm_manager", YUNYAO),), morning)
"""Of another firm, in 云岭县."""

CALL: dict[str, Any] = {
    "number": "临科〔2026〕8号", "title": "2026年度市级科技计划项目申报", "category": "science_project",
    "domains": "食品加工、新材料", "budget": 500, "most_each": 50, "opens_on": date(2026, 3, 16),
    "closes_on": date(2026, 3, 31), "closes_at": "17:00", "per_firm": 1, "submitted_by": "anyone",
    "rules": "三年内没有市级立项项目。", "contact": "柯静", "phone": "0914-2312345",
}  # fmt: skip
FIELDS: dict[str, Any] = {
    "domain": "food", "leader": "宋工", "phone": "13800000001", "summary": "苹果汁非浓缩还原工艺。",
    "goals": "新增产值2000万元，申请发明专利2件。", "starts_on": date(2026, 7, 1),
    "ends_on": date(2028, 6, 30),
    "asked": 30, "own": 60,
}  # fmt: skip


@pytest.fixture
def innovation(county: None, settings: Any, tmp_path: Path) -> None:
    """The test county with three enterprises and the packs that ship."""
    settings.EVIDENCE = tmp_path / "evidence"
    adopt("investment", "innovation")
    units.add_unit(SYSTEM, FENGHE, "丰禾食品有限公司", "enterprise", parent=COUNTY)
    units.add_unit(SYSTEM, QINGMA, "青麻纺织有限公司", "enterprise", parent=COUNTY)
    units.add_unit(SYSTEM, YUNYAO, "云岭药业有限公司", "enterprise", parent=OTHER_COUNTY)


@pytest.fixture
def call(innovation: None) -> Record:
    """The city's call, published, open from 16 to 31 March at 17:00."""
    drafted = actions.draft(KE, CITY, CALL)
    return actions.publish(KE, drafted.ref.id)


def fill(who: Actor, draft: Record, *, fields: dict[str, Any] | None = None, own: int = 60) -> Record:
    """A draft filled in by hand: 30 万元 asked for, 60 of one's own, 90 spent; both papers attached."""
    number = draft.ref.id
    kept = applying.save(who, number, {**FIELDS, **(fields or {})}, seen=draft.version)
    applying.put_line(who, number, "innovation.application_member", {"name": "宋工", "part": "工艺"})
    for kind, amount in (("grant", 30), ("own", own)):
        applying.put_line(who, number, "innovation.application_source", {"kind": kind, "amount": amount})
    for kind, amount in (("people", 20), ("materials", 40), ("buying", 30)):
        applying.put_line(who, number, "innovation.application_use", {"kind": kind, "amount": amount})
    for purpose in ("sealed", "licence"):
        applying.attach(who, number, purpose, f"{purpose}.pdf", purpose.encode())
    return kept


@pytest.fixture
def draft(call: Record) -> Record:
    """宋工's application for 丰禾食品, complete but not handed in."""
    return fill(SONG, applying.start(SONG, call.ref.id, FENGHE, "苹果汁非浓缩还原关键技术"))


@pytest.fixture
def handed_in(draft: Record) -> Record:
    """… and handed in on 18 March at 9:30."""
    return applying.submit(SONG, draft.ref.id)


YES = {"complete": True, "stamped": True, "budget_right": True, "in_field": True}


@dataclass(frozen=True)
class Project:
    """A science project of old, as an office or an import wrote it down."""

    host: str = "丰禾食品有限公司"
    code: str | None = FENGHE
    approved_on: date | None = None
    ends_on: date | None = None
    stage: str = "approved"

    def made(self) -> Record:
        values = {"name": "旧项目", "level": "city", "put_forward_on": date(2020, 1, 2), "host": self.host}
        made = ledgers.create(SYSTEM, "innovation.science_project", COUNTY, values)
        row = {
            "host_code": self.code, "approved_on": self.approved_on, "ends_on": self.ends_on,
            "stage": self.stage,
        }  # fmt: skip
        from luoshi.ledgers import queries

        queries.table("innovation.science_project").objects.filter(id=made.ref.id).update(**row)
        return made


def admitted(handed: Record) -> Record:
    checking.tick_off(KE, handed.ref.id, YES)
    return checking.admit(KE, handed.ref.id)
