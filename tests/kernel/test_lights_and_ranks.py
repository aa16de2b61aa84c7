from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.lights import light
from luoshi.kernel.ranks import rank


@dataclass(frozen=True)
class Lamp:
    key: str
    ahead: Decimal | None


THREE = (Lamp("green", Decimal(0)), Lamp("yellow", Decimal(-10)), Lamp("red", None))


def test_at_pace_is_green_ten_behind_is_yellow_and_more_is_red() -> None:
    assert light(0, THREE) == "green"
    assert light(Decimal(-10), THREE) == "yellow"
    assert light(Decimal("-10.01"), THREE) == "red"


def test_a_hair_behind_pace_is_behind_though_it_would_round_to_nothing() -> None:
    assert light(Fraction(-1, 1000), THREE) == "yellow"


def test_without_a_completion_no_light_shows() -> None:
    assert light(None, THREE) is None
    assert light(-50, THREE[:2]) is None


def test_equal_values_share_a_place_and_the_next_is_left_free() -> None:
    values = {"a": Decimal(5), "b": Decimal("7.0"), "c": Decimal(7), "d": Decimal(1)}
    assert rank(values) == {"b": 1, "c": 1, "a": 3, "d": 4}


def test_where_lower_is_better_the_smallest_is_first() -> None:
    assert rank({"a": 5, "b": 7, "c": 5}, better="lower") == {"a": 1, "c": 1, "b": 3}


@given(st.dictionaries(st.text(max_size=3), st.none() | st.integers(-5, 5)))
def test_a_place_is_one_more_than_the_number_of_better_ones(values: dict[str, int | None]) -> None:
    present = {unit: value for unit, value in values.items() if value is not None}
    expected = {u: 1 + sum(other > v for other in present.values()) for u, v in present.items()}
    assert rank(values) == expected
