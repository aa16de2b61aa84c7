"""On a phone: report with a photographed voucher, verify it, decide a gate. Nothing runs off the side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import LogIn
from tests.demo import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


@pytest.fixture
def phone(address: str) -> Iterator[LogIn]:
    """Somebody with a phone in the hand."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])

        def enter(login: str) -> Page:
            shape = {"width": 390, "height": 800}
            context = chromium.new_context(locale="zh-CN", viewport=shape, has_touch=True, is_mobile=True)
            page = context.new_page()
            page.set_default_timeout(15_000)
            page.goto(address)
            page.fill("input[name=username]", login)
            page.fill("input[name=password]", PASSWORD)
            page.tap("button[type=submit]")
            expect(page.locator("h1")).to_have_text("首页")
            return page

        yield enter
        chromium.close()


def fits(page: Page) -> None:
    """Nothing runs off the side."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, page.url


def photograph(file: Path) -> Path:
    """A voucher as a phone takes it: some 12 million points."""
    Image.effect_noise((4032, 3024), 40).convert("RGB").save(file, quality=90)
    return file


def test_a_voucher_is_photographed_and_verified_on_phones(phone: LogIn, address: str, tmp_path: Path) -> None:
    clerk = phone("clerk")
    clerk.goto(f"{address}/ledgers/investment.receipt/new")
    fits(clerk)
    clerk.fill("input[name=project]", "柳林光伏支架加工厂")
    clerk.fill("input[name=received_on]", "2026-07-10")
    clerk.fill("input[name=amount]", "88")
    clerk.fill("input[name=voucher_no]", "手机-0710")
    photo = photograph(tmp_path / "进账单.jpg")
    clerk.set_input_files("input[name=file_bank_slip]", photo)
    expect(clerk.locator(".photo-seen")).to_be_visible()
    clerk.tap("main form button[type=submit]")
    expect(clerk.locator("h1")).to_contain_text("手机-0710")
    fits(clerk)
    with clerk.expect_download() as taken:
        clerk.locator("a[href*='/files/']", has_text="进账单").tap()
    sent = Path(taken.value.path())
    assert max(Image.open(sent).size) == 2000
    assert sent.stat().st_size < photo.stat().st_size
    where = clerk.url

    reviewer = phone("reviewer")
    reviewer.goto(where)
    bar = reviewer.locator(".page-title .page-actions")
    box = bar.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == pytest.approx(800, abs=2)
    bar.get_by_text("审核通过").tap()
    reviewer.locator("dialog[open] button[type=submit]").tap()
    expect(reviewer.locator(".page-title")).to_contain_text("已核实")
    fits(reviewer)


def test_a_gate_is_decided_on_a_phone(phone: LogIn, address: str) -> None:
    land = phone("land")
    land.goto(f"{address}/ledgers/investment.project/?q=柳林光伏支架加工厂")
    fits(land)
    land.locator("table.data tbody a").first.tap()
    land.get_by_text("决定用地关").tap()
    expect(land.locator("textarea[name=why]")).to_be_visible()
    fits(land)
    land.fill("textarea[name=why]", "用地指标已落实")
    land.tap("main form button[type=submit]")
    expect(land.locator("main")).to_contain_text(re.compile("用地指标已落实"))
