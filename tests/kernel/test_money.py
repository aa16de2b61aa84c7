from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.errors import InputError
from luoshi.kernel.money import from_fen, show_money, to_fen, yuan_string


def test_five_point_one_yi_is_fifty_one_billion_fen() -> None:
    assert to_fen(Decimal("5.1"), "亿元") == 51_000_000_000
    assert to_fen(Decimal(500), "万元") == 500_000_000
    assert to_fen(Decimal("12.34"), "元") == 1_234


def test_money_comes_back_in_the_shortest_spelling() -> None:
    assert str(from_fen(500_000_000, "万元")) == "500"
    assert str(from_fen(51_000_000_000, "亿元")) == "5.1"
    assert str(from_fen(0, "万元")) == "0"


@given(st.integers(), st.sampled_from(["元", "万元", "亿元"]))
def test_money_goes_out_and_in_unchanged(fen: int, unit: str) -> None:
    assert to_fen(from_fen(fen, unit), unit) == fen


def test_less_than_a_fen_is_refused() -> None:
    with pytest.raises(InputError):
        to_fen(Decimal("0.001"), "元")
    assert to_fen(Decimal("0.000001"), "万元") == 1


def test_an_unknown_unit_names_the_three_that_exist() -> None:
    with pytest.raises(InputError, match="元、万元或亿元"):
        to_fen(Decimal(1), "百万")


def test_money_is_shown_rounded_and_sent_exactly() -> None:
    assert show_money(1_234_567_890_00, "万元") == "123,456.79"
    assert yuan_string(1_234_567_890_05) == "1234567890.05"
    assert yuan_string(-5) == "-0.05"
