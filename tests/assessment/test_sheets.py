"""Whole sheets as counties publish them: a real one's totals; what a sheet says about all of its items."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.assessment.measure import Basis, Member
from luoshi.assessment.rules import RULES
from luoshi.assessment.scoring import scored
from luoshi.packs.spec import Indicator, Label, Ratio
from tests import shared
from tests.assessment.sheets import UNITS, basis, figure, results, sheet
from tests.assessment.test_rules_properties import GIVEN

PUBLISHED = sheet(
    {"rule": "proportional", "indicator": "outside", "weight": "0.5"},
    {"rule": "proportional", "indicator": "foreign", "weight": "0.5", "params": {"cap_percent": 120}},
    {"rule": "pipeline", "key": "signing", "weight": "0.5", "params": {"parts": [
        {"indicator": "signed", "share": 50}, {"indicator": "amount", "share": 50}]}},
    {"rule": "tally", "key": "large", "weight": "0.5", "params": {"parts": [
        {"indicator": "three", "points": "0.05"}, {"indicator": "ten", "points": "0.1"},
        {"indicator": "twenty", "points": "0.2"}]}},
    {"rule": "tally", "key": "firms", "weight": "0.5", "params": {"parts": [
        {"indicator": "rewards", "points": "0.2"}, {"indicator": "majors", "points": "0.2"},
        {"indicator": "platform", "points": "0.1"}]}},
    {"rule": "faults", "key": "late", "weight": "0.5", "params": {"parts": [
        {"indicator": "unstarted", "points": "0.1"}, {"indicator": "false", "points": "0.2"}]}},
)  # fmt: skip
"""The formulas of the first three and the last were published; the points for each large project and each
major firm were not, and are such that they give what was published."""
COLUMNS = {
    "three": "3至10亿_个", "ten": "10至20亿_个", "twenty": "20亿以上_个", "rewards": "省激励奖补申报成功_个",
    "majors": "引进重点企业_个", "platform": "省平台现场签约_个", "unstarted": "超时限未开工_个",
    "false": "弄虚作假_个",
}  # fmt: skip


def published_figures() -> dict[str, dict[str, Any]]:
    """The table's numbers as figures: completions of 100, counts, and what was owed."""
    found: dict[str, dict[str, Any]] = {}
    for row in shared.table("zhaoshang_assessment_2024_scores"):
        unit = row["被考核单位"]
        said: dict[str, Any] = {
            "outside": (row["省外新增实际投资完成率_pct"], 100),
            "foreign": (row["外商直接投资完成率_pct"], 100),
            "signed": (row["签约个数_实际"], row["签约个数_任务"]),
            "amount": (row["签约金额_亿元_实际"], row["签约金额_亿元_任务"]),
            **{name: (row[column],) for name, column in COLUMNS.items()},
        }
        for name, value in said.items():
            found.setdefault(name, {})[unit] = value
    return found


def test_a_published_table_comes_out_exactly_in_every_part_and_in_the_totals() -> None:
    rows = shared.table("zhaoshang_assessment_2024_scores")
    units = [Member(row["被考核单位"], row["被考核单位"], "") for row in rows]
    made = results(PUBLISHED, basis(published_figures()), units)
    for row in rows:
        one = made[row["被考核单位"]]
        assert [Decimal(item["points"]) for item in one["items"]] == [
            Decimal(row[f"得分{number}"]) for number in range(1, 7)
        ]
        assert Decimal(one["total"]) == Decimal(row["公布总分"])
    first = made[rows[0]["被考核单位"]]
    said = [item["arithmetic"] for item in first["items"]]
    assert said[1] == "120 ÷ 100 × 0.5 = 0.6"
    assert said[2] == "(signed 28 ÷ 27 × 50% + amount 177.7 ÷ 54 × 50%) × 0.5 = 1.08，最高 0.5"
    assert said[5] == "0.5 − unstarted 1 × 0.1 − false 0 × 0.2 = 0.4"
    assert first["arithmetic"] == "0.48 + 0.6 + 0.5 + 0.5 + 0.3 + 0.4 = 2.78"


