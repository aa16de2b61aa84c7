"""The rhythm at the year's end: scoring oneself, and results that lie open."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.exchange.outbox_policy import Rules
from luoshi.ops.reminders import Look, Reminder, Staff
from luoshi.ops.sources import notices_ending, self_scores_due
from luoshi.units import actions as units
from luoshi.units import queries as unit_queries
from tests.assessment import year_end
from tests.assessment.conftest import closed  # noqa: F401
from tests.people import ADMIN, COUNTY, OTHER_TOWN, SYSTEM, TOWN
from tests.periods.test_close import on


def look(day: str) -> Look:
    return Look(on(day, SYSTEM), Rules(), Staff())


@pytest.fixture
def run(closed: None) -> int:  # noqa: F811
    for login, role in (("sunkao", "assessor"), ("zhao", "leader")):
        units.add_person(ADMIN, login, login, "qingshi-zhen-2026")
        units.grant(ADMIN, login, role, COUNTY, valid_from=date(2020, 1, 1))
    return year_end.started()


def told(found: list[Reminder]) -> set[str]:
    names = unit_queries.person_names()
    return {names[one] for reminder in found for one in reminder.people}


def test_units_that_have_not_scored_themselves_are_reminded_while_they_may(run: int) -> None:
    """Five working days after Wednesday the 18th of March end on the 25th."""
    assert list(self_scores_due(look("2026-03-20"))) == []
    found = list(self_scores_due(look("2026-03-23")))
    assert {one.unit for one in found} == {TOWN, OTHER_TOWN}
    assert told(found) == {"wangli", "liuyang"}
    assert "没有自评，还有2个工作日（3月25日截止）" in found[0].line
    assert list(self_scores_due(look("2026-03-26"))) == []


def test_results_that_lie_open_are_told_of_as_they_end_and_until_they_are_final(run: int) -> None:
    year_end.published(run)
    (near,) = notices_ending(look("2026-04-03"))
    assert "公示，还有1个工作日（4月7日截止）" in near.line
    assert told([near]) == {"sunkao", "zhao"}
    (over,) = notices_ending(look("2026-04-10"))
    assert "公示已结束3个工作日，还没有定稿" in over.line
    assert told([over]) == {"zhao"}
    assert near.key != over.key
    year_end.notices.finalise(on("2026-04-10", year_end.LEADER), run)
    assert list(notices_ending(look("2026-04-10"))) == []
