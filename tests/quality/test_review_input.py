"""The input of a management review holds what its period knows, frozen as evidence before it is held."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from luoshi.commitments import actions as commitments
from luoshi.commitments.actions import Owed
from luoshi.kernel.errors import Missing
from luoshi.ledgers import actions, queries
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from luoshi.reports import review_input
from tests.browsers import browser
from tests.people import CHEN, COUNTY, OTHER_COUNTY, TOWN
from tests.quality.test_course import GUO, JUNE, MARCH, QIAN, acted, at, finding, nonconformity, quality

__all__ = ["quality"]
pytestmark = pytest.mark.django_db


def review(day: date, name: str) -> Record:
    return actions.create(QIAN, review_input.REVIEW, COUNTY, {"name": name, "held_on": day})


def hold(one: Record, who: Any) -> Record:
    review_input.keep(who, one.ref.id)
    actions.attach(who, one.ref, "minutes", "报告.txt", b"1")
    edited = actions.edit(who, one.ref, {"conclusion": "有效"}, version=one.version)
    return actions.move(who, edited.ref, "held")


def sections(paper: review_input.Paper) -> dict[str, review_input.Section]:
    return {one.title: one for one in paper.sections}


def decided(one: Record, what: str) -> None:
    said = {"management_review": one.ref.id, "decided_on": MARCH, "what": what, "due_on": JUNE}
    actions.create(QIAN, "quality.review_decision", COUNTY, said)


@pytest.fixture
def second(quality: dict[str, int]) -> Record:
    """A review of March with a decision, a complaint before it, one after it and a fault still open; then one
    of June."""
    first = hold(review(MARCH, "三月评审"), at(QIAN, MARCH))
    decided(first, "增配量具")
    acted(nonconformity(finding(quality)))
    for day, what in ((date(2026, 3, 1), "早的"), (date(2026, 4, 2), "少件")):
        actions.create(GUO, "quality.complaint", TOWN, {"received_on": day, "what": what})
    made = review(JUNE, "六月评审")
    decided(made, "自己的决定")
    return made


def test_it_holds_what_happened_since_the_last_and_what_is_left_of_before(second: Record) -> None:
    paper = review_input.content(at(QIAN, JUNE), second.ref.id)
    told = sections(paper)
    assert (paper.start, paper.end) == (date(2026, 3, 19), JUNE)
    assert [row[0] for row in told["以往管理评审决定的落实"].rows] == ["增配量具"], "not its own"
    (complaint,) = told["顾客投诉和反馈"].rows
    assert complaint == ("CC-2026-002", "少件", "2026年4月2日", "", "受理")
    (fault,) = told["不合格和纠正措施"].rows
    assert (fault[0], fault[-1]) == ("NC-2026-001", "措施完成"), "of before, and not closed"
    assert told["不合格和纠正措施"].sentence == "共1条：措施完成1条。"
    assert told["内部审核"].sentence == "本期没有“内部审核”。"
    assert told["质量目标的实现程度"].sentence == "没有给本单位定质量目标。"
    assert len(paper.sections) == 11


def test_objectives_stand_with_their_targets_and_figures(second: Record) -> None:
    """By hand: two complaints by June, of which one was to be the most."""
    commitments.set_target(CHEN, COUNTY, "quality.complaints", 2026, Owed(Decimal(1)))
    paper = review_input.content(at(QIAN, JUNE), second.ref.id)
    goals = sections(paper)["质量目标的实现程度"]
    assert goals.sentence == "截至2026年6月，共1项。"
    assert goals.rows == (("顾客投诉", "清河县", "2", "1", "200.00%"),)


def test_the_same_stands_in_word_and_on_the_page(second: Record) -> None:
    paper = review_input.content(at(QIAN, JUNE), second.ref.id)
    document = Document(BytesIO(review_input.docx(paper)))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[:3] == ["一、以往管理评审决定的落实", "二、顾客投诉和反馈", "三、质量目标的实现程度"]
    words = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    page = review_input.html(paper)
    for cell in words:
        assert cell in page
    assert "少件" in words


def test_it_is_not_held_without_its_input_and_the_input_stays_as_it_was(second: Record) -> None:
    who = at(QIAN, JUNE)
    actions.attach(who, second.ref, "minutes", "报告.txt", b"1")
    edited = actions.edit(who, second.ref, {"conclusion": "有效"}, version=second.version)
    with pytest.raises(Blocked, match="缺佐证“评审输入”"):
        actions.move(who, edited.ref, "held")
    kept = review_input.keep(who, second.ref.id)
    assert kept.name == "六月评审输入.docx"
    actions.move(who, edited.ref, "held")
    with pytest.raises(Missing, match="评审已经召开"):
        review_input.keep(who, second.ref.id)
    assert [one.purpose for one in queries.evidence(who, second.ref)] == ["minutes", "input"]


def test_pages_offer_it_to_who_reads_and_keep_it_for_who_reports(second: Record, settings: Any) -> None:
    settings.CLOCK = at(QIAN, JUNE).clock
    address = f"/ledgers/{review_input.REVIEW}/{second.ref.id}/"
    reader, manager = browser("lingdao", ("leader", COUNTY)), browser("qianzhi", ("quality_manager", COUNTY))
    page = reader.get(f"{address}input")
    assert "少件" in page.content.decode()
    assert "style-src 'unsafe-inline'" in page["Content-Security-Policy"], "the style that it brings"
    assert reader.get(f"{address}input.docx")["Content-Type"].endswith("wordprocessingml.document")
    assert 'data-dialog="keep_input"' not in reader.get(address).content.decode()
    assert reader.post(f"{address}input/keep").status_code == 403
    assert 'data-dialog="keep_input"' in manager.get(address).content.decode()
    assert manager.post(f"{address}input/keep").status_code == 302
    assert "六月评审输入.docx" in manager.get(address).content.decode()
    stranger = browser("luren", ("reporter", OTHER_COUNTY))
    assert stranger.get(f"{address}input").status_code == 404
    assert manager.get("/ledgers/quality.risk/1/input").status_code == 404
