"""In a real browser: a half-year inspection from its plan to the corrected ledger and the report."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.test_inspection import ROOT, answer, drawn, log_in, photograph
from tests.demo import environment, served

pytestmark = pytest.mark.browser


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A small county whose January is closed."""
    site = tmp_path / "site"
    command = [sys.executable, "-m", "tests.browser.inspected", str(site)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment())
    with served(site) as where:
        yield where


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        yield driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


def phone(chromium: Browser) -> BrowserContext:
    return chromium.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 390, "height": 800}, has_touch=True,
        is_mobile=True, permissions=["geolocation"],
        geolocation={"latitude": 33.77, "longitude": 107.55, "accuracy": 12},
    )  # fmt: skip


def confirm(page: Page, dialog: str) -> None:
    page.click(f"[data-dialog={dialog}]")
    page.click("dialog[open] button[type=submit] >> nth=-1")


def send(page: Page) -> None:
    page.click("main form button[type=submit]")


def test_planned_drawn_seen_told_answered_settled_and_reported(
    address: str, chromium: Browser, tmp_path: Path
) -> None:
    chief = log_in(phone(chromium), address)
    chief.goto(f"{address}/inspections/new")
    chief.fill("input[name=title]", "青石镇专项督查")
    chief.fill("textarea[name=basis]", "县政府常务会议要求")
    chief.fill("input[name=ends_on]", "2026-03-27")
    chief.check("input[name=units][value=C0101]")
    chief.fill("input[name='each_investment.receipt']", "1")
    send(chief)
    expect(chief.locator("#flash")).to_contain_text("方案已固定")
    plan = chief.url
    confirm(chief, "draw")
    expect(chief.locator("main")).to_contain_text("luoshi draw")

    chief.goto(f"{plan}site/")
    (check,) = drawn(chief)
    answer(chief, check, photograph(tmp_path / "现场.jpg"))
    chief.locator(f"#check-{check} .onsite-save").tap()
    expect(chief.locator(f"#check-{check} [data-mark]")).to_have_text("已送达")
    chief.goto(f"{plan}units/C0101/")
    confirm(chief, "tell")

    clerk = log_in(phone(chromium), address, "clerk")
    clerk.goto(f"{address}/inspections/checks/{check}/")
    clerk.get_by_role("link", name="答复").first.click()
    clerk.check("input[name=agree][value='1']")
    clerk.fill("textarea[name=reason]", "当日有一笔转出，未冲减")
    send(clerk)
    expect(clerk.locator("main")).to_contain_text("认可")

    chief.goto(f"{address}/inspections/checks/{check}/settle")
    chief.fill("textarea[name=decision]", "进账单少20万元，认定虚高")
    chief.fill("textarea[name=demand]", "逐笔核对进账单")
    chief.fill("input[name=due_on]", "2026-04-30")
    send(chief)
    expect(chief.locator("main")).to_contain_text("虚高")
    expect(chief.locator("main")).to_contain_text("台账更正")

    clerk.goto(f"{address}/ledgers/supervision.finding/")
    expect(clerk.locator("table.data")).to_contain_text("虚报")

    chief.goto(f"{plan}conclude")
    chief.fill("textarea[name=conclusion]", "一笔虚高，已更正，限期整改。")
    send(chief)
    chief.goto(plan)
    with chief.expect_download() as coming:
        chief.click("text=督查报告")
    document = Document(BytesIO(Path(coming.value.path()).read_bytes()))
    words = "\n".join(one.text for one in document.paragraphs)
    assert "一笔虚高，已更正" in words
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "青石镇" in "".join(cells)
