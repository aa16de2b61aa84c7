"""A real browser on a real server over the demonstration: from a figure to the bank slip behind it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

pytestmark = pytest.mark.browser

PASSWORD = "luoshi-demo-2026"
LUOSHI = [sys.executable, "-c", "from luoshi.cli.main import main; main()"]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, filled by its command and served by Granian."""
    site, port = tmp_path_factory.mktemp("browser") / "site", _free_port()
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [*LUOSHI, "--site", str(site)]
    subprocess.run([*command, "demo", "--no-serve"], check=True, env=environment, capture_output=True)
    server = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = chromium.new_page()
        faults: list[str] = []
        tab.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda fault: faults.append(str(fault)))
        yield tab
        chromium.close()
    assert faults == []


def log_in(page: Page, address: str, login: str) -> None:
    page.goto(address)
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    expect(page.locator("h1")).to_have_text("首页")


def test_a_leader_follows_a_light_to_the_bank_slip_behind_it(page: Page, address: str) -> None:
    log_in(page, address, "leader")
    page.click("text=招商到位资金")
    expect(page.locator("h1")).to_have_text("招商到位资金")
    page.click("table.data >> text=青石镇")
    expect(page.locator("tfoot")).to_contain_text("929.00")
    page.click("table.data tbody a >> nth=0")
    expect(page.locator("body")).to_contain_text("银行进账单")
    with page.expect_download() as slip:
        page.click("a[href*='/files/']")
    assert "银行进账单" in Path(slip.value.path()).read_text("utf-8")


def test_a_reviewer_verifies_a_project_by_keyboard_and_mouse(page: Page, address: str) -> None:
    log_in(page, address, "reviewer")
    page.goto(f"{address}/ledgers/investment.project/?verification=pending")
    page.click("table.data tbody a >> nth=0")
    page.click("button[data-dialog=verify], [data-dialog=verify]")
    page.click("dialog[open] button[type=submit] >> nth=-1")
    expect(page.locator("body")).to_contain_text("已核实")
