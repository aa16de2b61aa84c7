"""A unit's year on one page: what it owes and did, month by month, in the house and on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.assessment import actions as assessment
from luoshi.commitments import actions as commitments
from luoshi.commitments.actions import Owed
from luoshi.dispatch import actions as dispatch
from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.errors import Missing
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.periods import actions as periods
from luoshi.reports import year, year_pdf
from tests.people import ASSESSOR, CHEN, CITY, COUNTY, HAN, LIU, OTHER_TOWN, TOWN, WANG, ZHOU

FUNDS = "investment.funds_in_place"


def on(day: str, who: Actor) -> Actor:
    return replace(who, clock=lambda: datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


LIN = Actor(41, "林静", (Holding("supervisor", CITY),), CHEN.clock)


@pytest.fixture
def quarter(site: Path) -> Path:
    """Three months are closed: 300, 600 and 900 of 12,000 万元; the second was handed in late."""
    commitments.set_target(on("2026-01-05", CHEN), TOWN, FUNDS, 2026, Owed(Decimal(12_000)))
    project = ledgers.create(
        on("2026-01-10", WANG), "investment.project", TOWN, {"name": "果汁厂", "total": 90_000}
    )
    for month, day in (("2026-01", "2026-02-06"), ("2026-02", "2026-03-12"), ("2026-03", "2026-04-08")):
        values = {
            "project": project.ref.id, "received_on": f"{month}-15", "amount": 300, "voucher_no": month
        }  # fmt: skip
        made = ledgers.create(on(f"{month}-20", WANG), "investment.receipt", TOWN, values)
        ledgers.verify(on(f"{month}-21", ZHOU), made.ref)
        for unit, who in ((TOWN, WANG), (OTHER_TOWN, LIU)):
            periods.hand_in(on(day, who), unit, Period.parse(month))
            periods.accept(on(day, CHEN), unit, Period.parse(month))
        periods.close(on(day, LIN), Period.parse(month))
    return site


def test_the_page_has_targets_by_month_hand_ins_tasks_and_scores(quarter: Path) -> None:
    task = ledgers.create(
        on("2026-02-01", CHEN), "supervision.task", TOWN,
        {"filed_on": "2026-02-01", "content": "修通园区道路", "lead": TOWN, "due_on": "2026-02-20"},
    )  # fmt: skip
    ledgers.move(on("2026-02-01", CHEN), task.ref, "assigned")
    dispatch.note_lights(on("2026-03-02", CHEN), Period.parse("2026-02"))
    dispatch.note_lights(on("2026-04-01", CHEN), Period.parse("2026-03"))
    assessment.assess(on("2026-04-09", ASSESSOR), "investment.township", 2026)
    found = year.year(on("2026-04-10", WANG), TOWN, 2026)
    (target,) = [one for one in found.targets if one.spec.name == FUNDS]
    assert [target.months[month]["completion"] for month in sorted(target.months)] == ["2.50", "5.00", "7.50"]
    assert [(str(one.period), one.state, one.late) for one in found.hand_ins] == [
        ("2026-01", "accepted", False), ("2026-02", "accepted", True), ("2026-03", "accepted", False),
    ]  # fmt: skip
    assert [(one.title, light and light.key) for one, light in found.tasks] == [("修通园区道路", "red")]
    assert [one.title for one in found.consequences] == ["发督办函"]
    assert [one.run.sheet for one in found.scores] == ["investment.township"]
    assert found.burden[Period.parse("2026-01")].times == 2


def test_the_pdf_says_the_same_on_a_page(quarter: Path) -> None:
    printed = pypdfium2.PdfDocument(year_pdf.render(on("2026-04-10", WANG), TOWN, 2026))
    assert len(printed) == 1
    page = printed[0]
    text = page.get_textpage().get_text_range()
    assert "青石镇2026年度落实情况" in text
    assert "12,000.00" in text
    assert "迟报" in text
    pictures = [one for one in page.get_objects() if one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    assert len(pictures) == 1, "the completion month by month"


def test_a_year_costs_the_same_however_much_is_in_it(quarter: Path) -> None:
    day = on("2026-04-10", WANG)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            year.year(replace(day), TOWN, 2026)
        return len(asked)

    def file(number: int) -> None:
        values = {"filed_on": "2026-02-01", "content": f"事项{number}", "lead": TOWN, "due_on": "2026-02-20"}
        made = ledgers.create(on("2026-02-01", CHEN), "supervision.task", TOWN, values)
        ledgers.move(on("2026-02-01", CHEN), made.ref, "assigned")

    file(0)
    few = cost()
    for number in range(1, 8):
        file(number)
    assert cost() == few


def test_a_stranger_does_not_see_it_and_an_empty_year_is_no_error(quarter: Path) -> None:
    with pytest.raises(Missing):
        year.year(HAN, TOWN, 2026)
    empty = year.year(on("2026-04-10", CHEN), COUNTY, 2019)
    assert (empty.targets, empty.hand_ins, empty.scores) == ((), (), ())
    assert year_pdf.render(on("2026-04-10", CHEN), COUNTY, 2019).startswith(b"%PDF")
