"""The README's pictures of a served demonstration: `python scripts/screenshots.py http://127.0.0.1:8000`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
PASSWORD = "luoshi-demo-2026"
WIDE, PHONE = (1280, 800), (390, 844)
PAGES = {
    "home": ("reviewer", "/", WIDE),
    "reading": ("supervisor", "/documents/1/", WIDE),
    "split": ("supervisor", "/commitments/?year=2026", WIDE),
    "projects": ("reviewer", "/ledgers/investment.project/?q=果汁", WIDE),
    "record": ("reviewer", "/ledgers/investment.project/?q=果汁 > table.data tbody a", WIDE),
    "ranking": ("leader", "/figures/2026-06/investment.funds_in_place/", WIDE),
    "month": ("city", "/periods/2026-06/", WIDE),
    "bulletin": ("leader", "/bulletins/ > table.data a:has-text('2026年6月')", WIDE),
    "score": (
        "assessor",
        "/assessment/ > table.data a:has-text('乡镇招商引资') >> nth=-1 > text=青石镇",
        WIDE,
    ),
    "phone": ("clerk", "/", PHONE),
}
"""Picture → who looks, where (an address, then links to follow), and on how large a screen."""


def main(address: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name, (login, way, (width, height)) in PAGES.items():
            page = _logged_in(chromium, address, login, width, height)
            start, *links = way.split(" > ")
            page.goto(address + start)
            for link in links:
                page.locator(link).first.click()
                page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
            page.context.close()
        chromium.close()


def _logged_in(chromium: Browser, address: str, login: str, width: int, height: int) -> Page:
    page = chromium.new_context(locale="zh-CN", viewport={"width": width, "height": height}).new_page()
    page.goto(address)
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    return page


if __name__ == "__main__":
    main(sys.argv[1])
