"""A real browser on a real server over the demonstration: from a figure to the bank slip behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LogIn

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


def test_a_leader_follows_a_light_to_the_bank_slip_behind_it(log_in: LogIn) -> None:
    page = log_in("leader")
    page.click("text=招商到位资金")
    expect(page.locator("h1")).to_have_text("招商到位资金")
    row = page.locator("table.data tbody tr", has_text="青石镇")
    amount = row.locator("td").nth(2).inner_text()
    row.locator("a").first.click()
    expect(page.locator("tfoot")).to_contain_text(amount)
    page.click("table.data tbody a >> nth=0")
    expect(page.locator("body")).to_contain_text("银行进账单")
    with page.expect_download() as slip:
        page.click("a[href*='/files/']")
    assert "银行进账单" in Path(slip.value.path()).read_text("utf-8")


def test_a_reviewer_verifies_a_project_by_keyboard_and_mouse(log_in: LogIn, address: str) -> None:
    page = log_in("reviewer")
    page.goto(f"{address}/ledgers/investment.project/?verification=pending")
    page.click("table.data tbody a >> nth=0")
    page.click("[data-dialog=verify]")
    page.click("dialog[open] button[type=submit] >> nth=-1")
    expect(page.locator("body")).to_contain_text("已核实")
