"""A sheet is scored on published figures alone, and a clerk can check every point by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from luoshi.assessment import actions, queries
from luoshi.cli.main import app
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.periods import actions as periods
from luoshi.units import actions as units
from tests.browsers import browser
from tests.people import (
    ADMIN,
    ASSESSOR,
    CHEN,
    COUNTY,
    HAN,
    LIU,
    NOBODY,
    OTHER_COUNTY,
    OTHER_TOWN,
    TOWN,
    WANG,
    ZHOU,
)
from tests.periods.test_close import FEBRUARY, JANUARY, LIN, close, on, project, receipt


def scores(**more: Any) -> dict[str, dict[str, Any]]:
    made = actions.assess(ASSESSOR, "township", 2026, **more)
    return {one["unit"]: one for one in made.body}


SAID = {"sheet": "investment.township", "through": "2026-01"}


@pytest.fixture
def assessor(closed: None) -> Client:
    return browser("sunbo", ("assessor", COUNTY), name="孙博")


def run_of(who: Client) -> int:
    """The newest run on the first page."""
    found = re.search(r"/assessment/(\d+)/", text(who, "/assessment/"))
    assert found
    return int(found[1])


def text(who: Client, address: str) -> str:
    answer = who.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


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
    assert (made["total"], made["vetoed"], made["rank"]) == ("0", True, 2)
    assert made["arithmetic"] == "弄虚作假一票否决（1 > 0：一票否决），总分 0"


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
    mine = queries.assessment(WANG, made.id)
    assert [one["unit"] for one in mine.body] == [TOWN]
    with pytest.raises(Missing):
        queries.score_of(mine, OTHER_TOWN)
    for stranger in (HAN, NOBODY):
        assert queries.assessments(stranger) == []
        with pytest.raises(Missing):
            queries.assessment(stranger, made.id)


def test_a_point_leads_over_its_figure_to_the_records(assessor: Client) -> None:
    page = assessor.post("/assessment/run", SAID, follow=True).content.decode()
    assert "青石镇" in page
    made = run_of(assessor)
    page = text(assessor, f"/assessment/{made}/{TOWN}/")
    assert "600 ÷ 500 × 50 = 60，最高 50" in page
    assert "600.00 万元" in page
    assert "1 个" in page, "projects are counted whole"
    trace = f"/figures/2026-01/investment.funds_in_place/{TOWN}/"
    assert trace in page
    assert "600.00" in text(assessor, trace)


def test_a_deduction_leads_to_the_months_it_was_counted_in(assessor: Client) -> None:
    periods.note_missing(on("2026-03-16", CHEN), OTHER_TOWN, FEBRUARY, why="两次催报未报")
    periods.excuse(on("2026-03-16", CHEN), TOWN, FEBRUARY, why="洪灾")
    periods.close(on("2026-03-17", LIN), FEBRUARY)
    made = actions.assess(ASSESSOR, "township", 2026).id
    months = f"/assessment/{made}/{OTHER_TOWN}/months/"
    assert months in text(assessor, f"/assessment/{made}/{OTHER_TOWN}/")
    page = text(assessor, months)
    assert page.count("缺报</") == 1
    assert f"/periods/2026-02/units/{OTHER_TOWN}/" in page
    assert "免报</" in text(assessor, f"/assessment/{made}/{TOWN}/months/")


def test_the_table_of_scores_sorts_by_any_item_with_the_unknown_last(assessor: Client) -> None:
    made = actions.assess(ASSESSOR, "township", 2026).id

    def first(order: str) -> str:
        rows = assessor.get(f"/assessment/{made}/?sort={order}").context["table"].rows
        return str(rows[0].cells["unit"])

    assert [first(order) for order in ("", "total", "-total", "funds")] == [
        "青石镇",
        "柳林乡",
        "青石镇",
        "柳林乡",
    ]
    assert first("signed") == first("-signed") == "青石镇"


def test_an_older_run_stays_and_leads_to_the_newest(assessor: Client) -> None:
    older, newer = (actions.assess(ASSESSOR, "township", 2026).id for _ in range(2))
    page = text(assessor, f"/assessment/{older}/")
    assert "已重新计算" in page
    assert f"/assessment/{newer}/" in page
    assert "已重新计算" not in text(assessor, f"/assessment/{newer}/")
    first = text(assessor, "/assessment/").partition("历次得分")[0]
    assert f"/assessment/{newer}/" in first
    assert f"/assessment/{older}/" not in first


def test_a_sheet_is_read_before_it_is_used(assessor: Client) -> None:
    assert "/assessment/sheets/investment.township/" in text(assessor, "/assessment/")
    page = text(assessor, "/assessment/sheets/investment.township/")
    assert "每超额10%加0.5分，最多10分" in page
    assert "缺报次数" in page
    assert assessor.get("/assessment/sheets/investment.nobody/").status_code == 404


def test_a_clerk_sees_the_own_units_points_and_cannot_calculate(assessor: Client) -> None:
    made = actions.assess(ASSESSOR, "township", 2026).id
    clerk = browser("clerk", ("reporter", OTHER_TOWN))
    assert "青石镇" not in text(clerk, f"/assessment/{made}/")
    assert clerk.get(f"/assessment/{made}/{TOWN}/").status_code == 404
    assert clerk.get(f"/assessment/{made}/{TOWN}/months/").status_code == 404
    assert "/assessment/run" not in text(clerk, "/assessment/")
    assert clerk.post("/assessment/run", SAID).context["form"].errors
    stranger = browser("hanxue", ("reporter", OTHER_COUNTY))
    assert stranger.get(f"/assessment/{made}/").status_code == 404
    assert "还没有计算过得分" in text(stranger, "/assessment/")


def test_a_unit_that_is_renamed_or_classed_otherwise_later_is_scored_as_it_was(closed: None) -> None:
    before = scores()
    units.change_unit(ADMIN, OTHER_TOWN, name="柳林镇", rank_class="B", why="撤乡设镇")
    assert scores() == before


def test_the_command_prints_a_unit_a_line_or_the_arithmetic_of_every_point(
    closed: None, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "site.json").write_text("{}", "utf-8")
    monkeypatch.setenv("LUOSHI_SITE", str(site))
    asked = CliRunner().invoke(app, ["assess", "investment.township", "2026", "--json"])
    lines = [json.loads(line) for line in asked.stdout.splitlines()]
    assert [(one["unit"], one["total"], one["rank"]) for one in lines] == [
        (TOWN, "61", 1),
        (OTHER_TOWN, "48", 2),
    ]
    told = CliRunner().invoke(app, ["assess", "township", "2026", "--through", "2026-01"]).stdout
    assert "到位资金：600 ÷ 500 × 50 = 60，最高 50" in told
    refused = CliRunner().invoke(app, ["assess", "township", "2026", "--through", "2026-02"])
    assert isinstance(refused.exception, InputError)


def test_periods_are_named_as_they_are_closed(closed: None) -> None:
    made = actions.assess(ASSESSOR, "investment.township", 2026)
    assert Period.parse(made.through) == JANUARY
