"""In a real browser: a firm applies, its budget wrong then right; the office returns once and admits."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import LogIn
from tests.demo import PASSWORD, environment, served

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


@pytest.fixture
def enter(tmp_path: Path) -> Iterator[LogIn]:
    """Browsers on a small city whose call is open."""
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "tests.browser.called", str(site)], check=True, cwd=ROOT, env=environment()
    )
    faults: list[str] = []
    with served(site) as where, sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])

        def there(login: str) -> Page:
            page = chromium.new_context(locale="zh-CN").new_page()
            page.set_default_timeout(20_000)
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda fault: faults.append(str(fault)))
            page.goto(f"{where}/account/login/?next=/calls/")
            page.fill("input[name=username]", login)
            page.fill("input[name=password]", PASSWORD)
            page.click("button[type=submit]")
            page.wait_for_url("**/calls/")
            return page

        yield there
        chromium.close()
    assert faults == []


def put(page: Page, field: str, value: str) -> None:
    """Type into a field and wait until it is kept."""
    with page.expect_response(re.compile("/save$")):
        page.fill(f"[name={field}]", value)
        page.locator(f"[name={field}]").blur()


def amount(page: Page, line: str, value: str) -> None:
    with page.expect_response(re.compile("/budget$")):
        page.get_by_label(f"{line} 金额").fill(value)
        page.get_by_label(f"{line} 金额").blur()


def upload(page: Page, purpose: str, name: str) -> None:
    file = {"name": name, "mimeType": "application/pdf", "buffer": b"%PDF-1.4 " + name.encode()}
    with page.expect_navigation():
        page.set_input_files(f"#files-{purpose} input[type=file]", file)  # type: ignore[arg-type]
    expect(page.locator(f"#files-{purpose}")).to_contain_text(name)


def started(page: Page) -> None:
    page.get_by_role("link", name="2026年度市级科技计划项目申报").first.click()
    page.get_by_role("link", name="申报", exact=True).click()
    page.fill("input[name=name]", "苹果汁非浓缩还原关键技术")
    page.get_by_role("button", name="开始填写").click()


def test_applied_with_a_wrong_budget_put_right_returned_once_and_admitted(enter: LogIn) -> None:
    firm = enter("writer")
    started(firm)
    state = firm.locator("#state")
    expect(state).to_contain_text("还有 12 项没有完成")
    with firm.expect_response(re.compile("/save$")):
        firm.select_option("[name=domain]", "food")
    for field, value in (
        ("leader", "宋工"), ("phone", "13800000001"), ("summary", "非浓缩还原工艺"),
        ("goals", "产值2000万元"),
        ("starts_on", "2026-07-01"), ("ends_on", "2028-06-30"), ("asked", "30"), ("own", "60"),
    ):  # fmt: skip
        put(firm, field, value)
    expect(state).to_contain_text("已自动保存")
    firm.fill("#members [name=member-name]", "宋工")
    firm.get_by_role("button", name="添加成员").click()
    expect(firm.locator("[name=summary]")).to_have_value("非浓缩还原工艺")
    upload(firm, "sealed", "盖章件.pdf")
    upload(firm, "licence", "营业执照.pdf")
    for line, value in (
        ("经费来源 拨款", "30"), ("经费来源 单位自筹", "55"), ("经费支出 人员费", "20"),
        ("经费支出 材料费", "70"),
    ):  # fmt: skip
        amount(firm, line, value)
    expect(firm.locator("#sums")).to_contain_text("-5.00")
    expect(state.locator("ol")).to_contain_text("经费来源合计与支出合计不等")
    expect(state.get_by_role("button", name="提交")).to_be_disabled()
    amount(firm, "经费来源 单位自筹", "60")
    expect(state).to_contain_text("可以提交了")
    together(enter, firm)
    firm.get_by_role("button", name="提交").click()
    firm.locator("dialog[open] button[type=submit]").click()
    expect(firm.locator("h1")).to_contain_text("申报回执")
    expect(firm.locator("main")).to_contain_text(re.compile(r"2026-001-0002.*[0-9a-f]{64}", re.DOTALL))
    checked(enter, firm)


def together(enter: LogIn, firm: Page) -> None:
    """孟禾 changes the same field meanwhile: what 宋工 types over it is refused and said."""
    other = enter("manager")
    other.get_by_role("link", name="苹果汁非浓缩还原关键技术").click()
    put(other, "goals", "产值3000万元")
    put(firm, "goals", "产值2500万元")
    expect(firm.locator("#state")).to_contain_text("孟禾")
    expect(firm.locator("#wrong-goals")).to_contain_text("对方填的是：产值3000万元")
    other.context.close()


def checked(enter: LogIn, firm: Page) -> None:
    office = enter("office")
    office.locator("#check").get_by_role("link", name="苹果汁非浓缩还原关键技术").click()
    office.get_by_role("link", name="退回补正").click()
    office.fill("[name=missing]", "缺近两年财务报表\n盖章件第3页没有公章")
    office.get_by_role("button", name="确定").click()
    expect(office.locator("main")).to_contain_text("已退回补正")
    firm.goto(firm.url.replace("/receipt", "/write"))
    expect(firm.locator(".notice")).to_contain_text("盖章件第3页没有公章")
    upload(firm, "finance", "财务报表.pdf")
    firm.get_by_role("button", name="提交").click()
    firm.locator("dialog[open] button[type=submit]").click()
    expect(firm.locator("main")).to_contain_text("补正已提交")
    office.reload()
    expect(office.get_by_role("link", name="退回补正")).to_have_count(0)
    for question in ("complete", "stamped", "budget_right", "in_field"):
        office.check(f"[name={question}][value='1']")
    office.get_by_role("button", name="形式审查通过").click()
    expect(office.locator(".page-title")).to_contain_text("形式审查通过")


def test_a_firm_that_is_barred_is_told_why_and_an_office_decides_what_nobody_knows(enter: LogIn) -> None:
    barred = enter("yunyao")
    barred.get_by_role("link", name="黄芩提取物口服制剂").click()
    expect(barred.locator("#state ol")).to_contain_text("申报单位三年内已有项目立项")
    expect(barred.locator("#bars")).to_contain_text("另有 1 条其他单位的记录")
    office = enter("office")
    office.locator("#check").get_by_role("link", name="麻纺废料制备缓释肥").click()
    expect(office.locator("#bars")).to_contain_text("旧项目")
    office.get_by_role("link", name="核定").click()
    office.get_by_label("查明不属于此种情形").check()
    office.fill("[name=why]", "查登记档案，系同名的另一企业")
    office.get_by_role("button", name="确定").click()
    expect(office.locator("#bars")).to_contain_text("柯静 2026-03-18 核定：查登记档案，系同名的另一企业")