def test_bonuses_together_stay_under_their_cap_and_deductions_over_their_floor() -> None:
    made = sheet(
        {"rule": "proportional", "indicator": "funds", "weight": 100},
        {"rule": "bonus", "key": "over", "indicator": "funds", "params": {"per": 10, "points": 1, "cap": 5},
         "group": "more"},
        {"rule": "earn", "indicator": "visits", "params": {"points": "0.5"}, "group": "more"},
        {"rule": "deduct", "indicator": "yellow", "params": {"points": 2}, "group": "less"},
        groups={"more": {"label": "加分", "cap": 3}, "less": {"label": "扣分", "floor": -5}},
    )  # fmt: skip
    one = results(made, basis({"funds": {"A": (120, 100)}, "visits": {"A": (4,)}, "yellow": {"A": (3,)}}))[
        "A"
    ]
    assert one["total"] == "98"
    assert one["arithmetic"] == "100 + 加分（2 + 2 = 4，最高 3） + 扣分（-6 = -6，最多扣 5） = 98"


@pytest.mark.parametrize(
    ("missing", "total", "arithmetic"),
    [
        ("zero", "54", "54 = 54；不计：signed"),
        ("full", "94", "54 + 40 = 94"),
        ("rescale", "90", "(54) × 100 ÷ 60 = 90；不计：signed"),
    ],
)
def test_the_weight_of_what_has_no_target_goes_where_the_sheet_says(
    missing: str, total: str, arithmetic: str
) -> None:
    made = sheet(
        {"rule": "proportional", "indicator": "funds", "weight": 60},
        {"rule": "proportional", "indicator": "signed", "weight": 40},
        without_target=missing,
    )
    one = results(made, basis({"funds": {"A": (90, 100)}, "signed": {"A": (4,)}}))["A"]
    assert (one["total"], one["arithmetic"]) == (total, arithmetic)


def test_a_unit_that_nothing_can_be_scored_of_takes_no_place() -> None:
    made = sheet({"rule": "proportional", "indicator": "rd", "weight": 10}, awaiting="rescale")
    on = basis({"rd": {"A": figure(None, 3, state="awaiting"), "B": (2, 4), "C": (1, 4)}})
    found = results(made, on, UNITS[:3])
    assert {unit: one["rank"] for unit, one in found.items()} == {"A": None, "B": 1, "C": 2}
    assert list(found) == ["B", "C", "A"]


def test_an_item_earns_in_full_only_where_its_condition_is_met() -> None:
    when = {"indicator": "funds", "at_least": 20, "otherwise": 50}
    made = sheet({"rule": "proportional", "indicator": "signed", "weight": 20, "when": when})
    funds = {"A": (15, 100), "B": (20, 100), "C": figure(None, 100, state="awaiting")}
    found = results(made, basis({"signed": dict.fromkeys("ABC", (10, 10)), "funds": funds}), UNITS[:3])
    assert {unit: one["total"] for unit, one in found.items()} == {"A": "10", "B": "20", "C": "20"}
    said = found["A"]["items"][0]["arithmetic"]
    assert said == "10 ÷ 10 × 20 = 20；funds 15%，未达到条件 20%：× 50% = 10"


def test_points_are_rounded_only_where_the_sheet_says_so() -> None:
    item = {"rule": "proportional", "indicator": "funds", "weight": 10}
    on = basis({"funds": {"A": (2, 3)}})
    exact = results(sheet({**item, "key": "a"}, {**item, "key": "b"}), on)["A"]
    rounded = results(sheet({**item, "key": "a", "places": 2}, {**item, "key": "b", "places": 2}), on)["A"]
    whole = results(sheet({**item, "key": "a"}, {**item, "key": "b"}, places=1), on)["A"]
    assert (exact["total"], rounded["total"], whole["total"]) == ("13.33", "13.34", "13.3")
    assert rounded["items"][0]["arithmetic"] == "2 ÷ 3 × 10 = 6.67"
    assert whole["arithmetic"].endswith("，取 13.3")


def test_a_share_is_taken_from_its_two_figures_and_not_from_its_rounded_percentage() -> None:
    rate = Indicator(
        pack="trade",
        key="rate",
        label=Label(zh="开工率"),
        kind="ratio",
        ratio=Ratio(part="started", of="signed"),
    )
    figures = {("trade.rate", "A"): figure("66.67"), ("trade.started", "A"): figure(2),
               ("trade.signed", "A"): figure(3)}  # fmt: skip
    made = sheet({"rule": "proportional", "indicator": "rate", "weight": 10, "full": 80, "places": 4})
    (item,) = results(made, Basis(figures, {}, {"rate": rate}))["A"]["items"]
    assert (item["actual"], item["points"]) == ("66.67", "8.3333"), "66.67 would give 8.3338"
    assert item["case"]["actual"] == "200/3"


