"""In a real browser: the year's end from the computed score to the letter that follows from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LogIn, browsers
from tests.demo import copied, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

MONDAY, AFTER_SELF, OBJECTED, OVER = "2026-08-10", "2026-08-18", "2026-08-19", "2026-08-26"
"""The run; after five working days for self-scores; a day of the notice; after its five working days."""
CLERKS = "LX0102"
PHONE = "13800138000"


@pytest.fixture
def site(city: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "site"
    copied(city, copy)
    return copy


@contextmanager
def day(site: Path, today: str) -> Iterator[tuple[str, LogIn]]:
    """The site as it is served on a day, and browsers on it."""
    file = site / "site.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"today": today}), "utf-8")
    with served(site) as address, browsers(address) as log_in:
        yield address, log_in


def confirm(page: Page, dialog: str, why: str = "") -> None:
    page.locator(f"[data-dialog={dialog}]").first.click()
    if why:
        page.fill("dialog[open] textarea", why)
    page.click("dialog[open] button[type=submit] >> nth=-1")


def said(page: Page, words: str) -> None:
    expect(page.locator("#flash")).to_contain_text(words)


def save(page: Page) -> None:
    page.click("main form button.btn-primary")


def computed(site: Path) -> str:
    """The assessor runs the sheet, a clerk scores the own unit; where the run is."""
    with day(site, MONDAY) as (address, log_in):
        assessor = log_in("assessor")
        assessor.goto(f"{address}/assessment/run")
        assessor.select_option("select[name=sheet]", "investment.township")
        save(assessor)
        expect(assessor.locator("h1 + .light")).to_contain_text("评定中")
        where = assessor.url.removeprefix(address)

        clerk = log_in("clerk")
        clerk.goto(address + where)
        expect(clerk.locator(".content")).to_contain_text("前完成自评")
        clerk.click("text=填写自评")
        value = clerk.locator("input[name=points_funds]")
        value.fill(str(float(value.input_value()) + 1))
        clerk.fill("input[name=why_funds]", "六月底另有一笔在途")
        clerk.fill("textarea[name=why]", "与计算一致")
        save(clerk)
        said(clerk, "自评已保存")
        expect(clerk.locator("main")).to_contain_text("六月底另有一笔在途")
    return where


def judged_and_published(site: Path, where: str) -> None:
    """The assessor judges what is disputed and confirms the rest; the leader adjusts; results lie open."""
    with day(site, AFTER_SELF) as (address, log_in):
        assessor = log_in("assessor")
        assessor.goto(f"{address}{where}missing/")
        confirm(assessor, "confirm")
        said(assessor, "已确认")
        assessor.goto(f"{address}{where}{CLERKS}/judge")
        expect(assessor.locator("main")).to_contain_text("六月底另有一笔在途")
        assessor.fill("input[name=why_funds]", "在途资金没有到账，不计")
        assessor.fill("textarea[name=why]", "同意")
        save(assessor)
        said(assessor, "评定已保存")

        leader = log_in("leader")
        leader.goto(f"{address}{where}{CLERKS}/")
        leader.click("text=调整")
        leader.fill("input[name=points]", "0.5")
        leader.fill("textarea[name=why]", "承担全县试点任务")
        save(leader)
        expect(leader.locator("main")).to_contain_text("承担全县试点任务")

        assessor.goto(address + where)
        confirm(assessor, "publish")
        said(assessor, "已公示，到 2026-08-25 止")
        leader.goto(address + where)
        expect(leader.locator("[data-dialog=finalise]")).to_have_count(0)


def objected_and_answered(site: Path, where: str) -> None:
    """A stranger objects by name, the assessor upholds it, the notice tells the change and no name."""
    with day(site, OBJECTED) as (address, log_in):
        assessor = log_in("assessor")
        stranger = assessor.context.browser.new_context(locale="zh-CN").new_page()  # type: ignore[union-attr]
        stranger.goto(f"{address}/assessment/public/")
        stranger.click("table.data tbody a >> nth=0")
        expect(stranger.locator(".page-lead")).to_contain_text("2026-08-25")
        stranger.click("text=提出异议")
        stranger.select_option("select[name=about]", CLERKS)
        stranger.select_option("select[name=item]", "funds")
        stranger.fill("textarea[name=reason]", "这笔资金已于六月三十日到账，有进账单为证。")
        stranger.fill("input[name=signed]", "匿名")
        stranger.fill("input[name=phone]", PHONE)
        save(stranger)
        expect(stranger.locator("main")).to_contain_text("匿名异议不受理")
        stranger.fill("input[name=signed]", "钱大勇")
        save(stranger)
        said(stranger, "异议已受理")

        assessor.goto(address + where)
        assessor.click("text=答复异议")
        assessor.click("table.data tbody a >> nth=0")
        assessor.check("input[name=decision][value=upheld]")
        assessor.fill("textarea[name=answer]", "核对进账单，属实")
        assessor.select_option("select[name=item]", "funds")
        assessor.fill("input[name=points]", "49.5")
        save(assessor)
        said(assessor, "已答复")
        with assessor.expect_download() as letter:
            assessor.click("text=下载答复书")
        assert Path(letter.value.path()).read_bytes().startswith(b"PK")

        stranger.reload()
        expect(stranger.locator("main")).to_contain_text("核对进账单，属实")
        for private in (PHONE, "钱大勇"):
            expect(stranger.locator("body")).not_to_contain_text(private)


def final_and_followed(site: Path, where: str) -> None:
    """The leader lets results stand, approves what follows; it is printed and carried out."""
    with day(site, OVER) as (address, log_in):
        leader, assessor = log_in("leader"), log_in("assessor")
        leader.goto(address + where)
        confirm(leader, "finalise")
        said(leader, "已定稿")

        assessor.goto(address + where)
        confirm(assessor, "propose")
        said(assessor, "等待领导审批")

        leader.goto(address + where)
        leader.click("text=审批奖惩")
        leader.locator("table.data tbody tr", has_text="约谈").locator("a").first.click()
        confirm(leader, "approve")
        said(leader, "已批准")
        award = leader.url

        assessor.goto(award)
        with assessor.expect_download() as letter:
            assessor.click("text=下载 Word")
        assert re.match(r"约谈通知书（.+）\.docx", letter.value.suggested_filename)
        assessor.click("text=登记兑现")
        proof = site / "约谈记录.txt"
        proof.write_text("约谈记录", "utf-8")
        assessor.set_input_files("input[name=proof]", proof)
        save(assessor)
        expect(assessor.locator("h1 + .light")).to_contain_text("已兑现")


def test_assess_score_judge_publish_object_answer_and_follow(site: Path) -> None:
    where = computed(site)
    judged_and_published(site, where)
    objected_and_answered(site, where)
    final_and_followed(site, where)
