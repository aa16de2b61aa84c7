"""What of services waits for whom, on the home page's queue and in reminders."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.exchange.outbox_policy import Rules
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.ops.reminders import Look, Reminder, Staff
from luoshi.ops.servicing import services_waiting
from luoshi.service import approving, benefiting, waiting
from luoshi.service.policy import MATERIAL, PAYMENT
from luoshi.service.waiting import Waiting
from luoshi.units import actions as units
from luoshi.units import queries as people
from tests.people import ADMIN, COUNTY, HAN, SYSTEM
from tests.service.conftest import (
    BUYER,
    FIRM_UNIT,
    GUIDE,
    HALL,
    LAND,
    OFFICER,
    PLANNER,
    PLANNING,
    SURVEYOR,
    on,
)
from tests.service.test_policies import AWARD, FENGHE, SECOND, certify

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 9, 14)


def waits(who: Actor, when: date = MONDAY) -> dict[str, int]:
    found = waiting.of(on(who, when))
    return {key: len(each) for key, each in vars(found).items() if each}


def reminded(when: date) -> dict[str, set[str]]:
    names = people.person_names()
    found: list[Reminder] = list(services_waiting(Look(on(SYSTEM, when), Rules(), Staff())))
    assert len({one.key for one in found}) == len(found)
    return {one.line: {names[each] for each in one.people} for one in found}


@pytest.fixture
def staff(hall: None) -> None:
    for login, role, unit in (
        ("tian", "approver", LAND), ("xia", "approver", PLANNING), ("luo", "service_hall", COUNTY),
        ("ma", "policy_office", COUNTY), ("niu", "policy_office", COUNTY),
    ):  # fmt: skip
        units.add_person(ADMIN, login, login, "qingshi-zhen-2026")
        units.grant(ADMIN, login, role, unit)


def test_materials_wait_for_the_office_until_they_are_checked(land: Record) -> None:
    assert waits(SURVEYOR) == {}
    (one, *_rest) = ledgers.beneath(MATERIAL, land.ref.id)
    approving.hand_in(on(BUYER, MONDAY), one.ref.id, "a.pdf", b"a")
    assert waits(SURVEYOR) == {"to_check": 1}
    assert waits(PLANNER) == waits(HAN) == waits(BUYER) == {}
    approving.check(on(SURVEYOR, MONDAY), one.ref.id)
    assert waits(SURVEYOR) == {}


def test_a_clock_near_its_end_waits_for_the_office_and_for_the_guide(land: Record) -> None:
    """Accepted within five working days of Monday the 14th: by Sunday the 20th, a working day."""
    units.grant(ADMIN, "qinbangban", "guide", COUNTY)
    guide = people.person("qinbangban").id
    guiding = Actor(guide, "秦帮办", GUIDE.holdings, GUIDE.clock)
    assert waits(HALL) == {"unguided": 1}
    approving.assign(on(HALL, MONDAY), land.row["matter"], guide)
    assert waits(HALL) == {}
    assert waits(SURVEYOR, date(2026, 9, 16)) == waits(guiding, date(2026, 9, 16)) == {}
    assert waits(SURVEYOR, date(2026, 9, 17)) == {"pressing": 1}
    assert waits(guiding, date(2026, 9, 17)) == {"guided": 1}
    (late,) = (line for line in reminded(date(2026, 9, 21)) if "建设用地批准" in line)
    assert "受理已逾期1个工作日" in late
    assert reminded(date(2026, 9, 21))[late] == {"秦帮办"}


def test_a_hand_over_waits_for_the_office_that_is_to_take_it(staff: None, land: Record) -> None:
    over = approving.hand_over(on(SURVEYOR, MONDAY), land.ref.id, PLANNING, why="属规划许可")
    assert waits(PLANNER) == {"to_take": 1}
    assert reminded(MONDAY) == {
        "移交来的审批事项等待接收：属规划许可": {"xia"}, "项目“苹果汁加工厂”等待安排帮办员": {"luo"},
    }  # fmt: skip
    approving.take(on(PLANNER, MONDAY), over.ref.id)
    assert waits(PLANNER) == {}


def test_benefits_wait_for_another_of_the_office_and_then_for_their_payment(staff: None) -> None:
    certify(FENGHE, FIRM_UNIT, date(2026, 2, 3))
    finder = Actor(people.person("ma").id, "ma", OFFICER.holdings, OFFICER.clock)
    (made,) = benefiting.find(on(finder, MONDAY), AWARD, 2026)
    assert (waits(finder), waits(SECOND)) == ({}, {"to_confirm": 1})
    assert reminded(MONDAY) == {"丰禾食品有限公司“首次认定高新技术企业奖励”等待确认": {"niu"}}
    benefiting.confirm(on(SECOND, MONDAY), made.ref.id)
    assert waits(finder) == waits(SECOND) == {"to_pay": 1}
    assert reminded(MONDAY) == {}
    (part,) = ledgers.beneath(PAYMENT, made.ref.id)
    after = date(2026, 12, 14)
    assert part.row["due_on"] == date(2026, 12, 11)
    ((line, told),) = reminded(after).items()
    assert ("政策兑现第1期" in line, "已逾期1个工作日" in line, told) == (True, True, {"ma", "niu"})
    benefiting.pay(on(SECOND, after), part.ref.id, after, "回单.pdf", b"a")
    assert waits(finder, after) == {}


def test_a_site_without_services_waits_for_nothing(county: None) -> None:
    assert waiting.of(SYSTEM) == Waiting()
