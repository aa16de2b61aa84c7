"""Sheets as offices make them go in whole or not at all; every mistake is named where it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from luoshi.exchange import actions, writing
from luoshi.kernel.errors import InputError
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record
from tests.people import CHEN, LIU, OTHER_TOWN, TOWN, WANG

RECEIPT = "investment.receipt"
HEAD = [
    "序号",
    "招商项目*",
    "到账日期",
    "到位金额（万元）",
    "到位方式",
    "凭证号",
    "付款单位",
    "统一社会信用代码",
]


def book(*rows: list[Any], head: list[str] | None = None, title: str = "") -> bytes:
    """A workbook of these rows below a heading, with a merged title above it where one is given."""
    made = Workbook()
    sheet = made.active
    if title:
        sheet.append([title])
        sheet.merge_cells("A1:H1")
        sheet.append([])
    for row in (head or HEAD, *rows):
        sheet.append(row)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def imported(content: bytes, who: Any = WANG, unit: str = TOWN, **more: Any) -> actions.Imported:
    return actions.import_rows(who, RECEIPT, unit, content, "到位资金.xlsx", **more)


def test_a_sheet_with_a_title_a_total_and_dates_of_every_kind_goes_in(project: Record) -> None:
    name = "苹果汁加工厂"
    content = book(
        [1, name, date(2026, 3, 2), 500, "货币资金", "JZ-1", "丰禾食品有限公司", None],
        [2, name, "2026年3月5日", 12.5, "土地款", "JZ-2", "丰禾食品有限公司", "91350100M000100Y43"],
        [3, f"{project.ref.id} {name}", "2026.3.6", "1,234.56", "cash", "JZ-3", None, None],
        [4, name, 46087, "７", "货币资金", 20260307.0, None, None],
        [None] * 8,
        ["合计", None, None, 1754.06, None, None, None, None],
        title="清河县3月招商引资到位资金明细表",
    )
    done = imported(content)
    assert done.problems == ()
    values = [record.values for record in done.records]
    assert [one["amount"] for one in values] == [500, Decimal("12.5"), Decimal("1234.56"), 7]
    assert [one["received_on"].day for one in values] == [2, 5, 6, 6]
    assert values[1]["kind"] == "land"
    assert values[1]["payer_code"] == "91350100M000100Y43"
    assert values[3]["voucher_no"] == "20260307"


def test_yuan_in_the_heading_become_the_ledgers_unit_exactly(project: Record) -> None:
    head = ["项目", "到位日期", "到位资金（元）", "凭证号"]
    done = imported(book(["苹果汁加工厂", "2026-03-02", 1234567.89, "JZ-1"], head=["招商项目", *head[1:]]))
    assert done.records[0].values["amount"] == Decimal("123.456789")


def test_every_mistake_is_named_by_the_sheets_own_row_and_column_and_nothing_goes_in(project: Record) -> None:
    content = book(
        [1, "苹果汁加工厂", "2026-03-02", 500, "货币资金", "JZ-1", None, None],
        [2, "没有的项目", "2026-03-02", 500, "货币资金", "JZ-2", None, None],
        [3, "苹果汁加工厂", "三月初", "五百", "货币资", None, None, "91350100M000100Y44"],
        [4, "苹果汁加工厂", "2026-03-02", "#REF!", "货币资金", "JZ-4", None, None],
    )
    done = imported(content)
    said = {(one.row, one.column): one for one in done.problems}
    assert set(said) == {
        (3, "招商项目*"), (4, "到账日期"), (4, "到位金额（万元）"), (4, "到位方式"), (4, "统一社会信用代码"),
        (5, "到位金额（万元）"),
    }  # fmt: skip
    assert "货币资金" in said[4, "到位方式"].right
    assert said[5, "到位金额（万元）"].what == "公式出错：#REF!"
    assert all(one.file == "到位资金.xlsx" for one in done.problems)
    assert queries.page(CHEN, RECEIPT).total == 0


def test_what_is_required_and_missing_is_named_too(project: Record) -> None:
    (problem,) = imported(book([1, "苹果汁加工厂", "2026-03-02", 5, "货币资金", None, None, None])).problems
    assert (problem.row, problem.column, problem.what) == (2, "凭证号", "必填，没有填")


def test_an_unknown_column_is_told_with_what_was_meant_and_an_empty_one_troubles_nobody(
    project: Record,
) -> None:
    head = ["招商项目", "到帐日期", "到位金额", "凭证号", "联系人"]
    (problem,) = imported(book(["苹果汁加工厂", "2026-03-02", 5, "JZ-1", None], head=head)).problems[:1]
    assert (problem.row, problem.column) == (1, "到帐日期")
    assert "到账日期" in problem.right


def test_a_row_may_name_its_own_unit_but_only_one_the_person_reports_for(project: Record) -> None:
    head = ["责任单位", "项目名称", "总投资（亿元）"]
    content = book(["青石镇", "果汁厂二期", 1.2], ["柳林乡", "粉条厂", 0.5], head=head)
    done = actions.import_rows(CHEN, "investment.project", "", content, "项目.xlsx")
    assert [(one.unit, one.values["total"]) for one in done.records] == [(TOWN, 12_000), (OTHER_TOWN, 5_000)]
    with pytest.raises(Exception, match="您不能填报"):
        actions.import_rows(WANG, "investment.project", TOWN, content, "项目.xlsx")


def test_a_dry_run_tells_everything_and_makes_nothing(project: Record) -> None:
    content = book([1, "苹果汁加工厂", "2026-03-02", 500, "货币资金", "JZ-1", None, None])
    assert len(imported(content, dry_run=True).records) == 1
    assert queries.page(CHEN, RECEIPT).total == 0
    assert len(imported(content).records) == 1


def test_doubles_are_warned_of_and_not_refused(receipt: Record) -> None:
    same = [1, "苹果汁加工厂", "2026-03-02", 500, "货币资金", "JZ-0309", "丰禾食品有限公司", None]
    twice = [2, "苹果汁加工厂", "2026-03-02", 500, "货币资金", "JZ-9", "丰禾食品有限公司", None]
    done = imported(book(same, twice, twice), dry_run=True)
    assert done.problems == ()
    assert [(one.row, "表内" in one.what) for one in done.warnings] == [(2, False), (3, True), (4, True)]
    assert f"青石镇的记录 {receipt.ref.id}" in done.warnings[0].what


@pytest.mark.parametrize("content", [b"", b"not a sheet", b"PK\x03\x04broken"])
def test_what_is_no_sheet_is_said_in_a_sentence(project: Record, content: bytes) -> None:
    with pytest.raises(InputError, match="打不开"):
        imported(content)


def test_a_sheet_without_a_heading_or_without_rows_says_what_would_be_right(project: Record) -> None:
    with pytest.raises(InputError, match="没有找到表头"):
        imported(book([1, 2], head=["甲", "乙"]))
    (problem,) = imported(book()).problems
    assert problem.what == "表头下面没有数据"


def test_what_goes_out_comes_in_again_the_same(receipt: Record) -> None:
    more = {"project": receipt.values["project"], "received_on": date(2026, 3, 10), "amount": "0.000001",
            "voucher_no": "=1+1", "kind": "land", "falsified": "是", "remark": "第一行\n第二行"}  # fmt: skip
    ledgers.create(WANG, RECEIPT, TOWN, more)
    out = BytesIO()
    assert writing.export(WANG, RECEIPT, out) == 2
    before = [record.values for record in queries.rows(WANG, RECEIPT)]
    done = actions.import_rows(WANG, RECEIPT, TOWN, out.getvalue(), "导出.xlsx")
    assert done.problems == ()
    assert [record.values for record in done.records] == before
    sheet = load_workbook(BytesIO(out.getvalue())).active
    assert sheet.freeze_panes == "A2"
    assert sheet["H3"].value == "=1+1"
    assert sheet["H3"].data_type == "s"


def test_an_empty_form_has_every_heading_and_its_choices(project: Record) -> None:
    out = BytesIO()
    writing.form(RECEIPT, out)
    sheet = load_workbook(BytesIO(out.getvalue())).active
    heads = [cell.value for cell in sheet[1]]
    assert heads[:4] == ["责任单位", "招商项目*", "到账日期*", "到位金额（万元）*"]
    assert any("货币资金" in str(one.formula1) for one in sheet.data_validations.dataValidation)
    (problem,) = imported(out.getvalue()).problems
    assert problem.what == "表头下面没有数据"


def test_a_stranger_exports_nothing_of_another_unit(receipt: Record) -> None:
    out = BytesIO()
    assert writing.export(LIU, RECEIPT, out) == 0


def test_a_long_sheet_goes_in_with_few_questions_to_the_database(
    project: Record, django_assert_max_num_queries: Any
) -> None:
    rows = [[n, "苹果汁加工厂", "2026-03-02", n, "货币资金", f"JZ-{n}", "某厂", None] for n in range(1, 301)]
    with django_assert_max_num_queries(40):
        assert len(imported(book(*rows)).records) == 300
