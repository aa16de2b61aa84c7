"""What firms and offices are told of calls: once each, when it concerns them."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.calls import actions, applying, checking
from luoshi.exchange.models import Told
from luoshi.ledgers.records import Record
from luoshi.ops import rhythm
from luoshi.units import actions as units
from tests.calls.conftest import CALL, FENGHE, KE, MENG, SONG, YES, YUNYAO, at
from tests.people import ADMIN, CITY, SYSTEM


@pytest.fixture
def people(innovation: None) -> None:
    """孟禾 of 丰禾食品, 白薇 of 云岭药业 and 柯静 of the office have accounts."""
    for login, role, unit in (
        ("menghe", "firm_manager", FENGHE), ("baiwei", "firm_manager", YUNYAO),
        ("kejing", "science_office", CITY),
    ):  # fmt: skip
        units.add_person(ADMIN, login, login, "qingshi-zhen-2026")
        units.grant(ADMIN, login, role, unit)


def told(moment: str) -> list[str]:
    """What a tick says anew at a moment."""
    return [one.subject + one.text for one in rhythm.tick(at(moment, SYSTEM)).told]


def test_every_firm_of_the_place_is_told_once_that_a_call_opened(people: None, call: Record) -> None:
    said = told("2026-03-18T10:00:00")
    assert ["开始受理，3月31日17:00截止" in one for one in said] == [True, True]
    assert told("2026-03-18T11:00:00") == []


def test_a_firm_whose_applications_were_of_other_fields_is_not_told(people: None, draft: Record) -> None:
    drafted = actions.draft(
        KE, CITY, {**CALL, "title": "医药专项申报", "number": "临科〔2026〕9号", "domains": "医药健康"}
    )
    actions.publish(KE, drafted.ref.id)
    rhythm.tick(at("2026-03-18T10:00:00", SYSTEM))
    about = Told.objects.filter(key__contains=f"call:{drafted.ref.id}:opened")
    assert [one.key.endswith(YUNYAO) for one in about] == [True]


def test_whoever_has_a_draft_is_told_three_days_before_and_of_corrections(
    people: None, draft: Record
) -> None:
    told("2026-03-18T10:00:00")
    assert told("2026-03-28T16:00:00") == []
    assert [one for one in told("2026-03-28T17:01:00") if "还没有提交，3月31日17:00截止" in one]
    actions.extend(KE, int(draft.values["call"]), date(2026, 4, 10), "17:00", why="系统维护")
    assert [one for one in told("2026-03-29T09:00:00") if "有更正：系统维护" in one]


def test_a_firm_is_told_that_it_was_returned_and_admitted(people: None, handed_in: Record) -> None:
    told("2026-03-18T10:00:00")
    checking.send_back(KE, handed_in.ref.id, ["缺财务报表"], date(2026, 4, 3))
    assert [one for one in told("2026-03-19T10:00:00") if "退回补正，还有11个工作日" in one]
    applying.complete(SONG, handed_in.ref.id)
    checking.tick_off(KE, handed_in.ref.id, YES)
    checking.admit(KE, handed_in.ref.id)
    assert [one for one in told("2026-03-20T10:00:00") if "已通过形式审查" in one]
    assert MENG.holdings[0].unit == FENGHE


def test_the_office_is_told_as_the_last_day_to_tell_comes(people: None, handed_in: Record) -> None:
    told("2026-03-31T18:00:00")
    assert [one for one in told("2026-04-07T09:00:00") if "等待形式审查" in one]
