"""What a unit owes for a month, ledger by ledger; what it still lacks; the exceptions that were made."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.errors import InputError, Missing
from luoshi.kernel.periods import Period, PlanYear
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import adoption
from luoshi.packs import library
from luoshi.packs.spec import Due
from luoshi.periods import actions, duties
from luoshi.periods.policy import due
from tests.people import CHEN, COUNTY, HAN, LIU, OTHER_TOWN, SYSTEM, TOWN, WANG, ZHOU

JANUARY = Period.parse("2026-01")
RECEIPT, TASK = "investment.receipt", "supervision.task"


def on(day: str, who: Actor, hour: int = 10) -> Actor:
    moment = datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)
    return replace(who, clock=lambda: moment)


@pytest.fixture
def two(site: Path) -> Path:
    """Receipts are owed by the fifth working day at noon, tasks by the 28th of the month itself."""
    for pack, ledger, when in (
        ("investment", "receipt", Due(workday=5, hour=12)),
        ("supervision", "task", Due(day=28)),
    ):
        shipped = library.shipped()[pack]
        changed = shipped.ledgers[ledger].model_copy(update={"due": when})
        ledgers = {**shipped.ledgers, ledger: changed}
        body = shipped.model_copy(
            update={"version": shipped.version + 1, "digest": f"{pack}-two", "ledgers": ledgers}
        )
        adoption.adopt(SYSTEM, body)
    return site


@pytest.mark.parametrize(
    ("said", "month", "by"),
    [
        (Due(workday=5), "2026-01", "2026-02-06 23:59"),
        (Due(workday=5, hour=12), "2026-01", "2026-02-06 12:00"),
        (Due(day=28), "2026-01", "2026-01-28 23:59"),
        (Due(day=31, hour=17), "2026-06", "2026-06-30 17:00"),
        (Due(workday=1), "2026-09", "2026-10-08 23:59"),
    ],
)
def test_a_due_day_is_counted_as_offices_count_it(said: Due, month: str, by: str) -> None:
    """The fifth working day of February 2026 is the 6th; after September come the holidays, until the 8th."""
    assert f"{due(Period.parse(month), said):%Y-%m-%d %H:%M}" == by


def test_each_ledger_has_its_own_day_and_hour(two: Path) -> None:
    duty = duties.duty(on("2026-01-20", WANG), TOWN, JANUARY)
    assert [(one.ledger, f"{one.due:%m-%d %H}", one.late) for one in duty.parts] == [
        (TASK, "01-28 23", False), (RECEIPT, "02-06 12", False),
    ]  # fmt: skip
    assert (duty.due, duty.state, duty.late) == (duty.parts[0].due, "open", False)
    late = duties.duty(on("2026-02-06", WANG, 13), TOWN, JANUARY)
    assert [one.late for one in late.parts] == [True, True]


def test_the_month_is_in_when_every_ledger_is_in(two: Path) -> None:
    made = actions.hand_in(on("2026-01-28", WANG), TOWN, JANUARY, [TASK])
    assert (made.state, made.late) == ("open", False)
    duty = duties.duty(on("2026-01-30", WANG), TOWN, JANUARY)
    assert [one.ledger for one in duty.open_parts] == [RECEIPT]
    with pytest.raises(InputError, match="还没有上报"):
        actions.accept(CHEN, TOWN, JANUARY)
    made = actions.hand_in(on("2026-02-06", WANG), TOWN, JANUARY)
    assert (made.state, made.late) == ("handed_in", False)
    actions.accept(on("2026-02-06", CHEN), TOWN, JANUARY)
    assert not duties.duty(on("2026-03-01", WANG), TOWN, JANUARY).open_parts


def test_one_late_ledger_makes_the_month_late_and_a_return_does_not_wash_it_off(two: Path) -> None:
    actions.hand_in(on("2026-01-29", WANG), TOWN, JANUARY, [TASK])
    made = actions.hand_in(on("2026-02-03", WANG), TOWN, JANUARY)
    assert (made.state, made.late) == ("handed_in", True)
    actions.give_back(on("2026-02-04", CHEN), TOWN, JANUARY, why="缺进账单")
    assert len(duties.duty(on("2026-02-04", WANG), TOWN, JANUARY).open_parts) == 2
    again = actions.hand_in(on("2026-02-20", WANG), TOWN, JANUARY)
    assert (again.state, again.late) == ("handed_in", True)
    parts = duties.duty(on("2026-02-20", WANG), TOWN, JANUARY).parts
    assert [(one.ledger, one.late) for one in parts] == [(TASK, True), (RECEIPT, False)]


def test_a_ledger_that_nobody_owes_is_named_with_those_that_are(two: Path) -> None:
    with pytest.raises(InputError, match="project”不按月上报") as fault:
        actions.hand_in(WANG, TOWN, JANUARY, ["investment.project"])
    assert RECEIPT in fault.value.hint


def test_missing_is_counted_only_after_the_last_ledgers_day(two: Path) -> None:
    with pytest.raises(InputError, match="还没有到上报时限"):
        actions.note_missing(on("2026-02-06", CHEN), TOWN, JANUARY, why="催报三次未报")
    actions.note_missing(on("2026-02-06", CHEN, 13), TOWN, JANUARY, why="催报三次未报")
    actions.excuse(on("2026-02-06", CHEN), OTHER_TOWN, JANUARY, why="洪灾")
    actions.close(on("2026-02-09", CHEN_OF_CITY), JANUARY)
    assert duties.hand_ins(JANUARY, PlanYear.parse("01-01")) == {("@missing_reports", TOWN): 1}


CHEN_OF_CITY = Actor(42, "林静", (replace(CHEN.holdings[0], unit="C0"),), CHEN.clock)


def test_a_unit_sees_what_its_month_still_lacks(two: Path) -> None:
    day = on("2026-01-30", WANG)
    project = ledgers.create(day, "investment.project", TOWN, {"name": "果汁厂", "total": 5000})
    made = [
        ledgers.create(
            day, RECEIPT, TOWN,
            {"project": project.ref.id, "received_on": f"2026-01-1{n}", "amount": n + 1, "voucher_no": n},
        )
        for n in range(3)
    ]  # fmt: skip
    ledgers.reject(ZHOU, made[0].ref, why="凭证不清")
    ledgers.verify(ZHOU, made[1].ref)
    found = duties.lacking(day, TOWN, JANUARY)
    assert [(one.ledger, one.what, one.count) for one in found] == [
        (RECEIPT, "rejected", 1), (RECEIPT, "pending", 1),
    ]  # fmt: skip


def test_every_exception_is_listed_with_its_reason_for_those_who_see_the_unit(two: Path) -> None:
    actions.excuse(on("2026-02-09", CHEN), OTHER_TOWN, JANUARY, why="洪灾")
    actions.hand_in(on("2026-02-03", WANG), TOWN, JANUARY)
    actions.accept(on("2026-02-03", CHEN), TOWN, JANUARY)
    actions.give_back(on("2026-02-04", CHEN), TOWN, JANUARY, why="缺进账单")
    found = duties.exceptions(on("2026-02-10", CHEN), date(2026, 1, 1), date(2026, 12, 31))
    assert {(one.kind, one.unit, one.why) for one in found} == {
        ("excused", OTHER_TOWN, "洪灾"), ("lift", TOWN, "缺进账单"),
    }  # fmt: skip
    assert [one.unit for one in duties.exceptions(LIU, date(2026, 1, 1), date(2026, 12, 31))] == [OTHER_TOWN]
    assert duties.exceptions(HAN, date(2026, 1, 1), date(2026, 12, 31)) == []


def test_a_stranger_finds_no_duty(two: Path) -> None:
    with pytest.raises(Missing):
        duties.duty(HAN, TOWN, JANUARY)
    with pytest.raises(Missing):
        duties.duty(CHEN, COUNTY, JANUARY)
