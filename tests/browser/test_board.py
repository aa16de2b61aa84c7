"""In a real browser: cards dragged and moved by keyboard, a map that leads down, a calendar on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LogIn, browsers
from tests.browser.keys import Keys
from tests.demo import copied, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]

PROJECTS = "/ledgers/investment.project"


@pytest.fixture(scope="module")
def desk(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, LogIn]]:
    """A copy of the demonstration, in which cards are moved, and browsers on it."""
    site = tmp_path_factory.mktemp("board") / "site"
    copied(city, site)
    with served(site) as address, browsers(address) as log_in:
        yield address, log_in


def board(desk: tuple[str, LogIn]) -> Page:
    address, log_in = desk
    page = log_in("supervisor")
    page.set_viewport_size({"width": 1700, "height": 1000})
    page.goto(f"{address}{PROJECTS}/board")
    return page


def titles(page: Page, stage: str) -> list[str]:
    return page.locator(f"[data-stage={stage}] .board-title").all_inner_texts()


def drag(page: Page, start: str, end: str) -> str:
    """Take the first card of a column to another; returns what it is called."""
    card = page.locator(f"[data-stage={start}] .board-card").first
    title = card.locator(".board-title").inner_text()
    card.locator(".board-about").drag_to(
        page.locator(f"[data-stage={end}]"), target_position={"x": 60, "y": 40}
    )
    return title


def test_a_blocked_card_says_what_is_missing_and_goes_back(desk: tuple[str, LogIn]) -> None:
    page = board(desk)
    before = titles(page, "signed")
    title = drag(page, "signed", "started")
    dialog = page.locator("#board-dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(f"“{title}”进入“开工”")
    expect(dialog).to_contain_text("缺佐证“开工许可”")
    expect(dialog.locator("form")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert titles(page, "signed") == before
    expect(page.locator("#board-said")).to_contain_text("已放回原处")


def test_a_card_that_lacks_nothing_is_dragged_to_the_next_stage(desk: tuple[str, LogIn]) -> None:
    page = board(desk)
    count = page.locator("#stage-effective + .count-mark")
    many = int(count.inner_text())
    title = drag(page, "operating", "effective")
    expect(page.locator("#board-dialog")).to_contain_text("条件已齐")
    page.click("#board-dialog button[type=submit]")
    expect(page.locator("#flash, .notice").first).to_contain_text(f"“{title}”已进入“见效”")
    expect(count).to_have_text(str(many + 1))
    assert title not in titles(page, "operating")


def test_no_card_is_dragged_back(desk: tuple[str, LogIn]) -> None:
    page = board(desk)
    before = titles(page, "started")
    drag(page, "started", "signed")
    expect(page.locator("#board-dialog")).to_be_hidden()
    assert titles(page, "started") == before


def test_a_card_is_moved_by_keyboard_and_more_cards_are_fetched(desk: tuple[str, LogIn]) -> None:
    page = board(desk)
    keys = Keys(page)
    first = page.locator("[data-stage=operating] .board-card").first
    title = first.locator(".board-title").inner_text()
    keys.press("[data-stage=operating] .board-go")
    expect(page.locator("#board-dialog")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog[open]') !== null")
    keys.to("#board-dialog button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".notice").first).to_contain_text(f"“{title}”已进入“见效”")

    keys.press("[data-stage=operating] .board-more button")
    expect(page.locator("[data-stage=operating] .board-card")).to_have_count(60)
    here = "document.activeElement.closest('.board-card') === document.querySelectorAll('%s')[30]"
    page.wait_for_function(here % "[data-stage=operating] .board-card")  # it goes on where one was


def test_the_map_of_the_city_leads_to_a_county_and_its_townships_to_their_list(
    desk: tuple[str, LogIn],
) -> None:
    address, log_in = desk
    page = log_in("city")
    page.goto(f"{address}{PROJECTS}/map")
    expect(page.locator("#map svg")).to_contain_text("清河县")
    page.locator("#map svg text", has_text="清河县").first.click(force=True)
    expect(page.locator(".map-trail")).to_contain_text("清河县")
    expect(page.locator("#map svg")).to_contain_text("青石镇")
    page.locator("#map svg text", has_text="青石镇").first.click(force=True)
    expect(page.locator(".chips")).to_contain_text("青石镇")


def test_a_phone_shows_the_agenda_and_a_desk_the_grid_too(desk: tuple[str, LogIn]) -> None:
    address, log_in = desk
    page = log_in("supervisor")
    page.goto(f"{address}{PROJECTS}/calendar")
    expect(page.locator("table.month")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator("table.month")).to_be_hidden()
    expect(page.locator(".agenda")).to_be_visible()
    keys = Keys(page)
    keys.press("[data-dialog=calendar-feed]")
    expect(page.locator("#calendar-feed")).to_contain_text("/calendar.ics?token=")
