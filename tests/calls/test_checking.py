"""The formal check: admitted, returned once with everything told at once, refused, lapsed."""

from __future__ import annotations

from datetime import date

import pytest

from luoshi.calls import actions, applying, checking, funnel, queries, rhythm
from luoshi.kernel.errors import InputError, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import verifying
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.extending import send_back
from luoshi.ledgers.records import Record
from tests.calls.conftest import BAI, CALL, FENGHE, GAO, KE, MENG, SONG, YES, YUNYAO, at, fill
from tests.people import CITY, SYSTEM

MISSING = ["缺近两年财务报表", "盖章件第3页没有公章"]
BY = date(2026, 4, 3)


def returned(handed: Record) -> Record:
    return checking.send_back(KE, handed.ref.id, MISSING, BY)


def test_only_a_checklist_answered_yes_throughout_admits(handed_in: Record) -> None:
    with pytest.raises(Blocked, match="“材料齐全”未填"):
        checking.admit(KE, handed_in.ref.id)
    checking.tick_off(KE, handed_in.ref.id, {**YES, "stamped": False})
    with pytest.raises(Blocked, match="形式审查有不合格项"):
        checking.admit(KE, handed_in.ref.id)
    checking.tick_off(KE, handed_in.ref.id, {"stamped": True})
    made = checking.admit(KE, handed_in.ref.id)
    assert (made.stage, made.values["checked_by"]) == ("admitted", "柯静")


def test_an_application_is_returned_once_by_every_path(handed_in: Record) -> None:
    back = returned(handed_in)
    assert back.values["missing"] == "缺近两年财务报表\n盖章件第3页没有公章"
    applying.attach(SONG, back.ref.id, "finance", "报表.pdf", b"1")
    done = applying.complete(SONG, back.ref.id)
    assert done.stage == "completed"
    with pytest.raises(InputError, match="已经退回补正过一次"):
        checking.send_back(KE, done.ref.id, ["还缺一样"], BY)
    for who in (KE, SONG, SYSTEM):
        with pytest.raises((Refused, Blocked)):
            ledgers.move(who, done.ref, "returned")
        with pytest.raises((Refused, InputError)):
            send_back(who, done.ref, why="再退")
    assert verifying.decide_many(KE, [done.ref], verified=False, why="再退").done == ()
    with pytest.raises(InputError, match="不能直接进入"):
        checking.advance(KE, done.ref.id, "returned")
    checking.tick_off(KE, done.ref.id, YES)
    assert checking.admit(KE, done.ref.id).stage == "admitted"


def test_everything_missing_is_told_within_five_working_days_of_the_close(handed_in: Record) -> None:
    # Closed on Tuesday 31 March; 清明 is 4–6 April: the fifth working day is Wednesday 8 April.
    assert queries.tell_by(handed_in) == date(2026, 4, 8)
    with pytest.raises(InputError, match="视为材料齐全"):
        checking.send_back(at("2026-04-09T09:00:00", KE), handed_in.ref.id, MISSING, date(2026, 4, 20))
    late = at("2026-04-08T17:00:00", KE)
    assert checking.send_back(late, handed_in.ref.id, MISSING, date(2026, 4, 20)).stage == "returned"


def test_a_return_says_what_is_missing_and_leaves_time(handed_in: Record) -> None:
    with pytest.raises(InputError, match="没有写补正事项"):
        checking.send_back(KE, handed_in.ref.id, [" "], BY)
    with pytest.raises(InputError, match="不在今天之后"):
        checking.send_back(KE, handed_in.ref.id, MISSING, date(2026, 3, 18))


