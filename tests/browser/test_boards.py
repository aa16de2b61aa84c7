"""In a real browser: a leader arranges a dashboard by keyboard and by mouse, and a wall turns by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LogIn, browsers
from tests.browser.keys import Keys
from tests.demo import copied, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

SMALLEST = 34
"""Pixels of a letter that is read at five metres from a wall 1920 pixels and 1.2 m wide; see wall.css."""
SMALL = """(least) => [...document.querySelectorAll('.slide.current *, .wall-head *, .wall-foot *')]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
  .filter((one) => one.closest('script, style, .chart figcaption') === null)
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < least)
  .map((one) => `${one.textContent.trim()}: ${getComputedStyle(one).fontSize}`)"""
OUTSIDE = """() => [...document.querySelectorAll('.slide.current *')]
  .filter((one) => one.closest('svg, script') === null && one.getClientRects().length)
  .filter((one) => { const box = one.getBoundingClientRect(), room = document.querySelector('.wall-slides')
    .getBoundingClientRect(); return box.bottom > room.bottom + 1 || box.right > innerWidth + 1; })
  .map((one) => one.className)"""


@pytest.fixture(scope="module")
def demo(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, LogIn]]:
    """A copy of the demonstration, for its leader's dashboard is changed."""
    site = tmp_path_factory.mktemp("boards") / "site"
    copied(city, site)
    with served(site) as address, browsers(address) as log_in:
        yield address, log_in


def tiles(page: Page) -> list[str]:
    return [words.strip() for words in page.locator(".tile h2").all_inner_texts()]


def keep(page: Page) -> None:
    page.click("main button[value=keep]")
    expect(page.locator("h1")).to_have_text("看板")


def test_tiles_are_moved_resized_and_removed_by_keyboard(demo: tuple[str, LogIn]) -> None:
    address, log_in = demo
    keys = Keys(log_in("leader"))
    keys.follow(".navigation a", "看板")
    first, second, third = tiles(keys.page)[:3]
    keys.follow("main a", "编排")
    keys.to("[data-grip]", first)
    keys.page.keyboard.press("ArrowRight")
    assert keys.focused("[data-grip]", first), "the focus moves with the tile"
    expect(keys.page.locator("#said")).to_contain_text("现在是第 2 块")
    keys.page.keyboard.press("Shift+ArrowRight")
    expect(keys.page.locator("#said")).to_contain_text("宽 2 列")
    keys.to("[data-grip]", third)
    keys.page.keyboard.press("Delete")
    expect(keys.page.locator("#said")).to_contain_text(f"已移除 {third}")
    keep(keys.page)
    assert tiles(keys.page)[:2] == [second, first]
    assert third not in tiles(keys.page)
    keys.page.goto(f"{address}/boards/")
    assert tiles(keys.page)[:2] == [second, first]
    expect(keys.page.locator(".tile").nth(1)).to_have_class("tile tile-w2 tile-h1")


def test_tiles_are_dragged_and_their_corner_drawn_with_the_mouse(demo: tuple[str, LogIn]) -> None:
    address, log_in = demo
    page = log_in("leader")
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}/boards/arrange")
    before = tiles(page)
    page.locator("[data-grip]").nth(0).drag_to(page.locator("[data-grip]").nth(1))
    expect(page.locator(".tile h2").first).to_have_text(before[1])
    tile = page.locator(".tile").first
    box, corner = tile.bounding_box(), tile.locator("[data-corner]").bounding_box()
    assert box is not None
    assert corner is not None
    width = int(tile.locator("input[name=width]").input_value())
    page.mouse.move(corner["x"] + 5, corner["y"] + 5)
    page.mouse.down()
    page.mouse.move(corner["x"] + box["width"] / width, corner["y"] + box["height"], steps=8)
    page.mouse.up()
    expect(tile.locator("input[name=width]")).to_have_value(str(width + 1))
    expect(tile.locator("input[name=height]")).to_have_value("2")
    keep(page)
    assert tiles(page) == [before[1], before[0], *before[2:]]


def test_a_tile_is_added_and_the_usual_dashboard_comes_back(demo: tuple[str, LogIn]) -> None:
    address, log_in = demo
    page = log_in("supervisor")
    page.goto(f"{address}/boards/")
    usual = tiles(page)
    page.click("main a:has-text('编排')")
    page.select_option("select[name=new_kind]", "pace")
    page.select_option("select[name=new_indicator]", "investment.funds_in_place")
    page.click("button[value=add]")
    expect(page.locator(".tile canvas, .tile svg").last).to_be_visible()
    keep(page)
    assert tiles(page) == [*usual, "招商到位资金 · 柱图（对照序时）"]
    page.click("main a:has-text('编排')")
    page.click("[data-dialog=usual]")
    page.click("dialog[open] button[value=usual]")
    expect(page.locator("#flash")).to_contain_text("已恢复默认看板")
    assert tiles(page) == usual


def test_the_wall_is_read_from_afar_turns_and_waits(demo: tuple[str, LogIn]) -> None:
    address, log_in = demo
    page = log_in("leader")
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{address}/boards/screen?seconds=5")
    expect(page.locator(".navigation, .topbar")).to_have_count(0)
    title, now = page.locator(".slide.current h2"), page.locator("[data-now]")
    expect(title).to_have_text("重点指标")
    for number in range(page.locator(".slide").count()):
        expect(now).to_have_text(str(number + 1))
        assert page.evaluate(SMALL, SMALLEST) == []
        assert page.evaluate(OUTSIDE) == []
        page.keyboard.press("ArrowRight")
    expect(title).to_have_text("重点指标")
    expect(now).to_have_text("2", timeout=9_000)
    page.keyboard.press("Space")
    expect(page.locator("[data-pause]")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(7_000)
    expect(now).to_have_text("2")


def test_a_wall_that_is_cut_off_keeps_its_figures_and_says_so(demo: tuple[str, LogIn]) -> None:
    address, log_in = demo
    page = log_in("leader")
    page.goto(f"{address}/boards/screen?seconds=5")
    page.evaluate("document.body.dataset.renew = '1'")
    page.context.clear_cookies()
    expect(page.locator("[data-fresh]")).to_have_text("登录已过期，请重新登录", timeout=9_000)
    expect(page.locator(".slide.current")).to_be_visible()
