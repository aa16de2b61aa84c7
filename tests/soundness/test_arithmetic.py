"""Wrong numbers that were really printed, or nearly were. Each worked by hand; none is ever weakened."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.kernel.lights import light
from luoshi.kernel.numbers import ahead, change, change_words, half_up, percent, points
from luoshi.kernel.ranks import rank


def test_314847_of_260000_is_121_10_and_not_121_09() -> None:
    # 314847 / 2600 = 121.095 exactly: halves go up, and no binary fraction gets in between
    assert percent(314_847, 260_000) == Decimal("121.10")


def test_six_scores_add_up_to_2_95_exactly() -> None:
    scores = [Decimal(text) for text in ("0.45", "0.6", "0.5", "0.5", "0.5", "0.4")]
    assert sum(scores) == Decimal("2.95")


def test_ten_months_are_83_33_of_the_year() -> None:
    assert percent(10, 12) == Decimal("83.33")


def test_ahead_of_pace_is_told_in_points_from_the_exact_pace() -> None:
    # 1005136 / 800000 = 125.642 %; less 83.333… is 42.3087, so 42.31
    assert points(Fraction(1_005_136, 8_000), Fraction(10, 12)) == Decimal("42.31")
    # 176031 / 250000 = 70.4124 %; less 83.333… is -12.9209
    assert points(Fraction(176_031, 2_500), Fraction(10, 12)) == Decimal("-12.92")


def test_432_against_359_is_up_20_3() -> None:
    grown = change(432, 359)
    assert grown is not None
    assert half_up(grown, 1) == Decimal("20.3")


def test_a_fall_is_never_negative_growth() -> None:
    assert change_words(Decimal("-8.92")) == "下降8.92%"


def test_equal_values_share_a_rank_whatever_their_places() -> None:
    assert rank({"东镇": Decimal("1.50"), "西镇": Decimal("1.5"), "南镇": Decimal(1)}) == {
        "东镇": 1,
        "西镇": 1,
        "南镇": 3,
    }


def test_no_target_and_no_value_stay_out_of_the_ranking() -> None:
    assert rank({"东镇": Decimal(0), "西镇": None, "南镇": Decimal(-1)}) == {"东镇": 1, "南镇": 2}


def test_a_light_is_decided_before_rounding() -> None:
    @dataclass(frozen=True)
    class Lamp:
        key: str
        ahead: Decimal | None

    # 8333 of 10000 after ten months: 83.33 % against 83.333… %, shown as 0.00 points, still behind
    behind = ahead(Fraction(8_333, 100), Fraction(10, 12))
    assert half_up(behind, 2) == 0
    assert light(behind, [Lamp("green", Decimal(0)), Lamp("yellow", Decimal(-10))]) == "yellow"
