"""In a real browser: many rows typed with nothing but a keyboard, pasted from Excel, undone, kept, saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LogIn, browsers
from tests.browser.keys import Keys
from tests.demo import copied, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

RECEIPTS = "/ledgers/investment.receipt"
TYPED = ["青石镇", "果汁加工", "2026.7.3", "3.2万", "货币资金", "GR-01"]


@pytest.fixture(scope="module")
def desk(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, LogIn]]:
    """A copy of the demonstration, in which rows are typed, and browsers on it."""
    site = tmp_path_factory.mktemp("grid") / "site"
    copied(city, site)
    with served(site) as address, browsers(address) as log_in:
        yield address, log_in


@pytest.fixture
def grid(desk: tuple[str, LogIn]) -> Page:
    address, log_in = desk
    page = log_in("clerk")
    page.goto(f"{address}{RECEIPTS}/grid")
    page.wait_for_selector("#grid[data-ready]")
    return page


def cell(page: Page, row: int, column: str) -> str:
    """What a cell of the table shows; rows are counted from 1."""
    return (
        page.locator(f".tabulator-row >> nth={row - 1}").locator(f"[tabulator-field={column}]").inner_text()
    )


def paste(page: Page, text: str) -> None:
    """As Ctrl+V does, without the clipboard of this machine."""
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(paste);
        }""",
        text,
    )


def at(page: Page) -> str:
    """Which cell is active, as a screen reader says it."""
    return page.locator(".grid-entry").get_attribute("aria-label") or ""


def project(page: Page) -> str:
    """A project of the clerk's, as its cell is written."""
    return str(
        page.evaluate(
            """async () => {
              const { columns } = JSON.parse(document.getElementById("grid-data").textContent);
              const answer = await fetch(columns.find(({ key }) => key === "project").asks);
              return (await answer.json()).offers[0][0];
            }"""
        )
    )


def test_a_row_is_typed_and_saved_with_a_keyboard_alone(grid: Page) -> None:
    keys, there = grid.keyboard, project(grid)
    name = there.partition(" ")[2]
    keys.type("青石")
    expect(grid.locator(".grid-offers li")).to_have_text("青石镇")
    keys.press("Tab")
    keys.type(name)
    expect(grid.locator(".grid-offers [aria-selected=true]")).to_contain_text(name)
    for words in ("", *TYPED[2:]):
        keys.type(words)
        keys.press("Tab")
    expect(grid.locator(".tabulator-row").first).to_contain_text("2026-07-03")
    assert [cell(grid, 1, key) for key in ("unit", "project", "amount", "kind")] == [
        "青石镇", there, "3.2", "货币资金",
    ]  # fmt: skip
    keys.press("Control+s")
    expect(grid.locator("h1")).to_have_text("到位资金")
    expect(grid.locator("#flash, .notice").first).to_contain_text("已保存 1 行")


def test_a_block_of_excel_is_pasted_by_its_headings_and_undone_at_once(grid: Page) -> None:
    there = project(grid)
    paste(
        grid,
        f"凭证号\t到位金额（万元）\t到账日期\t招商项目\nA-1\t1,200.50\t7月3日\t{there}\nA-2\t3亿\t7月4日\t{there}\n",
    )
    expect(grid.locator(".tabulator-row").nth(1)).to_contain_text("30,000")
    assert [cell(grid, 1, key) for key in ("voucher_no", "amount", "received_on")] == [
        "A-1", "1,200.5", "2026-07-03",
    ]  # fmt: skip
    expect(grid.locator(".tabulator-footer")).to_contain_text("31,200.5")
    grid.keyboard.press("Control+z")
    expect(grid.locator(".tabulator-footer")).to_contain_text("合计 0 行")
    grid.keyboard.press("Control+y")
    expect(grid.locator(".tabulator-footer")).to_contain_text("合计 2 行")


def test_a_wrong_cell_is_marked_told_and_gone_to(grid: Page) -> None:
    paste(grid, f"青石镇\t{project(grid)}\t昨天吧\t12\t\tB-1")
    grid.click("[data-act=save]")
    expect(grid.locator("#grid-state")).to_have_text("1 处要改")
    expect(grid.locator("#grid-problems button")).to_be_focused()
    grid.keyboard.press("Enter")
    assert at(grid).startswith("第 1 行，到账日期")
    expect(grid.locator(".grid-entry")).to_have_attribute("aria-invalid", "true")
    expect(grid.locator("#grid-say")).to_contain_text("不是日期")
    grid.keyboard.type("2026-7-5")
    grid.keyboard.press("Enter")
    expect(grid.locator("#grid-problems li")).to_have_count(0)


