"""Delegates by members: what a clerk gets on paper, and sums that are exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.elections.allotting import largest_remainder, per_members
from luoshi.kernel.errors import InputError

BRANCHES = {"一分会": 53, "二分会": 24, "三分会": 21, "四分会": 2}


def test_so_many_members_a_delegate() -> None:
    assert [one.delegates for one in per_members(BRANCHES, 10)] == [6, 3, 3, 1]
    assert [one.delegates for one in per_members(BRANCHES, 10, "half")] == [5, 2, 2, 1]
    made = per_members(BRANCHES, 8, "half")
    assert [one.delegates for one in made] == [7, 3, 3, 1]
    assert made[0].step == "53÷8＝6 余 5，进一，7 名"
    assert made[3].step == "2÷8＝0 余 2，余数不计，0 名，不足 1 名按 1 名"


def test_by_largest_remainder() -> None:
    made = largest_remainder(BRANCHES, 10)
    # four is given one; 9 × 53 ÷ 98 = 4 rest 85, 9 × 24 ÷ 98 = 2 rest 20, 9 × 21 ÷ 98 = 1 rest 91
    assert [one.delegates for one in made] == [5, 2, 2, 1]
    assert made[0].step == "9×53÷98＝4 余 85，余数大，进一"
    assert made[1].step == "9×24÷98＝2 余 20，余数不计"
    assert made[3].step == "按比例不足 1 名，保底 1 名"


def test_too_few_seats_and_empty_branches_are_told() -> None:
    with pytest.raises(InputError, match="4 个单位各至少 1 名，不少于 4 名"):
        largest_remainder(BRANCHES, 3)
    with pytest.raises(InputError, match="五分会 0 人"):
        per_members({"五分会": 0}, 10)


branches = st.dictionaries(st.text("甲乙丙丁", min_size=1, max_size=3), st.integers(1, 999), min_size=1)


@given(branches, st.integers(0, 200), st.integers(0, 2))
def test_sums_are_exact_and_nobody_is_far_from_the_quota(said: dict[str, int], over: int, least: int) -> None:
    seats = least * len(said) + over
    made = largest_remainder(said, seats, least)
    assert sum(one.delegates for one in made) == seats
    assert all(one.delegates >= least for one in made)
    for one in made:
        for other in made:
            if one.members > other.members:
                assert one.delegates >= other.delegates
