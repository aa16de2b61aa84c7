"""An inspection on a phone without a network: what is typed survives a reload and arrives exactly once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Error, Page, expect, sync_playwright

from tests.demo import PASSWORD, environment, served

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inspected") / "site"
    command = [sys.executable, "-m", "tests.browser.inspected", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment())
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as where:
        yield where


@pytest.fixture
def phone(address: str) -> Iterator[BrowserContext]:
    """A phone that knows where it is."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 390, "height": 800},
            has_touch=True, is_mobile=True, permissions=["geolocation"],
            geolocation={"latitude": 33.77, "longitude": 107.55, "accuracy": 12},
        )  # fmt: skip
        chromium.close()


def log_in(context: BrowserContext, address: str, login: str = "supervisor") -> Page:
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(address)
    page.fill("input[name=username]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    expect(page.locator("h1")).to_have_text("首页")
    return page


def fits(page: Page) -> None:
    """Nothing runs off the side."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, page.url


def photograph(file: Path) -> Path:
    Image.effect_noise((3000, 2000), 40).convert("RGB").save(file, quality=90)
    return file


def answer(page: Page, check: str, photo: Path) -> None:
    """Type the answers to one record: 20 万元 less than was reported."""
    sheet = page.locator(f"#check-{check}")
    sheet.locator("summary").tap()
    sheet.locator("[data-ask=slip] input[value=yes]").check()
    reported = int(sheet.get_attribute("data-amount") or 0)
    sheet.locator("[data-ask=amount] input").fill(str(reported - 20))
    sheet.locator("[data-ask=falsified] input[value=no]").check()
    sheet.locator("input[capture]").set_input_files(photo)
    expect(sheet.locator("[data-shots] li")).to_have_count(1)
    sheet.locator("input[value=overstated]").check()
    sheet.locator("input[name='@overstated_by']").fill("20")
    sheet.locator("textarea[name='@note']").fill("有一笔当日转出")


def drawn(page: Page) -> list[str]:
    return page.locator("[data-check]").evaluate_all("all => all.map(one => one.dataset.check)")


def on_site(page: Page, address: str) -> list[str]:
    """The page on site, kept on the phone."""
    page.goto(f"{address}/inspections/1/site/")
    expect(page.locator("#onsite-kept")).to_have_text("已存到手机，没有网络也能打开")
    fits(page)
    return drawn(page)


def arrivals(site: Path) -> list[tuple[int, str]]:
    """What arrived at the site, by check."""
    code = (
        "import json; from luoshi.cli import setup; setup.ready()\n"
        "from luoshi.inspections.models import Arrival\n"
        "from luoshi.ledgers.models import Evidence\n"
        "rows = list(Arrival.objects.values_list('check_record', 'client'))\n"
        "files = Evidence.objects.filter(ledger='supervision.check', purpose='photo').count()\n"
        "print(json.dumps([rows, files]))"
    )
    env = {**environment(), "LUOSHI_SITE": str(site), "DJANGO_SETTINGS_MODULE": "luoshi.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, env=env, capture_output=True, text=True
    )
    rows, files = json.loads(done.stdout)
    assert files == len(rows)
    return [(check, client) for check, client in rows]


def test_two_findings_typed_without_a_network_arrive_exactly_once(
    phone: BrowserContext, address: str, site: Path, tmp_path: Path
) -> None:
    page = log_in(phone, address)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    first, second, *_ = on_site(page, address)
    photo = photograph(tmp_path / "进账单.jpg")
    phone.set_offline(True)
    expect(page.locator("#onsite-net")).to_have_text("没有网络，先记在手机里")
    for one in (first, second):
        answer(page, one, photo)
        page.locator(f"#check-{one} .onsite-save").tap()
        expect(page.locator(f"#check-{one} [data-mark]")).to_have_text("未送")
    expect(page.locator("#onsite-count")).to_have_text("2")
    page.reload()
    expect(page.locator("#onsite-count")).to_have_text("2")
    expect(page.locator("#onsite-unsent li")).to_have_count(2)
    expect(page.locator("#onsite-unsent")).to_contain_text("33.77000,107.55000 ±12m")
    fits(page)
    assert arrivals(site) == []
    phone.set_offline(False)
    expect(page.locator("#onsite-count")).to_have_text("0")
    for one in (first, second):
        expect(page.locator(f"#check-{one} [data-mark]")).to_have_text("已送达")
    page.locator("#onsite-send").tap()
    page.reload()
    expect(page.locator("#onsite-count")).to_have_text("0")
    assert sorted(str(check) for check, _ in arrivals(site)) == sorted([first, second])
    page.goto(f"{address}/inspections/checks/{first}/")
    expect(page.locator("main")).to_contain_text("虚高")
    expect(page.locator("main")).to_contain_text("33.77000,107.55000 ±12m")
    expect(page.locator(".file-look img")).to_be_visible()
    fits(page)
    assert faults == []


def test_an_answer_that_is_lost_on_the_way_back_is_not_kept_twice(
    phone: BrowserContext, address: str, site: Path, tmp_path: Path
) -> None:
    page = log_in(phone, address)
    third = on_site(page, address)[2]
    before = len(arrivals(site))
    lost = {"once": False}

    def lose(route: object) -> None:
        if not lost["once"]:
            lost["once"] = True
            route.fetch()  # type: ignore[attr-defined]  # the site takes it, the phone never hears
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/site/send", lose)
    answer(page, third, photograph(tmp_path / "a.jpg"))
    with page.expect_event("requestfailed"):
        page.locator(f"#check-{third} .onsite-save").tap()
    expect(page.locator(f"#check-{third} [data-mark]")).to_have_text("未送")
    assert len(arrivals(site)) == before + 1
    page.locator("#onsite-send").tap()
    expect(page.locator(f"#check-{third} [data-mark]")).to_have_text("已送达")
    assert len(arrivals(site)) == before + 1


def test_a_draft_survives_a_reload_and_what_is_missing_is_said(
    phone: BrowserContext, address: str, tmp_path: Path
) -> None:
    page = log_in(phone, address)
    fourth = on_site(page, address)[3]
    sheet = page.locator(f"#check-{fourth}")
    sheet.locator("summary").tap()
    sheet.locator(".onsite-save").tap()
    expect(sheet.locator("[data-wrong]")).to_contain_text("还没有回答：见到进账单原件")
    sheet.locator("[data-ask=slip] input[value=yes]").check()
    sheet.locator("[data-ask=amount] input").fill("3000")
    sheet.locator("input[value=genuine]").check()
    sheet.locator(".onsite-save").tap()
    expect(sheet.locator("[data-wrong]")).to_contain_text("查实金额、虚报金额与填报金额对不上")
    sheet.locator("input[capture]").set_input_files(photograph(tmp_path / "a.jpg"))
    expect(sheet.locator("[data-mark]")).to_have_text("草稿")
    page.wait_for_timeout(600)
    page.reload()
    expect(sheet.locator("[data-shots] li")).to_have_count(1)
    expect(sheet.locator("[data-ask=amount] input")).to_have_value("3000")


def test_what_the_site_refuses_is_told_and_can_be_mended(
    phone: BrowserContext, address: str, site: Path, tmp_path: Path
) -> None:
    page = log_in(phone, address)
    fourth = on_site(page, address)[3]
    before = len(arrivals(site))
    answer(page, fourth, photograph(tmp_path / "a.jpg"))
    sheet = page.locator(f"#check-{fourth}")
    reported = int(sheet.get_attribute("data-amount") or 0)
    sheet.locator("[data-ask=amount] input").fill("0")
    sheet.locator("input[name='@overstated_by']").fill(str(reported))
    sheet.locator(".onsite-save").tap()
    expect(page.locator("#onsite-unsent .wrong")).to_contain_text("虚报金额不对")
    expect(sheet.locator("[data-mark]")).to_have_text("没有送成")
    page.locator("#onsite-unsent").get_by_text("改一改").tap()
    sheet.locator("input[value=fabricated]").check()
    sheet.locator(".onsite-save").tap()
    expect(sheet.locator("[data-mark]")).to_have_text("已送达")
    assert len(arrivals(site)) == before + 1


def test_after_logging_out_the_page_is_not_kept_on_the_phone(phone: BrowserContext, address: str) -> None:
    page = log_in(phone, address)
    on_site(page, address)
    phone.clear_cookies()
    page.goto(f"{address}/inspections/1/site/")
    expect(page.locator("input[name=password]")).to_be_visible()
    phone.set_offline(True)
    with pytest.raises(Error, match="ERR_"):
        page.goto(f"{address}/inspections/1/site/")
