"""Tables as they were really printed, with titles, units and totals: read whole, and held to their sums."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from openpyxl import Workbook

from luoshi.exchange import actions
from luoshi.ledgers import adoption
from luoshi.packs.compile import load
from tests import shared
from tests.people import SYSTEM, TOWN

PACK = """
    pack: printed
    version: 1
    label: 印出来的表
    """
SECTORS = """
    ledger: sector
    label: 分产业到位资金
    identity: [name]
    total: funds
    fields:
      name: {type: text, label: 产业, required: true}
      projects: {type: integer, label: 履约项目, unit: 个}
      fresh: {type: integer, label: 新签约履约, unit: 个}
      funds: {type: money, label: 到位资金, unit: 万元}
      share: {type: percent, label: 占比}
      completion: {type: percent, label: 完成率}
    """
PATENTS = """
    ledger: patents
    label: 专利申请
    identity: [place]
    fields:
      place: {type: text, label: 单位名称, aliases: [县市区], required: true}
      filed: {type: integer, label: 申请合计, unit: 件}
      inventions: {type: integer, label: 申请发明, unit: 件}
      year: {type: integer, label: 年申请量累计, unit: 件}
      before: {type: integer, label: 去年同期申请, unit: 件}
      growth: {type: percent, label: 申请增长率}
    """


@pytest.fixture
def printed(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    for name, text in {"pack": PACK, "ledgers/sector": SECTORS, "ledgers/patents": PATENTS}.items():
        file = tmp_path / "pack" / f"{name}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text).lstrip("\n"), "utf-8")
    compiled = load(tmp_path / "pack")
    assert compiled.pack is not None, compiled.issues
    adoption.adopt(SYSTEM, compiled.pack)


def workbook(*rows: Sequence[Any], merge: str = "") -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if merge:
        book.active.merge_cells(merge)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def number(said: str) -> Any:
    return (
        None
        if said == ""
        else float(said)
        if "." in said
        else int(said)
        if said.lstrip("-").isdigit()
        else said
    )


def imported(ledger: str, content: bytes) -> actions.Imported:
    return actions.import_rows(SYSTEM, ledger, TOWN, content, "印出来的.xlsx", dry_run=True)


def sectors(total: str = "") -> bytes:
    lines = [
        [number(value) for value in row.values()][:6]
        for row in shared.table("panzhihua_2006_01_10_by_sector")
    ]
    if total:
        lines[3][3] = total
    return workbook(
        ["1—10月分产业到位资金情况表"],
        [None, None, None, None, None, "单位：个、万元、%"],
        ["产业", "履约项目（个）", "其中：新签约履约（个）", "到位资金（万元）", "占比（%）", "完成率（%）"],
        *lines, merge="A1:F1",
    )  # fmt: skip


def test_funds_by_sector_come_in_and_add_up_to_what_was_printed(printed: None) -> None:
    done = imported("printed.sector", sectors())
    assert done.problems == ()
    assert [(one.values["name"], one.values["funds"]) for one in done.records] == [
        ("农业", 32_824), ("工业", 657_465), ("第三产业", 314_847),
    ]  # fmt: skip
    assert [one.values["completion"] for one in done.records] == [
        Decimal("82.06"),
        Decimal("131.49"),
        Decimal("121.10"),
    ]


def test_a_total_that_was_printed_wrong_would_be_told(printed: None) -> None:
    (problem,) = imported("printed.sector", sectors("1005163")).problems
    assert (problem.column, "1005136" in problem.right) == ("到位资金（万元）", True)


def patents(change: int = 0) -> bytes:
    keys = ("单位", "申请_月合计", "申请_发明", "年申请量累计", "去年同期申请", "申请增长率_pct")
    rows = [[number(row[key]) for key in keys] for row in shared.table("changde_2017_10_patents_by_county")]
    rows[3][1] += change
    return workbook(
        ["10月专利申请情况"],
        ["县市区", "申请", None, "年申请量累计", "去年同期申请", "申请增长率(%)"],
        [None, "合计", "发明", None, None, None],
        *rows, merge="B2:C2",
    )  # fmt: skip


def test_patents_by_county_come_in_under_a_heading_of_two_lines(printed: None) -> None:
    done = imported("printed.patents", patents())
    assert done.problems == ()
    found = {one.values["place"]: one.values for one in done.records}
    rows = {row["单位"]: row for row in shared.table("changde_2017_10_patents_by_county")}
    assert list(found) == [name for name in rows if name != "全市"]
    assert found["临澧县"]["inventions"] is None
    assert sum(one["filed"] or 0 for one in found.values()) == int(rows["全市"]["申请_月合计"])
    assert found["安乡县"]["growth"] == Decimal("4.6")


def test_a_county_that_does_not_add_up_is_told_at_the_total(printed: None) -> None:
    wrong = patents(change=-1)
    assert {(one.row, one.column) for one in imported("printed.patents", wrong).problems} == {
        (4, "申请 / 合计")
    }