def test_each_quarter_is_measured_against_what_was_due_by_its_end() -> None:
    made = sheet({"rule": "quarterly", "indicator": "funds", "weight": 20, "params": {
        "weights": [15, 25, 25, 35], "phases": [20, 50, 75, 100]}})  # fmt: skip
    quarters = tuple(
        {} if ytd is None else {("trade.funds", "A"): figure(ytd, 1000, light="green")}
        for ytd in (300, 450, 750, None)
    )
    one = results(made, basis({"funds": {"A": (750, 1000)}}, quarters=quarters))["A"]
    assert one["total"] == spelled_points(Fraction(20) * (15 + Fraction(25 * 9, 10) + 25) / 65)
    assert "第1季度 300 ÷ 200（最高 100%） × 15%" in one["items"][0]["arithmetic"]


def spelled_points(value: Fraction) -> str:
    from luoshi.kernel.numbers import spelled

    return spelled(value)


def test_a_carrier_is_scored_by_the_units_bundled_with_it() -> None:
    parts = [
        {"sheet": "park", "share": 70, "units": {"A": ["P"]}},
        {"sheet": "township", "share": 30, "classes": ["一类"]},
    ]
    made = sheet({"rule": "composed", "key": "carrier", "weight": 15, "params": {"parts": parts}})
    scores = {
        "park": [{"unit": "P", "class": "", "total": "90"}, {"unit": "Q", "class": "", "total": "10"}],
        "township": [
            {"unit": "T", "class": "一类", "total": "80"}, {"unit": "U", "class": "一类", "total": "70"},
            {"unit": "V", "class": "二类", "total": "0"},
        ],
    }  # fmt: skip
    one = results(made, basis({}, scores=scores))["A"]
    assert one["items"][0]["arithmetic"] == "(park 90 ÷ 100 × 70% + 一类 75 ÷ 100 × 30%) × 15 = 12.825"
    assert one["total"] == "12.825"


def test_an_average_leaves_out_who_has_no_value_and_is_of_the_class_alone() -> None:
    made = sheet({"rule": "symmetric", "indicator": "patents", "weight": 10, "against": "average",
                  "params": {"per": 5, "points": "0.5"}})  # fmt: skip
    patents = {"A": (12,), "B": (8,), "C": (None,), "D": (100,), "E": (100,)}
    found = results(made, basis({"patents": patents}), UNITS)
    assert {unit: one["total"] for unit, one in found.items()} == {
        "A": "12", "B": "8", "C": "0", "D": "10", "E": "10",
    }  # fmt: skip
    assert found["A"]["items"][0]["arithmetic"] == "120%（12 ÷ 平均 10）：10 + 2 = 12"


@st.composite
def whole_sheets(draw: st.DrawFn) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]], dict[str, Any]]:
    """One item of every rule that stands on figures, over figures some of which are missing."""
    items = []
    for name in RULES:
        if name in ("composed", "quarterly"):
            continue
        params = draw(GIVEN[name])
        for part in params.get("parts", ()):
            part["indicator"] = "f1"
        item = {"rule": name, "key": name, "params": params, "weight": draw(st.integers(0, 50))}
        if "parts" not in params:
            item["indicator"] = draw(st.sampled_from(["f1", "f2"]))
        items.append(item)
    number, target = st.integers(0, 300), st.none() | st.integers(1, 200)
    figures = {
        name: {unit.code: (draw(st.none() | number), draw(target)) for unit in UNITS} for name in ("f1", "f2")
    }
    return items, figures, {"without_target": draw(st.sampled_from(["zero", "full", "rescale"]))}


@settings(max_examples=30)
@given(made=whole_sheets(), seed=st.integers(0, 99))
def test_the_order_of_units_items_and_figures_changes_no_total_and_no_place(made: Any, seed: int) -> None:
    items, figures, more = made
    chance = random.Random(seed)
    units, others = list(UNITS), list(items)
    turned = {name: dict(reversed(by_unit.items())) for name, by_unit in reversed(figures.items())}
    chance.shuffle(units)
    chance.shuffle(others)

    def told(found: list[dict[str, Any]]) -> dict[str, tuple[str, int | None]]:
        return {one["unit"]: (one["total"], one["rank"]) for one in found}

    once = told(scored(sheet(*items, **more), UNITS, basis(figures)))
    assert told(scored(sheet(*others, **more), units, basis(turned))) == once
    assert told(scored(sheet(*items, **more), UNITS, basis(figures))) == once
