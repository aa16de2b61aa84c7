"""In a real browser without a mouse: people log in, report, verify, import, hand in, accept and decide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LogIn, browsers
from tests.browser.keys import Keys
from tests.demo import PASSWORD, copied, served
from tests.exchange.office import saved, sheet_of

HEAD = ["项目名称", "投资方", "总投资（万元）"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def august(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, LogIn]]:
    """A copy of the demonstration in which it is the 10th of August, and browsers on it."""
    site = tmp_path_factory.mktemp("keyboard") / "site"
    copied(city, site)
    settings = json.loads((site / "site.json").read_text("utf-8"))
    (site / "site.json").write_text(json.dumps(settings | {"today": "2026-08-10"}), "utf-8")
    with served(site) as address, browsers(address) as log_in:
        yield address, log_in


def confirm(keys: Keys, dialog: str) -> None:
    """Open a dialog, leave it with Escape and be where one was; open it again and agree."""
    opener = f"[data-dialog={dialog}]"
    keys.press(opener)
    expect(keys.page.locator("dialog[open]")).to_be_visible()
    assert keys.page.evaluate("document.activeElement.closest('dialog[open]') !== null")
    keys.page.keyboard.press("Escape")
    expect(keys.page.locator("dialog[open]")).to_have_count(0)
    assert keys.focused(opener)
    keys.page.keyboard.press("Enter")
    keys.follow("dialog[open] button[type=submit]")


def test_log_in_and_reach_the_text_of_a_page_and_the_menu_of_the_person(august: tuple[str, LogIn]) -> None:
    address, log_in = august
    page = log_in("clerk")
    page.context.clear_cookies()
    page.goto(address)
    keys = Keys(page)
    assert keys.focused("input[name=username]")
    page.keyboard.type("clerk")
    keys.type("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("首页")

    keys.press("a.skip")
    assert keys.focused("main")
    keys.to("main a")
    page.goto(address)
    keys.press(".person > button")
    expect(page.locator(".person .dropdown-menu")).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert keys.focused(".dropdown-item", "我的账号")
    page.keyboard.press("Escape")
    expect(page.locator(".person .dropdown-menu")).to_be_hidden()
    assert keys.focused(".person > button")


def test_the_menu_of_a_phone_opens_closes_and_gives_the_focus_back(august: tuple[str, LogIn]) -> None:
    page = august[1]("clerk")
    page.set_viewport_size({"width": 390, "height": 800})
    keys = Keys(page)
    keys.press(".menu-button")
    expect(page.locator("#navigation")).to_have_class("navigation offcanvas-lg offcanvas-start show")
    page.keyboard.press("Escape")
    expect(page.locator("#navigation")).to_be_hidden()
    assert keys.focused(".menu-button")
    page.keyboard.press("Enter")
    expect(page.locator("#navigation")).to_have_class("navigation offcanvas-lg offcanvas-start show")
    keys.follow("#navigation a", "台账")
    expect(page.locator("h1")).to_have_text("台账")


def test_a_clerk_reports_with_evidence_and_a_reviewer_verifies(
    august: tuple[str, LogIn], tmp_path: Path
) -> None:
    _address, log_in = august
    slip = tmp_path / "进账单.txt"
    slip.write_text("银行进账单 333 万元", "utf-8")
    clerk = Keys(log_in("clerk"))
    clerk.follow(".navigation a", "台账")
    clerk.follow("main a", "招商项目")
    clerk.follow("table.data tbody a")
    clerk.follow("main a.btn", "填报到位资金")
    clerk.type("input[name=received_on]", "07212026")
    clerk.type("input[name=amount]", "很多")
    clerk.choose("select[name=kind]", "cash")
    clerk.type("input[name=voucher_no]", "JZ-KEYS")
    clerk.follow("main form button[type=submit]")
    assert clerk.focused("input[name=amount]"), "what has to be mended first has the focus"
    clerk.page.keyboard.press("Control+a")
    clerk.page.keyboard.type("333")
    clerk.give("input[name=file_bank_slip]", slip)
    clerk.follow("main form button[type=submit]")
    expect(clerk.page.locator("#flash")).to_contain_text("已填报")

    reviewer = Keys(log_in("reviewer"))
    reviewer.page.goto(clerk.page.url)
    confirm(reviewer, "verify")
    expect(reviewer.page.locator("h1 + .light")).to_contain_text("已核实")


def test_a_clerk_imports_a_file(august: tuple[str, LogIn], tmp_path: Path) -> None:
    address, log_in = august
    keys = Keys(log_in("clerk"))
    keys.page.goto(f"{address}/exchange/investment.project/")
    file = tmp_path / "键盘.xlsx"
    file.write_bytes(
        saved(sheet_of([HEAD, ["键盘甲厂", "同创实业有限公司", 8], ["键盘乙厂", "同创实业有限公司", 9]])[0])
    )
    keys.give("input[name=file]", file)
    keys.follow("main button", "检查")
    expect(keys.page.locator("main")).to_contain_text("2 行都可以导入")
    keys.follow("main button", "导入")
    expect(keys.page.locator("#flash")).to_contain_text("已导入 2 行")


def test_a_month_is_handed_in_and_accepted(august: tuple[str, LogIn]) -> None:
    _address, log_in = august
    for login, dialog, light in (("clerk", "hand_in", "已上报"), ("supervisor", "accept", "已接收")):
        keys = Keys(log_in(login))
        keys.follow(".navigation a", "月报")
        keys.follow("main a", "2026年7月")
        keys.follow("main a", "青石镇")
        confirm(keys, dialog)
        expect(keys.page.locator("h1 + .light")).to_contain_text(light)


def test_a_proposal_is_confirmed_and_another_refused(august: tuple[str, LogIn]) -> None:
    keys = Keys(august[1]("city"))
    keys.follow(".navigation a", "文件")
    keys.follow("table.data tbody a")
    keys.follow(".tabs a", "待处理")
    waiting = keys.page.locator("article.proposal")
    many = waiting.count()
    keys.follow("article a.btn", "核对修改")
    keys.to("select[name=unit]")
    keys.page.keyboard.press("ArrowDown")
    keys.follow("main form button[type=submit]")
    keys.follow(".tabs a", "待处理")
    expect(waiting).to_have_count(many - 1)
    keys.press("article summary", "不采纳")
    keys.type("article input[name=why]", "不是今年的事")
    keys.follow("article form button", "不采纳")
    keys.follow(".tabs a", "待处理")
    expect(waiting).to_have_count(many - 2)


def test_nothing_moves_for_whoever_wants_that_and_paper_holds_the_text_only(
    august: tuple[str, LogIn],
) -> None:
    address, log_in = august
    page = log_in("supervisor")
    moving = "[...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).%s !== '0s').length"
    assert page.evaluate(moving % "transitionDuration") > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving % "transitionDuration") == 0
    assert page.evaluate(moving % "animationDuration") == 0

    for where in ("/figures/", "/ledgers/investment.project/", "/bulletins/1/", "/documents/1/"):
        page.goto(address + where)
        page.set_viewport_size({"width": 680, "height": 960})
        page.emulate_media(media="print")
        _paper(page)
        page.emulate_media(media="screen")


def _paper(page: Page) -> None:
    """What is printed: no controls, nothing cut off or scrolled."""
    for control in (".topbar", ".navigation", ".btn", ".filters", ".tabs", "dialog"):
        expect(page.locator(f"{control}:visible")).to_have_count(0)
    cut = """[...document.querySelectorAll('main, main *')].filter((one) =>
      /auto|scroll|hidden/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1
      && !one.matches('.visually-hidden, svg, svg *')).map((one) => one.className)"""
    assert page.evaluate(cut) == []
