"""Who may do what with a need, an introduction and a farmer's question: every verb against everybody, at
every stage; the tables are the rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from luoshi.kernel.actor import Actor, Holding
from luoshi.kernel.errors import LuoshiError, Missing, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record, Ref
from luoshi.matching import actions, answering, queries, service
from luoshi.matching.policy import INTRODUCTION, NEED, PATENT, QUESTION
from tests.matching.conftest import FIRM, People
from tests.people import (
    CHEN,
    CITY,
    COUNTY,
    HAN,
    LEADER,
    NOBODY,
    OTHER_TOWN,
    SYSTEM,
    TOWN,
    WANG,
    ZHOU,
    morning,
)

pytestmark = pytest.mark.django_db

Verb = Callable[[Actor, Any], object]
NOT_NOW = (
    "现已处于", "现在不能", "已经解答", "已经分派", "还没有解答", "没有评价满意", "已经办结", "不能直接进入",
    "不能从", "已处于",
)  # fmt: skip
"""How a verb says that it is not for this stage."""


class Undone(Exception):
    """What a test did is taken back."""


def may(who: Actor, act: Verb, about: Any) -> bool:
    try:
        with transaction.atomic():
            act(who, about)
            raise Undone
    except (Refused, Missing):
        return False
    except Undone:
        return True
    except LuoshiError as fault:
        return not any(word in str(fault) for word in NOT_NOW)


@pytest.fixture
def cast(people: People) -> Mapping[str, Actor]:
    return {
        "farmer": people.farmer, "neighbour": people.neighbour, "office": people.office, "vet": people.vet,
        "other office": people.other_office, "grower": people.grower, "firm": people.firm,
        "its applicant": Actor(301, "宋工", (Holding("applicant", FIRM),), morning),
        "other firm": people.other_firm, "township": WANG, "reviewer": ZHOU, "supervisor": CHEN,
        "leader": LEADER, "stranger": HAN,
        "secretary": Actor(302, "秘青", (Holding("review_secretary", CITY),), morning),
        "administrator": Actor(303, "何管", (Holding("admin", CITY),), morning), "nobody": NOBODY,
    }  # fmt: skip


def found_wrong(
    cast: Mapping[str, Actor], about: Any, act: Verb, allowed: Set[str]
) -> list[tuple[str, bool]]:
    told = {name: may(who, act, about) for name, who in cast.items()}
    return [(name, said) for name, said in told.items() if said != (name in allowed)]


# A farmer's question


@pytest.fixture
def asked(people: People, send: Any) -> Record:
    send(people.vet, COUNTY, "livestock", "羔羊")
    said = {"title": "羊羔拉稀", "text": "生下三天", "subject": "livestock", "urgency": "ordinary"}
    made = answering.ask(people.farmer, TOWN, said)
    answering.answer(people.vet, made.ref.id, "保暖补液")
    answering.rate(people.farmer, made.ref.id, "satisfied")
    return made


def at_stage(found: Record, stage: str) -> int:
    """The same question as it would be at a stage."""
    row: dict[str, Any] = {
        "stage": stage,
        "rating": "satisfied" if stage in ("satisfied", "closed") else None,
    }
    if stage == "asked":
        row |= {"expert": None, "expert_name": None}
    records.table(QUESTION).objects.filter(id=found.ref.id).update(**row)
    return found.ref.id


WATCH = {"office", "township", "supervisor", "leader"}
"""Offices of the place: they read its questions."""
STAGES = ("asked", "routed", "answered", "satisfied", "closed")
TEXT = {"title": "羊羔", "text": "拉稀", "advice": "保暖"}
OF_QUESTION: Mapping[str, tuple[Verb, Mapping[str, Set[str]]]] = {
    "read": (
        lambda who, n: service.question(who, n),
        {one: {"farmer", *WATCH, *([] if one == "asked" else ["vet"])} for one in STAGES},
    ),
    "answer": (lambda who, n: answering.answer(who, n, "换药"), {"routed": {"vet"}}),
    "rate": (lambda who, n: answering.rate(who, n, "partly"), {"answered": {"farmer"}}),
    "ask again": (
        lambda who, n: answering.reopen(who, n, why="还在拉"),
        {"answered": {"farmer"}, "satisfied": {"farmer"}},
    ),
    "give to another": (
        lambda who, n: answering.reroute(who, n, 0, why="出差"), {"asked": {"office"}, "routed": {"office"}}
    ),
    "close": (
        lambda who, n: answering.close(who, n), {"answered": {"office"}, "satisfied": {"office"}}
    ),
    "take into the library": (
        lambda who, n: answering.publish(who, n, TEXT), {"satisfied": {"office"}, "closed": {"office"}}
    ),
}  # fmt: skip


@pytest.mark.parametrize("verb", OF_QUESTION)
def test_a_question_is_its_farmers_its_experts_and_its_offices_each_for_their_part(
    people: People, send: Any, cast: Mapping[str, Actor], verb: str
) -> None:
    send(people.vet, COUNTY, "livestock", "羔羊")
    said = {"title": "羊羔拉稀", "text": "生下三天", "subject": "livestock", "urgency": "ordinary"}
    made = answering.ask(people.farmer, TOWN, said)
    act, rule = OF_QUESTION[verb]
    for stage in reversed(STAGES):
        number = at_stage(made, stage)
        assert (stage, found_wrong(cast, number, act, rule.get(stage, set()))) == (stage, [])


def test_who_asks_and_who_records_visits(cast: Mapping[str, Actor]) -> None:
    said = {"title": "羊羔拉稀", "text": "生下三天", "subject": "livestock", "urgency": "ordinary"}
    visit = {"visited_on": date(2026, 3, 17), "hours": "1", "place": "东坪村", "what": "示范"}
    for unit, asks in ((TOWN, {"farmer", "office"}), (OTHER_TOWN, {"neighbour", "office"})):
        assert found_wrong(cast, unit, lambda who, at: answering.ask(who, at, said), asks) == []
        assert (
            found_wrong(cast, unit, lambda who, at: answering.visit(who, at, visit), {"vet", "grower"}) == []
        )


# A need and an introduction


@pytest.fixture
def need(people: People) -> Record:
    values = {
        "name": "果汁皮渣做饲料", "firm": "丰禾食品有限公司", "what": "皮渣三千吨，想发酵成饲料。",
        "raised_on": date(2026, 3, 2),
    }  # fmt: skip
    return ledgers.create(people.firm, NEED, FIRM, values)


@pytest.fixture
def patent(people: People) -> Record:
    values = {"number": "CN1", "name": "果渣发酵制饲料", "kind": "invention", "filed_on": date(2026, 1, 9)}
    return ledgers.create(SYSTEM, PATENT, TOWN, values)


PAPER = NewFile("contract", "合同.pdf", b"%PDF-1.7 signed")
ONWARD = ("proposed", "met", "negotiating", "contracted", "failed")
BOTH = frozenset({"office", "firm"})
EXPERTS = {"vet", "grower"}
"""They hold their role in the city: they read its firms' needs and who was brought together."""
READS = {"office", "firm", "its applicant", "township", "reviewer", "supervisor", "leader", *EXPERTS}
OF_INTRODUCTION: Mapping[str, tuple[Verb, Mapping[str, Set[str]]]] = {
    "read": (lambda who, n: queries.introduction(who, n), dict.fromkeys(ONWARD, READS)),
    "meet": (lambda who, n: actions.meet(who, n, date(2026, 3, 18)), {"proposed": {"office", "firm"}}),
    "negotiate": (
        lambda who, n: actions.negotiate(who, n), dict.fromkeys(ONWARD[:2], BOTH)
    ),
    "contract": (
        lambda who, n: actions.contract(who, n, date(2026, 3, 18), Decimal(60), PAPER),
        dict.fromkeys(ONWARD[:3], BOTH),
    ),
    "fail": (
        lambda who, n: actions.fail(who, n, why="价格谈不拢"),
        dict.fromkeys(ONWARD[:3], BOTH),
    ),
}  # fmt: skip


