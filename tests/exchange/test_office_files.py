"""Workbooks in every variety that offices send go in as a person would read them."""

from __future__ import annotations

import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from luoshi.exchange import actions
from luoshi.kernel.errors import InputError
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record
from tests.exchange.office import PROJECT, RECEIPT, Choice, projects, said, saved, sheet_of, values
from tests.people import CHEN, OTHER_TOWN, TOWN, WANG

FLAT = ["序号", "项目名称", "投资方", "总投资（万元）", "签约日期"]


def test_a_heading_of_two_lines_with_merged_cells_below_a_title_is_read(ledgers: None) -> None:
    rows = [
        ["清河县2026年招商项目台账", None, None, None, None, None],
        ["填报单位：青石镇", None, None, None, None, "单位：万元"],
        ["序号", "项目名称", "投资情况", None, "时间", None],
        [None, None, "总投资", "其中：固定资产投资", "签约日期", "开工日期"],
        [1, "苹果汁加工厂", 5000, 3000, "2026年3月5日", "2026.4.1"],
        [2, "粉条厂", 800.5, None, "3月9日", None],
        [None] * 6,
    ]
    book, _sheet = sheet_of(rows, ["A1:F1", "A3:A4", "B3:B4", "C3:D3", "E3:F3"])
    done = projects(saved(book))
    assert values(done, "name", "total", "fixed", "signed_on", "started_on") == [
        ("苹果汁加工厂", 5000, 3000, date(2026, 3, 5), date(2026, 4, 1)),
        ("粉条厂", Decimal("800.5"), None, date(2026, 3, 9), None),
    ]
    assert [(one.row, one.what) for one in done.warnings] == [(6, "没有写年份，按2026年")]


def test_a_heading_that_only_some_columns_share_loses_none_of_them(ledgers: None) -> None:
    rows = [
        ["项目名称", "投资情况", None, "签约时间", "产业"],
        [None, "总投资(万元)", "其中：固定资产投资(万元)", None, None],
        ["甲厂", 5, 3, "2026年3月5日", "农副产品加工"],
    ]
    book, _sheet = sheet_of(rows, ["A1:A2", "B1:C1", "D1:D2"])
    done = projects(saved(book))
    assert values(done, "name", "total", "fixed", "signed_on", "industry") == [
        ("甲厂", 5, 3, date(2026, 3, 5), "agri")
    ]


def test_a_unit_above_the_table_holds_for_columns_that_state_none(ledgers: None) -> None:
    rows = [
        ["招商项目表", None, "金额单位：亿元"],
        ["项目名称", "总投资", "其中固定资产投资（万元）"],
        ["甲厂", 1.2, 3000],
    ]
    assert values(projects(saved(sheet_of(rows)[0])), "total", "fixed") == [(12_000, 3000)]


def test_amounts_carry_their_own_units_and_numbers_any_dress(ledgers: None) -> None:
    said = ["3.2亿", "500万元", "１，２００", "约3亿元", " 1,234.56 ", "五百万元", "—", "3亿2000万"]
    rows = [FLAT, *([n, f"项目{n}", "甲公司", one, None] for n, one in enumerate(said, start=1))]
    found = [total for (total,) in values(projects(saved(sheet_of(rows)[0])), "total")]
    assert found == [32_000, 500, 1200, 30_000, Decimal("1234.56"), 500, None, 32_000]


def test_dates_in_every_spelling_are_the_same_day(ledgers: None) -> None:
    spelled: list[Any] = [
        date(2026, 3, 5), "2026年3月5日", "2026.3.5", "2026/03/05", "20260305", 20260305, 46086,
        "二〇二六年三月五日", "三月五日", "２０２６年３月５日", "26.3.5", "2026-03-05 00:00:00",
    ]  # fmt: skip
    rows = [["2026年项目"], FLAT, *([n, f"项目{n}", "甲公司", 1, one] for n, one in enumerate(spelled))]
    found = values(projects(saved(sheet_of(rows)[0])), "signed_on")
    assert {day for (day,) in found} == {date(2026, 3, 5)}


