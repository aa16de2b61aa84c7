"""What the course of services keeps holds by the pages and actions of every ledger too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from luoshi.kernel.actor import Holding
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import actions, handling, pausing
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.service import approving, benefiting, promises
from luoshi.service.policy import BENEFIT, MATERIAL, NOTICE, PAYMENT
from tests.people import CHEN, COUNTY, SYSTEM, TOWN, ZHOU
from tests.service.conftest import BUYER, FIRM_UNIT, GUIDE, HALL, LAND, OFFICER, OTHER_FIRM, SURVEYOR, on
from tests.service.test_policies import AWARD, FENGHE, SECOND, SUBSIDY, blacklist, certify, spend

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 9, 14)
OFFICES = (SURVEYOR, HALL, GUIDE, BUYER, CHEN, OFFICER)


def test_no_office_writes_a_material_or_its_state(land: Record) -> None:
    (one, *_rest) = ledgers.beneath(MATERIAL, land.ref.id)
    approving.hand_in(on(BUYER, MONDAY), one.ref.id, "a.pdf", b"a")
    approving.check(on(SURVEYOR, MONDAY), one.ref.id)
    checked = ledgers.record(SYSTEM, one.ref)
    new = {"item": land.ref.id, "name": "承诺书", "copies": 1, "state": "complete"}
    back = {"state": "handed"}
    for who in OFFICES:
        ways: list[Callable[[Any], Any]] = [
            lambda who: actions.edit(who, one.ref, back, version=checked.version),
            lambda who: actions.adjust(who, one.ref, back, version=checked.version, why="改"),
            lambda who: actions.withdraw(who, one.ref, why="不要了"),
            lambda who: actions.attach(who, one.ref, "copy", "b.pdf", b"b"),
            lambda who: actions.create(who, MATERIAL, LAND, new),
        ]
        for way in ways:
            with pytest.raises((Refused, Missing), match=r"您不能|没有这条记录"):
                way(who)
    assert ledgers.record(SYSTEM, one.ref) == checked
    assert len(ledgers.beneath(MATERIAL, land.ref.id)) == 3


def test_no_office_writes_a_notice_nor_stops_the_clock_by_hand(land: Record) -> None:
    told = {"item": land.ref.id, "kind": "补正告知", "text": "再交一份", "told_on": MONDAY}
    with pytest.raises(Refused, match="您不能填报"):
        actions.create(SURVEYOR, NOTICE, LAND, told)
    for kind in ("applicant", "expert"):
        with pytest.raises(Refused, match="由办理流程记"):
            pausing.pause(on(SURVEYOR, MONDAY), land.ref, why="等一等", kind=kind)
    numbers = {one.ref.id: "请交" for one in ledgers.beneath(MATERIAL, land.ref.id)}
    approving.notify(on(SURVEYOR, MONDAY), land.ref.id, numbers)
    with pytest.raises(Refused, match="由办理流程记"):
        pausing.resume(on(SURVEYOR, MONDAY), land.ref)


def test_a_firm_does_not_choose_its_own_guide(matter: Record) -> None:
    said = {"guide": 1, "guide_name": "自己人"}
    with pytest.raises(Refused, match="由办理流程专管"):
        actions.edit(BUYER, matter.ref, said, version=matter.version)
    values = {"name": "二期", "firm": FENGHE, "firm_code": FIRM_UNIT, "opened_on": MONDAY, **said}
    with pytest.raises(Refused, match="由办理流程专管"):
        actions.create(BUYER, "service.matter", FIRM_UNIT, values)


@pytest.fixture
def found(hall: None) -> Record:
    certify(FENGHE, FIRM_UNIT, date(2026, 2, 3))
    (made,) = benefiting.find(OFFICER, AWARD, 2026)
    return made


def test_no_benefit_is_typed_changed_or_moved_by_hand(found: Record) -> None:
    values = {key: found.values[key] for key in ("policy", "policy_name", "way", "firm", "year", "found_on")}
    twice = {**values, "firm_code": FIRM_UNIT, "amount": "99"}
    for who in (OFFICER, SECOND, CHEN):
        ways: list[Callable[[Any], Any]] = [
            lambda who: actions.create(who, BENEFIT, TOWN, twice),
            lambda who: actions.edit(who, found.ref, {"amount": "99"}, version=found.version),
            lambda who: actions.adjust(who, found.ref, {"amount": "99"}, version=found.version, why="改"),
            lambda who: actions.move(who, found.ref, "refused"),
            lambda who: actions.withdraw(who, found.ref, why="重来"),
        ]
        for way in ways:
            with pytest.raises(Refused, match="您不能"):
                way(who)
        assert handling.goals(who, found) == []
    benefiting.confirm(SECOND, found.ref.id)
    (part,) = ledgers.beneath(PAYMENT, found.ref.id)
    with pytest.raises(Refused, match="您不能"):
        actions.edit(SECOND, part.ref, {"paid_on": MONDAY}, version=part.version)


def test_an_amount_that_changed_is_counted_again_and_confirmed_by_another(hall: None) -> None:
    certify(FENGHE, FIRM_UNIT, date(2025, 2, 3))
    spend(FENGHE, FIRM_UNIT, 2026, "200")
    (made,) = benefiting.find(OFFICER, SUBSIDY, 2026)
    spend(FENGHE, FIRM_UNIT, 2026, "100")
    with pytest.raises(InputError, match="先重新比对，再确认"):
        benefiting.confirm(SECOND, made.ref.id)
    counted = benefiting.recount(SECOND, made.ref.id)
    assert (counted.values["amount"], counted.reported_by) == (15, SECOND.person)
    with pytest.raises(Refused, match="自己比对的不能自己确认"):
        benefiting.confirm(SECOND, made.ref.id)
    assert benefiting.confirm(OFFICER, made.ref.id).stage == "confirmed"
    with pytest.raises(InputError, match="确认以前才能重新比对"):
        benefiting.recount(SECOND, made.ref.id)


def test_what_is_not_given_is_refused_with_a_reason_and_not_found_again(found: Record) -> None:
    blacklist(FENGHE, FIRM_UNIT, date(2026, 3, 10))
    with pytest.raises(InputError, match="查不到企业符合条件"):
        benefiting.recount(SECOND, found.ref.id)
    with pytest.raises(InputError, match="没有写理由"):
        benefiting.refuse(SECOND, found.ref.id, why=" ")
    refused = benefiting.refuse(SECOND, found.ref.id, why="列入失信名单")
    assert (refused.stage, refused.values["refused_why"]) == ("refused", "列入失信名单")
    assert benefiting.find(OFFICER, AWARD, 2026) == []


def promised(code: str, due: date | None, content: str = "奖励 20 万元") -> Record:
    project = actions.create(
        SYSTEM, "investment.project", TOWN,
        {"name": f"{content}的项目", "investor": FENGHE, "investor_code": code},
    )  # fmt: skip
    values = {"project": project.ref.id, "promised_on": "2026-01-05", "content": content, "due_on": due}
    return actions.create(SYSTEM, "investment.promise", TOWN, values)


def state(when: date, actor: Any = OFFICER) -> list[tuple[str, date | None]]:
    return [(one.state(when), one.kept_on) for one in promises.of_firm(actor, FIRM_UNIT)]


def test_a_benefit_keeps_a_promise_with_the_day_and_its_own_record_is_told(found: Record) -> None:
    mine = promised(FIRM_UNIT, date(2026, 9, 18))
    others = promised(OTHER_FIRM, None, "供地 50 亩")
    assert state(date(2026, 9, 18)) == [("open", None)]
    assert state(date(2026, 9, 19)) == [("overdue", None)]
    with pytest.raises(InputError, match="不是对这家企业的承诺"):
        benefiting.keep(OFFICER, found.ref.id, others.ref.id)
    with pytest.raises(Refused, match="由惠企办办理"):
        benefiting.keep(replace(SURVEYOR, holdings=(Holding("leader", COUNTY),)), found.ref.id, mine.ref.id)
    linked = benefiting.keep(OFFICER, found.ref.id, mine.ref.id)
    assert linked.values["promise_due_on"] == date(2026, 9, 18)
    benefiting.confirm(on(SECOND, MONDAY), found.ref.id)
    (part,) = ledgers.beneath(PAYMENT, found.ref.id)
    assert state(MONDAY) == [("open", None)]
    benefiting.pay(on(SECOND, date(2026, 9, 21)), part.ref.id, date(2026, 9, 21), "回单.pdf", b"a")
    assert state(date(2026, 9, 21)) == [("late", date(2026, 9, 21))]
    told = ledgers.record(SYSTEM, mine.ref)
    assert told.values["kept"].startswith("首次认定高新技术企业奖励2026年度兑现 20")
    assert "2026年09月21日到账" in told.values["kept"]
    (voucher,) = ledgers.evidence(SYSTEM, mine.ref)
    assert (voucher.purpose, voucher.name, told.stage) == ("payment", "回单.pdf", "made")
    with pytest.raises(InputError, match="承诺不再改"):
        benefiting.keep(OFFICER, found.ref.id, mine.ref.id)
    actions.verify(ZHOU, mine.ref)
    actions.move(SYSTEM, mine.ref, "kept")


def test_a_promise_may_be_linked_after_the_money_came(found: Record) -> None:
    mine = promised(FIRM_UNIT, date(2026, 9, 30))
    benefiting.confirm(on(SECOND, MONDAY), found.ref.id)
    (part,) = ledgers.beneath(PAYMENT, found.ref.id)
    benefiting.pay(on(SECOND, MONDAY), part.ref.id, MONDAY, "回单.pdf", b"a")
    benefiting.keep(OFFICER, found.ref.id, mine.ref.id)
    assert state(MONDAY) == [("kept", MONDAY)]
    assert ledgers.record(SYSTEM, mine.ref).values["kept"]
    assert promises.of_firm(BUYER, FIRM_UNIT) == []
