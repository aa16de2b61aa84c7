"""A firm's approval from application to one press of thanks; a policy that finds its firm and is paid."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serviced import FIRM
from tests.browser.test_matching import DESK, PHONE, ROOT, browsers, fits, log_in
from tests.demo import environment, served

pytestmark = pytest.mark.browser
PAPERS = "用地申请书 2\n营业执照"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("serviced") / "site"
    command = [sys.executable, "-m", "tests.browser.serviced", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment())
    with served(folder) as where:
        yield where


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "材料.pdf"
    file.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return file


def look(page: Page, name: str) -> None:
    """Fits, and kept as a picture where somebody wants to look."""
    fits(page)
    if folder := os.environ.get("LUOSHI_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def do(page: Page, link: str, button: str, **said: str) -> None:
    """A step: the link that leads to it, what is filled in, the button."""
    page.click(f'main a:text-is("{link}") >> nth=0')
    for name, value in said.items():
        one = page.locator(f"main form [name={name}]")
        if one.evaluate("field => field.tagName") == "SELECT":
            one.select_option(label=value)
        else:
            one.fill(value)
    fits(page)
    page.click(f'main button:text-is("{button}")')
    expect(page.locator("main form.card")).to_have_count(0)


def hand_in(page: Page, material: str, paper: Path) -> None:
    page.click(f'main tr:has-text("{material}") a:text-is("提交")')
    page.set_input_files("input[name=file]", paper)
    page.click(f'main button:text-is("提交：{material}")')
    expect(page.locator("main form.card")).to_have_count(0)


def move(page: Page, item: str, stage: str) -> None:
    page.goto(item)
    do(page, "推进阶段", "进入", stage=stage)


def press(page: Page, button: str, sure: str) -> None:
    """A button that asks before it does."""
    page.click(f'main button:text-is("{button}")')
    page.click(f'dialog[open] button:text-is("{sure}")')


def test_from_the_application_to_one_press_of_thanks(address: str, paper: Path) -> None:
    with browsers() as enter:
        buyer, office = log_in(enter(address, PHONE), "buyer"), log_in(enter(address, DESK), "surveyor")
        expect(buyer.locator("h1")).to_have_text("我的事项")
        look(buyer, "portal")
        buyer.click('main a:has-text("苹果汁加工厂")')
        do(buyer, "申请事项", "申请事项", kind="用地", name="建设用地批准", unit="自然资源局", papers=PAPERS)
        buyer.click('main a:text-is("建设用地批准")')
        item = buyer.url
        hand_in(buyer, "用地申请书", paper)

        office.goto(item)
        look(office, "item")
        office.click('main a:text-is("补正告知")')
        office.get_by_label("用地申请书（已交待查）").fill("缺公章")
        office.click('main button:text-is("补正告知")')
        expect(office.locator("main")).to_contain_text("还没有交，要一次告知")
        office.get_by_label("营业执照（待交）").fill("请交副本")
        office.click('main button:text-is("补正告知")')
        expect(office.locator("main")).to_contain_text("已暂停计时")

        buyer.goto(item)
        expect(buyer.locator("main")).to_contain_text("缺公章")
        expect(buyer.locator("main")).to_contain_text("已暂停计时")
        look(buyer, "told")
        hand_in(buyer, "用地申请书", paper)
        hand_in(buyer, "营业执照", paper)
        expect(buyer.locator("main")).to_contain_text("还有 5 个工作日")

        office.goto(item)
        for material in ("用地申请书", "营业执照"):
            office.click(f'main tr:has-text("{material}") a:text-is("查验")')
            office.click(f'main button:text-is("查验齐全：{material}")')
            expect(office.locator("main form.card")).to_have_count(0)
        move(office, item, "受理")
        office.goto(item)
        do(office, "组织评审听证", "组织评审听证", kind="专家评审", subject="节地评价论证")

        buyer.goto(f"{address}/portal/")
        buyer.click('main a:has-text("苹果汁加工厂")')
        expect(buyer.locator("main")).to_contain_text("已暂停计时")
        buyer.click('main a:text-is("建设用地批准")')
        expect(buyer.locator("main")).to_contain_text("暂停计时（专家评审）")
        look(buyer, "paused")

        do(office, "评审结束", "评审结束", outcome="同意用地规模")
        office.click('main a:text-is("记录")')
        record = office.url
        values = {"opinion": "符合规划", "decision_no": "清自然资〔2026〕12号", "certificate_no": "2026-012"}
        do(office, "修改", "保存", **values)
        for stage in ("审查", "决定", "送达证照"):
            move(office, item, stage)
        office.goto(record)
        asked = office.locator("aside.proof")
        expect(asked).to_contain_text("请服务对象评价")
        look(office, "asking")
        where = asked.locator("a").get_attribute("href") or ""

        office.goto(where)
        expect(office.locator("main")).to_contain_text("不能自己评价")
        somebody = enter(where, PHONE)
        look(somebody, "rate")
        somebody.fill("textarea[name=remark]", "办得快，还帮我们跑了一趟。")
        somebody.click('button:text-is("满意")')
        expect(somebody.locator("main")).to_contain_text("您的评价：满意")
        look(somebody, "rated")

        office.goto(record)
        expect(office.locator("main")).to_contain_text("办得快")
        expect(office.locator("aside.proof")).to_have_count(0)


def test_a_policy_finds_its_firm_and_two_people_pay_it(address: str, paper: Path) -> None:
    with browsers() as enter:
        officer, second = (log_in(enter(address, DESK), who) for who in ("officer", "second"))
        officer.goto(f"{address}/service/policies/")
        officer.click('main a:has-text("首次认定高新技术企业奖励")')
        expect(officer.locator("main tbody tr").first).to_contain_text("符合")
        look(officer, "policy")
        press(officer, "写入兑现", "写入")
        expect(officer.locator("main")).to_contain_text("写入 1 条兑现")
        officer.click('main section:has(h2:text-is("兑现")) a:has-text("丰禾食品有限公司")')
        benefit = officer.url
        expect(officer.locator("main")).to_contain_text("请由另一位惠企办人员确认")
        expect(officer.locator('main button:text-is("确认")')).to_have_count(0)

        second.goto(benefit)
        press(second, "确认", "确认")
        expect(second.locator("main")).to_contain_text("已确认")
        do(second, "履行的承诺", "履行的承诺", promise="首次认定高新技术企业奖励 20 万元（苹果汁加工厂）")
        look(second, "benefit")
        second.click('main a:text-is("填到账")')
        second.set_input_files("input[name=voucher]", paper)
        second.click('main button:text-is("填到账")')
        expect(second.locator("main")).to_contain_text("已到账")
        second.click('main a:text-is("记录")')
        where = second.locator("aside.proof a").get_attribute("href") or ""

        second.goto(f"{address}/service/firms/{FIRM}/")
        expect(second.locator("main")).to_contain_text("已履行")
        look(second, "firm")

        firm = enter(where, PHONE)
        expect(firm.locator("main")).to_contain_text("这项政策兑现得怎么样？")
        firm.click('button:text-is("基本满意")')
        expect(firm.locator("main")).to_contain_text("您的评价：基本满意")
