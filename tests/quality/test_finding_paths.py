"""A finding is closed by no path before its nonconformity was found mended by somebody else: not as an
observation either, not by one nonconformity of two, and after it was opened again not by what was before."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from luoshi.exchange import actions as exchange
from luoshi.kernel.actor import Holding
from luoshi.kernel.errors import LuoshiError, Refused
from luoshi.ledgers import actions, bulk, extending, followups, queries
from luoshi.ledgers.bulk import Change
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.rebuild import differences
from luoshi.ledgers.records import Record
from luoshi.units import queries as people
from luoshi.units import tokens
from tests.browsers import browser
from tests.people import COUNTY, SYSTEM, TOWN, morning
from tests.quality.test_course import (
    GUO,
    JUNE,
    MARCH,
    QIAN,
    SEPTEMBER,
    SHEN,
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
NAME = "quality.finding"
DECEMBER = date(2026, 12, 18)


@pytest.fixture
def found(quality: dict[str, int]) -> Record:
    """A minor finding whose nonconformity was acted upon and is not checked."""
    made = finding(quality)
    acted(nonconformity(made))
    return made


def regraded(one: Record) -> Record:
    return actions.edit(SHEN, one.ref, {"grade": "observation"}, version=one.version)


def row(one: Record) -> dict[str, Any]:
    said = {"audit": one.row["audit"], "what": "又一项", "grade": "minor", "clause": "c7_1"}
    return said | {"found_on": MARCH, "stage": "closed"}


CLOSED = {"stage": "closed"}
WALKS: dict[str, Any] = {
    "move": lambda one: actions.move(at(QIAN, JUNE), one.ref, "closed"),
    "move by the System": lambda one: actions.move(at(SYSTEM, JUNE), one.ref, "closed"),
    "noted": lambda one: actions.move(QIAN, one.ref, "noted"),
    "noted as an observation": lambda one: actions.move(QIAN, regraded(one).ref, "noted"),
    "edit": lambda one: actions.edit(SHEN, one.ref, CLOSED, version=one.version),
    "edit the day": lambda one: actions.edit(SHEN, one.ref, {"stage_closed": MARCH}, version=one.version),
    "adjust": lambda one: actions.adjust(QIAN, one.ref, CLOSED, version=one.version, why="改"),
    "grid": lambda one: bulk.put_many(SHEN, NAME, [Change(one.ref, CLOSED, one.version)]),
    "create": lambda one: actions.create(SHEN, NAME, TOWN, row(one)),
    "create many": lambda one: actions.create_many(SHEN, NAME, [NewRow(TOWN, row(one))]),
}


@pytest.mark.parametrize("way", WALKS)
def test_no_action_closes_a_finding_without_the_check(found: Record, way: str) -> None:
    with pytest.raises(LuoshiError):
        WALKS[way](found)
    assert now(found).stage == "found"
    assert queries.page(SYSTEM, NAME, filters={"stage": "closed"}).total == 0


def test_no_file_page_or_call_of_the_api_closes_a_finding(found: Record, settings: Any) -> None:
    settings.CLOCK = at(QIAN, JUNE).clock
    sheet = f"编号,不符合事实,阶段\n{found.values['number']},量具无校准标识,关闭\n".encode()
    with suppress(LuoshiError):
        exchange.import_rows(SHEN, NAME, TOWN, sheet, "发现.csv")
    manager = browser("qianzhi", ("quality_manager", COUNTY))
    for where in ("move", "step", "edit"):
        for stage in ("closed", "noted"):
            said = {"stage": stage, "version": found.version}
            assert manager.post(f"/ledgers/{NAME}/{found.ref.id}/{where}", said).status_code == 200
    person = people.person("qianzhi")
    secret = tokens.issue_token(people.actor_for(person, morning), "测试", date(2026, 12, 31))[1]
    for stage in ("closed", "noted"):
        answer = manager.generic(
            "POST", f"/api/v1/records/{NAME}/{found.ref.id}/move",
            json.dumps({"stage": stage, "version": found.version}), content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip
        assert answer.status_code == 400, answer.content
    assert now(found).stage == "found"


def test_an_observation_is_noted_by_another_than_whoever_made_it_one(quality: dict[str, int]) -> None:
    seen = finding(quality, "observation")
    both = replace(SHEN, holdings=(*SHEN.holdings, Holding("quality_manager", COUNTY)))
    with pytest.raises(Refused, match="要由另一个人办理"):
        actions.move(both, seen.ref, "noted")
    assert actions.move(QIAN, seen.ref, "noted").stage == "noted"


def test_of_two_nonconformities_both_are_closed_before_it_is(found: Record) -> None:
    (first,) = queries.children(SYSTEM, found.ref)["quality.nonconformity"]
    second = acted(nonconformity(found))
    checked(first, JUNE, "yes")
    actions.move(at(QIAN, JUNE), first.ref, "closed")
    with pytest.raises(Blocked, match="全部关闭）（未办好：量具无校准标识）"):
        actions.move(at(QIAN, JUNE), found.ref, "closed")
    look = queries.children(SYSTEM, second.ref)["quality.effect_check"][-1]
    said = {"effective": "yes", "found": "现场查看"}
    actions.edit(at(SHEN, JUNE), look.ref, said, version=look.version)
    actions.move(at(SHEN, JUNE), look.ref, "done")
    actions.move(at(QIAN, JUNE), second.ref, "closed")
    assert actions.move(at(QIAN, JUNE), found.ref, "closed").stage == "closed"
    with pytest.raises(Refused, match="“审核发现”在“关闭”阶段不能修改"):
        nonconformity(found)
    extending.reopen(at(QIAN, JUNE), found.ref, "hand", why="同类问题又发现一处")
    nonconformity(found)
    with pytest.raises(Blocked, match="未办好：量具无校准标识"):
        actions.move(at(QIAN, JUNE), found.ref, "closed")


def test_a_nonconformity_that_opened_it_again_closes_it_again_and_may_open_it_once_more(
    found: Record,
) -> None:
    (bad,) = queries.children(SYSTEM, found.ref)["quality.nonconformity"]
    look = checked(bad, JUNE, "yes")
    for one in (bad, found):
        actions.move(at(QIAN, JUNE), one.ref, "closed")
    for turn, (day, later) in enumerate(((JUNE, SEPTEMBER), (SEPTEMBER, DECEMBER)), start=1):
        actions.adjust(at(QIAN, day), look.ref, {"effective": "no"}, version=now(look).version, why="又发生")
        assert [now(one).stage for one in (bad, found)] == ["corrected", "found"]
        assert now(found).values["reopened"] == turn
        acted(bad, day)
        with pytest.raises(Blocked, match="未办好"):
            actions.move(at(QIAN, day), found.ref, "closed")
        look = checked(bad, later, "yes")
        for one in (bad, found):
            assert actions.move(at(QIAN, later), one.ref, "closed").stage == "closed"
    for name in ("finding", "nonconformity"):
        assert differences(f"quality.{name}") == []


def test_a_look_at_what_was_done_before_says_nothing_of_what_is_done_again(found: Record) -> None:
    """Written for the action of March; the fault is opened again in June before anybody looked."""
    (bad,) = queries.children(SYSTEM, found.ref)["quality.nonconformity"]
    followups.write(at(SYSTEM, JUNE))
    (old,) = queries.children(SYSTEM, bad.ref)["quality.effect_check"]
    extending.reopen(at(QIAN, JUNE), bad.ref, "hand", why="措施没有落实")
    acted(bad, JUNE)
    actions.edit(at(SHEN, JUNE), old.ref, {"effective": "yes", "found": "看了"}, version=old.version)
    actions.move(at(SHEN, JUNE), old.ref, "done")
    other = replace(QIAN, person=65, name="另一位")  # who opened it again does not close it
    with pytest.raises(Blocked, match="由其他人到期检查，措施有效"):
        actions.move(at(other, JUNE), bad.ref, "closed")


def test_what_came_of_a_complaint_says_of_which(quality: dict[str, int]) -> None:
    del quality
    told = actions.create(GUO, "quality.complaint", TOWN, {"received_on": MARCH, "what": "少件"})
    values = {"source": "complaint", "what": "装箱没有复核", "found_on": MARCH, "correction": "补发"}
    bad = actions.create(GUO, "quality.nonconformity", TOWN, values)
    with pytest.raises(Blocked, match="来源是顾客投诉，没有写是哪一件"):
        actions.move(GUO, bad.ref, "corrected")
    linked = actions.edit(GUO, bad.ref, {"complaint": told.ref.id}, version=bad.version)
    assert actions.move(GUO, linked.ref, "corrected").stage == "corrected"
