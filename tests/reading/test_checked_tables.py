"""Tables of a draft: matched by heading and row, added up, their rates done again."""

from __future__ import annotations

import io

import docx
import pytest
import xlsxwriter

from luoshi.reading.checked import Checked, check, check_draft
from luoshi.reading.grids import opened
from tests.reading.invented_book import BOOK

FUNDS = [
    ["单位", "年度目标（万元）", "1—3月到位资金（万元）", "完成率（%）", "同比（%）", "排名"],
    ["青石镇", "10000", "5300", "53.00", "-8.92", "1"],
    ["柳林乡", "10000", "1300", "13", "8.92", "2"],
    ["合计", "20000", "6600", "33", "", ""],
]
STARTED = [
    ["县区", "亿元以上新签约项目_个", "亿元以上新签约开工项目_个", "开工率_%"],
    ["甲县", "34", "32", "94.1"],
    ["乙县", "32", "22", "68.9"],
    ["合计", "66", "55", "81.8"],
]


def text_of(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def word(rows: list[list[str]], title: str = "") -> bytes:
    made, into = docx.Document(), io.BytesIO()
    made.add_paragraph(title)
    table = made.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    made.save(into)
    return into.getvalue()


def workbook(rows: list[list[object]], sheet: str = "进度") -> bytes:
    into = io.BytesIO()
    book = xlsxwriter.Workbook(into)
    page = book.add_worksheet(sheet)
    for at, cells in enumerate(rows):
        page.write_row(at, 0, cells)
    book.close()
    return into.getvalue()


def amiss(found: list[Checked]) -> list[tuple[str, str, str, str | None]]:
    return [(one.text, one.state, one.rule, one.expected) for one in found if one.amiss]


def test_a_pasted_table_is_matched_by_its_headings_and_rows() -> None:
    found = check("招商到位资金情况表\n" + text_of(FUNDS), BOOK)
    right = [one.text for one in found if one.state == "right"]
    assert right == ["10000", "5300", "53.00", "-8.92", "10000", "8.92"]
    assert amiss(found) == [("1300", "wrong", "figure", "1200万元"), ("13", "wrong", "figure", "12%")]
    assert [one.text for one in found if one.state == "adds_up"] == ["53.00", "13", "20000", "6600", "33"]


def test_a_published_rate_that_does_not_divide_is_found() -> None:
    assert amiss(check(text_of(STARTED), BOOK)) == [
        ("68.9", "does_not_add_up", "share", "68.8%"),
        ("55", "does_not_add_up", "sum", "54个"),
        ("81.8", "does_not_add_up", "share", "83.3%"),
    ]


def test_an_increase_beside_last_year_is_done_again() -> None:
    rows = [
        ["单位", "授权量", "去年同期授权", "增长率"],
        ["甲", "432", "359", "20.3"],
        ["乙", "119", "139", "-14.3"],
    ]
    assert amiss(check(text_of(rows), BOOK)) == [("-14.3", "does_not_add_up", "increase", "-14.4%")]


def test_subtotals_are_of_the_rows_above_them_and_totals_of_all() -> None:
    rows = [
        ["单位", "项目（个）"], ["甲", "1"], ["乙", "2"], ["小计", "3"], ["丙", "4"], ["丁", "5"],
        ["小计", "8"], ["合计", "12"],
    ]  # fmt: skip
    assert amiss(check(text_of(rows), BOOK)) == [("8", "does_not_add_up", "sum", "9个")]


def test_a_total_is_of_the_rows_above_it_or_at_the_head_of_those_below() -> None:
    above = [["来源", "资金（万元）"], ["甲", "3"], ["乙", "4"], ["合计", "7"], ["另按省口径", "3"]]
    below = [["来源", "资金（万元）"], ["合计", "8"], ["甲", "3"], ["乙", "4"]]
    assert amiss(check(text_of(above), BOOK)) == []
    assert amiss(check(text_of(below), BOOK)) == [("8", "does_not_add_up", "sum", "7万元")]


def test_the_whole_county_may_hold_more_than_its_rows() -> None:
    rows = [["单位", "项目（个）"], ["全县", "9"], ["甲", "1"], ["乙", "2"]]
    assert amiss(check(text_of(rows), BOOK)) == []


def test_a_word_table_says_which_table_row_and_column() -> None:
    found = check_draft(opened("稿.docx", word(FUNDS, "2026年3月招商到位资金")), BOOK)
    wrong = next(one for one in found if one.state == "wrong")
    assert wrong.cell is not None
    assert (wrong.text, wrong.cell.sheet, wrong.cell.row, wrong.cell.column) == ("1300", "1", 3, 3)


@pytest.mark.parametrize("share", [0.53, 53])
def test_a_workbook_says_its_sheet_and_keeps_percentages_either_way(share: float) -> None:
    rows: list[list[object]] = [
        ["招商到位资金"], [], ["单位", "累计（万元）", "完成率"], ["青石镇", 5300, share],
        ["柳林乡", 1300, 0.12],
    ]  # fmt: skip
    found = check_draft(opened("稿.xlsx", workbook(rows)), BOOK)
    assert [one.state for one in found] == ["right", "right", "wrong", "right"]
    wrong = found[2]
    assert wrong.cell is not None
    assert (wrong.cell.sheet, wrong.cell.row, wrong.cell.column) == ("进度", 5, 2)


def test_a_row_of_a_unit_nobody_knows_is_unknown() -> None:
    rows = [["单位", "到位资金（万元）"], ["青石镇", "5300"], ["东岭镇", "77"]]
    assert [one.state for one in check(text_of(rows), BOOK)] == ["right", "unknown"]


def test_indicators_may_stand_in_the_rows() -> None:
    rows = [
        ["指标", "本年累计", "当月"],
        ["招商到位资金（万元）", "52960", "20000"],
        ["专利申请量（件）", "157", "61"],
    ]
    found = check(text_of(rows), BOOK)
    assert [one.state for one in found] == ["right", "right", "right", "wrong"]


def test_a_table_is_of_the_months_in_the_draft_s_title() -> None:
    rows = [["单位", "到位资金（万元）"], ["青石镇", "4800"]]
    assert [one.state for one in check("2026年2月通报\n各镇情况表\n" + text_of(rows), BOOK)] == ["right"]
