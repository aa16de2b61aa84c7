"""What goes out: real numbers and dates, choices, print set-up; what comes back from it is known again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from luoshi.exchange import actions, writing
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record
from tests.exchange.office import PROJECT, RECEIPT, saved
from tests.people import CHEN, TOWN, WANG


def exported(ledger: str, who: Any = WANG, **more: Any) -> tuple[Workbook, Worksheet]:
    stream = BytesIO()
    writing.export(who, ledger, stream, **more)
    book = load_workbook(BytesIO(stream.getvalue()))
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return book, sheet


def column(sheet: Worksheet, head: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == head)


def test_numbers_dates_and_choices_are_real(receipt: Record) -> None:
    _book, sheet = exported(RECEIPT)
    cell = sheet.cell(2, column(sheet, "到位金额（万元）"))
    assert (cell.value, cell.number_format) == (500, "#,##0.00")
    day = sheet.cell(2, column(sheet, "到账日期"))
    assert day.is_date
    assert day.value.date() == date(2026, 3, 9)
    assert sheet.cell(2, column(sheet, "招商项目")).value == f"{receipt.values['project']} 苹果汁加工厂"
    rules = sheet.data_validations.dataValidation
    assert any("货币资金" in str(one.formula1) for one in rules)


def test_the_sheet_prints_across_with_its_heading_on_every_page(receipt: Record) -> None:
    _book, sheet = exported(RECEIPT)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref is not None


def test_only_what_is_on_the_screen_goes_out_when_asked(project: Record) -> None:
    ledgers.create(WANG, PROJECT, TOWN, {"name": "粉条厂", "total": 9})
    _book, sheet = exported(PROJECT, sort=("-total",), columns=("title", "total", "unit", "stage_talks"))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["项目名称", "总投资（万元）", "责任单位", "在谈日期"]
    assert [row[:3] for row in rows[1:]] == [["苹果汁加工厂", 5000, "青石镇"], ["粉条厂", 9, "青石镇"]]


def test_a_row_that_went_out_is_known_again_though_its_name_was_changed(project: Record) -> None:
    book, sheet = exported(PROJECT)
    sheet.cell(2, column(sheet, "项目名称")).value = "苹果浓缩汁厂"
    sheet.cell(2, column(sheet, "投资方")).value = None
    done = actions.import_rows(WANG, PROJECT, TOWN, saved(book), "导出.xlsx")
    assert (done.made, done.amended) == (0, 1)
    now = queries.record(WANG, project.ref)
    assert (now.values["name"], now.values["investor"]) == ("苹果浓缩汁厂", None)


def test_what_others_changed_since_it_went_out_is_not_overwritten(project: Record) -> None:
    book, sheet = exported(PROJECT)
    ledgers.edit(WANG, project.ref, {"total": 6000}, version=1)
    sheet.cell(2, column(sheet, "总投资（万元）")).value = 7000
    (problem,) = actions.import_rows(WANG, PROJECT, TOWN, saved(book), "导出.xlsx").problems
    assert "别人改过" in problem.what
    assert queries.record(WANG, project.ref).values["total"] == 6000


def test_numbers_of_a_foreign_sheet_mean_no_records(project: Record) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["编号", "项目名称", "总投资（万元）"])
    sheet.append([project.ref.id, "别的厂", 3])
    done = actions.import_rows(WANG, PROJECT, TOWN, saved(book), "x.xlsx")
    assert (done.made, done.amended) == (1, 0)


def test_nobody_amends_by_number_what_they_may_not_see(project: Record) -> None:
    book, _sheet = exported(PROJECT, CHEN)
    done = actions.import_rows(WANG, PROJECT, TOWN, saved(book), "x.xlsx", dry_run=True)
    assert (done.made, done.amended, done.same) == (0, 0, 1)


def test_many_rows_go_on_to_another_sheet(project: Record, monkeypatch: Any) -> None:
    monkeypatch.setattr(writing, "SHEET_ROWS", 2)
    for number in range(4):
        ledgers.create(WANG, PROJECT, TOWN, {"name": f"厂{number}"})
    book, sheet = exported(PROJECT)
    assert [one.max_row - 1 for one in book.worksheets] == [2, 2, 1]
    assert book.worksheets[2]["D2"].value == "厂3"
    done = actions.import_rows(WANG, PROJECT, TOWN, saved(book), "x.xlsx")
    assert done.same == 5
    assert sheet["A1"].value == "编号"


def test_a_form_tells_how_it_is_filled_in_and_comes_back_filled(project: Record) -> None:
    stream = BytesIO()
    writing.form(RECEIPT, stream)
    book = load_workbook(BytesIO(stream.getvalue()))
    assert book.sheetnames[:2] == ["到位资金", "填表说明"]
    assert "3.2亿" in str(book["填表说明"]["B3"].value)
    sheet = book["到位资金"]
    for head, value in {
        "招商项目*": "苹果汁加工厂", "到账日期*": "2026年3月5日", "到位金额（万元）*": "3.2亿",
        "凭证号*": "JZ-1",
    }.items():  # fmt: skip
        sheet.cell(2, column(sheet, head)).value = value
    done = actions.import_rows(WANG, RECEIPT, TOWN, saved(book), "表.xlsx")
    assert [one.values["amount"] for one in done.records] == [Decimal(32_000)]
