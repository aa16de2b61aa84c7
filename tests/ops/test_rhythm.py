"""The rhythm: what is due is told before, on and after the day, to whom it concerns, and once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from luoshi.exchange import outbox_queries
from luoshi.exchange.channels import actions as channels
from luoshi.exchange.channels.mail import Mail
from luoshi.exchange.models import Message
from luoshi.exchange.outbox_policy import Rules
from luoshi.journal import queries as journal
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.periods import Period
from luoshi.kernel.workdays import add_workdays
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import extending
from luoshi.ops import rhythm
from luoshi.periods import actions as periods
from luoshi.periods.duties import owed
from luoshi.units import actions as units
from luoshi.units import queries as unit_queries
from tests.exchange.servers import Listener, listening, mail_server
from tests.people import ADMIN, CHEN, COUNTY, OTHER_TOWN, SYSTEM, TOWN, WANG
from tests.periods.test_close import JANUARY, everybody_in, on
from tests.periods.test_close import close as close_month


def at(said: str, who: Actor = SYSTEM) -> Actor:
    return replace(who, clock=lambda: datetime.fromisoformat(said).replace(tzinfo=SHANGHAI))


FEBRUARY = Period.parse("2026-02")


@pytest.fixture
def staffed(site: Path) -> dict[str, int]:
    """Besides 青石镇's and 柳林乡's reporters: the township's head, and the county's supervisor."""
    for login, role, unit in (
        ("mazhen", "leader", TOWN), ("chendu", "supervisor", COUNTY), ("zhao", "leader", COUNTY),
    ):  # fmt: skip
        units.add_person(ADMIN, login, login, "qingshi-zhen-2026")
        units.grant(ADMIN, login, role, unit, valid_from=date(2020, 1, 1))
    close_month(JANUARY, "2026-02-09")
    return {one.login: one.id for one in unit_queries.people()}


def told(people: dict[str, int], login: str) -> list[str]:
    found = Message.objects.filter(to=f"person:{people[login]}").order_by("id")
    return [one.subject + one.text for one in found]


def off(days: int) -> Actor:
    """The system, nine o'clock, so many working days after February is due first (before, when negative)."""
    return at(f"{add_workdays(min(owed(FEBRUARY).values()).astimezone(SHANGHAI).date(), days)}T09:00")


def test_a_month_is_reminded_of_before_on_and_after_its_day_and_ever_higher(staffed: dict[str, int]) -> None:
    """By default two working days before; one, three and five after, the head after three, the county's
    supervisor after five."""
    rhythm.tick(off(-3))
    assert told(staffed, "wangli") == []
    rhythm.tick(off(-2))
    assert "青石镇2026年2月月报还有2个工作日" in told(staffed, "wangli")[-1]
    rhythm.tick(off(-1))
    assert len(told(staffed, "wangli")) == 1
    rhythm.tick(off(0))
    assert "今天截止" in told(staffed, "wangli")[-1]
    rhythm.tick(off(1))
    assert "已逾期1个工作日" in told(staffed, "wangli")[-1]
    assert told(staffed, "mazhen") == told(staffed, "chendu") == []
    rhythm.tick(off(3))
    assert "已逾期3个工作日" in told(staffed, "mazhen")[-1]
    assert told(staffed, "chendu") == []
    rhythm.tick(off(5))
    assert "青石镇2026年2月月报已逾期5个工作日" in told(staffed, "chendu")[-1]
    assert "柳林乡2026年2月月报已逾期5个工作日" in told(staffed, "chendu")[-1]
    assert told(staffed, "zhao") == []


def test_a_second_tick_tells_nobody_anything_and_writes_nothing(staffed: dict[str, int]) -> None:
    first = rhythm.tick(off(0))
    assert first.told
    assert first.problems == []
    before = journal.newest()
    assert rhythm.tick(off(0)).told == []
    assert journal.newest() == before


def test_a_site_that_slept_a_week_says_once_where_things_stand(staffed: dict[str, int]) -> None:
    rhythm.tick(off(6))
    (said,) = told(staffed, "wangli")
    assert "已逾期" in said
    assert "还有" not in said
    (summary,) = told(staffed, "chendu")
    assert "逾期" in summary


def test_a_month_handed_in_or_excused_is_not_reminded_of(staffed: dict[str, int]) -> None:
    periods.hand_in(on("2026-03-02", WANG), TOWN, FEBRUARY)
    periods.excuse(on("2026-03-02", CHEN), OTHER_TOWN, FEBRUARY, why="受灾")
    rhythm.tick(off(0))
    assert told(staffed, "wangli") == told(staffed, "liuyang") == []


def test_a_month_returned_is_reminded_of_again(staffed: dict[str, int]) -> None:
    periods.hand_in(on("2026-03-02", WANG), TOWN, FEBRUARY)
    periods.give_back(on("2026-03-03", CHEN), TOWN, FEBRUARY, why="缺佐证")
    rhythm.tick(off(0))
    assert "今天截止" in told(staffed, "wangli")[-1]


