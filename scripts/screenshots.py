"""The README's pictures of a served demonstration: `python scripts/screenshots.py http://127.0.0.1:8000`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
PAGES = {
    "home": "/",
    "projects": "/ledgers/investment.project/?q=果汁",
    "ranking": "/figures/2026-06/investment.funds_in_place/",
}


def main(address: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address)
        page.fill("input[name=username]", "reviewer")
        page.fill("input[name=password]", "luoshi-demo-2026")
        page.click("button[type=submit]")
        for name, where in PAGES.items():
            page.goto(address + where)
            page.screenshot(path=FOLDER / f"{name}.png")
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1])
