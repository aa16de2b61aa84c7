"""In a real browser: a sheet with mistakes, mended, and imported."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import LogIn
from tests.demo import objects

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


def sheet(file: Path, amount: object, kind: str) -> Path:
    book = Workbook()
    book.active.append(["项目名称", "投资方", "总投资（万元）", "产业", "签约日期"])
    book.active.append(["冷库项目", "同创实业有限公司", 800, "商贸物流", "2026年7月3日"])
    book.active.append(["果脯加工项目", "同创实业有限公司", amount, kind, "2026-07-06"])
    book.save(file)
    return file


def test_import_with_mistakes_mend_import(log_in: LogIn, address: str, city: Path, tmp_path: Path) -> None:
    page = log_in("clerk")
    page.goto(f"{address}/ledgers/investment.project/")
    page.click("text=导入")
    page.set_input_files("input[name=file]", sheet(tmp_path / "错.xlsx", "八百", "农产品加工"))
    page.click('main button:text-is("检查")')
    problems = page.locator("table.data tbody tr")
    expect(problems).to_have_count(2)
    expect(problems.nth(0)).to_contain_text("只写数字")
    expect(problems.nth(1)).to_contain_text("农副产品加工")

    page.set_input_files("input[name=file]", sheet(tmp_path / "对.xlsx", 1200, "农副产品加工"))
    page.click('main button:text-is("检查")')
    expect(page.locator("main")).to_contain_text("2 行都可以导入")
    page.click("main button:has-text('导入')")
    expect(page.locator("#flash")).to_contain_text("已导入 2 行")
    expect(page.locator("table.data tbody")).to_contain_text("果脯加工项目")

    page.goto(f"{address}/ledgers/investment.project/?q=果脯")
    with page.expect_download() as taken:
        page.click("text=导出 Excel")
    rows = list(load_workbook(BytesIO(Path(taken.value.path()).read_bytes())).active.values)
    assert [row[3] for row in rows] == ["项目名称", "果脯加工项目"]
    assert objects(city, "figures", "2026-07", "--unit", "LX0102", "--indicator", "projects_new", "--json")
