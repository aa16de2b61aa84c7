"""What if a weight were another: who moves, by hand; and what is not changed moves nobody."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from luoshi.assessment import recall
from luoshi.assessment.scoring import scored
from luoshi.assessment.whatif import knobs, what_if
from luoshi.kernel.errors import InputError
from tests.assessment.sheets import UNITS, basis, sheet
from tests.assessment.test_sheets import whole_sheets

SHEET = sheet(
    {"rule": "proportional", "key": "funds", "indicator": "funds", "weight": 60},
    {"rule": "proportional", "key": "signed", "indicator": "signed", "weight": 40},
    {
        "rule": "earn",
        "key": "visits",
        "indicator": "visits",
        "params": {"points": 1, "cap": 3},
        "group": "more",
    },
    groups={"more": {"label": "加分", "cap": 5}},
)
ON = basis(
    {
        "funds": {"A": (100, 100), "B": (80, 100), "C": (50, 100), "D": (90, 100), "E": (10, 100)},
        "signed": {"A": (2, 10), "B": (10, 10), "C": (9, 10), "D": (9, 10), "E": (10, 10)},
        "visits": {"A": (9,), "B": (0,), "C": (0,), "D": (0,), "E": (0,)},
    }
)
"""60/40: 甲 60+8+3 = 71, 乙 48+40 = 88, 丙 30+36 = 66; 丁 54+36 = 90, 戊 6+40 = 46."""


def body() -> list[dict[str, Any]]:
    """As it comes back from the database."""
    made: list[dict[str, Any]] = json.loads(json.dumps(scored(SHEET, UNITS, ON)))
    return made


def test_a_run_tells_its_sheet_again_and_what_of_it_may_be_tried_otherwise() -> None:
    assert [item.key for item in recall.sheet(body()).items] == ["funds", "signed", "visits"]
    assert [(one.key, one.value) for one in knobs(body())] == [
        ("funds.weight", 60), ("signed.weight", 40), ("visits.cap", 3), ("@more.cap", 5),
    ]  # fmt: skip


def test_who_moves_when_weights_change_greatest_movement_first_within_each_class() -> None:
    # 90/10: 甲 90+2+3 = 95, 乙 72+10 = 82, 丙 45+9 = 54; 丁 81+9 = 90, 戊 9+10 = 19
    made = what_if(body(), {"funds.weight": Decimal(90), "signed.weight": Decimal(10)})
    assert [
        (one.name, one.rank_before, one.rank_after, one.climbed, one.total_before, one.total_after)
        for one in made
    ] == [
        ("甲镇", 2, 1, 1, 71, 95), ("乙镇", 1, 2, -1, 88, 82), ("丙镇", 3, 3, 0, 66, 54),
        ("戊乡", 2, 2, 0, 46, 19), ("丁乡", 1, 1, 0, 90, 90),
    ]  # fmt: skip
    assert made[0].arithmetic == "90 + 2 + 加分（3 = 3） = 95"


def test_a_cap_of_a_rule_and_of_a_group_may_be_tried_too() -> None:
    lifted = {one.unit: one for one in what_if(body(), {"visits.cap": Decimal(9)})}
    assert lifted["A"].total_after == 73, "9 visits, but the pool holds 5"
    lifted = {one.unit: one for one in what_if(body(), {"visits.cap": Decimal(9), "@more.cap": Decimal(20)})}
    assert lifted["A"].total_after == 77


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fund.weight": Decimal(1)}, "没有“fund.weight”"),
        ({"funds.weight": Decimal(-1)}, "不能作分值"),
        ({"funds.weight": Decimal("NaN")}, "不能作分值"),
        ({"funds.weight": Decimal("1e9")}, "不能作分值"),
        ({"funds.weight": Decimal("0.00001")}, "小数位数过多"),
        ({"funds.weight": Decimal(0), "signed.weight": Decimal(0)}, "所有项目的分值都是 0"),
    ],
)
def test_a_weight_that_cannot_be_is_refused_with_what_would_be_right(
    changes: dict[str, Decimal], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        what_if(body(), changes)


def test_a_sum_with_other_points_keeps_the_limit_of_a_group() -> None:
    one = next(one for one in body() if one["unit"] == "A")
    assert recall.sum_of(one, {}) == 71
    assert recall.sum_of(one, {"visits": Fraction(20)}) == 73, "the pool holds 5"
    assert recall.sum_of(one, {"signed": None}) == 63


def test_a_run_of_an_older_version_says_to_calculate_again() -> None:
    old = [{**one, "items": [{**item, "case": None} for item in one["items"]]} for one in body()]
    for one in old:
        for item in one["items"]:
            del item["case"]
    with pytest.raises(InputError, match="没有留下试算要用的数"):
        what_if(old, {})
    with pytest.raises(InputError, match="没有可以试算的得分"):
        what_if([], {})


@settings(max_examples=30)
@given(made=whole_sheets())
def test_what_is_scored_again_unchanged_moves_nobody(made: Any) -> None:
    items, figures, more = made
    run = json.loads(json.dumps(scored(sheet(*items, **more), UNITS, basis(figures))))
    before = {one["unit"]: (one["total"], one["rank"], one["arithmetic"]) for one in run}
    for one in what_if(run, {}):
        assert (one.rank_before, one.arithmetic) == (before[one.unit][1], before[one.unit][2])
        assert (one.rank_after, one.gained, one.climbed) == (one.rank_before, 0, 0)
