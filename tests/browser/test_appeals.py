"""Somebody appeals on a phone without log-in; the desk, a bureau and the person see it to its end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_matching import DESK, PHONE, ROOT, browsers, fits, log_in
from tests.demo import environment, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("appealed") / "site"
    command = [sys.executable, "-m", "tests.browser.appealed", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment())
    with served(folder) as where:
        yield where


def appeal(page: Page, title: str, *, subject: str = "道路破损", shielded: bool = False) -> str:
    """What somebody fills in on a phone; the address at which they follow it."""
    page.click("text=我要反映")
    expect(page.locator("select[name=subject]")).to_be_visible()
    names = page.locator("select[name=subject] option").all_inner_texts()
    page.select_option("select[name=subject]", label=next(one for one in names if subject in one))
    page.fill("input[name=title]", title)
    page.fill("textarea[name=text]", "我叫田有余，东街十字路面塌了一米，车过不去，请尽快修。")
    page.fill("input[name=place]", "东街十字")
    page.fill("input[name=name]", "田有余")
    page.fill("input[name=phone]", "13800001234")
    if shielded:
        page.check("input[name=shielded]")
    fits(page)
    page.click('button:text-is("提交")')
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def do(page: Page, link: str, button: str, **said: str) -> None:
    """A step: the link that leads to it, what is filled in, the button."""
    page.click(f'main a:text-is("{link}")')
    for name, value in said.items():
        page.fill(f"[name={name}]", value)
    page.click(f'main button:text-is("{button}")')
    expect(page.locator("main form.card")).to_have_count(0)


def test_from_the_phone_to_the_persons_own_word(address: str) -> None:
    with browsers() as enter:
        person = enter(f"{address}/appeals/public/", PHONE)
        fits(person)
        where = appeal(person, "东街路面塌陷")
        expect(person.locator("main")).to_contain_text("已受理")
        fits(person)

        desk = log_in(enter(address, DESK), "desk")
        desk.click('nav a:has-text("诉求办理")')
        fits(desk)
        desk.click('main a:has-text("东街路面塌陷")')
        expect(desk.locator("main")).to_contain_text("13800001234")
        fits(desk)
        do(desk, "交办", "交办", asked="查清原因，五天内修好。")
        one = desk.url

        bureau = log_in(enter(address, PHONE), "bureau")
        bureau.goto(f"{address}/appeals/")
        bureau.click('main a:has-text("东街路面塌陷")')
        expect(bureau.locator("main")).not_to_contain_text("13800001234")
        fits(bureau)
        do(bureau, "签收", "签收")
        do(bureau, "反馈", "反馈", text="已铺设钢板，三天内修复。")

        desk.goto(one)
        do(desk, "答复诉求人", "答复", text="路面三天内修复，感谢您反映。")

        person.goto(where)
        expect(person.locator("main")).to_contain_text("路面三天内修复")
        person.check("input[name=mended][value=no]")
        person.check("input[name=rating][value=unsatisfied]")
        person.fill("textarea[name=said]", "还是过不去。")
        fits(person)
        person.click('button:text-is("提交评价")')
        expect(person.locator("main")).to_contain_text("正在交给承办单位")

        desk.goto(one)
        expect(desk.locator("main")).to_contain_text("还是过不去。")
        do(desk, "答复诉求人", "答复", text="今天已修好。")
        person.goto(where)
        person.check("input[name=mended][value=yes]")
        person.check("input[name=rating][value=satisfied]")
        person.click('button:text-is("提交评价")')
        expect(person.locator("main")).to_contain_text("已办结")

        desk.goto(one)
        do(desk, "公开答复", "公开")
        person.goto(f"{address}/appeals/public/")
        person.click('main a:has-text("东街路面塌陷")')
        expect(person.locator("main")).to_contain_text("今天已修好。")
        expect(person.locator("main")).not_to_contain_text("田有余")
        fits(person)


def test_a_shielded_report_reaches_neither_its_subject_nor_a_name_its_handler(address: str) -> None:
    with browsers() as enter:
        person = enter(f"{address}/appeals/public/", PHONE)
        appeal(person, "收费不开票", subject="作风问题", shielded=True)

        desk = log_in(enter(address, DESK), "desk")
        desk.goto(f"{address}/appeals/")
        desk.click('main a:has-text("收费不开票")')
        desk.click('main a:text-is("交办")')
        desk.select_option("select[name=unit]", label="青石镇")
        desk.fill("[name=asked]", "查清后报告。")
        desk.check("input[name=tell]")
        desk.click('main button:text-is("交办")')
        expect(desk.locator("main form.card")).to_contain_text("要求保密")
        desk.uncheck("input[name=tell]")
        desk.click('main button:text-is("交办")')
        expect(desk.locator("main form.card")).to_have_count(0)

        town = log_in(enter(address, PHONE), "town")
        town.goto(f"{address}/appeals/")
        town.click('main a:has-text("收费不开票")')
        expect(town.locator("main")).to_contain_text("某某")
        expect(town.locator("main")).not_to_contain_text("田有余")
        leader = log_in(enter(address, DESK), "leader")
        leader.goto(f"{address}/appeals/")
        fits(leader)
        leader.click('main a:has-text("收费不开票")')
        expect(leader.locator("main")).not_to_contain_text("田有余")
