"""Points that a clerk can check by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from luoshi.assessment.rules import Case, score
from tests import shared

HALF = Decimal("0.5")


def published_items(row: dict[str, str]) -> list[Decimal | None]:
    """The items of the published table whose formula was published with it."""
    signing = (
        Fraction(row["签约个数_实际"]) / Fraction(row["签约个数_任务"])
        + Fraction(row["签约金额_亿元_实际"]) / Fraction(row["签约金额_亿元_任务"])
    ) * 50
    outside, foreign = (
        Decimal(row[name]) for name in ("省外新增实际投资完成率_pct", "外商直接投资完成率_pct")
    )
    return [
        score("proportional", {}, Case(HALF, completion=outside)).decimal(),
        score("proportional", {"cap": "0.6"}, Case(HALF, completion=foreign)).decimal(),
        score("proportional", {}, Case(HALF, completion=signing)).decimal(),
    ]


@pytest.mark.parametrize("place", [0, 1])
def test_published_items_with_known_formulas_and_the_published_total_come_out_exactly(place: int) -> None:
    row = shared.table("zhaoshang_assessment_2024_scores")[place]
    given_points = [Decimal(row[f"得分{number}"]) for number in range(1, 7)]
    assert published_items(row) == given_points[:3]
    # The last item is published without its formula; 0.5 less 0.1 for each late start gives it.
    late = score("deduct", {"points": "0.1"}, Case(actual=Decimal(row["超时限未开工_个"]))).value
    assert late == Fraction(given_points[5]) - Fraction(1, 2)
    assert sum(published_items(row), Decimal(0)) + sum(given_points[3:]) == Decimal(row["公布总分"])


@pytest.mark.parametrize(
    ("rule", "given_params", "case", "value", "arithmetic"),
    [
        ("proportional", {}, Case(HALF, completion=96), "0.48", "96% × 0.5 = 0.48"),
        ("proportional", {}, Case(50, actual=6300, target=6000), "50", "6300 ÷ 6000 × 50 = 52.5，最高 50"),
        ("proportional", {"floor": 5}, Case(50, completion=4), "5", "4% × 50 = 2，最低 5"),
        ("steps", {"steps": [[100, 100], [80, 75], [50, 50]]}, Case(20, completion=85), "15",
         "85% ≥ 80%：75% × 20 = 15"),
        ("steps", {"steps": [[50, 50]]}, Case(20, completion=49), "0", "49% 未达最低档 = 0"),
        ("bonus", {"per": 10, "points": "0.5", "cap": 10}, Case(completion=125), "1", "超额 2 × 0.5 = 1"),
        ("bonus", {"per": 10, "points": "0.5", "cap": 10}, Case(completion=109), "0", "109% 未超额 = 0"),
        ("deduct", {"points": 1, "cap": 12}, Case(actual=20), "-12", "20 × −1 = -20，最多扣 12"),
        ("veto", {}, Case(actual=0), "0", "0 ≤ 0：未触发"),
        ("minmax", {}, Case(10, actual=5, peers=(0, 5, 10, None)), "8", "10 × (60% + 40% × 5 ÷ 10) = 8"),
        ("minmax", {}, Case(10, actual=5, peers=(5, 5)), "10", "各单位相同，得满分 10"),
        ("allornothing", {"bonus_per": 10, "bonus_points": "0.5", "bonus_cap": 10}, Case(60, completion=125),
         "61", "125% 完成：60 + (超额 2 × 0.5 = 1)"),
        ("allornothing", {}, Case(60, completion=99), "0", "99% 未完成 = 0"),
        ("symmetric", {"per": 10, "points": "0.2"}, Case(100, completion=75), "99.6",
         "75%：100 − 0.4 = 99.6"),
        ("rank", {"points": [10, 8, 6]}, Case(place=2), "8", "第2位 = 8"),
        ("rank", {"points": [10, 8, 6]}, Case(place=4), "0", "第4位 = 0"),
        ("proportional", {"cap_percent": 120}, Case(HALF, completion=130), "0.6",
         "130% × 0.5 = 0.65，最高 0.6"),
        ("proportional", {}, Case(10, actual=12, peers=(12, 10, 8, None), against="average"), "10",
         "12 ÷ 平均 10 × 10 = 12，最高 10"),
        ("proportional", {}, Case(10, 450, 1000, against="phased", pace=Fraction(1, 2)), "9",
         "450 ÷ 时序目标 500 × 10 = 9"),
        ("stretch", {"points": 2}, Case(10, 7100, 6000, stretch=7000), "12",
         "达到确保目标 10 + 达到争取目标 2 = 12"),
        ("stretch", {"points": 2}, Case(10, 6999, 6000, stretch=7000), "10", "达到确保目标 10"),
        ("stretch", {"points": 2, "linear": True}, Case(10, 6500, 6000, stretch=7000), "11",
         "达到确保目标 10 + 500 ÷ 1000 × 2 = 11"),
        ("stretch", {"points": 2, "below": "nothing"}, Case(10, 5999, 6000), "0", "99.98% 未达确保目标 = 0"),
        ("allornothing", {"step_in": "unit", "penalty_per": 1, "penalty_points": 1}, Case(5, 8, 10), "3",
         "80% 未完成：5 − 欠 2 × 1 = 3"),
        ("allornothing", {"step_in": "unit", "penalty_per": 1, "penalty_points": 1, "penalty_from": "nothing",
                          "penalty_cap": 3}, Case(5, 5, 10), "-3", "50% 未完成：0 − 欠 5 × 1，最多扣 3 = -3"),
        ("bonus", {"per": 1, "by_target": [[1000, "0.1"], [3000, "0.2"]], "cap": 5}, Case(0, 4120, 4000),
         "0.6", "目标 4000，超额 3 × 0.2 = 0.6"),
        ("earn", {"points": 2, "cap": 6, "beyond": "target"}, Case(actual=8, target=6), "4",
         "超任务 2：2 × 2 = 4"),
        ("quarterly", {"weights": [15, 25, 25, 35]}, Case(20, parts=(Case(label="", actual=300, target=250),
         Case(actual=450, target=500), Case(), Case())), "18.75",
         "((第1季度 300 ÷ 250（最高 100%） × 15% + 第2季度 450 ÷ 500 × 25%) ÷ 40%) × 20 = 18.75"),
    ],
)  # fmt: skip
def test_a_rule_says_its_arithmetic(
    rule: str, given_params: dict[str, Any], case: Case, value: str, arithmetic: str
) -> None:
    points = score(rule, given_params, case)
    assert (points.value, points.arithmetic) == (Fraction(value), arithmetic)


def test_a_lights_rubric_and_a_signing_of_two_halves() -> None:
    lights = {"weights": [15, 25, 25, 35], "lights": {"green": 100, "yellow": 60, "red": 0}}
    shown = tuple(Case(light=light, label=light) for light in ("green", "yellow", "green", "red"))
    assert score("quarterly", lights, Case(10, parts=shown)).value == Fraction("5.5")
    halves = {"parts": [{"indicator": "signed", "share": 50}, {"indicator": "amount", "share": 50}]}
    signing = Case(
        HALF, parts=(Case(label="个数", actual=28, target=27), Case(label="金额", actual=177, target=54))
    )
    assert score("pipeline", halves, signing).value == Fraction(1, 2)


def test_a_base_of_nothing_is_no_target_but_an_allowance_of_nothing_can_be_kept() -> None:
    assert Case(actual=3, target=0).reached is None
    assert Case(actual=0, target=0, better="lower").reached == 100
    assert Case(actual=1, target=0, better="lower").reached == 0


def test_a_case_that_was_kept_is_the_same_again() -> None:
    case = Case(
        10, Decimal("1.5"), Fraction(1, 3), peers=(1, None), place=2, better="lower", awaiting=True,
        light="red", stretch=4, against="average", full=7, pace=Fraction(5, 12), label="到位资金",
        parts=(Case(actual=2),),
    )  # fmt: skip
    kept = json.loads(json.dumps(case.to_json()))
    assert Case.from_json(kept, weight=10) == case


def test_a_false_receipt_loses_everything() -> None:
    assert score("veto", {}, Case(actual=1)).vetoed
    assert not score("veto", {}, Case(actual=0)).vetoed


def test_where_lower_is_better_a_point_over_the_limit_is_a_point_less() -> None:
    assert Case(actual=9, target=10, better="lower").reached == 110
    assert Case(actual=30, target=10, better="lower").reached == 0
