"""Applications find experts at the least cost within every limit, and what cannot be met is named."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.errors import InputError
from luoshi.reviews.assigning import Assigned, Limits, assign, costs

SEED = bytes(32)


def plain(applications: int, experts: int, price: int = 1) -> dict[tuple[int, int], int]:
    return {(a, 100 + e): price for a in range(1, applications + 1) for e in range(experts)}


def test_each_application_goes_to_experts_of_its_field() -> None:
    fields = {1: "food", 2: "food", 3: "energy"}
    experts = {11: ["food"], 12: ["food", "energy"], 13: ["energy"], 14: ["food"]}
    found = assign(costs(fields, experts, SEED), [*fields], [*experts], Limits(each=2, most=2))
    assert found.experts[3] == (12, 13)
    assert set(found.experts[1]) | set(found.experts[2]) <= {11, 12, 14}


def test_two_cheap_pairs_are_given_up_for_one_that_serves_all() -> None:
    """Expert 101 is best for both, but reads one only: who loses less by another gives way."""
    price = {(1, 101): 0, (1, 102): 1, (2, 101): 0, (2, 102): 9}
    found = assign(price, [1, 2], [101, 102], Limits(each=1, most=1))
    assert found.experts == {1: (102,), 2: (101,)}
    assert found.cost == 1


def test_conflicts_are_never_assigned_however_good() -> None:
    price = plain(1, 3) | {(1, 100): -50}
    found = assign(price, [1], [100, 101, 102], Limits(each=2, most=1), forbidden=[(1, 100)])
    assert found.experts[1] == (101, 102)


def test_loads_are_even_where_nothing_else_decides() -> None:
    found = assign(plain(10, 5), [*range(1, 11)], [100 + e for e in range(5)], Limits(each=3, most=10))
    assert set(found.loads.values()) == {6}


def test_the_least_load_is_kept_though_it_costs_more() -> None:
    price = {(a, e): 0 if e == 101 else 50 for a in range(1, 5) for e in (101, 102)}
    found = assign(price, [1, 2, 3, 4], [101, 102], Limits(each=1, most=4, least=2))
    assert found.loads == {101: 2, 102: 2}


def test_who_lacks_whom_is_said_with_what_would_help() -> None:
    barred = [(1, 100), (1, 101)]
    with pytest.raises(InputError) as fault:
        assign(plain(2, 3), [1, 2], [100, 101, 102], Limits(each=2, most=5), forbidden=barred)
    (problem,) = fault.value.problems
    assert (problem.what, problem.right) == ("申报书 1 缺 1 位专家", "能评它的专家只有 1 人，再补 1 人")


def test_too_little_room_in_all_is_said_of_the_limit() -> None:
    with pytest.raises(InputError, match="把每人上限从 1 件放宽"):
        assign(plain(4, 3), [1, 2, 3, 4], [100, 101, 102], Limits(each=1, most=1))


def test_an_expert_who_cannot_be_given_the_least_is_named() -> None:
    barred = [(a, 102) for a in (1, 2)]
    with pytest.raises(InputError, match="专家 102 少于每人最少 1 件"):
        assign(plain(2, 3), [1, 2], [100, 101, 102], Limits(each=1, most=2, least=1), forbidden=barred)


def test_nothing_to_assign_is_no_error() -> None:
    assert assign({}, [], [100], Limits(each=3, most=5)).experts == {}


def test_the_lot_settles_what_is_as_good_and_stays_the_same() -> None:
    fields, experts = {1: "food", 2: "food"}, {one: ["food"] for one in range(100, 120)}
    one = assign(costs(fields, experts, b"a" * 32), [1, 2], [*experts], Limits(each=5, most=3))
    same = assign(costs(fields, experts, b"a" * 32), [2, 1], [*reversed(experts)], Limits(each=5, most=3))
    other = assign(costs(fields, experts, b"b" * 32), [1, 2], [*experts], Limits(each=5, most=3))
    assert one == same
    assert one != other


def attempt(act: Callable[[], Assigned]) -> Assigned | InputError:
    try:
        return act()
    except InputError as fault:
        return fault


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, int, Limits, set[tuple[int, int]], int]:
    applications, experts = draw(st.integers(1, 8)), draw(st.integers(1, 8))
    limits = Limits(draw(st.integers(1, 4)), draw(st.integers(1, 6)), draw(st.integers(0, 1)))
    pairs = [(a, 100 + e) for a in range(1, applications + 1) for e in range(experts)]
    return applications, experts, limits, draw(st.sets(st.sampled_from(pairs))), draw(st.integers(0, 10**6))


@given(cases())
def test_every_limit_holds_or_the_refusal_says_why(
    case: tuple[int, int, Limits, set[tuple[int, int]], int],
) -> None:
    applications, experts, limits, barred, chance = case
    price = {pair: random.Random(f"{chance}{pair}").randrange(100) for pair in plain(applications, experts)}
    numbers, people = [*range(1, applications + 1)], [100 + e for e in range(experts)]
    short = [a for a in numbers if experts - sum(one == a for one, _expert in barred) < limits.each]
    found = attempt(lambda: assign(price, numbers, people, limits, barred))
    if isinstance(found, InputError):
        named = [one.what.split()[1] for one in found.problems if one.what.startswith("申报书")]
        assert {str(a) for a in short} <= set(named)
        assert found.problems
        return
    assert not short
    assert all(len(set(several)) == limits.each for several in found.experts.values())
    assert not {(a, e) for a, several in found.experts.items() for e in several} & barred
    loads = Counter(dict.fromkeys(people, 0) | found.loads)
    assert all(limits.least <= count <= limits.most for count in loads.values())
    assert found.cost == sum(price[a, e] for a, several in found.experts.items() for e in several)


def test_two_hundred_applications_find_five_of_a_hundred_and_twenty_experts_in_seconds() -> None:
    chance = random.Random(7)
    domains = ["agri", "food", "materials", "equipment", "digital", "energy", "health", "society"]
    fields = {a: chance.choice(domains) for a in range(1, 201)}
    experts = {e: chance.sample(domains, 2) for e in range(1000, 1120)}
    barred = {(chance.randint(1, 200), chance.randint(1000, 1119)) for _ in range(1500)}
    began = time.process_time()
    found = assign(costs(fields, experts, SEED), [*fields], [*experts], Limits(5, 12, 5), barred)
    assert time.process_time() - began < 20, "seconds of one core, however busy the machine is"
    assert {len(several) for several in found.experts.values()} == {5}
    assert all(5 <= load <= 12 for load in found.loads.values())
    elsewhere = sum(fields[a] not in experts[e] for a, several in found.experts.items() for e in several)
    assert elsewhere == 0
