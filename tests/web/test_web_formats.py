from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from luoshi.web import formats


def test_money_is_shown_with_separators_and_its_unit() -> None:
    assert formats.amount(Decimal(5300), "万元") == "5,300.00 万元"
    assert formats.amount(Decimal("1234567.005"), "元") == "1,234,567.01 元"
    assert formats.amount(14, "个", 0) == "14 个"


def test_nothing_is_never_shown_as_zero() -> None:
    shown = [formats.amount(None, "万元"), formats.percent(None), formats.points(None), formats.day(None)]
    assert shown == ["—"] * 4
    assert formats.change(None) == "—"
    assert formats.moment(None) == "—"
    assert formats.amount(Decimal(0), "万元") == "0.00 万元"


def test_a_percentage_is_rounded_half_up_from_the_exact_fraction() -> None:
    assert formats.percent(Fraction(314847, 260000) * 100) == "121.10%"
    assert formats.percent(Decimal("-0.005")) == "-0.01%"


def test_the_distance_from_the_pace_is_told_in_points_and_words() -> None:
    assert formats.points(Decimal("42.31")) == "超序时 42.31 个百分点"
    assert formats.points(Decimal("-12.92")) == "欠序时 12.92 个百分点"
    assert formats.points(Decimal(0)) == "与序时持平"


def test_a_fall_is_a_fall_and_not_negative_growth() -> None:
    assert formats.change(Decimal("-8.92")) == "下降8.92%"
    assert formats.change(Decimal("20.3")) == "增长20.3%"


def test_moments_are_shown_as_shanghai_sees_them() -> None:
    evening = datetime(2026, 3, 1, 17, 5, tzinfo=UTC)
    assert formats.moment(evening) == "2026-03-02 01:05"
    assert formats.day(evening) == "2026-03-02"
    assert formats.day(date(2026, 3, 1)) == "2026-03-01"


def test_sizes_and_digests_are_short() -> None:
    assert [formats.size(octets) for octets in (12, 348_200, 2_480_113)] == ["12 B", "340 KB", "2.4 MB"]
    assert formats.digest("9f2c1b7e44d08a3ce615") == "9f2c 1b7e 44d0 8a3c"
    assert formats.digest("9f2c1b7e", 6) == "9f2c 1b"
