"""Services, appeals, quality and the union report by the same figures, bulletins and sheets as any other:
each of their ledgers is counted, what is counted is told, and a closed month tells it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from luoshi.assessment import actions as assessment
from luoshi.figures.catalogue import Catalogue
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers.records import Record
from luoshi.packs import library
from luoshi.packs.spec import Indicator, full_name
from luoshi.reports import context, docx
from luoshi.units import actions as units
from tests.adopted import adopt
from tests.people import ASSESSOR, COUNTY, SYSTEM
from tests.periods.test_close import JANUARY, LIN, close

PACKS = ("service", "appeals", "quality", "union")
OFFICE, BRANCH = "C0171", "C0172"
UNCOUNTED = {
    "appeals.appellant": "a person, whom no figure is made of",
    "appeals.subject": "a list of what people come with, without a day",
    "quality.audit_check": "the lines of an audit, which is counted",
    "quality.audit_member": "who goes to an audit, which is counted",
    "quality.cause": "the bones of a nonconformity's picture, which is counted",
    "quality.document": "its versions are counted",
    "quality.process": "its results are counted",
    "union.account_line": "the lines of an account, which is counted",
    "union.mark": "the lines of a score sheet, which is counted",
    "union.seconder": "two of each proposal, which is counted",
    "union.standard": "the lines of a competition, which is counted",
}
"""Ledgers of which there is no figure, and why."""


def counted() -> dict[str, list[Indicator]]:
    """Ledger → the figures that are made of its records."""
    found: dict[str, list[Indicator]] = {}
    for key in PACKS:
        for one in library.shipped()[key].indicators.values():
            if one.ledger:
                found.setdefault(full_name(key, one.ledger), []).append(one)
    return found


def told() -> frozenset[str]:
    """The figures that stand in a bulletin or a sheet, and those of which such a share is made."""
    catalogue, named = Catalogue.of(library.shipped()), set[str]()
    for key in PACKS:
        pack = library.shipped()[key]
        for bulletin in pack.bulletins.values():
            named |= {full_name(key, one) for said in bulletin.sections for one in said.indicators}
        for sheet in pack.sheets.values():
            named |= {full_name(key, one.indicator) for one in sheet.items if one.indicator}
    for name in sorted(name for name in named if "@" not in name):
        ratio = catalogue.indicator(name).ratio
        pack = name.partition(".")[0]
        named |= {full_name(pack, ratio.part), full_name(pack, ratio.of)} if ratio else set()
    return frozenset(named)


def test_every_ledger_is_counted_and_every_count_of_one_is_told() -> None:
    """Or it is said why there is no figure of it."""
    there = {ledger.name for key in PACKS for ledger in library.shipped()[key].ledgers.values()}
    found, said = counted(), told()
    assert there - found.keys() == UNCOUNTED.keys()
    assert [name for name, of in found.items() if not said & {one.name for one in of}] == []


@pytest.fixture
def january(site: Path) -> None:
    """An approval delivered, an appeal answered in time, an audit's finding, a member and a judged entry."""
    adopt(*PACKS)
    office, branch = OFFICE, BRANCH
    units.add_unit(SYSTEM, office, "自然资源局", "department", parent=COUNTY)
    units.add_unit(SYSTEM, branch, "纺纱分会", "branch", parent=COUNTY)
    matter = made("service.matter", COUNTY, name="果汁厂", firm="丰禾", opened_on="2026-01-06")
    item = made(
        "service.item", office, matter=matter.ref.id, kind="land", name="用地", applied_on="2026-01-06",
        opinion="同意", decision_no="1号", certificate_no="1",
    )  # fmt: skip
    for stage in ("accepted", "delivered"):
        ledgers.move(SYSTEM, item.ref, stage)
    subject = made("appeals.subject", COUNTY, name="拖欠工资", area="work", days=10)
    appeal = made(
        "appeals.appeal", COUNTY, title="欠薪", kind="complaint", channel="portal", subject=subject.ref.id,
        area="work", text="三个月没有发", received_on="2026-01-07",
    )  # fmt: skip
    made(
        "appeals.order", office, appeal=appeal.ref.id, name="欠薪", asked="查清", handed_on="2026-01-08",
        replied_on="2026-01-09", in_time=True,
    )  # fmt: skip
    programme = made("quality.programme", COUNTY, name="内审", begins_on="2026-01-05", aims="全部")
    audit = made(
        "quality.audit", COUNTY, programme=programme.ref.id, name="一", audited=office,
        planned_on="2026-01-12", lead=1,
    )  # fmt: skip
    made(
        "quality.finding", office, audit=audit.ref.id, what="无标识", grade="minor", clause="c7_1",
        found_on="2026-01-12",
    )  # fmt: skip
    made("union.member", branch, name="甲", card="A1", kind="staff", joined_on="2026-01-05")
    race = made(
        "union.competition", COUNTY, name="比武", kind="skill", opens_on="2026-01-05", ends_on="2026-01-20",
        rules="见办法",
    )  # fmt: skip
    entry = made("union.entry", branch, competition=race.ref.id, name="接头", entered_on="2026-01-06")
    score = made("union.score", branch, entry=entry.ref.id, judge=1, judged_on="2026-01-20", points=90)
    standard = made("union.standard", COUNTY, competition=race.ref.id, name="质量", full=100)
    made("union.mark", branch, score=score.ref.id, standard=standard.ref.id, points=90)
    ledgers.move(SYSTEM, score.ref, "given")
    close(JANUARY, "2026-02-04")


def made(ledger: str, unit: str, **values: Any) -> Record:
    return ledgers.create(SYSTEM, ledger, unit, values)


def test_a_closed_month_is_told_by_each_packs_bulletin_and_scored_by_each_packs_sheet(january: None) -> None:
    says = {
        "service": "响应率为100.00%，件数太少", "appeals": "受理诉求本月1件", "quality": "一般不符合本月1项",
        "union": "会员人数月末为1人",
    }  # fmt: skip
    for key in PACKS:
        content = context.build(LIN, JANUARY, pack=key, bulletin="monthly", unit=COUNTY)
        paper = Document(BytesIO(docx.render(content)))
        assert says[key] in "\n".join(one.text for one in paper.paragraphs), key
    scored = {
        name: {one["unit"]: one["total"] for one in assessment.assess(ASSESSOR, name, 2026).body}
        for name in ("service.office", "appeals.department", "quality.department", "union.competition")
    }
    # One approval is too few to be scored, one appeal replied to in time is all of its sheet; 90% × 80 + 20.
    assert (scored["service.office"][OFFICE], scored["quality.department"][OFFICE]) == ("0", "0")
    assert scored["appeals.department"][OFFICE] == "100"
    assert scored["union.competition"] == {BRANCH: "92"}
