"""A bulletin's sections: against last month, by a choice, lists, records, and what units say themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.ranks import rank
from luoshi.ledgers import actions as ledgers
from luoshi.packs.spec import Honours, Label, Section
from luoshi.reports import context, lagging, records, sections, share
from luoshi.reports.month import Month
from tests.people import CHEN, COUNTY, OTHER_TOWN, TOWN, WANG
from tests.periods.test_close import FUNDS, LIN
from tests.reports.conftest import FEBRUARY


def section(kind: Any, **said: Any) -> Section:
    said = {"indicators": ("funds_in_place",), "unit_kind": "township", **said}
    return Section(kind=kind, title=Label(zh="一节"), **said)


@pytest.fixture
def month(two_months: None) -> Month:
    return Month.of(LIN, FEBRUARY, "investment", COUNTY)


def test_places_and_progress_are_told_against_last_month(month: Month) -> None:
    said = sections.changes(month, section("changes"))
    assert said["table"]["rows"] == [
        ["A", "青石镇", "2", "1", "↑1", "8.33%", "33.33%", "+25.00"],
        ["A", "柳林乡", "1", "2", "↓1", "15.00%", "15.00%", "+0.00"],
    ]
    assert said["paragraphs"] == [
        "位次上升最多的是青石镇，上升1位。", "位次下降最多的是柳林乡，下降1位。",
    ]  # fmt: skip


def test_the_first_month_of_a_plan_year_is_compared_with_none(two_months: None) -> None:
    january = Month.of(LIN, FEBRUARY.previous(), "investment", COUNTY)
    said = sections.changes(january, section("changes"))
    assert said == {"paragraphs": ["2026年1月没有可比的上月数据。"]}


def test_a_figure_told_apart_by_a_choice_adds_up_to_what_was_published(month: Month) -> None:
    said = records.by_field(month, section("by_field", unit_kind="", by="industry"))
    assert said["table"]["heads"] == ["产业", "招商到位资金（万元）", "招商到位资金占比"]
    assert said["table"]["rows"] == [["农副产品加工", "2,000.00", "68.97%"], ["未分类", "900.00", "31.03%"]]


def test_the_lists_stand_in_the_packs_order_and_colours(month: Month) -> None:
    red = Honours(label=Label(zh="红榜"), colour="red", take="best", count=1)
    black = Honours(label=Label(zh="黑榜"), colour="black", take="worst", count=1)
    said = sections.lists(month, section("lists", lists=(black, red)))
    assert [(row[0], row[3]) for row in said["table"]["rows"]] == [("黑榜", "柳林乡"), ("红榜", "青石镇")]
    assert said["table"]["colours"] == ["black", "red"]
    nobody = section("lists", lists=(red.model_copy(update={"lights": ("yellow",)}),))
    assert sections.lists(month, nobody) == {"paragraphs": ["本月没有上榜的单位。"]}


@given(st.lists(st.integers(0, 4), max_size=12), st.integers(1, 6))
def test_nobody_stands_on_both_lists_and_units_alike_stand_together(values: list[int], count: int) -> None:
    ranks = sorted(rank({str(at): value for at, value in enumerate(values)}).values())
    made = {}
    for take in ("best", "worst"):
        which = Honours(label=Label(zh="榜"), take=take, count=count)  # type: ignore[arg-type]
        low, high = sections._places(ranks, which)
        made[take] = {one for one in ranks if low <= one <= high}
    assert not made["best"] & made["worst"]
    assert all(one < other for one in made["best"] for other in made["worst"])


def test_key_projects_are_those_of_the_closed_month(month: Month) -> None:
    asked = section(
        "projects", indicators=(), unit_kind="", ledger="project", where="total >= 5000",
        columns=("name", "unit", "total", "stage", "problem"), most=1,
    )  # fmt: skip
    before = records.projects(month, asked)
    ledgers.create(WANG, "investment.project", TOWN, {"name": "后来的项目", "total": 9000})
    assert records.projects(month, asked) == before
    assert before["table"]["rows"] == [["C0102果汁厂", "柳林乡", "5,000.00", "在谈", "—"]]
    assert before["paragraphs"] == ["共2条，列出前1条，其余见系统台账。"]


def test_a_lagging_unit_is_told_in_its_own_words_or_as_silent(month: Month) -> None:
    asked = section("lagging", lights=("green", "yellow", "red"), indicators=("funds_in_place",))
    assert lagging.lagging(month, asked)["table"]["rows"][0][3:] == ["未要求说明", "—"]
    account(OTHER_TOWN)
    said = lagging.lagging(month, asked)
    assert said["table"]["rows"][0] == [
        "柳林乡", "15.00%", "欠序时进度1.67个百分点", "已要求说明，尚未答复", "—",
    ]  # fmt: skip
    assert "要求说明而尚未答复的：柳林乡。" in said["paragraphs"]
    answered = account(TOWN)
    words = {"reason": "设备未到货。", "next_step": "月底前到货。"}
    ledgers.edit(WANG, answered.ref, words, version=answered.version)
    ledgers.move(WANG, answered.ref, "answered", on=date(2026, 3, 10))
    assert lagging.lagging(month, asked)["table"]["rows"][1][3:] == ["设备未到货。", "月底前到货。"]


def account(unit: str) -> Any:
    """What the supervision clerk asks of a unit."""
    said = {
        "month": "2026-02", "indicator": FUNDS, "indicator_label": "招商到位资金", "asked_on": "2026-03-05",
        "due_on": "2026-03-12",
    }  # fmt: skip
    made = ledgers.create(CHEN, "supervision.account", unit, said)
    return ledgers.move(CHEN, made.ref, "asked", on=date(2026, 3, 5)) if made.stage is None else made


def test_problems_are_told_from_figures_and_hand_ins(month: Month) -> None:
    said = lagging.problems(month, section("problems", text="协调不够。"))
    assert said["paragraphs"] == ["2个下达招商到位资金目标的单位中，有1个欠序时进度。", "协调不够。"]
    assert said["fixed"] == 1


def test_the_bulletin_says_how_much_of_it_is_derived(two_months: None) -> None:
    content = context.build(LIN, FEBRUARY, pack="investment", bulletin="monthly", unit=COUNTY)
    cells = content["cells"]
    assert cells["typed"] == 0
    assert cells["share"] == "100.0"
    assert cells["total"] == cells["figures"] + cells["records"] > 50
    assert "系统生成的占100.0%" in content["colophon"]


def test_numbers_that_people_type_are_counted_apart() -> None:
    one = {
        "paragraphs": ["本月500.00万元，完成8.33%。", "另有3个项目。"],
        "table": None,
        "worded": True,
        "fixed": 1,
    }
    table = {"heads": ["单位", "原因"], "rows": [["青石镇", "—"]], "origins": ["figures", "records"]}
    two = {"paragraphs": [], "table": table, "worded": False}
    said = share.cells([one, two])
    assert said == {"figures": 3, "records": 0, "typed": 1, "total": 4, "share": "75.0"}
    assert share.cells([])["share"] is None


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三")]
)
def test_headings_are_numbered_beyond_ten(number: int, said: str) -> None:
    assert context.numeral(number) == said