def test_a_firm_completes_to_the_end_of_the_last_day_then_it_counts_as_withdrawn(handed_in: Record) -> None:
    returned(handed_in)
    assert rhythm.due(at("2026-04-03T23:59:00", SYSTEM)) == ["2026年度市级科技计划项目申报：申报截止"]
    with pytest.raises(InputError, match="已过"):
        applying.complete(at("2026-04-04T00:00:00", SONG), handed_in.ref.id)
    with pytest.raises(InputError, match="已过"):
        applying.save(at("2026-04-04T00:00:00", SONG), handed_in.ref.id, {"goals": "改"}, seen=99)
    assert rhythm.due(at("2026-04-04T06:00:00", SYSTEM)) == ["逾期未补正，视为撤回1份"]
    assert queries.application(SONG, handed_in.ref.id).withdrawn
    assert rhythm.due(at("2026-04-05T06:00:00", SYSTEM)) == []


def test_completing_asks_again_for_what_handing_in_asked(handed_in: Record) -> None:
    returned(handed_in)
    for one in queries.files(handed_in):
        applying.take_off(SONG, handed_in.ref.id, one.id)
    with pytest.raises(Blocked, match="缺佐证“申报书盖章件”；缺佐证“营业执照”"):
        applying.complete(SONG, handed_in.ref.id)


def test_a_refusal_gives_its_reason_and_nothing_follows(handed_in: Record) -> None:
    with pytest.raises(InputError, match="没有写原因"):
        checking.refuse(KE, handed_in.ref.id, why="")
    made = checking.refuse(KE, handed_in.ref.id, why="不属于本次支持领域")
    assert (made.stage, made.values["check_opinion"]) == ("refused", "不属于本次支持领域")
    with pytest.raises(InputError, match="不在形式审查"):
        checking.admit(KE, made.ref.id)
    with pytest.raises(InputError, match="还没有通过形式审查"):
        checking.advance(KE, made.ref.id, "ranked")


def test_a_county_office_does_not_check_the_citys_applications(handed_in: Record) -> None:
    for act in (checking.admit, lambda who, number: checking.refuse(who, number, why="不行")):
        with pytest.raises(Refused):
            act(GAO, handed_in.ref.id)
    assert [one.ref for one in queries.to_check(KE)] == [handed_in.ref]
    assert queries.to_check(GAO) == []


def test_many_are_admitted_at_once_and_what_is_blocked_is_told(innovation: None) -> None:
    drafted = actions.draft(KE, CITY, {**CALL, "domains": ""})
    call = actions.publish(KE, drafted.ref.id)
    made = [
        applying.submit(who, fill(who, applying.start(who, call.ref.id, unit, name)).ref.id)
        for who, unit, name in ((SONG, FENGHE, "果汁"), (BAI, YUNYAO, "药材"))
    ]
    checking.tick_off(KE, made[0].ref.id, YES)
    done = checking.admit_many(KE, call.ref.id, [one.ref.id for one in made])
    assert [one.ref for one in done.done] == [made[0].ref]
    assert [number for number, _why in done.refused] == [made[1].ref.id]
    with pytest.raises(Refused):
        checking.admit_many(GAO, call.ref.id, [made[1].ref.id])


def test_the_funnel_narrows_from_drafts_to_approval(handed_in: Record) -> None:
    number = int(handed_in.values["call"])
    other = applying.start(BAI, number, YUNYAO, "药材")
    checking.tick_off(KE, handed_in.ref.id, YES)
    checking.admit(KE, handed_in.ref.id)
    for stage in ("ranked", "proposed"):
        checking.advance(KE, handed_in.ref.id, stage)
    steps = {one.key: (one.count, one.money) for one in funnel.funnel(KE, number)}
    assert steps["draft"] == (2, 30)
    assert [steps[key] for key in ("submitted", "admitted", "ranked", "proposed")] == [(1, 30)] * 4
    assert steps["approved"] == (0, 0)
    with pytest.raises(InputError, match="没有写原因"):
        checking.advance(KE, handed_in.ref.id, "declined")
    checking.advance(KE, handed_in.ref.id, "declined", why="超出资金总额")
    assert {one.key: one.count for one in funnel.funnel(KE, number)}["proposed"] == 1
    with pytest.raises(Refused):
        funnel.funnel(MENG, number)
    assert other.stage == "draft"