def test_a_mere_month_is_its_first_day_and_said_so(ledgers: None) -> None:
    done = projects(saved(sheet_of([FLAT, [1, "甲厂", "甲公司", 1, "2026年3月"]])[0]))
    assert values(done, "signed_on") == [(date(2026, 3, 1),)]
    assert done.warnings[0].what == "只写到月，按当月1日"


def test_a_day_that_nobody_can_know_is_a_problem(ledgers: None) -> None:
    rows = [FLAT, [1, "甲厂", "甲公司", 1, "三月上旬"], [2, "乙厂", "甲公司", 1, "2026-02-30"]]
    done = projects(saved(sheet_of(rows)[0]))
    assert said(done) == {
        (2, "签约日期", "“三月上旬”不是日期"),
        (3, "签约日期", "“2026-02-30”不是日期"),
    }


def test_what_merged_cells_and_ditto_marks_say_is_said_of_each_row(ledgers: None) -> None:
    rows = [
        FLAT,
        [1, "甲厂", "丰禾公司", 100, "2026-03-01"],
        [2, "乙厂", None, 200, "同上"],
        [3, "丙厂", "〃", 300, None],
    ]
    book, _sheet = sheet_of(rows, ["C2:C3"])
    found = values(projects(saved(book)), "investor", "signed_on")
    assert found == [
        ("丰禾公司", date(2026, 3, 1)),
        ("丰禾公司", date(2026, 3, 1)),
        ("丰禾公司", None),
    ]


def test_totals_that_are_right_are_left_out_and_wrong_ones_told(ledgers: None) -> None:
    good = [
        FLAT,
        ["合计", None, None, 600, None],
        [1, "甲厂", "甲公司", 100, None],
        [2, "乙厂", "甲公司", 200, None],
        ["小计", None, None, 300, None],
        [3, "丙厂", "甲公司", 300, None],
        ["小 计", None, None, "300", None],
        ["注：以上为年初计划", None, None, None, None],
        ["填表人：王丽", None, None, "审核：陈思远", None],
    ]
    done = projects(saved(sheet_of(good)[0]))
    assert [name for (name,) in values(done, "name")] == ["甲厂", "乙厂", "丙厂"]
    good[1][3] = 650
    wrong = projects(saved(sheet_of(good)[0]))
    (problem,) = wrong.problems
    assert (problem.row, problem.column) == (2, "总投资（万元）")
    assert "600" in problem.right
    assert len(wrong.records) == 0


def test_formulas_count_by_their_values_and_what_was_never_calculated_is_told(
    ledgers: None, tmp_path: Path
) -> None:
    import xlsxwriter

    target = tmp_path / "公式.xlsx"
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    for row, line in enumerate([FLAT, [1, "甲厂", "甲公司", None, None], [2, "乙厂", "甲公司", None, None]]):
        sheet.write_row(row, 0, line)
    sheet.write_formula(1, 3, "=100*12", None, 1200)
    sheet.write_formula(2, 3, "=0.1+0.2", None, 0.1 + 0.2)
    book.close()
    assert values(projects(target.read_bytes()), "total") == [(1200,), (Decimal("0.3"),)]
    never, cells = sheet_of([FLAT, [1, "甲厂", "甲公司", None, None]])
    cells["D2"] = "=1+1"
    (problem,) = projects(saved(never)).problems
    assert (problem.row, problem.column, problem.what) == (2, "总投资（万元）", "公式还没有算出结果")


def test_hidden_sheets_are_left_alone_and_hidden_rows_told(ledgers: None) -> None:
    book, sheet = sheet_of([FLAT, [1, "甲厂", "甲公司", 1, None], [2, "隐藏厂", "甲公司", 1, None]])
    sheet.row_dimensions[3].hidden = True
    hidden = book.create_sheet("旧表")
    hidden.append(FLAT)
    hidden.append([1, "旧厂", "甲公司", 1, None])
    hidden.sheet_state = "hidden"
    done = projects(saved(book))
    assert values(done, "name") == [("甲厂",)]
    assert [one.what for one in done.warnings] == ["隐藏的第3行没有导入"]


