from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from luoshi.kernel.actor import Actor, Holding
from luoshi.web import navigation, screens
from luoshi.web.screens import Screen

pytestmark = pytest.mark.urls("tests.web.addresses")


def test_every_page_has_one_heading_a_skip_link_and_says_where_it_is(her: Client) -> None:
    text = her.get("/").content.decode()
    assert text.count("<h1>") == 1
    assert 'href="#main"' in text
    assert 'aria-current="page"' in text


def test_the_content_policy_allows_no_inline_script_or_style(her: Client) -> None:
    policy = her.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_the_style_page_shows_every_component_and_holds_nothing_inline(her: Client) -> None:
    text = her.get("/_style/").content.decode()
    for mark in (
        "stage-blocked",
        "light-red",
        "chart-canvas",
        "proof-code",
        "empty-state",
        "待统计",
        "<dialog",
    ):
        assert mark in text
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*(src=|application/json))", text)


def test_a_chart_carries_its_numbers_as_data(her: Client) -> None:
    text = her.get("/_style/").content.decode()
    found = re.search(r'<script id="chart-months" type="application/json">(.*?)</script>', text, re.DOTALL)
    assert found
    assert json.loads(found[1])["series"][0]["data"] == [320, 410, 688.5, 905, None, None]


def test_an_answer_for_a_wrong_entry_is_tied_to_its_field(her: Client) -> None:
    text = her.get("/_style/").content.decode()
    assert re.search(r'name="total"[^>]*aria-invalid="true"[^>]*aria-describedby="id_total_error"', text)
    assert 'id="id_total_error"' in text


@pytest.fixture
def _a_screen_for_assessors(monkeypatch: pytest.MonkeyPatch) -> None:
    assessors = Screen("style", "_style/", "复核台", "medal", "核算", frozenset({"assessor"}))
    monkeypatch.setattr(navigation, "SCREENS", (*screens.SCREENS, assessors))


@pytest.mark.usefixtures("_a_screen_for_assessors")
@pytest.mark.django_db
def test_the_menu_offers_only_what_a_persons_roles_open() -> None:
    def labels(actor: Actor) -> list[str]:
        return [link.label for group in navigation.navigation(actor) for link in group.links]

    assert "复核台" in labels(Actor(1, "周正", (Holding("assessor", "410000"),)))
    assert "复核台" not in labels(Actor(2, "王丽", (Holding("reporter", "410101"),)))


@pytest.mark.usefixtures("_a_screen_for_assessors")
@pytest.mark.django_db
def test_the_nearest_menu_item_above_a_page_is_the_current_one() -> None:
    actor = Actor(1, "周正", (Holding("assessor", "410000"),))
    groups = navigation.navigation(actor, "/_style/reading/")
    assert [link.label for group in groups for link in group.links if link.current] == ["复核台"]
