"""From the plan of an audit to a finding closed after its check, and opened again when that fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.errors import InputError, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions, adoption, followups, numbering, queries
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.rebuild import differences
from luoshi.ledgers.records import Record
from luoshi.packs import library
from luoshi.periods import queries as periods
from luoshi.units import actions as units
from tests.people import ADMIN, COUNTY, OTHER_TOWN, SYSTEM, TOWN, morning

pytestmark = pytest.mark.django_db
MARCH, JUNE, SEPTEMBER = date(2026, 3, 18), date(2026, 6, 18), date(2026, 9, 18)


def at(actor: Actor, day: date) -> Actor:
    return replace(actor, clock=lambda: datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI))


QIAN = Actor(61, "钱质", (Holding("quality_manager", COUNTY),), morning)
"""Quality manager."""
SHEN = Actor(62, "沈审", (Holding("auditor", COUNTY),), morning)
"""Auditor."""
GUO = Actor(63, "郭工", (Holding("reporter", TOWN),), morning)
"""Owner of the process at 青石镇."""
BOSS = Actor(64, "赵总", (Holding("leader", COUNTY),), morning)


@pytest.fixture
def quality(county: None, settings: Any, tmp_path: Path) -> dict[str, int]:
    """The pack, and people in the directory: 郭工 serves 青石镇, 沈审 the whole county."""
    settings.EVIDENCE = tmp_path / "evidence"
    adoption.adopt(SYSTEM, library.shipped()["quality"])
    made = {}
    for login, role, unit in (("guo", "reporter", TOWN), ("shen", "auditor", COUNTY)):
        made[login] = units.add_person(ADMIN, login, login, "qingshi-zhen-2026").id
        units.grant(ADMIN, login, role, unit)
    return made


def audit(people: dict[str, int]) -> Record:
    programme = {"name": "2026年内审", "begins_on": MARCH, "aims": "全部过程"}
    above = actions.create(QIAN, "quality.programme", COUNTY, programme)
    actions.move(BOSS, above.ref, "approved")
    values = {"programme": above.ref.id, "name": "青石镇内审", "audited": TOWN, "planned_on": MARCH}
    return actions.create(SHEN, "quality.audit", COUNTY, values | {"lead": people["shen"]})


def finding(people: dict[str, int], grade: str = "minor") -> Record:
    values = {"audit": audit(people).ref.id, "what": "量具无校准标识", "grade": grade}
    return actions.create(SHEN, "quality.finding", TOWN, values | {"clause": "c7_1", "found_on": MARCH})


def nonconformity(found: Record) -> Record:
    values = {"finding": found.ref.id, "source": "audit", "what": "量具无校准标识", "found_on": MARCH}
    return actions.create(GUO, "quality.nonconformity", TOWN, values)


def acted(one: Record, day: date = MARCH) -> Record:
    """郭工 corrects, finds the cause, acts and proves it."""
    who = at(GUO, day)
    said = {"correction": "停用", "why1": "没有台账", "cause": "无人负责"}
    said = {key: value for key, value in said.items() if now(one).values[key] != value}
    if said:
        actions.edit(who, one.ref, said, version=now(one).version)
    if now(one).stage == "open":
        actions.move(who, one.ref, "corrected")
    actions.move(who, one.ref, "analysed")
    plan = {"nonconformity": one.ref.id, "what": "建台账", "owner": 63, "due_on": day, "done": "已建"}
    step = actions.create(who, "quality.corrective_action", TOWN, plan)
    actions.attach(who, step.ref, "proof", "台账.txt", str(day).encode())
    actions.move(who, step.ref, "done")
    return actions.move(who, one.ref, "acted")


def checked(one: Record, day: date, answer: str, who: Actor = SHEN) -> Record:
    followups.write(at(SYSTEM, day))
    look = queries.children(SYSTEM, one.ref)["quality.effect_check"][-1]
    edited = actions.edit(
        at(who, day), look.ref, {"effective": answer, "found": "现场查看"}, version=look.version
    )
    return actions.move(at(who, day), edited.ref, "done")


def now(record: Record) -> Record:
    return queries.record(SYSTEM, record.ref)


def test_nobody_audits_where_they_serve(quality: dict[str, int]) -> None:
    made = audit(quality)
    assert made.values["number"] == "IA-2026-01"
    row = {"audit": made.ref.id, "audited": TOWN, "auditor": quality["guo"]}
    with pytest.raises(InputError, match="guo在青石镇任职，不能作它的“内审员”"):
        actions.create(SHEN, "quality.audit_member", COUNTY, row)
    with pytest.raises(InputError, match="任职"):
        actions.create_many(SHEN, "quality.audit_member", [NewRow(COUNTY, row)])
    elsewhere = actions.create(SHEN, "quality.audit_member", COUNTY, row | {"audited": OTHER_TOWN})
    with pytest.raises(InputError, match="任职"):
        actions.edit(SHEN, elsewhere.ref, {"audited": TOWN}, version=elsewhere.version)
    with pytest.raises(InputError, match="任职"):
        actions.edit(SHEN, made.ref, {"lead": quality["guo"]}, version=made.version)


def test_who_takes_office_there_before_the_audit_no_longer_leads_it(quality: dict[str, int]) -> None:
    made = audit(quality)
    units.grant(ADMIN, "shen", "reviewer", TOWN)
    with pytest.raises(InputError, match="shen在青石镇任职"):
        actions.move(SHEN, made.ref, "audited")


def test_a_finding_is_closed_after_its_check_and_not_before(quality: dict[str, int]) -> None:
    found = finding(quality)
    bad = acted(nonconformity(found))
    assert (found.values["number"], bad.values["number"]) == ("AF-2026-001", "NC-2026-001")
    with pytest.raises(Blocked, match="不合格已经关闭"):
        actions.move(QIAN, found.ref, "closed")
    with pytest.raises(Blocked, match="由其他人到期检查，措施有效"):
        actions.move(QIAN, bad.ref, "closed")
    with pytest.raises(Blocked, match="不符合要整改，不能只记录"):
        actions.move(QIAN, found.ref, "noted")
    checked(bad, JUNE, "yes")
    assert actions.move(at(QIAN, JUNE), bad.ref, "closed").stage == "closed"
    assert actions.move(at(QIAN, JUNE), found.ref, "closed").stage == "closed"


def test_a_check_that_fails_opens_both_again(quality: dict[str, int]) -> None:
    """First after three months, then, closed at last, when the check is corrected."""
    found = finding(quality)
    bad = acted(nonconformity(found))
    checked(bad, JUNE, "no")
    assert (now(bad).stage, now(bad).values["reopened"]) == ("corrected", 1)
    acted(bad, JUNE)
    second = checked(bad, SEPTEMBER, "yes")
    actions.move(at(QIAN, SEPTEMBER), bad.ref, "closed")
    actions.move(at(QIAN, SEPTEMBER), found.ref, "closed")
    actions.adjust(at(QIAN, SEPTEMBER), second.ref, {"effective": "no"}, version=second.version, why="又发生")
    assert (now(bad).stage, now(bad).values["reopened"]) == ("corrected", 2)
    assert (now(found).stage, now(found).values["reopened"]) == ("found", 1)
    for name in ("finding", "nonconformity", "effect_check", "corrective_action"):
        assert differences(f"quality.{name}") == []
        assert numbering.gaps(f"quality.{name}") == []


def test_who_acted_does_not_say_that_it_worked(quality: dict[str, int]) -> None:
    del quality
    values = {"source": "process", "what": "错漏", "found_on": MARCH}
    bad = acted(actions.create(GUO, "quality.nonconformity", TOWN, values))
    both = replace(GUO, holdings=(*GUO.holdings, Holding("auditor", COUNTY)))
    with pytest.raises(Refused, match="您办理了“纠正”"):
        checked(bad, JUNE, "yes", both)


def test_figures_worked_by_hand(quality: dict[str, int]) -> None:
    """Three faults: one acted upon in time, one open, one none after all; a complaint settled."""
    acted(nonconformity(finding(quality)))
    row = {"source": "process", "what": "错漏", "found_on": MARCH}
    actions.create(GUO, "quality.nonconformity", TOWN, row | {"repeated": True})
    none = actions.create(GUO, "quality.nonconformity", TOWN, row | {"void_why": "看错"})
    actions.move(QIAN, none.ref, "void")
    told = {"received_on": MARCH, "what": "少件", "answer": "已补", "satisfied": "yes"}
    complaint = actions.create(GUO, "quality.complaint", TOWN, told)
    actions.move(GUO, complaint.ref, "closed")
    wanted = {
        "findings": 1, "findings_minor": 1, "nonconformities": 2, "nonconformities_open": 2,
        "nonconformities_repeated": 1, "in_time_rate": 100, "complaints": 1, "satisfied_rate": 100,
    }  # fmt: skip
    for key, value in wanted.items():
        (one,) = periods.figures(
            at(BOSS, MARCH), Period.parse("2026-03"), unit=TOWN, indicator=f"quality.{key}"
        )
        assert Decimal(one["ytd"]) == value, key
