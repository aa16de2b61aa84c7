"""A draft's numbers against an invented book of published figures, sentence by sentence."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.numbers import half_up
from luoshi.kernel.periods import Period
from luoshi.reading.book import Book, Published
from luoshi.reading.checked import Checked, check
from luoshi.reading.comparing import Printed, judged
from tests.reading.invented_book import BOOK, FUNDS, INDICATORS, LIULIN, MARCH, PATENTS, QINGSHI, UNITS


def states(text: str, rule: str = "figure") -> list[tuple[str, str]]:
    return [(one.text, one.state) for one in check(text, BOOK) if one.rule == rule]


def the(text: str, number: str) -> Checked:
    return next(one for one in check(text, BOOK) if one.text == number and one.rule == "figure")


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("1—3月，全县到位资金5.3亿元。", "5.3亿元"),
        ("截至3月底，全县到位资金52,960万元。", "52,960万元"),
        ("３月份，青石镇到位资金５００万元。", "５００万元"),
        ("一季度，青石镇招商到位资金完成5300万元。", "5300万元"),
        ("2—3月，青石镇到位资金3100万元。", "3100万元"),
        ("今年以来，我县到位资金同比增长20.3%。", "20.3%"),
        ("青石镇到位资金同比下降8.9%。", "8.9%"),
        ("全县到位资金完成年度目标的20.37%。", "20.37%"),
        ("全县到位资金低于序时进度4.63个百分点。", "4.63个百分点"),
        ("去年同期，青石镇到位资金5819万元。", "5819万元"),
        ("今年，全县到位资金要达到26亿元。", "26亿元"),
        ("全县到位资金超过5亿元。", "5亿元"),
        ("全县到位资金近5.3亿元。", "5.3亿元"),
        ("青石镇新增35件专利申请。", "35件"),
        ("全县诉求解决率95.3%。", "95.3%"),
    ],
)
def test_a_number_is_right_by_label_alias_scope_months_and_kind(sentence: str, number: str) -> None:
    assert (the(sentence, number).state, the(sentence, number).rule) == ("right", "figure")


@pytest.mark.parametrize(
    ("sentence", "number", "state", "expected"),
    [
        ("1—3月，全县到位资金5.4亿元。", "5.4亿元", "wrong", "5.296亿元"),
        ("1—3月，全县到位资金5.29亿元。", "5.29亿元", "rounded", "5.30亿元"),
        ("1—3月，全县到位资金52960亿元。", "52960亿元", "unit_slip", "5.296亿元"),
        ("1—3月，全县到位资金5.296万元。", "5.296万元", "unit_slip", "52960万元"),
        ("青石镇到位资金同比增长8.92%。", "8.92%", "wrong", "下降8.92%"),
        ("2—3月，青石镇到位资金5300万元。", "5300万元", "wrong", "3100万元"),
        ("3月，青石镇专利申请累计12件。", "12件", "wrong", "35件"),
        ("全县到位资金超过6亿元。", "6亿元", "wrong", "5.296亿元"),
    ],
)
def test_what_is_not_as_published_is_told_with_the_published_figure(
    sentence: str, number: str, state: str, expected: str
) -> None:
    found = the(sentence, number)
    assert (found.state, found.expected) == (state, expected)
    assert "公布的是" in found.words


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("全县工业到位资金300万元。", "300万元"),
        ("全县到位资金5.3亿元，税收收入500万元。", "500万元"),
        ("全县到位资金5.3亿元，税收收入500万元，同比增长5%。", "5%"),
        ("全省到位资金300万元。", "300万元"),
        ("全县到位资金环比增长3%。", "3%"),
        ("1—4月，全县到位资金300万元。", "300万元"),
        ("全县专利申请300万元。", "300万元"),
        ("引进到位资金5000万元以上的项目3个。", "5000万元"),
    ],
)
def test_what_cannot_be_told_is_unknown_and_never_wrong(sentence: str, number: str) -> None:
    assert the(sentence, number).state == "unknown"


def test_a_paragraph_goes_on_about_the_unit_and_indicator_named_last() -> None:
    text = "青石镇到位资金5300万元，同比下降8.92%；柳林乡1200万元，同比增长8.92%。\n全县专利申请157件。"
    assert states(text) == [
        ("5300万元", "right"), ("8.92%", "right"), ("1200万元", "right"), ("8.92%", "right"),
        ("157件", "right"),
    ]  # fmt: skip


def test_several_units_named_together_take_one_number_each() -> None:
    text = "青石镇、柳林乡专利申请分别为35件、21件。"
    assert states(text) == [("35件", "right"), ("21件", "wrong")]


def test_where_two_figures_could_be_meant_either_is_right_and_both_are_told() -> None:
    assert the("3月，青石镇到位资金500万元。", "500万元").state == "right"
    assert the("3月，青石镇到位资金5300万元。", "5300万元").state == "right"
    wrong = the("3月，青石镇到位资金700万元。", "700万元")
    assert (wrong.state, wrong.expected, [one.what for one in wrong.others]) == ("wrong", "500万元", ["ytd"])
    assert "也可能指" in wrong.words


def test_the_title_says_which_months_are_meant() -> None:
    assert states("2026年2月通报\n青石镇到位资金4800万元。") == [("4800万元", "right")]
    assert states("2025年1—3月通报\n青石镇3月到位资金累计5819万元。") == [("5819万元", "right")]
    assert states("2026年3月通报\n青石镇到位资金4800万元。") == [("4800万元", "wrong")]


def test_a_month_without_a_year_is_the_last_one_of_that_name() -> None:
    january = Book(INDICATORS, UNITS, "C01", Period(2027, "month", 1), BOOK.month)
    assert [one.state for one in check("3月，青石镇到位资金500万元。", january)] == ["right"]


def test_an_empty_book_knows_nothing_and_finds_nothing_wrong() -> None:
    empty = Book({}, {}, "", MARCH, lambda _month: {})
    assert {one.state for one in check("全县到位资金5.3亿元，同比增长3%。", empty)} == {"unknown"}


@pytest.mark.parametrize(
    ("printed", "exact", "state"),
    [
        ("121.10", "121.095", "right"), ("121.09", "121.095", "rounded"), ("68.9", "68.75", "wrong"),
        ("68.8", "68.75", "right"), ("68.7", "68.75", "rounded"), ("36", "35", "wrong"),
        ("35", "35.6", "rounded"),
    ],
)  # fmt: skip
def test_rounding_is_half_up_and_a_whole_step_away_is_wrong(printed: str, exact: str, state: str) -> None:
    assert judged(Printed(Decimal(printed), "%"), Fraction(exact), "%") == state


@st.composite
def drafts(draw: st.DrawFn) -> tuple[str, Book, list[str]]:
    """A draft written from figures as published, the book of them, and the numbers it printed."""
    lines, said, month = [], [], {}
    for unit in (QINGSHI, LIULIN):
        funds = Fraction(draw(st.integers(1, 10**9)), 100)
        rise = Fraction(draw(st.integers(-9999, 9999)), 100)
        patents = Fraction(draw(st.integers(0, 999)))
        month[(FUNDS, unit)] = Published(ytd=funds, value=funds, yoy=rise)
        month[(PATENTS, unit)] = Published(ytd=patents, value=patents)
        in_yi = draw(st.booleans())
        amount = half_up(funds / 10**4, 4) if in_yi else half_up(funds, 2)
        way = "增长" if rise >= 0 else "下降"
        printed = [f"{amount}{'亿元' if in_yi else '万元'}", f"{half_up(abs(rise), 2)}%", f"{patents}件"]
        name = UNITS[unit][0]
        lines.append(
            f"1—3月，{name}到位资金{printed[0]}，同比{way}{printed[1]}。{name}专利申请{printed[2]}。"
        )
        said += printed
    return "\n".join(lines), Book(INDICATORS, UNITS, "C01", MARCH, lambda one: _of(one, month)), said


def _of(one: Period, month: dict[tuple[str, str], Published]) -> dict[tuple[str, str], Published]:
    return month if one == MARCH else {}


@given(drafts(), st.data())
def test_a_draft_from_published_figures_is_right_and_one_digit_changed_is_found(
    drafted: tuple[str, Book, list[str]], data: st.DataObject
) -> None:
    text, book, said = drafted
    found = check(text, book)
    assert [(one.text, one.state) for one in found] == [(one, "right") for one in said]
    hit = data.draw(st.sampled_from(found))
    digits = [at for at in range(hit.start, hit.end) if text[at].isdigit()]
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != text[at]]))
    changed = text[:at] + other + text[at + 1 :]
    (again,) = (one for one in check(changed, book) if one.start == hit.start)
    assert again.amiss