def test_a_task_is_reminded_of_before_and_after_its_day_but_not_once_it_was_fed_back(
    staffed: dict[str, int],
) -> None:
    values = {"filed_on": "2026-03-02", "content": "整治河道", "lead": TOWN, "due_on": "2026-03-20"}
    made = ledgers.create(at("2026-03-02T09:00"), "supervision.task", TOWN, values)
    for stage in ("proposed", "assigned", "accepted"):
        made = ledgers.move(at("2026-03-02T09:00"), made.ref, stage)
    everybody_in(FEBRUARY, "2026-03-02")
    rhythm.tick(at("2026-03-18T09:00"))
    assert told(staffed, "wangli") == ["任务“整治河道”：完成时限还有2个工作日（3月20日截止）"]
    asked = extending.ask_extension(
        at("2026-03-19T09:00", WANG), made.ref, date(2026, 3, 31), reason="汛期", progress="完成一半"
    )
    rhythm.tick(at("2026-03-19T09:30"))
    assert "申请延期至03月31日，等待批复" in told(staffed, "chendu")[-1]
    rhythm.tick(at("2026-03-23T09:00"))
    assert "已逾期1个工作日（3月20日截止）" in told(staffed, "wangli")[-1]
    extending.decide_extension(at("2026-03-23T10:00"), asked.id, granted=True, why="属实")
    rhythm.tick(at("2026-03-31T09:00"))
    assert told(staffed, "wangli")[-1] == "任务“整治河道”：完成时限今天截止（3月31日）"


def test_a_group_is_told_of_all_its_units_in_one_message(staffed: dict[str, int], group: Listener) -> None:
    channels.add(ADMIN, "wecom", "月报群", COUNTY, f"{group.url}/x", kinds=["duty", "overdue"])
    rhythm.tick(off(0))
    (heard,) = group.heard
    content = heard.said["markdown"]["content"]
    assert "青石镇2026年2月月报今天截止" in content
    assert "柳林乡2026年2月月报今天截止" in content


@pytest.fixture
def group(settings: Any) -> Iterator[Listener]:
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})
    with listening() as heard:
        yield heard


def test_what_a_person_does_not_want_mailed_still_stands_among_their_notices(
    staffed: dict[str, int], settings: Any
) -> None:
    clerk = replace(WANG, person=staffed["wangli"])
    channels.prefer(clerk, email="wangli@example.cn", muted=["duty"])
    with mail_server() as box:
        settings.MAIL = Mail("duban@example.cn", {"host": box.host, "port": box.port})
        rhythm.tick(off(0))
        assert box.got == []
        rhythm.tick(off(1))
        assert len(box.got) == 1
    found, count = outbox_queries.notices(clerk)
    assert (count, found[0].kind) == (2, "overdue")


def test_what_was_settled_while_it_waited_for_the_morning_is_not_sent(
    staffed: dict[str, int], group: Listener
) -> None:
    channels.add(ADMIN, "wecom", "青石镇群", TOWN, f"{group.url}/town", kinds=["duty"])
    channels.add(ADMIN, "wecom", "柳林乡群", OTHER_TOWN, f"{group.url}/other", kinds=["duty"])
    day = off(0).today()
    rhythm.tick(at(f"{day}T06:00"))
    assert group.heard == []
    periods.hand_in(at(f"{day}T06:30", WANG), TOWN, FEBRUARY)
    rhythm.tick(at(f"{day}T07:30"))
    assert [one.path for one in group.heard] == ["/other"]


def test_the_site_sets_how_long_before_and_after(staffed: dict[str, int]) -> None:
    channels.set_rules(ADMIN, Rules(before=(5, 1), after=(2,), head_after=2, supervisor_after=2))
    rhythm.tick(off(-5))
    assert "还有5个工作日" in told(staffed, "wangli")[-1]
    rhythm.tick(off(2))
    assert "已逾期2个工作日" in told(staffed, "mazhen")[-1]
    assert told(staffed, "chendu")


def test_a_closed_month_without_a_bulletin_is_told_to_whoever_drafts(staffed: dict[str, int]) -> None:
    units.add_person(ADMIN, "linjing", "林静", "qingshi-zhen-2026")
    units.grant(ADMIN, "linjing", "supervisor", "C0", valid_from=date(2020, 1, 1))
    people = {one.login: one.id for one in unit_queries.people()}
    rhythm.tick(at("2026-02-10T09:00"))
    assert "还没有起草" in told(people, "linjing")[-1]


def test_a_source_that_fails_is_said_and_keeps_no_other_back(
    staffed: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_look: Any) -> Iterator[Any]:
        raise ZeroDivisionError

    monkeypatch.setattr(rhythm, "SOURCES", {"坏的": fails, **rhythm.SOURCES})
    done = rhythm.tick(off(0))
    assert done.problems == ["坏的：系统出错，没有看完"]
    assert done.told


def test_two_workers_that_tick_at_once_tell_everybody_once(staffed: dict[str, int], group: Listener) -> None:
    channels.add(ADMIN, "wecom", "月报群", COUNTY, f"{group.url}/x", kinds=["duty", "overdue"])
    together = threading.Barrier(2)
    failed: list[Exception] = []

    def work() -> None:
        try:
            together.wait(10)
            rhythm.tick(off(0))
        except Exception as fault:
            failed.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert failed == []
    assert len(told(staffed, "wangli")) == len(told(staffed, "liuyang")) == 1
    assert len(group.heard) == 1


def test_whoever_accepts_is_told_once_that_a_month_was_handed_in(staffed: dict[str, int]) -> None:
    day = off(-1).today()
    periods.hand_in(at(f"{day}T09:00", WANG), TOWN, FEBRUARY)
    first = rhythm.tick(at(f"{day}T10:00"))
    accepting = [one for one in first.told if "等待接收" in one.subject + one.text]
    assert accepting
    assert all(str(staffed["wangli"]) not in one.to for one in accepting)
    again = rhythm.tick(at(f"{day}T11:00"))
    assert [one for one in again.told if "等待接收" in one.subject + one.text] == []
