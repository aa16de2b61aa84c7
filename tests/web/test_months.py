"""A unit's month on its page: handed in, returned, accepted; the month closed and its package checked."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from luoshi.kernel.periods import Period
from luoshi.ops.worker import work
from luoshi.periods import actions, package
from tests.browsers import browser
from tests.people import CITY, COUNTY, LIU, OTHER_TOWN, TOWN, WANG, ZHOU, morning
from tests.periods.test_close import project, receipt

FEBRUARY = Period.parse("2026-02")


@pytest.fixture
def clerk(site: Path, settings: LazySettings) -> Client:
    settings.CLOCK = morning
    return browser("clerk", ("reporter", TOWN), name="王丽")


@pytest.fixture
def reviewer(clerk: Client) -> Client:
    return browser("zhoumin", ("reviewer", COUNTY), name="周敏")


@pytest.fixture
def closer(clerk: Client) -> Client:
    return browser("linjing", ("supervisor", CITY), name="林静")


def test_a_clerk_sees_what_the_month_holds_and_hands_it_in(clerk: Client, reviewer: Client) -> None:
    receipt(project(), "2026-02-10", 500)
    address = f"/periods/2026-02/units/{TOWN}/"
    page = clerk.get(address).content.decode()
    assert "到位资金" in page
    assert "已逾期" in page
    assert "已上报（迟报）" in clerk.post(address + "hand-in", follow=True).content.decode()
    text = reviewer.post(address + "return", {"why": "漏报一笔"}, follow=True).content.decode()
    assert "漏报一笔" in text
    clerk.post(address + "hand-in")
    assert "已接收" in reviewer.post(address + "accept", follow=True).content.decode()


def test_a_clerk_is_offered_nothing_that_is_the_reviewers(clerk: Client, reviewer: Client) -> None:
    actions.hand_in(WANG, TOWN, FEBRUARY)
    page = clerk.get(f"/periods/2026-02/units/{TOWN}/").content.decode()
    assert 'data-dialog="accept"' not in page
    assert clerk.post(f"/periods/2026-02/units/{TOWN}/accept").status_code == 403
    assert clerk.get(f"/periods/2026-02/units/{OTHER_TOWN}/").status_code == 404


def test_a_month_says_what_keeps_it_open_and_closes_into_a_package(
    clerk: Client, closer: Client, tmp_path: Path
) -> None:
    page = closer.get("/periods/2026-02/").content.decode()
    assert "2个单位的2026年2月还没有接收" in page
    assert 'data-dialog="close"' not in page
    for unit, who in ((TOWN, WANG), (OTHER_TOWN, LIU)):
        actions.hand_in(who, unit, FEBRUARY)
        actions.accept(ZHOU, unit, FEBRUARY)
    assert 'data-dialog="close"' in closer.get("/periods/2026-02/").content.decode()
    waiting = closer.post("/periods/2026-02/close", follow=True)
    assert "等待后台程序处理" in waiting.content.decode()
    work(until_empty=True)
    done = closer.get(waiting.redirect_chain[-1][0]).content.decode()
    assert "已完成" in done
    assert "查看结账情况" in done
    answer = closer.get("/periods/2026-02/package.zip")
    content = b"".join(answer.streaming_content)
    file = tmp_path / "package.zip"
    file.write_bytes(content)
    assert package.verify(file).manifest["period"] == "2026-02"
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_the_package_with_everybodys_facts_is_not_a_clerks_to_take(clerk: Client, closer: Client) -> None:
    for unit, who in ((TOWN, WANG), (OTHER_TOWN, LIU)):
        actions.hand_in(who, unit, FEBRUARY)
        actions.accept(ZHOU, unit, FEBRUARY)
    closer.post("/periods/2026-02/close")
    work(until_empty=True)
    assert clerk.get("/periods/2026-02/package.zip").status_code == 403
    assert "结账情况" in clerk.get("/periods/2026-02/").content.decode()


def test_a_month_nobody_has_closed_yet_is_listed_as_such(closer: Client) -> None:
    page = closer.get("/periods/").content.decode()
    assert "还没有结过账" in page
    assert closer.get("/periods/2026-13/").status_code == 400
