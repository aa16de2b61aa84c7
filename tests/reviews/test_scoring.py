"""Weighted totals, the trimmed mean, what stands out and the order under a budget, checked by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.errors import InputError
from luoshi.reviews.scoring import (
    Criterion,
    Entry,
    Trim,
    check_criteria,
    check_points,
    outliers,
    ranked,
    result,
    shown,
    total,
    worked,
    worked_mean,
)

D, F = Decimal, Fraction
CRITERIA = (
    Criterion("new", "创新性", D(40)),
    Criterion("sound", "可行性", D(35)),
    Criterion("use", "效益", D(25), top=D(10)),
)


def points(new: int, sound: int, use: int) -> dict[str, Decimal]:
    return {"new": D(new), "sound": D(sound), "use": D(use)}


def test_a_total_is_points_over_top_times_weight() -> None:
    """90×0.40 + 80×0.35 + 7/10×25 = 36 + 28 + 17.5."""
    assert total(CRITERIA, points(90, 80, 7)) == F("81.5")
    assert (
        worked(CRITERIA, points(90, 80, 7)) == "创新性 90/100×40% + 可行性 80/100×35% + 效益 7/10×25% = 81.50"
    )


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        ((), "权重合计 0%"),
        ((Criterion("a", "甲", D(60)), Criterion("b", "乙", D(30))), "权重合计 90%"),
        ((Criterion("a", "甲", D(50)), Criterion("a", "甲", D(50))), "重复"),
        ((Criterion("a", "甲", D(100), top=D(0)),), "满分和权重"),
    ],
)
def test_criteria_are_a_hundred_percent_of_something(criteria: tuple[Criterion, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_criteria(criteria)


def test_points_out_of_range_left_out_or_unknown_are_all_said_at_once() -> None:
    with pytest.raises(InputError) as fault:
        check_points(CRITERIA, {"new": D(101), "use": D(-1), "old": D(3)})
    assert [one.what for one in fault.value.problems] == [
        "没有评分项“old”", "101 分不在范围内", "没有打分", "-1 分不在范围内",
    ]  # fmt: skip
    check_points(CRITERIA, {"new": D(100)}, whole=False)


def scores(*totals: int) -> dict[int, dict[str, Decimal]]:
    """Reviewers 1, 2, … whose totals are these."""
    return {who: {"a": D(one)} for who, one in enumerate(totals, start=1)}


ONE = (Criterion("a", "综合", D(100)),)


def test_five_scores_lose_the_highest_and_the_lowest() -> None:
    """(80 + 84 + 85) ÷ 3 = 83."""
    found = result(ONE, scores(84, 60, 95, 80, 85), Trim())
    assert found.mean == 83
    assert found.dropped == (2, 3)
    assert worked_mean(found) == "去掉最低 60.00、最高 95.00：(80.00 + 84.00 + 85.00) ÷ 3 = 83.00"


def test_four_scores_are_all_counted() -> None:
    found = result(ONE, scores(80, 81, 82, 84), Trim())
    assert (found.mean, found.dropped) == (F("81.75"), ())
    assert worked_mean(found) == "(80.00 + 81.00 + 82.00 + 84.00) ÷ 4 = 81.75"


def test_a_mean_that_does_not_come_out_even_is_rounded_only_when_shown() -> None:
    found = result(ONE, scores(80, 81, 81), Trim())
    assert found.mean == F(242, 3)
    assert shown(found.mean) == "80.67"
    assert shown(F("86.665")) == "86.67"


def test_equal_totals_are_left_out_once() -> None:
    assert result(ONE, scores(90, 90, 90, 90, 90), Trim()).mean == 90


def test_one_far_from_the_others_stands_out_and_is_talked_about() -> None:
    """Median 82, deviations 0 1 2 3 42: their median is 2, and 42 is beyond 3.5 × 1.4826 × 2 = 10.4."""
    found = result(ONE, scores(82, 83, 80, 85, 40), Trim())
    assert found.outliers == (5,)
    assert found.disputed


def test_where_nearly_all_agree_a_few_points_are_no_outlier() -> None:
    assert outliers({1: F(80), 2: F(80), 3: F(80), 4: F(80), 5: F(89)}) == []
    assert outliers({1: F(80), 2: F(80), 3: F(80), 4: F(80), 5: F(91)}) == [5]


def test_three_scores_have_no_outlier_but_may_be_far_apart() -> None:
    found = result(ONE, scores(60, 75, 91), Trim())
    assert not found.outliers
    assert found.spread == 31
    assert found.disputed


@given(st.lists(st.integers(0, 100), min_size=1, max_size=15))
def test_the_trimmed_mean_lies_between_the_scores_and_ignores_who_gave_them(totals: list[int]) -> None:
    found = result(ONE, scores(*totals), Trim())
    assert min(totals) <= found.mean <= max(totals)
    assert found.mean == result(ONE, scores(*sorted(totals)), Trim()).mean
    assert len(found.dropped) == (2 if len(totals) >= 5 else 0)


# The ranking


def states(*entries: tuple[int, int], budget: int, skip: bool = False) -> list[tuple[int, int, str]]:
    """Entries (mean, asked) numbered from 1 → (number, place, state) in order."""
    made = [Entry(number, F(mean), asked) for number, (mean, asked) in enumerate(entries, start=1)]
    return [(one.id, one.rank, one.state) for one in ranked(made, budget, skip=skip)]


def test_projects_are_proposed_in_order_until_the_budget_ends() -> None:
    found = states((90, 50), (80, 40), (85, 30), (70, 10), budget=100)
    assert found == [(1, 1, "proposed"), (3, 2, "proposed"), (2, 3, "reserve"), (4, 4, "reserve")]


def test_with_skipping_what_still_fits_is_proposed() -> None:
    found = states((90, 50), (80, 40), (85, 30), (70, 10), budget=100, skip=True)
    assert found[2:] == [(2, 3, "reserve"), (4, 4, "proposed")]


def test_nobody_under_the_line_is_proposed() -> None:
    assert states((59, 10), (60, 10), budget=100) == [(2, 1, "proposed"), (1, 2, "below")]


def test_equal_scores_that_do_not_all_fit_are_left_to_the_meeting() -> None:
    found = states((90, 60), (80, 30), (80, 30), (70, 5), budget=100)
    assert found == [(1, 1, "proposed"), (2, 2, "tied"), (3, 2, "tied"), (4, 4, "reserve")]


ENTRIES = st.lists(
    st.builds(Entry, st.integers(1, 999), st.fractions(0, 100), st.integers(1, 500)),
    max_size=40, unique_by=lambda one: one.id,
)  # fmt: skip


@given(ENTRIES, st.integers(0, 5000), st.booleans())
def test_the_budget_is_never_exceeded_and_nobody_better_is_passed_over(
    entries: list[Entry], budget: int, skip: bool
) -> None:
    placed = ranked(entries, budget, skip=skip)
    proposed = [one for one in placed if one.state == "proposed"]
    assert sum(one.asked for one in proposed) <= budget
    assert [one.mean for one in placed] == sorted((one.mean for one in placed), reverse=True)
    assert {one.id for one in placed} == {one.id for one in entries}
    for one in placed:
        same = {other.state for other in placed if other.mean == one.mean}
        assert len(same) == 1
    if not skip:
        later = [one.state for one in placed if one.state != "below"]
        assert later == sorted(later, key=lambda state: state != "proposed")
