"""A closed month's bulletin: the same words in four formats, each opened again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from docx.shared import Mm
from openpyxl import load_workbook

from luoshi.commitments import actions as commitments
from luoshi.commitments.matching import Owed
from luoshi.kernel.errors import InputError, Missing
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.packs import library
from luoshi.reports import actions, context, docx, pages, queries, xlsx
from luoshi.reports.context import sentence
from tests.people import CHEN, COUNTY, LEADER, OTHER_TOWN, TOWN, WANG, ZHOU
from tests.periods.test_close import FUNDS, JANUARY, LIN, close, project, receipt


@pytest.fixture
def content(site: Path) -> dict[str, Any]:
    whole = commitments.set_target(CHEN, COUNTY, FUNDS, 2026, Owed(Decimal(51_000)))
    commitments.split(CHEN, whole.id, {TOWN: Owed(Decimal(6000)), OTHER_TOWN: Owed(Decimal(6000))})
    receipt(project(), "2026-01-15", 500)
    close(JANUARY, "2026-02-04")
    return context.build(LIN, JANUARY, pack="investment", bulletin="monthly", unit=COUNTY)


def test_a_bulletin_says_amount_share_pace_and_rank(content: dict[str, Any]) -> None:
    progress, townships, *_ = content["sections"]
    assert progress["paragraphs"][0] == (
        "招商到位资金本月500.00万元，本年累计500.00万元，完成年度目标51,000.00万元的0.98%，欠序时进度7.35个百分点。"
    )
    assert townships["title"] == "二、乡镇到位资金排名"
    assert townships["table"]["rows"] == [
        ["A", "1", "青石镇", "500.00", "500.00", "6,000.00", "8.33%", "正常"],
        ["A", "2", "柳林乡", "0.00", "0.00", "6,000.00", "0.00%", "预警"],
    ]


def test_the_word_file_is_set_by_the_standard(content: dict[str, Any]) -> None:
    document = Document(BytesIO(docx.render(content)))
    page = document.sections[0]
    assert abs(page.page_width - Mm(210)) < 1000
    assert abs(page.page_height - Mm(297)) < 1000
    assert abs((page.page_width - page.left_margin - page.right_margin) - Mm(156)) < 1000
    assert abs((page.page_height - page.top_margin - page.bottom_margin) - Mm(225)) < 1000
    assert document.paragraphs[0].text == "关于2026年1月招商引资工作通报"
    assert document.tables[0].rows[1].cells[2].text == "青石镇"
    assert len(document.inline_shapes) == 2, "the ranking as a picture, and the QR code"


def test_every_format_carries_the_same_words_and_the_digest(content: dict[str, Any]) -> None:
    said = content["sections"][0]["paragraphs"][0]
    page = pages.html(content).decode()
    assert said in page
    assert content["short"] in page
    paper = pypdfium2.PdfDocument(pages.pdf(content))
    text = "".join(one.get_textpage().get_text_range() for one in paper)
    assert "招商到位资金本月500.00万元" in text.replace("\r\n", "").replace("\n", "")
    book = load_workbook(BytesIO(xlsx.render(content)))
    cells = [row[0].value for row in book["通报"].iter_rows()]
    assert said in cells
    assert f"结账包清单摘要 {content['digest']}" in cells


def test_a_bulletin_of_an_open_month_is_refused(site: Path) -> None:
    with pytest.raises(InputError, match="还没有结账"):
        context.build(LIN, JANUARY, pack="investment", bulletin="monthly")


def test_an_unknown_bulletin_is_answered_with_what_was_meant(content: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"investment\.monthly"):
        context.build(LIN, JANUARY, pack="investment", bulletin="montly")


def test_whoever_does_not_see_every_unit_below_gets_no_bulletin_before_it_is_issued(
    content: dict[str, Any],
) -> None:
    with pytest.raises(Missing):
        queries.content(WANG, JANUARY, "investment.monthly", COUNTY)
    made = actions.draft(CHEN, COUNTY, JANUARY, "investment.monthly")
    with pytest.raises(Missing):
        queries.content(WANG, JANUARY, "investment.monthly", COUNTY)
    actions.sign_off(ZHOU, made.id)
    actions.sign_off(LEADER, made.id)
    assert queries.content(WANG, JANUARY, "investment.monthly", COUNTY)["digest"] == content["digest"]
    offered = queries.offers(WANG)
    assert [(one.period, one.unit, one.state) for one in offered if one.kind == "investment.monthly"] == [
        ("2026-01", COUNTY, "issued"),
        ("2026-01", TOWN, "built"),
    ]


def test_less_is_said_as_a_decline_and_awaited_is_no_number() -> None:
    spec = library.shipped()["innovation"].indicators["rd_share"]
    one = {
        "label": "研发占比",
        "state": "awaiting",
        "value": None,
        "ytd": None,
        "completion": None,
        "yoy": None,
    }
    assert sentence(one, spec) == "研发占比待统计。"
    lower = {**one, "state": "no_target", "value": "1", "ytd": "2", "yoy": "-8.92"}
    assert sentence(lower, spec) == "研发占比本月1.00%，本年累计2.00%，同比下降8.92%。"


def test_a_lagging_unit_is_told_with_what_its_records_say_of_the_reason(site: Path) -> None:
    commitments.set_target(CHEN, TOWN, FUNDS, 2026, Owed(Decimal(6000)))
    stuck = project()
    ledgers.attach(WANG, stuck.ref, "contract", "合同.txt", b"contract")
    said = {"signed_on": "2025-05-06", "problem": "用地指标未落实。"}
    ledgers.edit(WANG, stuck.ref, said, version=1)
    ledgers.move(WANG, stuck.ref, "signed", on=date(2025, 5, 6))
    for month, day in (("2026-01", "2026-02-04"), ("2026-02", "2026-03-04")):
        close(Period.parse(month), day)
    content = context.build(LIN, Period.parse("2026-02"), pack="investment", bulletin="monthly", unit=COUNTY)
    lagging = next(one for one in content["sections"] if one["kind"] == "lagging")
    assert lagging["table"]["rows"] == [
        ["青石镇", "0.00%", "欠序时进度16.67个百分点", "1个项目超过时限，用地指标未落实", "—"]
    ]
