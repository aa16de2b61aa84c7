"""In a real browser: the quarter's dispatch, from an agenda that built itself to minutes, tasks, more time
asked for and granted, and the next meeting that begins with what is not done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.conftest import browsers
from tests.demo import copied, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


@pytest.fixture
def meeting_day(city: Path, tmp_path: Path) -> Iterator[str]:
    """A copy of the demonstration on the day of its second meeting."""
    site = tmp_path / "site"
    copied(city, site)
    settings = json.loads((site / "site.json").read_text("utf-8"))
    (site / "site.json").write_text(json.dumps(settings | {"today": "2026-07-20"}), "utf-8")
    with served(site) as address:
        yield address


def confirm(page: Page, dialog: str) -> None:
    page.click(f"[data-dialog={dialog}]")
    page.click("dialog[open] button[type=submit] >> nth=-1")


def words(page: Page, link: str) -> str:
    """The paragraphs and cells of a Word file behind a link."""
    with page.expect_download() as coming:
        page.click(link)
    document = Document(BytesIO(Path(coming.value.path()).read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_a_quarter_is_dispatched(meeting_day: str) -> None:
    with browsers(meeting_day) as log_in:
        chief, clerk = log_in("supervisor"), log_in("clerk")
        chief.click("nav >> text=调度督办")
        expect(chief.locator("main")).to_contain_text("待批复的延期")
        chief.click("text=二季度目标任务调度会")
        expect(chief.locator(".matter >> nth=0")).to_contain_text("上次议定未落实")
        chief.click("text=目标滞后 >> nth=0")
        behind = chief.locator(".matter >> nth=0")
        expect(behind).to_contain_text("欠进度")
        behind.get_by_role("link", name="议定").click()
        chief.select_option("select[name=owner]", "LX0102")
        chief.fill("textarea[name=decision]", "一个月内再签约两个亿元项目")
        chief.fill("input[name=due_on]", "2026-08-20")
        chief.click("main form button[type=submit]")
        expect(chief.locator("#flash")).to_contain_text("已记下议定事项")

        clerk.goto(f"{meeting_day}/ledgers/supervision.task/?q=亿元项目")
        clerk.click("table.data tbody a >> nth=0")
        expect(clerk.locator("main")).to_contain_text("二季度目标任务调度会")
        clerk.click("text=申请延期")
        clerk.fill("input[name=new]", "2026-09-10")
        clerk.fill("textarea[name=reason]", "投资方八月中旬才能来")
        clerk.fill("textarea[name=progress]", "已约定考察时间")
        clerk.click("main form button[type=submit]")
        expect(clerk.locator("main")).to_contain_text("待批复")

        chief.goto(f"{meeting_day}/dispatch/")
        chief.click("table.data >> text=一个月内再签约两个亿元项目")
        chief.fill("textarea[name=why]", "情况属实，同意")
        chief.click("main form button[type=submit]")
        expect(chief.locator("main")).to_contain_text("2026-09-10")
        assert "青石镇" in words(chief, "text=督查通知单")

        chief.goto(f"{meeting_day}/dispatch/")
        chief.click("text=二季度目标任务调度会")
        chief.click("text=会议召开 >> nth=0")
        chief.fill("textarea[name=present]", "各乡镇主要负责人")
        chief.fill("textarea[name=conclusion]", "逐月报告，下次会议先看落实。")
        chief.click("main form button[type=submit]")
        confirm(chief, "issue")
        expect(chief.locator("#flash")).to_contain_text("纪要已印发")
        minutes = words(chief, "text=下载纪要")
        assert "一个月内再签约两个亿元项目" in minutes
        assert "逐月报告" in minutes

        chief.goto(f"{meeting_day}/dispatch/meetings/new")
        chief.select_option("select[name=quarter]", "2026-Q3")
        chief.fill("input[name=name]", "三季度调度会")
        chief.fill("input[name=held_on]", "2026-10-16")
        chief.click("main form button[type=submit]")
        confirm(chief, "build")
        first = chief.locator(".matter >> nth=0")
        expect(first).to_contain_text("上次议定未落实")
        expect(first).to_contain_text("一个月内再签约两个亿元项目")
