"""What waits and what changed, told for all ledgers at once, is what each ledger by itself tells."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.once import looking
from luoshi.ledgers import actions, overview, queries
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from tests.ledgers.conftest import PROJECT
from tests.people import CHEN, HAN, LIU, NOBODY, OTHER_TOWN, SYSTEM, TOWN, WANG, ZHOU, morning

pytestmark = pytest.mark.django_db

EVERYBODY = (WANG, LIU, ZHOU, CHEN, HAN, NOBODY, SYSTEM)


def project(name: str, who: Actor = WANG, unit: str = TOWN) -> Record:
    return actions.create(who, "investment.project", unit, {**PROJECT, "name": name})


def of_each(actor: Actor, verb: Any, verification: str) -> dict[str, int]:
    """The same counts, ledger by ledger."""
    found = {}
    for name, spec in queries.ledgers().items():
        rows = queries.table(name).objects.filter(withdrawn=False, verification=verification)
        if verification == "pending" and (stages := overview.reviewed_from(spec)):
            rows = rows.filter(stage__in=stages)
        found[name] = rows.filter(unit__in=queries.reach(actor, verb, spec)).count()
    return {name: count for name, count in found.items() if count}


def test_all_at_once_is_counted_what_each_ledger_counts(receipt: Record) -> None:
    actions.reject(ZHOU, receipt.ref, why="回单看不清")
    actions.verify(ZHOU, project("冷库").ref)
    actions.withdraw(WANG, project("报重了的项目").ref, why="重复")
    project("粉条厂", LIU, OTHER_TOWN)
    for actor in EVERYBODY:
        told = overview.waiting(actor)
        assert told["verify"] == of_each(actor, "verify", "pending"), actor.name
        assert told["report"] == of_each(actor, "report", "rejected"), actor.name
    assert overview.waiting(ZHOU)["verify"] == {"investment.project": 2}
    assert overview.waiting(WANG)["report"] == {"investment.receipt": 1}
    assert overview.waiting(LIU)["report"] == {}


def test_what_waits_is_one_question_and_one_for_the_ledgers_that_hold_nothing(receipt: Record) -> None:
    with looking():
        queries.ledgers(), queries.reach(ZHOU, "verify", receipt.spec), overview.units.names()
        with CaptureQueriesContext(connection) as asked:
            assert overview.waiting(ZHOU)["verify"] == {"investment.project": 1, "investment.receipt": 1}
            overview.waiting(ZHOU)
    assert len(asked) == 2
    assert "ledger_innovation_patent" not in asked[1]["sql"]


def test_the_first_record_of_a_ledger_is_told_of_at_once(ledgers: None) -> None:
    with looking():
        before = overview.used()
    project("第一个项目")
    with looking():
        assert overview.waiting(ZHOU)["verify"] == {"investment.project": 1}
        assert overview.used() - before >= {"investment.project", "investment.receipt"} - before
        assert "investment.project" in overview.used()


def test_no_ledger_that_holds_a_record_is_taken_for_empty(receipt: Record) -> None:
    overview.forget()
    held = {name for name in queries.ledgers() if queries.table(name).objects.exists()}
    assert held == {"investment.project", "investment.receipt"}
    assert held <= overview.used()
    assert "innovation.patent" not in overview.used()


def test_changes_are_the_newest_first_and_a_record_stands_once(receipt: Record) -> None:
    one, two = project("冷库"), project("粉条厂")
    actions.edit(WANG, one.ref, {"remark": "核对过"}, version=one.version)
    told = overview.changes(WANG, 3)
    assert [each.record.title for each in told] == ["冷库", "粉条厂", receipt.title]
    assert [each.entry.verb for each in told] == ["edit", "create", "create"]
    assert [each.record.ref for each in told][:2] == [one.ref, two.ref]


def test_who_sees_little_finds_the_latest_behind_much_of_others(ledgers: None) -> None:
    mine = project("青石镇的项目")
    rows = [
        NewRow(OTHER_TOWN, {**PROJECT, "name": f"柳林乡项目{n}"}) for n in range(overview._LOOKED_AT[1] + 5)
    ]
    actions.create_many(LIU, "investment.project", rows)
    assert [one.record.ref for one in overview.changes(WANG, 8)] == [mine.ref]
    assert len(overview.changes(CHEN, 8)) == 8
    assert overview.changes(HAN, 8) == []


def test_what_somebody_may_not_read_at_all_is_not_asked_of_the_database(receipt: Record) -> None:
    expert = Actor(77, "谷雨", (Holding("expert", TOWN),), morning)
    with looking():
        queries.ledgers()
        with CaptureQueriesContext(connection) as asked:
            assert list(queries.visible(expert, "investment.receipt")) == []
            assert queries.page(expert, "investment.receipt").total == 0
            assert queries.page(expert, "investment.receipt").sums["amount"] == 0
    assert len(asked) == 0