def test_every_sheet_goes_in_and_one_named_for_a_township_is_of_it(ledgers: None) -> None:
    book = Workbook()
    for name, project in (("青石镇", "甲厂"), ("柳林乡", "乙厂"), ("说明", None)):
        sheet = book.create_sheet(name)
        sheet.append(FLAT if project else ["填表说明", "每月5日前上报"])
        if project:
            sheet.append([1, project, "甲公司", 1, None])
    del book["Sheet"]
    done = projects(saved(book), CHEN, "")
    assert [(one.unit, one.values["name"]) for one in done.records] == [(TOWN, "甲厂"), (OTHER_TOWN, "乙厂")]
    one = projects(saved(book), CHEN, "", choice=Choice(sheets=("柳林乡",)))
    assert [record.values["name"] for record in one.records] == ["乙厂"]


def test_a_mistake_in_one_of_several_sheets_names_the_sheet(ledgers: None) -> None:
    book = Workbook()
    for name, total in (("青石镇", 1), ("柳林乡", "很多")):
        sheet = book.create_sheet(name)
        sheet.append(FLAT)
        sheet.append([1, f"{name}的厂", "甲公司", total, None])
    (problem,) = projects(saved(book), CHEN, "").problems
    assert (problem.sheet, problem.row, problem.column) == ("柳林乡", 2, "总投资（万元）")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("comma", [",", "\t", ";"])
def test_text_tables_in_every_encoding_go_in(ledgers: None, encoding: str, comma: str) -> None:
    lines = [
        ["项目名称", "投资方", "总投资(万元)", "签约日期"],
        ["苹果汁加工厂", "丰禾食品有限公司", "500", "2026年3月5日"],
    ]
    content = "\r\n".join(comma.join(line) for line in lines).encode(encoding)
    done = projects(content, name="项目.csv")
    assert values(done, "name", "total", "signed_on") == [("苹果汁加工厂", 500, date(2026, 3, 5))]


def test_an_old_xls_goes_in(ledgers: None, tmp_path: Path) -> None:
    book, _sheet = sheet_of([["台账"], FLAT, [1, "甲厂", "甲公司", 12.5, date(2026, 3, 5)]], ["A1:E1"])
    source = tmp_path / "旧.xlsx"
    source.write_bytes(saved(book))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--convert-to", "xls",
         "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    done = projects((tmp_path / "旧.xls").read_bytes(), name="旧.xls")
    assert values(done, "name", "total", "signed_on") == [("甲厂", Decimal("12.5"), date(2026, 3, 5))]


def test_stray_spaces_full_width_letters_and_padded_names_do_no_harm(ledgers: None) -> None:
    rows = [
        ["项　目　名　称*", "投 资 方", "统一社会信用代码", "责任人", "产业"],
        [
            "　苹果汁加工厂 ",
            "丰禾 食品有限公司",
            "９１３５０１００Ｍ０００１００Ｙ４３",
            "张　三",
            "农副产品 加工",
        ],
    ]
    done = projects(saved(sheet_of(rows)[0]))
    keys = ("name", "investor", "investor_code", "key_person", "industry")
    assert values(done, *keys) == [
        ("苹果汁加工厂", "丰禾食品有限公司", "91350100M000100Y43", "张 三", "agri")
    ]


def test_a_long_code_that_became_a_number_is_told_not_taken(ledgers: None) -> None:
    rows = [["项目名称", "项目编号"], ["甲厂", 620123200001011234]]
    (problem,) = projects(saved(sheet_of(rows)[0])).problems
    assert (problem.row, problem.column) == (2, "项目编号")
    assert "末几位已经丢失" in problem.what


