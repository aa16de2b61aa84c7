"""A fault is closed only after its check by somebody else at its time, and is opened again when that fails:
on every path."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from luoshi.exchange import actions as exchange
from luoshi.journal import queries as journal
from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.errors import InputError, LuoshiError, Refused
from luoshi.ledgers import actions, adoption, bulk, extending, followups, handling, queries
from luoshi.ledgers.bulk import Change
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.rebuild import differences
from luoshi.ledgers.records import Record
from luoshi.packs.compile import load
from luoshi.units import actions as units
from luoshi.units import queries as people
from luoshi.units import tokens
from tests.packs.test_course_words import FAULT, write
from tests.people import ADMIN, CHEN, COUNTY, SYSTEM, TOWN, WANG, morning

pytestmark = pytest.mark.django_db
FAULTS, CHECKS = "demo.fault", "demo.check"
QIAN = Actor(61, "钱质", (Holding("quality", COUNTY),), morning)
"""The quality manager."""
LI = Actor(62, "李验", (Holding("quality", COUNTY),), morning)
"""Another of the quality office."""


def on(actor: Actor, day: date) -> Actor:
    return replace(actor, clock=lambda: datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI))


MARCH, JUNE = date(2026, 3, 18), date(2026, 6, 18)


@pytest.fixture
def faults(county: None, settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE = tmp_path / "evidence"
    pack = load(write(tmp_path / "pack")).pack
    assert pack is not None
    adoption.adopt(SYSTEM, pack)


def mended(faults: None) -> Record:
    """王丽 found it, 陈督 mended it on 18 March."""
    del faults
    made = actions.create(WANG, FAULTS, TOWN, {"name": "尺寸超差", "cause": "量具松动"})
    actions.attach(CHEN, made.ref, "proof", "整改.txt", b"1")
    return actions.move(CHEN, made.ref, "mended")


def check_of(fault: Record, day: date = JUNE) -> Record:
    """The look that the System writes, the newest."""
    followups.write(on(SYSTEM, day))
    return queries.children(SYSTEM, fault.ref)[CHECKS][-1]


def now(record: Record) -> Record:
    return queries.record(SYSTEM, record.ref)


def said(check: Record, who: Actor, answer: str) -> Record:
    edited = actions.edit(who, check.ref, {"effective": answer}, version=now(check).version)
    return edited if answer == "no" else actions.move(who, edited.ref, "done")


def test_the_whole_course_ends_closed(faults: None) -> None:
    fault = mended(faults)
    check = check_of(fault)
    assert (check.values["due_on"], check.values["number"], check.reported_by) == (JUNE, 1, None)
    said(check, on(LI, JUNE), "yes")
    assert actions.move(on(QIAN, JUNE), fault.ref, "closed").stage == "closed"
    assert differences(FAULTS) == [] == differences(CHECKS)


def test_nobody_does_what_they_or_their_report_are_checked_by(faults: None) -> None:
    """王丽 reported, 陈督 mended: neither checks it nor closes it, though both may report."""
    fault = mended(faults)
    check = check_of(fault)
    for who, told in ((CHEN, "您办理了“整改”"),):
        edited = actions.edit(on(who, JUNE), check.ref, {"effective": "yes"}, version=now(check).version)
        with pytest.raises(Refused, match=told):
            actions.move(on(who, JUNE), edited.ref, "done")
        assert handling.goals(on(who, JUNE), now(check)) == []
    actions.move(on(LI, JUNE), check.ref, "done")
    with pytest.raises(Refused, match="您办理了“整改”"):
        actions.move(on(CHEN, JUNE), fault.ref, "closed")
    reporter = on(replace(WANG, holdings=(Holding("quality", COUNTY),)), JUNE)
    with pytest.raises(Refused, match="您填报了这条记录"):
        actions.move(reporter, fault.ref, "closed")
    assert [one.key for one in handling.goals(on(QIAN, JUNE), now(fault))] == ["closed"]


def test_one_person_does_not_pass_both_stages_in_one_move(
    county: None, settings: Any, tmp_path: Path
) -> None:
    """And who passed a stage by on the way to a later one was in it."""
    settings.EVIDENCE = tmp_path / "evidence"
    free = FAULT.replace("needs: {fields: [cause], evidence: [proof]}", "needs: {}")
    start, end = free.index("      needs: {children"), free.index("evidence:\n  proof")
    later = free[:start] + "  - filed: {label: 归档, other_than: [closed]}\n" + free[end:]
    pack = load(write(tmp_path / "pack", later)).pack
    assert pack is not None
    adoption.adopt(SYSTEM, pack)
    fault = actions.create(WANG, FAULTS, TOWN, {"name": "划伤"})
    with pytest.raises(Refused, match="“整改”和“关闭”不能由您同时办理"):
        actions.move(QIAN, fault.ref, "closed")
    actions.move(CHEN, fault.ref, "mended")
    with pytest.raises(Refused, match="“关闭”和“归档”不能由您同时办理"):
        actions.move(QIAN, fault.ref, "filed")
    assert [one.key for one in handling.goals(QIAN, now(fault))] == ["closed"]
    actions.move(QIAN, fault.ref, "closed")
    with pytest.raises(Refused, match="您办理了“关闭”"):
        actions.move(QIAN, fault.ref, "filed")
    assert actions.move(LI, fault.ref, "filed").stage == "filed"


def test_a_check_comes_at_its_time_and_not_before(faults: None) -> None:
    fault = mended(faults)
    assert followups.write(on(SYSTEM, date(2026, 4, 1)))[0][2] == []
    check = check_of(fault, date(2026, 5, 20))
    early = on(LI, date(2026, 6, 17))
    actions.edit(early, check.ref, {"effective": "yes"}, version=check.version)
    with pytest.raises(Blocked, match="“检查日期”是2026-06-18，还没有到"):
        actions.move(early, check.ref, "done")
    with pytest.raises(Blocked, match="还没有到"):
        actions.move(on(LI, JUNE), check.ref, "done", on=date(2026, 6, 17))
    assert actions.move(on(LI, JUNE), check.ref, "done").stage == "done"


def test_a_check_is_written_by_the_system_alone_and_stays_where_it_is(faults: None) -> None:
    fault, other = mended(faults), mended(faults)
    check = check_of(fault)
    row = {"fault": fault.ref.id, "due_on": MARCH, "effective": "yes"}
    version = now(check).version
    sheet = "责任单位,不合格,第几次,检查日期,有效\n青石镇,尺寸超差,1,2026-03-18,有效\n".encode()
    ways: list[Any] = [
        lambda: actions.create(QIAN, CHECKS, TOWN, row),
        lambda: actions.create_many(QIAN, CHECKS, [NewRow(TOWN, row)]),
        lambda: bulk.put_many(QIAN, CHECKS, [NewRow(TOWN, row)]),
        lambda: actions.edit(QIAN, check.ref, {"fault": other.ref.id}, version=version),
        lambda: actions.adjust(QIAN, check.ref, {"fault": other.ref.id}, version=version, why="改"),
        lambda: actions.adjust(QIAN, check.ref, {"number": 9}, version=version, why="改"),
        lambda: actions.edit(QIAN, check.ref, {"due_on": MARCH}, version=version),
        lambda: actions.withdraw(QIAN, check.ref, why="不查了"),
    ]
    for way in ways:
        with pytest.raises(LuoshiError):
            way()
    imported: list[Any] = []
    try:
        imported = list(exchange.import_rows(QIAN, CHECKS, TOWN, sheet, "检查.csv").problems)
    except LuoshiError as fault_:
        imported = [fault_]
    assert imported
    assert len(queries.children(SYSTEM, fault.ref)[CHECKS]) == 1


def test_a_bad_check_opens_the_fault_again_at_once(faults: None) -> None:
    fault = mended(faults)
    assert fault.values["due_on"] == date(2026, 4, 1), "ten working days"
    said(check_of(fault), on(LI, JUNE), "no")
    again = now(fault)
    assert (again.stage, again.values["reopened"], again.verification) == ("open", 1, "pending")
    assert (again.row["stage_mended"], again.row["stage_open"]) == (None, JUNE)
    assert again.values["due_on"] == date(2026, 7, 3), "ten working days, 19 June is a holiday"
    (told,) = journal.page(fault.ref.subject, 1)
    assert (told.verb, told.person, told.data["stage"]) == ("reopen", None, ["mended", "open"])
    assert "效果检查不合格" in told.why
    with pytest.raises(Blocked, match="缺佐证“整改佐证”"):
        actions.move(on(CHEN, JUNE), fault.ref, "mended")
    assert differences(FAULTS) == []


BAD: dict[str, Any] = {
    "edit": lambda one: actions.edit(LI, one.ref, {"effective": "no"}, version=one.version),
    "grid": lambda one: bulk.put_many(LI, CHECKS, [Change(one.ref, {"effective": "no"}, one.version)]),
    "adjust": lambda one: actions.adjust(LI, one.ref, {"effective": "no"}, version=one.version, why="复查"),
}


@pytest.mark.parametrize("way", BAD)
@pytest.mark.parametrize("closed", [False, True])
def test_a_check_that_comes_to_say_no_opens_it_on_every_path_even_when_closed(
    faults: None, way: str, closed: bool
) -> None:
    fault = mended(faults)
    check = said(check_of(fault), on(LI, JUNE), "yes")
    if closed:
        actions.move(on(QIAN, JUNE), fault.ref, "closed")
    if closed and way != "adjust":
        with pytest.raises(LuoshiError, match="“关闭”阶段不能修改"):
            actions.edit(on(CHEN, JUNE), check.ref, {"effective": "no"}, version=check.version)
    BAD[way](now(check))
    assert (now(fault).stage, now(fault).values["reopened"]) == ("open", 1)


def test_an_old_check_says_nothing_of_the_new_round(faults: None) -> None:
    fault = mended(faults)
    check = check_of(fault)
    said(check, on(LI, JUNE), "no")
    actions.attach(on(CHEN, JUNE), fault.ref, "proof", "再整改.txt", b"2")
    actions.move(on(CHEN, JUNE), fault.ref, "mended")
    edited = actions.adjust(
        on(LI, JUNE), check.ref, {"effective": "yes"}, version=now(check).version, why="改"
    )
    actions.move(on(LI, JUNE), edited.ref, "done")
    with pytest.raises(Blocked, match="到期检查有效"):
        actions.move(on(QIAN, JUNE), fault.ref, "closed")
    actions.adjust(on(LI, JUNE), check.ref, {"effective": "no"}, version=now(check).version, why="改")
    assert now(fault).stage == "mended", "nor does it open it once more"
    second = check_of(fault, date(2026, 9, 18))
    assert (second.values["number"], second.values["due_on"]) == (2, date(2026, 9, 18))
    said(second, on(LI, date(2026, 9, 18)), "yes")
    assert actions.move(on(QIAN, date(2026, 9, 18)), fault.ref, "closed").stage == "closed"
    assert followups.write(on(SYSTEM, date(2026, 9, 19)))[0][2] == []


def test_what_a_closed_fault_rests_on_is_not_taken_away(faults: None) -> None:
    fault = mended(faults)
    check = said(check_of(fault), on(LI, JUNE), "yes")
    actions.move(on(QIAN, JUNE), fault.ref, "closed")
    with pytest.raises(Refused, match="凭这条“效果检查”进入了“关闭”"):
        actions.adjust(LI, check.ref, {"effective": None}, version=check.version, why="改")
    assert now(fault).stage == "closed"


def test_a_closed_fault_is_opened_again_by_the_named_role_with_a_reason(faults: None) -> None:
    fault = mended(faults)
    said(check_of(fault), on(LI, JUNE), "yes")
    with pytest.raises(InputError, match="没有写原因"):
        extending.reopen(on(QIAN, JUNE), fault.ref, "hand", why=" ")
    actions.move(on(QIAN, JUNE), fault.ref, "closed")
    with pytest.raises(Refused, match="由质量管理员办理"):
        extending.reopen(on(CHEN, JUNE), fault.ref, "hand", why="又发生")
    with pytest.raises(InputError, match="您是不是要写 hand"):
        extending.reopen(on(QIAN, JUNE), fault.ref, "hnd", why="又发生")
    again = extending.reopen(on(QIAN, JUNE), fault.ref, "hand", why="又发生")
    assert (again.stage, again.values["reopened"]) == ("open", 1)
    with pytest.raises(InputError, match="现已处于“登记”"):
        extending.reopen(on(QIAN, JUNE), fault.ref, "hand", why="又发生")


CLOSED = {"name": "无", "stage": "closed"}
WALKS: dict[str, Any] = {
    "move": lambda one: actions.move(on(QIAN, JUNE), one.ref, "closed"),
    "move by the System": lambda one: actions.move(on(SYSTEM, JUNE), one.ref, "closed"),
    "create": lambda one: actions.create(QIAN, FAULTS, TOWN, CLOSED),
    "create many": lambda one: actions.create_many(QIAN, FAULTS, [NewRow(TOWN, CLOSED)]),
    "edit": lambda one: actions.edit(QIAN, one.ref, {"stage": "closed"}, version=one.version),
    "edit the day": lambda one: actions.edit(QIAN, one.ref, {"stage_closed": MARCH}, version=one.version),
    "adjust": lambda one: actions.adjust(QIAN, one.ref, {"stage": "closed"}, version=one.version, why="改"),
    "grid": lambda one: bulk.put_many(QIAN, FAULTS, [Change(one.ref, {"stage": "closed"}, one.version)]),
    "grid of new": lambda one: bulk.put_many(QIAN, FAULTS, [NewRow(TOWN, CLOSED)]),
}  # fmt: skip


@pytest.mark.parametrize("way", WALKS)
def test_no_action_closes_a_fault_without_its_check(faults: None, way: str) -> None:
    fault = mended(faults)
    check_of(fault)
    with pytest.raises(LuoshiError):
        WALKS[way](now(fault))
    assert now(fault).stage == "mended"
    assert queries.page(SYSTEM, FAULTS, filters={"stage": "closed"}).total == 0


def test_no_file_closes_a_fault(faults: None) -> None:
    """A column 阶段 is none of the ledger's fields: what it says is not taken."""
    fault = mended(faults)
    sheet = f"编号,名称,阶段\n{fault.values['number']},尺寸超差,关闭\n".encode()
    with suppress(LuoshiError):
        exchange.import_rows(on(QIAN, JUNE), FAULTS, TOWN, sheet, "不合格.csv")
    assert queries.page(SYSTEM, FAULTS, filters={"stage": "closed"}).total == 0


