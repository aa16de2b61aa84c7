"""The rhythm of an inspection: a unit answers in its working days, then the team settles."""

from __future__ import annotations

from luoshi.exchange.outbox_policy import Rules
from luoshi.inspections import actions, checking
from luoshi.ops.inspecting import findings_to_answer
from luoshi.ops.reminders import Look, Reminder, Staff
from luoshi.units import queries as people
from tests.inspections.conftest import Office, office, on, seen  # noqa: F401 - a fixture
from tests.people import SYSTEM, TOWN, WANG


def found(day: str) -> list[Reminder]:
    return list(findings_to_answer(Look(on(day, SYSTEM), Rules(), Staff())))


def told(reminder: Reminder) -> set[str]:
    names = people.person_names()
    return {names[one] for one in reminder.people}


def test_a_unit_is_reminded_to_answer_and_the_team_to_settle(office: Office) -> None:  # noqa: F811
    """Five working days after Wednesday the 18th of March end on the 25th."""
    first = office.drawn()[0]
    assert found("2026-03-18") == []
    checking.receive(office.chen, first.ref.id, seen(first, "genuine"))
    actions.tell(office.chen, int(first.values["inspection"]), TOWN)
    (at_once,) = found("2026-03-18")
    assert (at_once.unit, told(at_once)) == (TOWN, {"wangli"})
    assert "等待答复，还有5个工作日（3月25日截止）" in at_once.line
    (near,) = found("2026-03-24")
    assert near.key != at_once.key
    late, team = found("2026-03-26")
    assert "已逾期1个工作日" in late.line
    assert (told(team), "单位没有按时答复" in team.line) == ({"chendu"}, True)
    checking.answer(on("2026-03-26", WANG), first.ref.id, agree=True)
    (settle,) = found("2026-03-26")
    assert "可以办结：单位已答复" in settle.line