@pytest.mark.parametrize("verb", OF_INTRODUCTION)
def test_an_introduction_is_kept_by_the_office_and_the_firm_and_read_by_both_sides(
    people: People, cast: Mapping[str, Actor], need: Record, patent: Record, verb: str
) -> None:
    made = actions.introduce(people.office, need.ref.id, patent.ref)
    act, rule = OF_INTRODUCTION[verb]
    for stage in ONWARD:
        records.table(INTRODUCTION).objects.filter(id=made.ref.id).update(stage=stage)
        assert (stage, found_wrong(cast, made.ref.id, act, rule.get(stage, set()))) == (stage, [])


def test_who_brings_together_speaks_for_the_other_side_and_closes_a_need(
    people: People, cast: Mapping[str, Actor], need: Record, patent: Record
) -> None:
    offer: Ref = patent.ref
    assert found_wrong(cast, need.ref.id, lambda who, n: actions.introduce(who, n, offer), {"office"}) == []
    made = actions.introduce(people.office, need.ref.id, offer)
    (side,) = queries.introduction(people.office, made.ref.id).sides
    assert (
        found_wrong(cast, side.ref.id, lambda who, n: actions.say(who, n, "愿意"), {"township", "office"})
        == []
    )
    closes = {"office", "firm", "its applicant"}
    assert (
        found_wrong(cast, need.ref.id, lambda who, n: actions.settle(who, n, outcome="解决了"), closes) == []
    )
