"""A panel follows from the frozen pool and the published root alone, and everybody draws the same."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from luoshi.kernel.errors import InputError
from luoshi.reviews.sampling import Candidate, Panel, Pool, Seats, draw, parse

ROOT = "ab" * 32


def pool(*, count: int = 20, employers: int = 20, seats: tuple[Seats, ...] = (Seats(count=5),)) -> Pool:
    """Experts 1, 2, …: every second knows food, every third energy."""
    experts = tuple(
        Candidate(
            id=one, domains=("food",) * (one % 2 == 0) + ("energy",) * (one % 3 == 0),
            employer=f"单位{one % employers}",
        )
        for one in range(1, count + 1)
    )  # fmt: skip
    return Pool(panel="2026-1", seats=seats, experts=experts)


def sitting(panel: Panel) -> list[int]:
    return [one.expert for one in panel.seats]


def test_another_root_draws_another_panel_and_the_same_root_the_same() -> None:
    assert sitting(draw(pool(), ROOT)) == sitting(draw(pool(), ROOT))
    assert sitting(draw(pool(), ROOT)) != sitting(draw(pool(), "cd" * 32))


def test_one_expert_more_in_the_pool_is_another_draw() -> None:
    assert draw(pool(), ROOT).seed != draw(pool(count=21), ROOT).seed


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_experts_are_listed_changes_nothing(shuffle: random.Random) -> None:
    listed = [*pool().experts]
    shuffle.shuffle(listed)
    assert Pool(panel="2026-1", seats=(Seats(count=5),), experts=tuple(listed)).digest == pool().digest


def test_seats_of_a_field_are_for_experts_of_it() -> None:
    seats = (Seats(domain="food", count=2), Seats(domain="energy", count=2), Seats(count=1))
    panel = draw(pool(seats=seats), ROOT)
    assert all(one.expert % 2 == 0 for one in panel.seats if one.domain == "food")
    assert all(one.expert % 3 == 0 for one in panel.seats if one.domain == "energy")
    assert len(set(sitting(panel))) == 5


def test_one_employer_has_one_seat() -> None:
    panel = draw(pool(employers=6), ROOT)
    assert len({one % 6 for one in sitting(panel)}) == 5


def test_whoever_gives_up_is_replaced_by_the_next_and_the_others_stay() -> None:
    first = draw(pool(), ROOT)
    gone = first.seats[2].expert
    second = draw(pool(), ROOT, gone=[gone])
    assert [one for at, one in enumerate(sitting(second)) if at != 2] == [
        one for at, one in enumerate(sitting(first)) if at != 2
    ]
    assert second.seats[2].expert == first.substitutes[0].expert
    assert gone not in {one.expert for one in second.substitutes}


def test_those_who_gave_up_never_come_back() -> None:
    gone: list[int] = []
    for _ in range(6):
        gone.append(draw(pool(), ROOT, gone).seats[0].expert)
    assert len(set(gone)) == 6
    assert not set(gone) & set(sitting(draw(pool(), ROOT, gone)))


def test_too_few_experts_of_a_field_are_said_with_what_would_help() -> None:
    seats = (Seats(domain="energy", count=3), Seats(domain="food", count=2))
    with pytest.raises(InputError, match="“energy”要 3 人，库里能用的不够（2 人）"):
        draw(pool(count=8, seats=seats), ROOT)


@pytest.mark.parametrize(("count", "said"), [(4, "4 人"), (6, "6 人"), (3, "3 人")])
def test_a_panel_is_odd_and_of_five_or_more(count: int, said: str) -> None:
    text = json.dumps({"panel": "x", "seats": [{"count": count}], "experts": []})
    with pytest.raises(InputError, match=f"评审专家 {said}；应是 5 人以上的单数"):
        parse(text)


@pytest.mark.parametrize("text", ["{", "[]", '{"panel": "x"}', '{"panel":"x","seats":[],"experts":[]}'])
def test_a_file_that_is_no_pool_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse(text)


def test_the_file_that_is_published_is_the_pool() -> None:
    again = parse(pool().dumps())
    assert again == pool()
    assert "单位" in pool().dumps()


@st.composite
def pools(draw_: st.DrawFn) -> Pool:
    experts = draw_(
        st.lists(
            st.builds(
                Candidate, id=st.integers(1, 500),
                domains=st.sets(st.sampled_from(["food", "energy", "agri"]), min_size=1).map(tuple),
                employer=st.sampled_from([f"单位{one}" for one in range(30)]),
            ),
            min_size=30, max_size=60, unique_by=lambda one: one.id,
        )
    )  # fmt: skip
    seats = (
        Seats(domain="food", count=draw_(st.integers(1, 3)) * 2),
        Seats(count=draw_(st.sampled_from([3, 5]))),
    )
    return Pool(panel="p", seats=seats, of_employer=draw_(st.integers(1, 3)), experts=tuple(experts))


@given(pools(), st.integers(0, 2**32), st.integers(0, 3))
def test_a_panel_keeps_every_rule_after_any_number_gave_up(found: Pool, root: int, leave: int) -> None:
    seed, gone = f"{root:064x}", list[int]()
    panel: Any = None
    try:
        panel = draw(found, seed)
        for _ in range(leave):
            gone.append(panel.seats[len(gone) % len(panel.seats)].expert)
            panel = draw(found, seed, gone)
    except InputError:
        assume(False)
    by_id = {one.id: one for one in found.experts}
    there = sitting(panel)
    assert len(set(there)) == sum(one.count for one in found.seats)
    assert not set(there) & set(gone)
    assert max(Counter(by_id[one].employer for one in there).values()) <= found.of_employer
    assert all(not one.domain or one.domain in by_id[one.expert].domains for one in panel.seats)
    assert not {one.expert for one in panel.substitutes} & set(there)
