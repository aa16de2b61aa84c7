"""In a real browser: an office's file is talked about, mended in the page, imported, and nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LogIn
from tests.exchange.office import saved, sheet_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


def office(file: Path, total: object = "八百") -> Path:
    rows = [
        ["青石镇2026年招商项目台账", None, None, None, None],
        [None, None, None, None, "单位：万元"],
        ["序号", "项目名称", "投资情况", None, "谁在联系"],
        [None, None, "总投资", "其中：固定资产投资", None],
        [1, "山楂冷库项目", 800, "0.03亿", "张三"],
        [2, "山楂果脯项目", total, None, "李四"],
        ["合计", None, 1600, None, None],
    ]
    book, _sheet = sheet_of(rows, ["A1:E1", "A3:A4", "B3:B4", "C3:D3", "E3:E4"])
    file.write_bytes(saved(book))
    return file


def test_a_file_is_mended_in_the_page_and_goes_in_once(
    log_in: LogIn, address: str, city: Path, tmp_path: Path
) -> None:
    page = log_in("clerk")
    page.goto(f"{address}/exchange/investment.project/")
    page.set_input_files("input[name=file]", office(tmp_path / "台账.xlsx"))
    page.click('main button:text-is("检查")')
    expect(page.locator("main")).to_contain_text("有 2 处要改")
    page.get_by_label("6 投资情况 / 总投资").fill("800")
    page.click("text=改好了，再检查")
    expect(page.locator("main")).to_contain_text("有 1 处要改")
    page.get_by_label("谁在联系").select_option(label="责任人")
    page.click("text=按此对应检查")
    expect(page.locator("main")).to_contain_text("2 行都可以导入")
    page.click("main button:has-text('导入')")
    expect(page.locator("#flash")).to_contain_text("已导入 2 行")

    page.goto(f"{address}/exchange/investment.project/")
    page.set_input_files("input[name=file]", office(tmp_path / "再来.xlsx", 900))
    page.click('main button:text-is("检查")')
    page.get_by_label("7 投资情况 / 总投资").fill("1700")
    page.click("text=改好了，再检查")
    expect(page.locator("main")).to_contain_text("新增 0 条，修改 1 条，与台账相同 1 行")
    expect(page.locator(".amendment")).to_contain_text("800.00 万元")
    expect(page.locator(".amendment")).to_contain_text("900.00 万元")
    page.click("main button:has-text('导入')")
    page.goto(f"{address}/ledgers/investment.project/?q=szg")
    expect(page.locator("table.data tbody")).to_contain_text("900.00")
    expect(page.locator("table.data tbody")).to_contain_text("李四")
