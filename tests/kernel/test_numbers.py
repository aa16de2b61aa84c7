from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.errors import InputError
from luoshi.kernel.numbers import (
    change,
    change_words,
    half_up,
    percent,
    plain,
    points,
    scale_down,
    scale_up,
    show,
    spelled,
)
from tests import shared

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15)


def test_a_half_is_rounded_away_from_zero_on_both_sides() -> None:
    assert half_up(Decimal("2.5"), 0) == 3
    assert half_up(Decimal("-2.5"), 0) == -3
    assert half_up(Decimal("1.005"), 2) == Decimal("1.01")
    assert half_up(Fraction(1, 3), 4) == Decimal("0.3333")


@given(decimals, st.integers(0, 5))
def test_half_up_agrees_with_decimals_own_rounding(value: Decimal, places: int) -> None:
    assert half_up(value, places) == value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@given(st.fractions(), st.integers(0, 8))
def test_rounding_moves_a_value_by_at_most_half_a_place(value: Fraction, places: int) -> None:
    assert abs(Fraction(half_up(value, places)) - value) <= Fraction(1, 2 * 10**places)


def test_numbers_longer_than_the_decimal_context_stay_exact() -> None:
    assert str(half_up(10**40 + 1, 2)) == f"{10**40 + 1}.00"
    assert scale_up(scale_down(10**40 + 7, 10), 10) == 10**40 + 7


def test_a_percentage_of_nothing_is_none() -> None:
    assert percent(5, 0) is None
    assert percent(5, None) is None
    assert percent(None, 5) is None


def test_every_published_completion_of_panzhihua_comes_out_again() -> None:
    for row in shared.table("panzhihua_2006_01_10_by_sector"):
        if row["公布完成率_pct"]:
            got = percent(int(row["到位资金_万元"]), int(row["目标_万元_derived"]))
            assert got == Decimal(row["公布完成率_pct"]), row["产业"]


def test_every_published_distance_from_pace_of_panzhihua_comes_out_again() -> None:
    for row in shared.table("panzhihua_2006_01_10_by_origin"):
        if row["公布超欠进度_百分点"]:
            completion = Fraction(int(row["到位资金_万元"]), int(row["目标_万元_derived"])) * 100
            assert points(completion, Fraction(10, 12)) == Decimal(row["公布超欠进度_百分点"]), row["类别"]


def test_growth_of_changdes_patents_comes_out_again() -> None:
    for row in shared.table("changde_2017_10_patents_by_county"):
        grown = change(int(row["年申请量累计"]), int(row["去年同期申请"]))
        assert grown is not None
        assert half_up(grown, 1) == Decimal(row["申请增长率_pct"]), row["单位"]


def test_the_start_rates_of_luan_come_out_again_except_the_misprinted_one() -> None:
    wrong = []
    for row in shared.table("luan_2024H1_investment"):
        if row["公布开工率_pct"]:
            rate = percent(int(row["亿元以上新签约开工项目_个"]), int(row["亿元以上新签约项目_个"]), 1)
            if rate != Decimal(row["公布开工率_pct"]):
                wrong.append((row["县区"], rate))
    assert wrong == [("金寨县", Decimal("68.8"))]


def test_the_published_scores_add_up() -> None:
    for row in shared.table("zhaoshang_assessment_2024_scores"):
        assert sum(Decimal(row[f"得分{n}"]) for n in range(1, 7)) == Decimal(row["公布总分"])


def test_change_against_nothing_or_a_loss_has_no_percentage() -> None:
    assert change(5, None) is None
    assert change(5, 0) is None
    assert change(5, Decimal(-3)) is None
    assert change(None, 5) is None


def test_a_change_of_nothing_is_said_so() -> None:
    assert change_words(Decimal("0.00")) == "持平"
    assert change_words(Decimal("20.3")) == "增长20.3%"


def test_shown_numbers_have_separators_and_nothing_shown_is_a_dash() -> None:
    assert show(314847, 0) == "314,847"
    assert show(Decimal("-1234.565"), 2) == "-1,234.57"
    assert show(None, 2) == "—"


def test_data_is_spelled_in_full_where_it_ends_and_rounded_where_it_does_not() -> None:
    assert spelled(Fraction(1_234_567, 10**6)) == "1.234567"
    assert spelled(Fraction(200, 3)) == "66.67"
    assert spelled(-500) == "-500"


@given(st.integers(), st.integers(0, 10))
def test_scaling_down_and_up_gives_the_same_whole_number(units: int, places: int) -> None:
    assert scale_up(scale_down(units, places), places) == units


def test_more_places_than_are_kept_is_refused_not_rounded() -> None:
    with pytest.raises(InputError, match="至多2位小数"):
        scale_up(Decimal("1.234"), 2)
    with pytest.raises(InputError):
        scale_up(Decimal("NaN"), 2)


@given(decimals)
def test_the_plain_spelling_is_the_value_and_the_same_for_equal_values(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert plain(value) == plain(value * Decimal("1.000"))
    assert "E" not in plain(value)


@pytest.mark.parametrize("written", ["1e999999999", "-1e999999999", "1e-999999999"])
def test_a_number_that_would_keep_a_machine_busy_for_ever_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="太大或太小"):
        scale_up(Decimal(written), 2)
    assert scale_up(Decimal("0e999999999"), 2) == 0