def test_the_heading_repeated_on_each_printed_page_is_no_row(ledgers: None) -> None:
    rows = [FLAT, [1, "甲厂", "甲公司", 1, None], FLAT, [2, "乙厂", "甲公司", 1, None]]
    assert values(projects(saved(sheet_of(rows)[0])), "name") == [("甲厂",), ("乙厂",)]


def test_what_a_person_says_of_headings_and_cells_counts(ledgers: None) -> None:
    rows = [["企业要建什么", "花多少钱（万元）", "备忘"], ["甲厂", "很多", "x"]]
    content = saved(sheet_of([["项目名称", *rows[0]], ["甲厂", *rows[1]]])[0])
    assert {row for row, *_ in said(projects(content))} == {1}
    columns = {"企业要建什么": "content", "花多少钱(万元)": "total", "备忘": "-"}
    mapped = projects(content, choice=Choice(columns=columns))
    assert said(mapped) == {(2, "花多少钱（万元）", "“很多”不是数字")}
    mended = projects(content, choice=Choice(columns=columns, cells={("Sheet", 1, 2): "80"}))
    assert values(mended, "content", "total") == [("甲厂", 80)]


def test_the_same_file_again_changes_nothing(ledgers: None, django_assert_num_queries: Any) -> None:
    rows = [
        FLAT,
        [1, "甲厂", "甲公司", 1, "2026-03-05"],
        [2, "乙厂", None, 2, None],
        [3, "乙厂", None, 2, None],
    ]
    content = saved(sheet_of(rows)[0])
    assert projects(content).made == 3
    before = [record.version for record in queries.rows(WANG, PROJECT)]
    again = projects(content)
    assert (again.made, again.amended, again.same) == (0, 0, 3)
    assert [record.version for record in queries.rows(WANG, PROJECT)] == before


def test_a_changed_row_becomes_an_amendment_and_an_empty_cell_says_nothing(ledgers: None) -> None:
    first = projects(saved(sheet_of([FLAT, [1, "甲厂", "甲公司", 1, "2026-03-05"]])[0]))
    changed = saved(sheet_of([FLAT, [1, "甲厂", "甲公司", 2.5, None]])[0])
    tried = projects(changed, dry_run=True)
    (amended,) = tried.plan.amended
    assert amended.values == {"total": Decimal("2.5")}
    assert queries.record(WANG, first.records[0].ref).values["total"] == 1
    projects(changed)
    now = queries.record(WANG, first.records[0].ref)
    assert (now.values["total"], now.values["signed_on"]) == (Decimal("2.5"), date(2026, 3, 5))
    assert [entry.verb for entry in queries.history(WANG, now.ref)] == ["create", "edit"]


def test_rows_that_could_mean_several_records_are_not_guessed(ledgers: None) -> None:
    content = saved(sheet_of([FLAT, [1, "甲厂", "甲公司", 1, None], [2, "甲厂", "甲公司", 1, None]])[0])
    projects(content)
    (problem,) = projects(saved(sheet_of([FLAT, [1, "甲厂", "甲公司", 9, None]])[0])).problems
    assert problem.row == 2
    assert "几条相同的记录" in problem.what


def test_a_voucher_of_another_unit_is_a_double_and_not_an_amendment(receipt: Record) -> None:
    head = ["招商项目", "到账日期", "到位金额（万元）", "凭证号", "付款单位"]
    row = [f"{receipt.values['project']} 苹果汁加工厂", "2026-03-09", 700, "JZ-0309", "丰禾食品有限公司"]
    done = actions.import_rows(CHEN, RECEIPT, OTHER_TOWN, saved(sheet_of([head, row])[0]), "x.xlsx")
    assert done.made == 1
    assert f"青石镇的记录 {receipt.ref.id}" in done.warnings[0].what


def test_a_file_of_nothing_but_titles_says_what_a_heading_looks_like(ledgers: None) -> None:
    with pytest.raises(InputError, match="没有找到表头"):
        projects(saved(sheet_of([["工作总结"], ["一、基本情况"]])[0]))
