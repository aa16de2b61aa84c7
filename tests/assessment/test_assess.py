"""A sheet is scored on published figures alone, and a clerk can check every point by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from luoshi.assessment import actions, queries
from luoshi.commitments import actions as commitments
from luoshi.commitments.matching import Owed
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.periods import actions as periods
from tests.browsers import browser
from tests.people import ASSESSOR, CHEN, COUNTY, LIU, OTHER_TOWN, TOWN, WANG, ZHOU
from tests.periods.test_close import FEBRUARY, JANUARY, LIN, close, on, project, receipt


@pytest.fixture
def closed(site: Path) -> None:
    """January: 青石镇 reached 600 of 500 万元 and signed one project of two; 柳林乡 has 96 of 100."""
    for unit, funds in ((TOWN, 500), (OTHER_TOWN, 100)):
        commitments.set_target(CHEN, unit, "funds_in_place", 2026, Owed(Decimal(funds)))
    commitments.set_target(CHEN, TOWN, "projects_new", 2026, Owed(Decimal(2)))
    signed = {"signed_on": "2026-01-06"}
    mine = project()
    ledgers.attach(WANG, mine.ref, "contract", "合同.txt", b"contract")
    ledgers.edit(WANG, mine.ref, signed, version=1)
    ledgers.move(WANG, mine.ref, "signed")
    receipt(mine, "2026-01-15", 600)
    receipt(project(OTHER_TOWN, LIU), "2026-01-16", 96, who=LIU)
    close(JANUARY, "2026-02-04")


def scores(**more: Any) -> dict[str, dict[str, Any]]:
    made = actions.assess(ASSESSOR, "township", 2026, **more)
    return {one["unit"]: one for one in made.body}


def points(one: dict[str, Any]) -> dict[str, str | None]:
    return {item["key"]: item["points"] for item in one["items"]}


def test_every_point_is_worked_out_as_a_clerk_would(closed: None) -> None:
    made = scores()
    first, second = made[TOWN], made[OTHER_TOWN]
    assert points(first) == {
        "funds": "50", "signed": "10", "started": None, "more": "1", "missing": "0",
        "late": "0", "honesty": "0",
    }  # fmt: skip
    said = {item["key"]: item["arithmetic"] for item in first["items"]}
    assert said["funds"] == "600 ÷ 500 × 50 = 60，最高 50"
    assert said["signed"] == "50% ≥ 50%：50% × 20 = 10"
    assert said["more"] == "超额 2 × 0.5 = 1"
    assert first["arithmetic"] == "50 + 10 + 1 + 0 + 0 + 0 = 61；不计：项目开工"
    assert (first["total"], first["rank"]) == ("61", 1)
    assert points(second)["funds"] == "48"
    assert (second["total"], second["rank"]) == ("48", 2)


def test_a_late_and_a_missed_month_cost_what_the_sheet_says(closed: None) -> None:
    periods.hand_in(on("2026-03-16", WANG), TOWN, FEBRUARY)
    periods.accept(on("2026-03-16", CHEN), TOWN, FEBRUARY)
    with pytest.raises(InputError, match="还没有到上报时限"):
        periods.note_missing(on("2026-03-02", CHEN), OTHER_TOWN, FEBRUARY, why="未报")
    periods.note_missing(on("2026-03-16", CHEN), OTHER_TOWN, FEBRUARY, why="两次催报未报")
    periods.close(on("2026-03-17", LIN), FEBRUARY)
    made = scores()
    assert points(made[TOWN])["late"] == "-0.5"
    assert points(made[OTHER_TOWN])["missing"] == "-1"
    assert made[OTHER_TOWN]["total"] == "47"


def test_what_comes_after_the_close_changes_no_score_until_the_next(closed: None) -> None:
    before = scores()
    receipt(project(OTHER_TOWN, LIU), "2026-01-20", 400, who=LIU)
    assert scores() == before
    close(FEBRUARY, "2026-03-04")
    assert scores(through=JANUARY) == before
    assert points(scores()[OTHER_TOWN])["funds"] == "50"


def test_a_false_receipt_loses_everything(closed: None) -> None:
    false = receipt(project(), "2026-02-10", 10)
    ledgers.edit(WANG, false.ref, {"falsified": True}, version=false.version)
    ledgers.verify(ZHOU, false.ref)
    close(FEBRUARY, "2026-03-04")
    made = scores()[TOWN]
    assert (made["total"], made["vetoed"], made["arithmetic"]) == ("0", True, "一票否决 = 0")


def test_only_closed_months_and_only_an_assessor(closed: None) -> None:
    with pytest.raises(InputError, match="还没有结账的月份"):
        actions.assess(ASSESSOR, "township", 2027)
    with pytest.raises(InputError, match="没有结账"):
        actions.assess(ASSESSOR, "township", 2026, through=FEBRUARY)
    with pytest.raises(Refused):
        actions.assess(CHEN, "township", 2026)
    with pytest.raises(Missing, match="没有考核细则"):
        actions.assess(ASSESSOR, "townshp", 2026)


def test_a_unit_sees_its_own_score_and_no_others(closed: None) -> None:
    made = actions.assess(ASSESSOR, "township", 2026)
    assert [one["unit"] for one in queries.scores(WANG, made.id)] == [TOWN]
    with pytest.raises(Missing):
        queries.score_of(WANG, made.id, OTHER_TOWN)
    assert actions.assess(ASSESSOR, "township", 2026).id != made.id
    assert queries.assessment(made.id).digest == made.digest


def test_a_point_leads_over_its_figure_to_the_records(closed: None) -> None:
    assessor = browser("sunbo", ("assessor", COUNTY), name="孙博")
    said = {"sheet": "investment.township", "through": "2026-01"}
    page = assessor.post("/assessment/run", said, follow=True).content.decode()
    assert "青石镇" in page
    made = queries.assessments()[0]
    page = assessor.get(f"/assessment/{made.id}/{TOWN}/").content.decode()
    assert "600 ÷ 500 × 50 = 60，最高 50" in page
    trace = f"/figures/2026-01/investment.funds_in_place/{TOWN}/"
    assert trace in page
    assert "600.00" in assessor.get(trace).content.decode()
    clerk = browser("clerk", ("reporter", OTHER_TOWN))
    assert "青石镇" not in clerk.get(f"/assessment/{made.id}/").content.decode()
    assert clerk.get("/assessment/").status_code == 200
    assert clerk.post("/assessment/run", said).context["form"].errors


def test_periods_are_named_as_they_are_closed(closed: None) -> None:
    made = actions.assess(ASSESSOR, "investment.township", 2026)
    assert Period.parse(made.through) == JANUARY
