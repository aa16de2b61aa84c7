"""Points that a clerk can check by hand; every rule is monotone and stays within its limits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.assessment.rules import RULES, Case, score
from luoshi.packs import rules as params
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
    ],
)  # fmt: skip
def test_a_rule_says_its_arithmetic(
    rule: str, given_params: dict[str, Any], case: Case, value: str, arithmetic: str
) -> None:
    points = score(rule, given_params, case)
    assert (points.value, points.arithmetic) == (Fraction(value), arithmetic)


SAMPLES: dict[str, dict[str, Any]] = {
    "proportional": {"cap": 60},
    "steps": {"steps": [[100, 100], [80, 75], [50, 50]]},
    "bonus": {"per": 10, "points": "0.5", "cap": 10},
    "deduct": {"points": 1, "cap": 12},
    "veto": {},
    "minmax": {},
    "allornothing": {"bonus_per": 10, "bonus_points": "0.5", "bonus_cap": 10},
    "symmetric": {"per": 5, "points": "0.5", "cap": 10},
    "rank": {"points": [10, 8, 6]},
}
LIMITS = {"proportional": (0, 60), "steps": (0, 50), "bonus": (0, 10), "allornothing": (0, 60),
          "symmetric": (40, 60)}  # fmt: skip


def test_every_rule_that_a_sheet_may_use_has_its_formula_and_a_docstring() -> None:
    assert set(RULES) == set(params.RULES) == set(SAMPLES)
    assert all(rule.__doc__ for rule in RULES.values())


@pytest.mark.parametrize("rule", sorted(RULES))
def test_what_has_no_value_stays_out_and_what_is_awaited_says_so(rule: str) -> None:
    assert (score(rule, SAMPLES[rule], Case(50)).value, score(rule, SAMPLES[rule], Case(50)).arithmetic) == (
        None, "—",
    )  # fmt: skip
    awaited = Case(50, 1, 2, 50, (1, 2), 1, awaiting=True)
    assert score(rule, SAMPLES[rule], awaited).arithmetic == "待统计"


def test_a_false_receipt_loses_everything() -> None:
    assert score("veto", {}, Case(actual=1)).vetoed
    assert not score("veto", {}, Case(actual=0)).vetoed


def test_where_lower_is_better_a_point_over_the_limit_is_a_point_less() -> None:
    assert Case(actual=9, target=10, better="lower").reached == 110
    assert Case(actual=30, target=10, better="lower").reached == 0


numbers = st.decimals(0, 1000, places=2)


@pytest.mark.parametrize("rule", ["proportional", "steps", "bonus", "allornothing", "symmetric"])
@given(one=numbers, other=numbers)
def test_more_completion_never_earns_less_and_stays_within_the_limits(
    rule: str, one: Decimal, other: Decimal
) -> None:
    low, high = (score(rule, SAMPLES[rule], Case(50, completion=x)).value for x in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert LIMITS[rule][0] <= low <= high <= LIMITS[rule][1]


@given(values=st.lists(numbers, min_size=1, max_size=8))
def test_among_peers_the_better_never_earns_less_and_the_lowest_keeps_its_share(
    values: list[Decimal],
) -> None:
    earned = [score("minmax", {}, Case(50, actual=x, peers=tuple(values))).value for x in sorted(values)]
    known = [one for one in earned if one is not None]
    assert known == sorted(known)
    assert known[0] >= 30
    assert known[-1] == 50


@given(one=numbers, other=numbers)
def test_more_faults_never_cost_less(one: Decimal, other: Decimal) -> None:
    few, many = (score("deduct", SAMPLES["deduct"], Case(actual=x)).value for x in sorted((one, other)))
    assert few is not None
    assert many is not None
    assert 0 >= few >= many >= -12
