"""A task has a deadline: given by default, moved only by an extension asked for in time, and lit by rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.actor import SHANGHAI, Actor, Holding
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import actions, adoption, extending, lights, overview, pausing, queries
from luoshi.ledgers.errors import Blocked
from luoshi.ledgers.records import Record
from luoshi.packs import library
from luoshi.packs.spec import RecordLight
from tests.people import ADMIN, CHEN, COUNTY, LIU, OTHER_TOWN, TOWN, WANG, ZHOU, morning

pytestmark = pytest.mark.django_db

TASK = "supervision.task"
MA = Actor(41, "马督", (Holding("supervisor", COUNTY),), morning)
"""Another supervision clerk of the county."""


def at(who: Actor, day: date) -> Actor:
    """The same person on another day."""
    return replace(who, clock=lambda: datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI))


def task(**values: object) -> Record:
    said = {
        "filed_on": date(2026, 3, 2),
        "content": "修通园区道路",
        "source": "县委经济工作会议",
        "lead": TOWN,
    }
    return actions.create(CHEN, TASK, TOWN, {**said, **values})


def light(record: Record, day: date) -> str:
    return lights.of(record.spec, [record], day)[record.ref.id].key


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        ("urgent", date(2026, 3, 9)),
        ("ordinary", date(2026, 3, 23)),
        ("complex", date(2026, 4, 14)),
        (None, date(2026, 3, 23)),
    ],
)
def test_a_task_without_a_date_is_given_its_time_when_it_is_handed_out(
    ledgers: None, urgency: str | None, due: date
) -> None:
    """急件 5, 非急件 15, 难度大 30 working days; 清明 (4–6 April) is a holiday."""
    made = task(urgency=urgency)
    assert made.values["due_on"] is None
    moved = actions.move(CHEN, made.ref, "assigned", on=date(2026, 3, 2))
    assert moved.values["due_on"] == due


def test_a_date_that_was_named_is_kept(ledgers: None) -> None:
    made = task(due_on=date(2026, 6, 30), urgency="urgent")
    assert actions.move(CHEN, made.ref, "assigned").values["due_on"] == date(2026, 6, 30)


def test_a_deadline_that_runs_is_not_changed_by_hand(ledgers: None) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 3, 31)).ref, "assigned")
    with pytest.raises(InputError, match="不能直接修改"):
        actions.edit(WANG, made.ref, {"due_on": "2026-12-31"}, version=made.version)
    actions.edit(WANG, made.ref, {"progress": "路基完成"}, version=made.version)


def test_more_time_is_asked_for_before_the_day_and_granted_by_somebody_else(ledgers: None) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 3, 31)).ref, "assigned")
    asked = extending.ask_extension(WANG, made.ref, date(2026, 4, 30), reason="连阴雨", progress="完成六成")
    assert [(one.id, record.ref) for one, record in extending.undecided(CHEN)] == [(asked.id, made.ref)]
    assert extending.undecided(LIU) == []
    with pytest.raises(Refused):
        extending.decide_extension(WANG, asked.id, granted=True, why="同意")
    extending.decide_extension(CHEN, asked.id, granted=True, why="情况属实")
    assert queries.record(WANG, made.ref).values["due_on"] == date(2026, 4, 30)
    assert [one.verb for one in queries.history(WANG, made.ref)][-2:] == ["ask_extension", "extend"]


def test_asked_in_time_it_holds_though_it_is_granted_after_the_day(ledgers: None) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 3, 31)).ref, "assigned")
    asked = extending.ask_extension(WANG, made.ref, date(2026, 4, 30), reason="连阴雨", progress="完成六成")
    assert light(made, date(2026, 4, 2)) == "red"
    extending.decide_extension(at(CHEN, date(2026, 4, 2)), asked.id, granted=True, why="情况属实")
    assert light(made, date(2026, 4, 2)) == "green"


@pytest.mark.parametrize(
    ("day", "new", "reason", "said"),
    [
        (date(2026, 4, 1), date(2026, 4, 30), "下雨", "已过，不能再申请延期"),
        (date(2026, 3, 20), date(2026, 3, 31), "下雨", "不晚于原时限"),
        (date(2026, 3, 20), date(2026, 4, 30), " ", "没有写明延期原因"),
    ],
)
def test_a_poor_request_for_time_is_refused_and_the_old_day_holds(
    ledgers: None, day: date, new: date, reason: str, said: str
) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 3, 31)).ref, "assigned")
    with pytest.raises(InputError, match=said):
        extending.ask_extension(at(WANG, day), made.ref, new, reason=reason, progress="过半")
    assert queries.record(WANG, made.ref).values["due_on"] == date(2026, 3, 31)


def test_refused_or_asked_twice_changes_nothing(ledgers: None) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 3, 31)).ref, "assigned")
    asked = extending.ask_extension(WANG, made.ref, date(2026, 4, 30), reason="下雨", progress="过半")
    with pytest.raises(InputError, match="还没有批复"):
        extending.ask_extension(WANG, made.ref, date(2026, 5, 30), reason="下雨", progress="过半")
    extending.decide_extension(CHEN, asked.id, granted=False, why="不充分")
    with pytest.raises(InputError, match="已经批复"):
        extending.decide_extension(CHEN, asked.id, granted=True, why="又同意")
    assert queries.record(WANG, made.ref).values["due_on"] == date(2026, 3, 31)


def test_lights_follow_the_day(ledgers: None) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 3, 31)).ref, "assigned")
    told = [light(made, date(2026, 3, day)) for day in (20, 25, 26, 31)] + [light(made, date(2026, 4, 1))]
    assert told == ["green", "green", "blue", "blue", "red"]


def test_a_node_that_was_passed_and_not_reached_turns_the_task_yellow(ledgers: None) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 6, 30)).ref, "assigned")
    node = actions.create(
        CHEN,
        "supervision.node",
        TOWN,
        {"task": made.ref.id, "content": "完成招标", "due_on": date(2026, 3, 20)},
    )
    assert light(made, date(2026, 3, 20)) == "green"
    assert light(made, date(2026, 3, 23)) == "yellow"
    done = actions.edit(WANG, node.ref, {"done": "已签合同"}, version=node.version)
    actions.move(WANG, done.ref, "reached")
    assert light(made, date(2026, 3, 23)) == "green"


def test_work_that_does_not_hold_is_sent_back_and_shows_until_it_is_reported_again(ledgers: None) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 6, 30)).ref, "doing")
    with pytest.raises(InputError, match="不能退回重办"):
        extending.send_back(ZHOU, made.ref, why="没有办")
    edited = actions.edit(WANG, made.ref, {"progress": "全部完成"}, version=made.version)
    actions.attach(WANG, made.ref, "feedback", "报告.pdf", b"sealed")
    actions.move(WANG, edited.ref, "reported")
    back = extending.send_back(ZHOU, made.ref, why="缺验收报告")
    assert (back.stage, back.verification, light(back, date(2026, 3, 18))) == ("doing", "rejected", "yellow")
    with pytest.raises(Blocked, match="反馈报告"):
        actions.move(WANG, made.ref, "reported")
    actions.attach(WANG, made.ref, "feedback", "报告2.pdf", b"sealed again")
    again = actions.move(WANG, made.ref, "reported")
    assert light(again, date(2026, 3, 18)) == "green"
    actions.verify(ZHOU, made.ref)
    closed = actions.move(CHEN, made.ref, "closed")
    assert light(closed, date(2027, 1, 4)) == "done"
    with pytest.raises(InputError, match="不能退回重办"):
        extending.send_back(ZHOU, made.ref, why="晚了")


def test_a_paused_clock_shifts_the_day(ledgers: None) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 3, 31)).ref, "assigned")
    pausing.pause(WANG, made.ref, why="等上级批文")
    assert light(made, date(2026, 4, 10)) == "paused"
    pausing.resume(at(WANG, date(2026, 4, 2)), made.ref)
    assert light(made, date(2026, 4, 10)) == "blue"
    assert light(made, date(2026, 4, 16)) == "red"


def test_a_list_asks_for_a_light_and_gets_what_shows_it(ledgers: None) -> None:
    late = actions.move(CHEN, task(content="甲", due_on=date(2026, 3, 10)).ref, "assigned")
    actions.move(CHEN, task(content="乙", due_on=date(2026, 5, 29)).ref, "assigned")
    assert [one.ref for one in queries.page(CHEN, TASK, filters={"light": "red"}).rows] == [late.ref]
    assert [one.title for one in queries.page(CHEN, TASK, filters={"light": "green"}).rows] == ["乙"]
    with pytest.raises(InputError, match="没有“blak”这种情况"):
        queries.page(CHEN, TASK, filters={"light": "blak"})


def test_lights_of_a_page_cost_the_same_however_many(ledgers: None) -> None:
    made = [actions.move(CHEN, task(content=f"事项{n}").ref, "assigned") for n in range(12)]
    with CaptureQueriesContext(
        connection,
    ) as few:
        lights.of(made[0].spec, made[:2], date(2026, 3, 18))
    with CaptureQueriesContext(connection) as many:
        lights.of(made[0].spec, made, date(2026, 3, 18))
    assert len(few) == len(many)


def test_a_supporting_unit_sees_the_task_it_helps_with_and_answers_its_part(ledgers: None) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 6, 30)).ref, "assigned")
    with pytest.raises(Missing):
        queries.record(LIU, made.ref)
    asked = actions.create(
        CHEN, "supervision.support", OTHER_TOWN,
        {"task": made.ref.id, "asked_on": date(2026, 3, 3), "duty": "提供取土场"},
    )  # fmt: skip
    assert queries.record(LIU, made.ref).title == "修通园区道路"
    assert [one.ref for one in queries.page(LIU, TASK).rows] == [made.ref]
    answered = actions.edit(LIU, asked.ref, {"answer": "已落实两处"}, version=asked.version)
    assert actions.move(LIU, answered.ref, "answered").stage == "answered"
    with pytest.raises(Refused):
        actions.edit(LIU, made.ref, {"progress": "代填"}, version=made.version)


def test_every_day_of_a_year_shows_the_same_light_in_the_list_and_on_the_record(ledgers: None) -> None:
    made = [
        actions.move(
            CHEN, task(content=f"事项{n}", due_on=date(2026, 3, 1) + timedelta(days=9 * n)).ref, "assigned"
        )
        for n in range(6)
    ]
    for day in (date(2026, 2, 20) + timedelta(days=11 * n) for n in range(9)):
        told = lights.of(made[0].spec, made, day)
        for one in made[0].spec.lights:
            rows = queries.table(TASK).objects.filter(lights.condition(made[0].spec, one.key, day))
            assert {row.id for row in rows} == {number for number, key in told.items() if key.key == one.key}


def test_a_place_where_red_is_good_says_so_in_its_pack(ledgers: None) -> None:
    """西畴 hangs out a red list of honour and a black list of shame; the code knows neither colour."""
    shipped = library.shipped()["supervision"]
    lights_there = [
        {"key": "red", "label": "红榜", "colour": "red", "states": ["closed"]},
        {"key": "black", "label": "黑榜", "colour": "black", "states": ["late", "returned"]},
        {"key": "yellow", "label": "黄榜", "colour": "yellow", "states": ["behind", "near"]},
    ]
    changed = shipped.ledgers["task"].model_copy(
        update={"lights": tuple(RecordLight.model_validate(one) for one in lights_there), "ladder": ()}
    )
    body = {
        "version": shipped.version + 1,
        "digest": "red-is-good",
        "ledgers": {**shipped.ledgers, "task": changed},
    }
    adoption.adopt(ADMIN, shipped.model_copy(update=body))
    made = actions.move(CHEN, task(due_on=date(2026, 3, 31)).ref, "assigned")
    told = {day: lights.of(made.spec, [made], day) for day in (date(2026, 3, 20), date(2026, 4, 1))}
    assert told[date(2026, 3, 20)] == {}, "nothing is said of what is on time"
    assert str(told[date(2026, 4, 1)][made.ref.id].label) == "黑榜"
    assert [one.ref for one in queries.page(CHEN, TASK, filters={"light": "black"}).rows] == []


def test_a_task_waits_for_its_reviewer_only_once_it_was_reported(ledgers: None) -> None:
    made = actions.move(CHEN, task(due_on=date(2026, 6, 30)).ref, "doing")
    assert TASK not in overview.waiting(ZHOU)["verify"]
    edited = actions.edit(WANG, made.ref, {"progress": "全部完成"}, version=made.version)
    actions.attach(WANG, made.ref, "feedback", "报告.pdf", b"sealed")
    actions.move(WANG, edited.ref, "reported")
    assert overview.waiting(ZHOU)["verify"][TASK] == 1
