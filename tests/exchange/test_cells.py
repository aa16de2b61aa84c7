"""A cell's value: exact, in the field's unit, whatever its dress; what is not understood stays as written."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.exchange.cells import Guesses, value_of
from luoshi.kernel.errors import InputError
from luoshi.packs.spec import Field, Label

MONEY = Field(type="money", label=Label(zh="总投资"), unit="万元")
AREA = Field(type="decimal", label=Label(zh="面积"), unit="亩")
DAY = Field(type="date", label=Label(zh="日期"))
MONTH = Field(type="month", label=Label(zh="月份"))
TRUTH = Field(type="boolean", label=Label(zh="是否"))
TEXT = Field(type="text", label=Label(zh="名称"))


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        (500, "", "500"), (12.5, "", "12.5"), (1234567.89, "元", "123.456789"), ("500", "亿元", "5000000"),
        ("3.2亿", "元", "32000"), ("500万", "", "500"), ("1.2万亿元", "", "120000000"), ("5000元", "", "0.5"),
        ("（３００）", "", "-300"), ("-1,000", "", "-1000"), ("￥2,000.00元", "", "0.2"),
        ("一点四亿", "", "14000"),
        ("三百二十万元", "", "320"), ("约80万元", "", "80"), ("5百万", "", "500"),
    ],
)  # fmt: skip
def test_money_is_read_in_the_ledgers_unit(cell: Any, unit: str, expected: str) -> None:
    assert Decimal(value_of(cell, MONEY, unit)) == Decimal(expected)


@pytest.mark.parametrize("cell", ["五百", "12个", "待定", "3-5亿", "1e5", "1.2.3", "亿", "12万5"])
def test_what_is_no_amount_stays_as_it_was_written(cell: str) -> None:
    assert value_of(cell, MONEY) == cell


def test_other_numbers_may_carry_their_own_word_and_ten_thousands() -> None:
    assert [value_of(one, AREA) for one in ("1.2万亩", "35亩", "1,200")] == ["12000", "35", "1200"]
    assert value_of("35公顷", AREA) == "35公顷"


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_a_number_that_excel_keeps_is_read_exactly(amount: Decimal) -> None:
    assert Decimal(value_of(float(amount), MONEY)) == amount
    assert Decimal(value_of(f"{amount:,}", MONEY)) == amount
    assert Decimal(value_of(f"{amount}亿元", MONEY)) == amount * 10_000


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    numerals = str.maketrans("0123456789", "〇一二三四五六七八九")

    def number(value: int) -> str:
        tens, ones = divmod(value, 10)
        ten = ("" if tens == 1 else "一二三"[tens - 1]) + "十" if tens else ""
        return ten + ("一二三四五六七八九"[ones - 1] if ones else "")

    chinese = f"{str(day.year).translate(numerals)}年{number(day.month)}月{number(day.day)}日"
    spelled = [
        f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year} / {day.month} / {day.day}", chinese,
    ]  # fmt: skip
    assert {value_of(one, DAY) for one in spelled} == {day.isoformat()}
    assert {value_of(one, MONTH) for one in spelled} == {f"{day:%Y-%m}"}
    assert value_of((day - date(1899, 12, 30)).days, DAY) == day


def test_a_day_without_a_year_is_of_the_tables_year_and_said_to_be() -> None:
    guesses = Guesses(2026)
    assert value_of("三月五日", DAY, "", guesses) == "2026-03-05"
    assert guesses.said == ["没有写年份，按2026年"]
    assert value_of("三月五日", DAY) == "三月五日"


def test_truths_are_ticked_in_many_ways() -> None:
    assert {value_of(one, TRUTH) for one in (True, "√", "有", "Y", 1, "是")} == {"是"}
    assert {value_of(one, TRUTH) for one in (False, "×", "N", "否", "0")} == {"否"}
    assert value_of("也许", TRUTH) == "也许"


def test_a_number_too_long_for_a_sheet_is_refused_as_text() -> None:
    assert value_of(13800001111.0, TEXT) == "13800001111"
    with pytest.raises(InputError, match="末几位已经丢失"):
        value_of(6.2284804e18, TEXT)


CELLS = st.one_of(
    st.text(max_size=40), st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.booleans(),
    st.datetimes(), st.timedeltas(timedelta(0), timedelta(9)),
)  # fmt: skip


@given(CELLS)
def test_no_cell_breaks_the_reading(cell: Any) -> None:
    for field in (MONEY, AREA, DAY, MONTH, TRUTH, TEXT):
        try:
            value_of(cell, field, "元", Guesses(2026))
        except InputError:
            continue
