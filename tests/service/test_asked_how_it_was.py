"""Whoever an approval was done for says once how it was; nobody else can write it, by whatever path."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from luoshi.exchange import actions as exchange
from luoshi.journal import queries as journal
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import actions, answering, bulk, rebuild
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.bulk import Change
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from luoshi.service.policy import ITEM
from luoshi.units import queries as units
from luoshi.units import tokens
from tests.browsers import browser
from tests.people import SYSTEM, morning
from tests.service.conftest import BUYER, HALL, LAND, SURVEYOR, on

pytestmark = pytest.mark.django_db
RATED = {"satisfaction": "satisfied"}
NEVER = "由服务对象自己评价，不能填写或修改"


@pytest.fixture
def delivered(land: Record) -> Record:
    """The approval with its certificate handed over."""
    values = {"opinion": "同意", "decision_no": "12号", "certificate_no": "2026-012"}
    actions.edit(SYSTEM, land.ref, values, version=land.version)
    for one in ledgers.beneath("service.material", land.ref.id):
        actions.edit(SYSTEM, one.ref, {"state": "complete"}, version=one.version)
    for stage in ("accepted", "review", "decided", "delivered"):
        moved = actions.move(on(SYSTEM, date(2026, 9, 15)), land.ref, stage)
    return moved


def again(record: Record) -> Record:
    return ledgers.record(SYSTEM, record.ref)


def test_the_answer_is_written_once_by_the_system(delivered: Record) -> None:
    words = answering.link(delivered)
    with pytest.raises(Refused, match="评价由系统记入"):
        answering.answer(SURVEYOR, words, "satisfied")
    with pytest.raises(InputError, match="没有选择评价"):
        answering.answer(SYSTEM, words, "satisfed")
    said = answering.answer(SYSTEM, words, "unsatisfied", " 等了\n三周 ")
    assert (said.values["satisfaction"], said.values["satisfaction_said"]) == ("unsatisfied", "等了 三周")
    (entry,) = journal.of_subjects([delivered.ref.subject], ["rate"])
    assert (entry.person, entry.data["satisfaction"]) == (None, [None, "unsatisfied"])
    with pytest.raises(InputError, match="已经评价过：不满意"):
        answering.answer(SYSTEM, words, "satisfied")
    assert again(delivered).values["satisfaction"] == "unsatisfied"
    assert rebuild.differences(ITEM) == []


def test_nothing_is_asked_before_the_stage_nor_of_a_record_that_was_withdrawn(land: Record) -> None:
    words = answering.link(land)
    assert answering.asked(words).state == "early"
    with pytest.raises(InputError, match="还没有办好"):
        answering.answer(SYSTEM, words, "satisfied")
    actions.withdraw(SYSTEM, land.ref, why="重复")
    assert answering.asked(words).state == "withdrawn"
    with pytest.raises(InputError, match="已经撤回"):
        answering.answer(SYSTEM, words, "satisfied")


def test_what_was_refused_is_not_asked_about(land: Record) -> None:
    kept = actions.edit(SYSTEM, land.ref, {"refused_why": "不属受理范围"}, version=land.version)
    refused = actions.move(SYSTEM, kept.ref, "refused")
    assert answering.asked(answering.link(refused)).state == "early"


@pytest.mark.parametrize(
    "words",
    ["x", "WyJzZXJ2aWNlLml0ZW0iLDFd", signing.Signer().sign_object(["service.item", 1])],
    ids=["short", "unsigned", "of another use"],
)
def test_an_address_that_nobody_gave_leads_nowhere(hall: None, words: str) -> None:
    with pytest.raises(Missing, match="没有这个评价"):
        answering.asked(words)


def test_a_line_has_a_length(delivered: Record) -> None:
    with pytest.raises(InputError, match="最多 200 个字"):
        answering.answer(SYSTEM, answering.link(delivered), "satisfied", "好" * 201)


def test_the_office_passes_the_address_on_and_does_not_answer_itself(delivered: Record) -> None:
    words = answering.link(delivered)
    assert answering.to_pass_on(SURVEYOR, delivered) == answering.to_pass_on(HALL, delivered) == words
    assert answering.to_pass_on(BUYER, delivered) == ""
    assert answering.to_answer(delivered) == words
    with pytest.raises(Refused, match="不能自己评价"):
        answering.refuse_own(SURVEYOR, answering.asked(words))
    answering.refuse_own(BUYER, answering.asked(words))
    answering.answer(SYSTEM, words, "satisfied")
    assert answering.to_pass_on(SURVEYOR, again(delivered)) == answering.to_answer(again(delivered)) == ""


@pytest.mark.parametrize("typed", [RATED, {"satisfaction_said": "很好"}])
def test_no_office_writes_the_answer_by_any_action(delivered: Record, typed: dict[str, Any]) -> None:
    new = {
        **typed,
        "matter": delivered.row["matter"],
        "kind": "fire",
        "name": "消防",
        "applied_on": "2026-09-15",
    }
    version = delivered.version
    ways: list[Callable[[], Any]] = [
        lambda: actions.create(SURVEYOR, ITEM, LAND, new),
        lambda: actions.create_many(SURVEYOR, ITEM, [NewRow(LAND, new)]),
        lambda: actions.edit(SURVEYOR, delivered.ref, typed, version=version),
        lambda: actions.adjust(SURVEYOR, delivered.ref, typed, version=version, why="更正"),
        lambda: bulk.put_many(SURVEYOR, ITEM, [Change(delivered.ref, typed, version)]),
        lambda: actions.edit(SYSTEM, delivered.ref, typed, version=version),
    ]
    for way in ways:
        with pytest.raises(InputError, match=NEVER):
            way()
    answering.answer(SYSTEM, answering.link(delivered), "unsatisfied", "慢")
    with pytest.raises(InputError, match=NEVER):
        actions.adjust(HALL, delivered.ref, {**RATED}, version=version + 1, why="企业记错了")
    assert again(delivered).values["satisfaction"] == "unsatisfied"


def test_no_import_writes_the_answer(delivered: Record) -> None:
    head = "责任单位,项目服务,事项类别,事项名称,申请日期,满意度"
    for kind in ("用地", "消防"):
        sheet = f"{head}\n自然资源局,苹果汁加工厂,{kind},建设用地批准,2026-09-14,满意\n"
        told = exchange.import_rows(SURVEYOR, ITEM, LAND, sheet.encode(), "事项.csv")
        assert [one.what for one in told.problems] == [NEVER]
    assert again(delivered).values["satisfaction"] is None


def test_no_grid_and_no_program_writes_the_answer(delivered: Record, settings: Any) -> None:
    settings.CLOCK = morning
    clerk = browser("tian", ("approver", LAND), name="田科长")
    row = {"place": 0, "id": delivered.ref.id, "version": delivered.version, "cells": RATED}
    body = json.dumps({"do": "save", "unit": "", "rows": [row]})
    clerk.post(f"/ledgers/{ITEM}/grid", body, content_type="application/json")
    assert again(delivered).version == delivered.version
    assert "satisfaction" not in clerk.get(f"/ledgers/{ITEM}/{delivered.ref.id}/edit").content.decode()
    clerk.post(
        f"/ledgers/{ITEM}/{delivered.ref.id}/edit", {"version": delivered.version, **RATED, "opinion": "再看"}
    )
    assert again(delivered).values["satisfaction"] is None
    secret = tokens.issue_token(units.actor_for(units.person("tian"), morning), "测试", date(2026, 12, 31))[1]
    answer = Client().generic(
        "PATCH", f"/api/v1/records/{ITEM}/{delivered.ref.id}",
        json.dumps({"version": again(delivered).version, "values": RATED}),
        content_type="application/json", headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["what"] == NEVER