def test_no_page_closes_a_fault(faults: None, client: Client) -> None:
    fault = mended(faults)
    units.add_person(ADMIN, "qianzhi", "钱质", "qingshi-zhen-2026")
    units.grant(ADMIN, "qianzhi", "quality", COUNTY)
    who = get_user_model().objects.get(login="qianzhi")
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    for where in ("move", "step", "edit"):
        path, said_ = (
            f"/ledgers/{FAULTS}/{fault.ref.id}/{where}",
            {"stage": "closed", "version": fault.version},
        )
        assert client.get(path).status_code == 200
        assert client.post(path, said_).status_code == 200, "the page comes again and says why"
    assert now(fault).stage == "mended"


def test_no_call_of_the_api_closes_a_fault(faults: None, client: Client, settings: Any) -> None:
    fault = mended(faults)
    settings.CLOCK = morning
    person = units.add_person(ADMIN, "qianzhi", "钱质", "qingshi-zhen-2026")
    units.grant(ADMIN, "qianzhi", "quality", COUNTY)
    secret = tokens.issue_token(people.actor_for(person, morning), "测试", date(2026, 12, 31))[1]
    stage = {"stage": "closed"}
    base = f"/api/v1/records/{FAULTS}/{fault.ref.id}"
    calls: dict[str, Any] = {"/move": stage, "/adjust": {"values": stage, "why": "改"}, "": {"values": stage}}
    for where, body in calls.items():
        answer = client.generic(
            "POST" if where else "PATCH", base + where,
            json.dumps(body | {"version": fault.version}), content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )  # fmt: skip
        assert answer.status_code == 400, answer.content
    assert now(fault).stage == "mended"
