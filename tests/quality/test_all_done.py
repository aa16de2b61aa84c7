"""A nonconformity is acted upon when all its actions are done, not one of them: on every path, and none is
added or taken back once it was."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from luoshi.exchange import actions as exchange
from luoshi.kernel.errors import LuoshiError, Refused
from luoshi.ledgers import actions, bulk, extending, queries
from luoshi.ledgers.bulk import Change
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from luoshi.units import queries as people
from luoshi.units import tokens
from tests.browsers import browser
from tests.people import TOWN, morning
from tests.quality.test_course import GUO, MARCH, QIAN, acted, at, now, quality

__all__ = ["quality"]
pytestmark = pytest.mark.django_db
NAME, STEPS = "quality.nonconformity", "quality.corrective_action"
FAULT = {"source": "process", "what": "错漏", "found_on": MARCH}
ANALYSED = {"correction": "停用", "why1": "没有台账", "cause": "无人负责"}


def step(fault: Record, what: str) -> Record:
    plan = {"nonconformity": fault.ref.id, "what": what, "owner": 63, "due_on": MARCH, "done": "已办"}
    return actions.create(GUO, STEPS, TOWN, plan)


def done(one: Record) -> Record:
    actions.attach(GUO, one.ref, "proof", "台账.txt", str(one.ref.id).encode())
    return actions.move(GUO, one.ref, "done")


@pytest.fixture
def half(quality: dict[str, int]) -> Record:
    """A nonconformity with its cause found, one action done, two open."""
    del quality
    fault = actions.create(GUO, NAME, TOWN, FAULT | ANALYSED)
    actions.move(GUO, fault.ref, "analysed")
    done(step(fault, "建台账"))
    step(fault, "贴标识")
    step(fault, "培训保管人")
    return now(fault)


WALKS: dict[str, Any] = {
    "move": lambda one: actions.move(GUO, one.ref, "acted"),
    "edit": lambda one: actions.edit(GUO, one.ref, {"stage": "acted"}, version=one.version),
    "adjust": lambda one: actions.adjust(QIAN, one.ref, {"stage": "acted"}, version=one.version, why="改"),
    "grid": lambda one: bulk.put_many(GUO, NAME, [Change(one.ref, {"stage": "acted"}, one.version)]),
    "new": lambda one: actions.create(GUO, NAME, TOWN, FAULT | {"stage": "acted"}),
    "past it": lambda one: actions.move(QIAN, one.ref, "closed"),
}


@pytest.mark.parametrize("way", WALKS)
def test_no_action_passes_with_some_open(half: Record, way: str) -> None:
    with pytest.raises(LuoshiError):
        WALKS[way](half)
    assert now(half).stage == "analysed"


def test_what_is_open_is_named(half: Record) -> None:
    with pytest.raises(Blocked, match="纠正措施全部完成（至少一项）（未办好：贴标识、培训保管人）"):
        actions.move(GUO, half.ref, "acted")


def test_one_at_least_is_wanted(quality: dict[str, int]) -> None:
    del quality
    fault = actions.create(GUO, NAME, TOWN, FAULT | ANALYSED)
    with pytest.raises(Blocked, match=r"纠正措施全部完成（至少一项）$"):
        actions.move(GUO, fault.ref, "acted")


def test_no_file_and_no_page_passes(half: Record, settings: Any) -> None:
    sheet = f"编号,不合格事实,阶段\n{half.values['number']},错漏,措施完成\n".encode()
    with suppress(LuoshiError):
        exchange.import_rows(GUO, NAME, TOWN, sheet, "不合格.csv")
    settings.CLOCK = morning
    owner = browser("guogong", ("reporter", TOWN))
    path = f"/ledgers/{NAME}/{half.ref.id}/"
    assert "贴标识、培训保管人" in owner.get(path).content.decode()
    for where in ("move", "step", "edit"):
        answer = owner.post(path + where, {"stage": "acted", "version": half.version})
        assert answer.status_code == 200, "the page comes again and says why"
    assert now(half).stage == "analysed"


def test_no_call_of_the_api_passes(half: Record, settings: Any) -> None:
    settings.CLOCK = morning
    client = browser("guogong", ("reporter", TOWN))
    actor = people.actor_for(people.person("guogong"), morning)
    secret = tokens.issue_token(actor, "测试", date(2026, 12, 31))[1]
    answer = client.generic(
        "POST", f"/api/v1/records/{NAME}/{half.ref.id}/move",
        json.dumps({"stage": "acted", "version": half.version}), content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert "贴标识" in answer.content.decode()
    assert now(half).stage == "analysed"


def test_with_all_done_it_passes_and_one_withdrawn_does_not_count(half: Record) -> None:
    (_first, second, third) = _steps(half)
    done(second)
    actions.withdraw(GUO, third.ref, why="与前一项重复")
    assert actions.move(GUO, half.ref, "acted").stage == "acted"


def test_none_is_added_or_moved_under_it_afterwards_before_it_is_opened_again(
    quality: dict[str, int],
) -> None:
    del quality
    fault = acted(actions.create(GUO, NAME, TOWN, FAULT))
    told = "“错漏”凭全部“纠正措施”进入了“措施完成”"
    plan = {"nonconformity": fault.ref.id, "what": "又一项", "owner": 63, "due_on": MARCH}
    with pytest.raises(Refused, match=told):
        actions.create(GUO, STEPS, TOWN, plan)
    with pytest.raises(Refused, match=told):
        actions.create_many(GUO, STEPS, [NewRow(TOWN, plan)])
    other = actions.create(GUO, NAME, TOWN, FAULT | {"what": "另一处"})
    loose = step(other, "贴标识")
    with pytest.raises(Refused, match=told):
        actions.edit(GUO, loose.ref, {"nonconformity": fault.ref.id}, version=loose.version)
    with pytest.raises(Refused, match=told):
        actions.withdraw(GUO, _steps(fault)[0].ref, why="不算")
    extending.reopen(at(QIAN, MARCH), fault.ref, "hand", why="还有一项")
    assert actions.create(GUO, STEPS, TOWN, plan).stage == "planned"


def _steps(fault: Record) -> list[Record]:
    return queries.children(QIAN, fault.ref)[STEPS]
