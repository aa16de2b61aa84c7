from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.demo import PASSWORD, served

LogIn = Callable[[str], Page]


@pytest.fixture(scope="session")
def address(city: Path) -> Iterator[str]:
    """Where the demonstration is served."""
    with served(city) as where:
        yield where


@contextmanager
def browsers(address: str) -> Iterator[LogIn]:
    """Log somebody in, each in a browser of their own; a page that complains in its console is a fault."""
    faults: list[str] = []
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])

        def enter(login: str) -> Page:
            tab = chromium.new_context(locale="zh-CN").new_page()
            tab.set_default_timeout(15_000)
            tab.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            tab.on("pageerror", lambda fault: faults.append(str(fault)))
            tab.goto(address)
            tab.fill("input[name=username]", login)
            tab.fill("input[name=password]", PASSWORD)
            tab.click("button[type=submit]")
            expect(tab.locator("h1")).to_have_text(re.compile("^(首页|我的事项)$"))
            return tab

        yield enter
        chromium.close()
    assert faults == []


@pytest.fixture
def log_in(address: str) -> Iterator[LogIn]:
    """Browsers on the demonstration that all tests share."""
    with browsers(address) as enter:
        yield enter
