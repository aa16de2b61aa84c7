"""Coming in by the office's provider and by codes, in a browser; and what is left in it after logging out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect, sync_playwright

from luoshi.kernel import totp
from luoshi.kernel.actor import wall_clock
from tests.attacks import provider
from tests.browser.test_matching import ROOT, fits
from tests.demo import PASSWORD, environment, free_port, served

pytestmark = pytest.mark.browser
HOME = re.compile("^首页$")
Tab = Callable[[], Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small site that works with a provider, served where the provider knows it."""
    folder, port = tmp_path_factory.mktemp("entered") / "site", free_port()
    command = [sys.executable, "-m", "tests.browser.entered", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment())
    with provider.running(f"http://localhost:{port}") as said:
        file = folder / "site.json"
        file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "identity": said}), "utf-8")
        with served(folder, port):
            yield f"http://localhost:{port}"


@pytest.fixture
def tab(address: str) -> Iterator[Tab]:
    """A browser of one's own each time, as wide as a telephone; its complaints of our pages are faults."""
    faults: list[str] = []
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])

        def complained(said: ConsoleMessage) -> None:
            if said.type == "error" and said.location["url"].startswith(address):
                faults.append(said.text)

        def opened() -> Page:
            size = {"width": 390, "height": 800}
            page = chromium.new_context(locale="zh-CN", viewport=size).new_page()  # type: ignore[arg-type]
            page.on("console", complained)
            return page

        yield opened
        chromium.close()
    assert faults == []


def look(page: Page, name: str) -> None:
    fits(page)
    if folder := os.environ.get("LUOSHI_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def with_password(page: Page, address: str) -> None:
    page.goto(address)
    page.fill("input[name=username]", "wangli")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def log_out(page: Page) -> None:
    page.evaluate("document.querySelector('form[action=\"/account/logout/\"]').submit()")


def test_by_the_provider_and_out_of_both(address: str, tab: Tab) -> None:
    page = tab()
    page.goto(f"{address}/account/password/")
    page.click("text=统一身份登录")
    page.fill("input[name=login]", "wangli")
    page.fill("input[name=password]", "any")
    page.click("button[type=submit]")
    page.click("button[type=submit]")  # agrees that the site may know
    expect(page.locator("h1")).to_have_text("修改密码")
    log_out(page)
    page.wait_for_url("**/session/end?**")


def test_a_second_factor_and_nothing_left_behind(address: str, tab: Tab) -> None:
    page = tab()
    with_password(page, address)
    expect(page.locator("h1")).to_have_text(HOME)
    page.goto(f"{address}/account/second/set-up")
    page.click("text=显示二维码")
    secret = page.inner_text("#secret")
    look(page, "set-up")
    page.fill("input[name=code]", totp.code(secret, totp.step_of(wall_clock())))
    page.press("input[name=code]", "Enter")
    expect(page.locator(".paper-codes li")).to_have_count(10)
    look(page, "paper-codes")
    paper = page.locator(".paper-codes code").first.inner_text()

    other = tab()
    with_password(other, address)
    expect(other.locator("h1")).to_have_text("两步验证")
    other.fill("input[name=code]", paper)
    other.press("input[name=code]", "Enter")
    expect(other.locator("h1")).to_have_text(HOME)

    page.goto(f"{address}/account/")
    look(page, "profile")
    page.click("#sessions button:has-text('退出') >> nth=0")
    expect(page.locator("#flash")).to_contain_text("已退出该处登录")
    other.goto(address)
    expect(other.locator("h1")).to_have_text("登录")

    log_out(page)
    expect(page.locator("h1")).to_have_text("登录")
    page.go_back()
    expect(page.locator("h1")).to_have_text("登录")