def test_what_is_typed_stays_when_the_page_is_left_and_until_it_is_saved(grid: Page) -> None:
    grid.keyboard.type("青石镇")
    grid.keyboard.press("Enter")
    expect(grid.locator("#grid-kept")).to_contain_text("草稿存于")
    grid.reload()
    grid.wait_for_selector("#grid[data-ready]")
    expect(grid.locator("#grid-state")).to_contain_text("已恢复")
    assert cell(grid, 1, "unit") == "青石镇"


def test_keys_do_what_they_do_in_excel(grid: Page) -> None:
    keys = grid.keyboard
    for words in ("甲", "乙", "丙"):
        keys.type(words)
        keys.press("Enter")
    assert at(grid).startswith("第 4 行，责任单位")
    keys.press("Control+ArrowUp")
    keys.press("Control+ArrowUp")
    assert at(grid).startswith("第 1 行")
    keys.press("Shift+ArrowDown")
    keys.press("Shift+ArrowDown")
    keys.press("Control+d")
    assert [cell(grid, row, "unit") for row in (1, 2, 3)] == ["甲", "甲", "甲"]
    keys.press("Control+z")
    assert [cell(grid, row, "unit") for row in (1, 2, 3)] == ["甲", "乙", "丙"]
    keys.press("F2")
    keys.type("丁")
    keys.press("Escape")
    assert cell(grid, 1, "unit") == "甲"
    keys.press("F2")
    keys.type("丁")
    keys.press("Enter")
    assert cell(grid, 1, "unit") == "甲丁"
    keys.press("Control+Home")
    keys.press("Delete")
    assert cell(grid, 1, "unit").strip() == ""


def test_the_first_letters_of_an_input_method_are_not_lost(grid: Page) -> None:
    """A Chinese word is composed letter by letter before it stands in the cell."""
    typist = grid.context.new_cdp_session(grid)
    for letters in ("q", "qs", "qsz"):
        typist.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
    typist.send("Input.insertText", {"text": "青石镇"})
    grid.keyboard.press("Enter")
    assert cell(grid, 1, "unit") == "青石镇"


def test_escape_and_tab_lead_out_of_the_grid(grid: Page) -> None:
    keys = Keys(grid)
    grid.keyboard.press("Escape")
    keys.to("summary", "按键与粘贴")


def test_somebody_elses_change_is_shown_beside_ones_own(desk: tuple[str, LogIn], grid: Page) -> None:
    address, log_in = desk
    paste(grid, f"青石镇\t{project(grid)}\t2026-07-06\t12\t\tC-1")
    grid.keyboard.press("Control+s")
    expect(grid.locator("h1")).to_have_text("到位资金")
    pages = [grid, log_in("clerk")]
    for page in pages:
        page.goto(f"{address}{RECEIPTS}/grid?edit=1&voucher_no=C-1")
        page.wait_for_selector("#grid[data-ready]")
        assert "C-1" in cell(page, 1, "voucher_no")
    for page, amount in zip(pages, ("20", "30"), strict=True):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.keyboard.type(amount)
        page.keyboard.press("Enter")
        page.keyboard.press("Control+s")
    expect(pages[0].locator("#flash, .notice").first).to_contain_text("已保存 1 行")
    expect(pages[1].locator("#grid-problems")).to_contain_text("别人改成了“20”")
    assert cell(pages[1], 1, "amount") == "30"
    pages[1].click("[data-act=save]")
    expect(pages[1].locator("#flash, .notice").first).to_contain_text("已保存 1 行")


def test_rows_are_typed_on_a_telephone(grid: Page) -> None:
    grid.set_viewport_size({"width": 390, "height": 800})
    grid.reload()
    grid.wait_for_selector("#grid[data-ready]")
    grid.locator(".tabulator-row").nth(1).locator("[tabulator-field=unit]").click()
    grid.keyboard.type("青石镇")
    grid.click("[data-act=check]")
    expect(grid.locator("#grid-state")).to_contain_text("处要改")
    assert grid.evaluate("document.documentElement.scrollWidth <= innerWidth")
