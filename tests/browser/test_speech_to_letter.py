"""In a real browser: a speech is read, a sentence confirmed, handed down, and signed for by both sides."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LogIn

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

SPEECH = """在全县项目建设推进会上的讲话

明年，全县招商到位资金要达到6亿元，力争6.5亿元。
招商局要在3月底前制定项目包联方案。
"""


def test_read_confirm_split_sign(log_in: LogIn, address: str, tmp_path: Path) -> None:
    speech = tmp_path / "讲话.txt"
    speech.write_text(SPEECH, "utf-8")
    supervisor = log_in("supervisor")
    supervisor.click("nav >> text=文件")
    supervisor.click("text=读入文件")
    supervisor.fill("input[name=title]", "在全县项目建设推进会上的讲话")
    supervisor.fill("input[name=issued_on]", "2026-07-15")
    supervisor.set_input_files("input[name=file]", speech)
    supervisor.click("main form button[type=submit]")
    expect(supervisor.locator("h1")).to_have_text("在全县项目建设推进会上的讲话")

    card = supervisor.locator("article", has_text="要达到6亿元")
    expect(card).to_contain_text("争取 65,000.00 万元")
    card.locator("text=核对修改").click()
    supervisor.fill("input[name=year]", "2027")
    supervisor.click("main form button[type=submit]")
    card = supervisor.locator("article", has_text="要达到6亿元")
    expect(card).to_contain_text("已确认")
    expect(supervisor.locator("article", has_text="力争6.5亿元")).to_contain_text("已确认")

    card.locator("a", has_text="目标 ").click()
    expect(supervisor.locator("mark")).to_have_text("全县招商到位资金要达到6亿元")
    supervisor.click("text=分解")
    supervisor.fill("input[name=base_LX0101]", "20000")
    supervisor.fill("input[name=base_LX0102]", "30000")
    expect(supervisor.locator("[data-gap=base]")).to_have_text("-10,000")
    supervisor.click("main form button[type=submit]")
    expect(supervisor.locator("main")).to_contain_text("还有 10,000.00 万元 没有分解下去")

    supervisor.goto(f"{address}/commitments/letters/new")
    supervisor.fill("input[name=year]", "2027")
    supervisor.select_option("select[name=from_unit]", "LX01")
    supervisor.select_option("select[name=to_units]", ["LX0102"])
    supervisor.click("main form button[type=submit]")
    expect(supervisor.locator("#flash")).to_contain_text("已签发 1 份责任书")

    for login, side in (("mayor", "to"), ("leader", "from")):
        signer = log_in(login)
        signer.goto(f"{address}/commitments/letters/")
        signer.locator("tr", has_text="2027").locator("a").click()
        signer.click(f"[data-dialog=sign-{side}]")
        signer.click("dialog[open] button[type=submit]")
        expect(signer.locator("#flash")).to_contain_text("已签字")
    expect(signer.locator("h1 + .light")).to_contain_text("已签订")
    with signer.expect_download() as letter:
        signer.click("text=下载 PDF")
    assert Path(letter.value.path()).read_bytes().startswith(b"%PDF")
