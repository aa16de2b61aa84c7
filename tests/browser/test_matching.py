"""A farmer asks with a picture on a phone and is answered; a need is brought together with an offer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.demo import PASSWORD, environment, served

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = 390, 1280


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("matched") / "site"
    command = [sys.executable, "-m", "tests.browser.matched", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment())
    with served(folder) as where:
        yield where


@contextmanager
def browsers() -> Iterator[Callable[[str, int], Page]]:
    """Pages of a width, each in a browser of its own; one that complains in its console is a fault."""
    faults: list[str] = []
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])

        def enter(address: str, width: int) -> Page:
            page = chromium.new_context(
                locale="zh-CN", viewport={"width": width, "height": 800}, has_touch=width == PHONE
            ).new_page()
            page.set_default_timeout(15_000)
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda fault: faults.append(str(fault)))
            page.goto(address)
            return page

        yield enter
        chromium.close()
    assert faults == []


def log_in(page: Page, login: str) -> Page:
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    expect(page.locator("input[name=password]")).to_have_count(0)
    return page


def fits(page: Page) -> None:
    """Nothing runs off the side, and axe finds nothing that keeps people out."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, page.url
    page.evaluate(AXE.read_text("utf-8"))
    page.evaluate((HERE / "access.js").read_text("utf-8"))
    assert [one for one in page.evaluate("access.all()") if one[0] in ("serious", "critical")] == [], page.url


def photograph(file: Path) -> Path:
    Image.effect_noise((3000, 2000), 40).convert("RGB").save(file, quality=90)
    return file


def test_a_farmer_asks_with_a_picture_and_others_find_the_answer(address: str, tmp_path: Path) -> None:
    with browsers() as enter:
        farmer = log_in(enter(address, PHONE), "farmer")
        farmer.goto(f"{address}/matching/")
        farmer.click("text=提问 >> nth=0")
        farmer.fill("input[name=title]", "羊娃子拉稀不吃奶")
        farmer.fill("textarea[name=text]", "生下三天的羊羔拉黄稀粪")
        photo = photograph(tmp_path / "羊.jpg")
        farmer.set_input_files("input[name=pictures]", [photo, photo])
        expect(farmer.locator(".photo-seen")).to_have_count(2)
        farmer.check("input[name=subject][value=livestock]")
        fits(farmer)
        farmer.click("main button[type=submit]")
        expect(farmer.locator("main")).to_contain_text("已分派给康兽医")
        expect(farmer.locator(".match-pictures img")).to_have_count(2)
        size = farmer.evaluate(
            "async () => (await (await fetch(document.querySelector('.match-pictures img').src)).blob()).size"
        )
        assert size < photo.stat().st_size / 2
        fits(farmer)
        question = farmer.url
        farmer.goto(f"{address}/matching/questions/")
        fits(farmer)

        vet = log_in(enter(address, PHONE), "vet")
        vet.click("text=待解答：农技提问")
        vet.click("text=羊娃子拉稀不吃奶")
        vet.fill("textarea[name=text]", "保暖补液，按兽医指导用药。")
        fits(vet)
        vet.click("main button[type=submit]")
        expect(vet.locator("main")).to_contain_text("已答复")

        farmer.goto(question)
        farmer.click("button[value=satisfied]")
        expect(farmer.locator("main")).to_contain_text("您的评价：满意")

        office = log_in(enter(address, DESK), "office")
        office.goto(question)
        office.click("text=收入问答库 >> nth=0")
        office.click("main button[type=submit]")
        expect(office.locator("main")).to_contain_text("保暖补液")

        anybody = enter(f"{address}/matching/library/", PHONE)
        anybody.fill("input[name=q]", "小羊下痢")
        anybody.click("main button[type=submit]")
        expect(anybody.locator(".match-list")).to_contain_text("羊娃子拉稀不吃奶")
        fits(anybody)


def test_a_need_is_brought_together_and_followed_to_a_contract(address: str, tmp_path: Path) -> None:
    with browsers() as enter:
        office = log_in(enter(address, DESK), "office")
        office.goto(f"{address}/matching/")
        office.fill("input[name=q]", "果渣 饲料")
        office.click(".match-search button[type=submit]")
        found = office.locator(".match-list li.card", has_text="果汁皮渣做饲料")
        found.locator("text=看匹配的").click()
        expect(office.locator(".match-reasons >> nth=0")).to_contain_text("果渣（皮渣）")
        fits(office)
        office.click("button:has-text('牵线')")
        expect(office.locator("main")).to_contain_text("已牵线")
        here = office.url
        fits(office)
        for place in ("", "introductions/", "work/", "questions/"):
            office.goto(f"{address}/matching/{place}")
            fits(office)

        firm = log_in(enter(address, PHONE), "firm")
        firm.goto(here)
        firm.click("text=登记洽谈")
        firm.fill("input[name=on]", "2026-03-18")
        firm.click("main button[type=submit]")
        firm.click("text=登记签约")
        firm.fill("input[name=on]", "2026-03-18")
        firm.fill("input[name=amount]", "60")
        firm.set_input_files("input[name=file]", photograph(tmp_path / "合同.jpg"))
        firm.locator(".photo-seen").wait_for()
        firm.click("main button[type=submit]")
        expect(firm.locator(".page-title")).to_contain_text("签约")
        fits(firm)
