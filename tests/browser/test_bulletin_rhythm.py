"""In a real browser: a closed month becomes a bulletin, laggards are asked, it is signed step by step, and
anybody reads it, and a notice corrects it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import browsers
from tests.browser.test_report_to_package import confirm
from tests.demo import copied, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


@pytest.fixture
def own(city: Path, tmp_path: Path) -> Iterator[str]:
    """A copy of the demonstration, so that what is issued here stands in no other test's way."""
    site = tmp_path / "site"
    copied(city, site)
    with served(site) as address:
        yield address


def stranger(page: Page) -> Page:
    """A page of somebody who is not logged in."""
    browser = page.context.browser
    assert browser is not None
    return browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}).new_page()


def test_from_a_closed_month_to_a_corrected_public_bulletin(own: str) -> None:
    with browsers(own) as log_in:
        supervisor = log_in("supervisor")
        supervisor.goto(f"{own}/bulletins/draft")
        supervisor.select_option("select[name=period]", "2026-06")
        supervisor.select_option("select[name=kind]", "investment.board")
        supervisor.select_option("select[name=unit]", "LX01")
        supervisor.click("main form button[type=submit]")
        expect(supervisor.locator("h1")).to_have_text("关于2026年6月招商引资红黑榜通报")
        where = supervisor.url
        confirm(supervisor, "ask")
        expect(supervisor.locator("#flash")).to_contain_text(re.compile("已要求说明|没有还要问的单位"))
        confirm(supervisor, "again")
        expect(supervisor.locator("#flash")).to_contain_text("已重新起草")

        reviewer = log_in("reviewer")
        reviewer.click("text=待审核：关于2026年6月招商引资红黑榜通报")
        confirm(reviewer, "return")
        expect(reviewer.locator("dialog[open]")).to_be_visible()
        reviewer.fill("dialog[open] textarea", "有关要求请写明时限。")
        reviewer.click("dialog[open] button[type=submit]")
        expect(reviewer.locator("main")).to_contain_text("有关要求请写明时限。")

        supervisor.goto(own)
        supervisor.click("text=退回待改：关于2026年6月招商引资红黑榜通报")
        supervisor.click("text=修改文字")
        supervisor.fill("textarea >> nth=-1", "上黑榜的单位7月10日前报整改措施。")
        supervisor.click("main form button[type=submit]")
        expect(supervisor.locator(".bulletin")).to_contain_text("7月10日前")

        reviewer.goto(where)
        confirm(reviewer, "sign")
        expect(reviewer.locator("h1 + .light")).to_contain_text("签批中")
        leader = log_in("leader")
        leader.click("text=待签发：关于2026年6月招商引资红黑榜通报")
        confirm(leader, "sign")
        expect(leader.locator("h1 + .light")).to_contain_text("已签发")

        reader = stranger(leader)
        reader.goto(f"{own}/public/")
        reader.fill("input[name=q]", "黑榜 整改措施")
        reader.click("text=查找")
        expect(reader.locator(".public-rows li")).to_have_count(1)
        reader.click(".public-rows a")
        expect(reader.locator("h1")).to_have_text("关于2026年6月招商引资红黑榜通报")
        expect(reader.locator(".colophon")).to_contain_text("人工填写2个")
        with reader.expect_download() as data:
            reader.click(".downloads >> text=Word")
        assert Path(data.value.path()).read_bytes().startswith(b"PK")

        supervisor.goto(where)
        supervisor.click("text=更正 >> nth=0")
        supervisor.fill("textarea[name=text]", "“7月10日前”应为“7月15日前”。")
        supervisor.fill("textarea[name=why]", "与文件不一致")
        supervisor.click("main form button[type=submit]")
        leader.goto(where)
        leader.click(".correction button")
        leader.click("dialog[open] button[type=submit]")
        expect(leader.locator("#flash")).to_contain_text("更正（第1号）已签发")
        reader.reload()
        expect(reader.locator(".correction")).to_contain_text("应为“7月15日前”")
        expect(reader.locator("main")).not_to_contain_text(re.compile("与文件不一致"))
