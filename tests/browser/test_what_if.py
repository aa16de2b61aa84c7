"""试算 in a real browser, with the keyboard alone: a weight is typed, and the places below follow."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LogIn

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]


def test_a_weight_typed_moves_the_places_and_the_address_holds_it(log_in: LogIn) -> None:
    page = log_in("assessor")
    page.goto(page.url.partition("?")[0].rstrip("/") + "/assessment/")
    page.locator("table.data a", has_text="乡镇招商引资考核细则").last.click()
    page.get_by_role("link", name="试算").click()
    expect(page.get_by_text("还没有改动")).to_be_visible()
    field = page.get_by_label("项目开工：分值")
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("80")
    expect(page.get_by_text("分值合计由 90 变为 150。")).to_be_visible()
    expect(field).to_be_focused()
    expect(page).to_have_url(re.compile(r"\?started\.weight=80$"))
    page.keyboard.press("Control+a")
    page.keyboard.type("-8")
    expect(page.get_by_role("alert")).to_contain_text("项目开工：分值")
    sent = page.url
    page.goto(sent)
    expect(page.get_by_label("项目开工：分值")).to_have_value("-8")
