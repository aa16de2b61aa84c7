"""The pages of quality management: a form without its number, the register, opening again."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.ledgers import actions
from luoshi.reports import record_form
from tests.browsers import browser
from tests.people import COUNTY, TOWN, morning
from tests.quality.test_course import (
    GUO,
    JUNE,
    MARCH,
    QIAN,
    acted,
    at,
    checked,
    finding,
    nonconformity,
    now,
    quality,
)

__all__ = ["quality"]
pytestmark = pytest.mark.django_db
NAME = "quality.nonconformity"


def test_nobody_is_asked_for_a_number_and_the_register_tells_what_is_void(
    quality: dict[str, int], settings: Any
) -> None:
    settings.CLOCK = morning
    manager = browser("qianzhi", ("quality_manager", COUNTY))
    form = manager.get(f"/ledgers/{NAME}/new").content.decode()
    assert 'name="what"' in form
    assert 'name="number"' not in form
    values = {"source": "process", "what": "错漏", "found_on": MARCH}
    first = actions.create(GUO, NAME, TOWN, values)
    actions.withdraw(GUO, first.ref, why="误报")
    actions.create(GUO, NAME, TOWN, values)
    page = manager.get(f"/ledgers/{NAME}/numbers").content.decode()
    assert page.index("NC-2026-002") < page.index("NC-2026-001") < page.index("已作废")
    stranger = browser("luren", ("reporter", "C02"))
    assert "NC-2026" not in stranger.get(f"/ledgers/{NAME}/numbers").content.decode()
    assert quality


def test_the_manager_opens_again_on_the_page_and_others_are_not_offered_it(
    quality: dict[str, int], settings: Any
) -> None:
    bad = acted(nonconformity(finding(quality)))
    checked(bad, JUNE, "yes")
    actions.move(at(QIAN, JUNE), bad.ref, "closed")
    settings.CLOCK = at(QIAN, JUNE).clock
    manager, owner = browser("qianzhi", ("quality_manager", COUNTY)), browser("guogong", ("reporter", TOWN))
    address = f"/ledgers/{NAME}/{bad.ref.id}/"
    assert 'data-dialog="reopen-hand"' in manager.get(address).content.decode()
    assert 'data-dialog="reopen-hand"' not in owner.get(address).content.decode()
    assert owner.post(f"{address}reopen/hand", {"why": "又发生"}).status_code == 403
    assert now(bad).stage == "closed"
    assert manager.post(f"{address}reopen/hand", {"why": "又发生"}).status_code == 302
    assert (now(bad).stage, now(bad).values["reopened"]) == ("corrected", 1)
    assert "又发生" in manager.get(address).content.decode()


CAUSES = (
    {"category": "people", "what": "<保管人>换了三次", "root": True},
    {"category": "method", "what": "没有规定由谁提醒"},
)


def test_causes_are_drawn_on_the_page_and_on_paper_with_the_same_in_words(
    quality: dict[str, int], settings: Any
) -> None:
    settings.CLOCK = morning
    bad = nonconformity(finding(quality))
    manager, address = browser("qianzhi", ("quality_manager", COUNTY)), f"/ledgers/{NAME}/{bad.ref.id}/"
    assert 'class="fishbone"' not in manager.get(address).content.decode()
    for one in CAUSES:
        actions.create(GUO, "quality.cause", TOWN, one | {"nonconformity": bad.ref.id})
    page = manager.get(address).content.decode()
    assert "<title>“量具无校准标识”的因果图</title>" in page
    drawn = page[page.index("<svg xmlns") :]
    assert ">★&lt;保管人&gt;换了三次<" in drawn
    assert "<保管人>" not in page
    said = record_form.html(record_form.content(GUO, bad.ref))
    assert "的因果图（★为主要原因）" in said
    assert "<th>法</th><td>1．没有规定由谁提醒</td>" in said
    assert "<th>机</th>" not in said, "a category without causes has its bone, and no line in the table"
    assert record_form.render(record_form.content(GUO, bad.ref)).startswith(b"%PDF")


def test_a_look_of_the_system_offers_no_form_beneath_its_record(
    quality: dict[str, int], settings: Any
) -> None:
    settings.CLOCK = morning
    bad = acted(nonconformity(finding(quality)))
    page = (
        browser("qianzhi", ("quality_manager", COUNTY)).get(f"/ledgers/{NAME}/{bad.ref.id}/").content.decode()
    )
    assert "/ledgers/quality.cause/new" in page
    assert "/ledgers/quality.effect_check/new" not in page
