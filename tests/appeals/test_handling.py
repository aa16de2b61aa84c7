"""An appeal is handed to a unit, answered, checked with the person, taken up again, published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from luoshi.appeals import checking, publishing, queries, receiving, repeating, rhythm, routing
from luoshi.appeals.checking import Heard
from luoshi.appeals.publishing import Public
from luoshi.appeals.routing import Handing
from luoshi.journal import queries as journal
from luoshi.kernel.errors import InputError, LuoshiError, Missing, Refused
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record, Ref
from luoshi.units import actions as units
from tests.appeals.conftest import BAO, FAR, HU, Taken, on
from tests.people import ADMIN, BUREAU, CHEN, COUNTY, LEADER, LIU, SYSTEM, TOWN, WANG

pytestmark = pytest.mark.django_db
ASK = "查清原因，五天内修好。"
DONE = "已铺设钢板，三天内修复路面。"


def hand(appeal: Record, unit: str = BUREAU, **more: bool) -> Record:
    return routing.hand_out(HU, appeal.ref.id, Handing(unit, ASK, **more))


def answered(appeal: Record) -> Record:
    order = hand(appeal)
    routing.take(BAO, order.ref.id)
    routing.reply(BAO, order.ref.id, DONE, [("修路.jpg", b"\xff\xd8\xff")])
    return routing.answer(HU, appeal.ref.id, "路面已修好，感谢您反映。田有余先生放心。")


def now(appeal: Record) -> Record:
    return queries.appeal(HU, appeal.ref.id)


def test_from_the_order_to_the_answer_and_the_persons_word(taken: Taken) -> None:
    appeal = taken()
    made = answered(appeal)
    assert (made.stage, made.values["in_time"]) == ("answered", True)
    assert made.values["answer"] == "路面已修好，感谢您反映。某某先生放心。"
    (order,) = queries.orders_of(appeal.ref.id)
    assert (order.stage, order.values["reply"], order.values["in_time"]) == ("approved", DONE, True)
    closed = checking.check(HU, appeal.ref.id, "phone", Heard("yes", "satisfied"))
    assert (closed.stage, closed.values["mended"], closed.values["rating"]) == ("closed", "yes", "satisfied")


def test_a_unit_sees_the_appeals_handed_to_it_and_no_others(taken: Taken) -> None:
    mine, other = taken(), taken(title="北关路灯不亮", place="北关")
    hand(mine)
    assert queries.appeal(BAO, mine.ref.id).title == "东街路面塌陷"
    with pytest.raises(Missing):
        queries.appeal(BAO, other.ref.id)
    with pytest.raises(Missing):
        queries.appeal(WANG, mine.ref.id)
    assert queries.whole(BAO, mine.ref.id).person is None


def test_a_unit_is_told_whom_to_ring_up_only_with_the_persons_consent(taken: Taken) -> None:
    told = hand(taken(), tell=True)
    assert (told.values["contact"], told.values["phone"]) == ("田有余", "13800001234")
    assert hand(taken()).values["contact"] is None
    with pytest.raises(Refused, match="要求保密"):
        hand(taken(shielded=True), tell=True)


def test_who_is_complained_of_never_handles_what_is_kept_from_it(taken: Taken) -> None:
    units.add_unit(SYSTEM, "C015101", "招商一分局", "department", parent=BUREAU)
    report = taken("作风问题", about=BUREAU, kind="report")
    for unit in (BUREAU, "C015101"):
        with pytest.raises(Refused, match="被反映的单位"):
            hand(report, unit)
    assert hand(report, TOWN).stage == "handed"
    plain = taken(about=BUREAU)
    assert hand(plain, BUREAU).stage == "handed"


def test_what_is_none_of_its_business_goes_back_with_a_reason(taken: Taken) -> None:
    appeal = taken()
    order = hand(appeal)
    with pytest.raises(InputError):
        routing.send_back(BAO, order.ref.id, why="")
    assert routing.send_back(BAO, order.ref.id, why="道路归住建局管").stage == "sent_back"
    assert now(appeal).stage == "received"
    hand(appeal, TOWN)
    assert now(appeal).stage == "routed"


def test_one_units_refusal_does_not_take_it_from_the_others(taken: Taken) -> None:
    appeal = taken()
    first, _second = hand(appeal), hand(appeal, TOWN)
    routing.send_back(BAO, first.ref.id, why="不归我们管")
    assert now(appeal).stage == "routed"


def test_the_answer_waits_for_every_unit(taken: Taken) -> None:
    appeal = taken()
    first = hand(appeal)
    second = hand(appeal, TOWN)
    routing.take(BAO, first.ref.id)
    routing.reply(BAO, first.ref.id, DONE)
    with pytest.raises(InputError, match="青石镇还没有反馈"):
        routing.answer(HU, appeal.ref.id, "已办")
    routing.take(WANG, second.ref.id)
    routing.reply(WANG, second.ref.id, DONE)
    assert routing.answer(HU, appeal.ref.id, "已办").stage == "answered"


def test_a_reply_that_does_not_do_is_returned_and_given_again(taken: Taken) -> None:
    appeal = taken()
    order = hand(appeal)
    routing.take(BAO, order.ref.id)
    routing.reply(BAO, order.ref.id, "知道了")
    back = routing.return_reply(HU, order.ref.id, why="没有说什么时候修好")
    assert (back.stage, back.row["due_on"]) == ("taken", order.row["due_on"])
    routing.reply(BAO, order.ref.id, DONE)
    assert queries.orders_of(appeal.ref.id)[0].values["reply"] == DONE


def test_what_is_not_mended_goes_back_to_work_with_a_new_day_and_is_counted(taken: Taken) -> None:
    appeal = taken()
    answered(appeal)
    later = on("2026-03-20", HU)
    with pytest.raises(InputError, match="哪里没解决"):
        checking.check(later, appeal.ref.id, "phone", Heard("no", "unsatisfied"))
    again = checking.check(later, appeal.ref.id, "phone", Heard("no", "unsatisfied", "又塌了，我是田有余"))
    assert (again.stage, again.values["reopened"], str(again.row["due_on"])) == ("received", 1, "2026-03-27")
    assert (again.values["answer"], again.values["rating"]) == (None, None)
    (check,) = queries.checks_of(appeal.ref.id)
    assert check.values["said"] == "又塌了，我是某某"
    second = routing.hand_out(later, appeal.ref.id, Handing(BUREAU, ASK))
    assert str(second.row["due_on"]) == "2026-03-27"


def test_the_person_says_it_once_and_by_the_systems_hand(taken: Taken) -> None:
    appeal = taken()
    with pytest.raises(InputError, match="现在不能评价"):
        checking.say(SYSTEM, appeal.ref.id, Heard("yes", "satisfied"))
    answered(appeal)
    assert checking.say(SYSTEM, appeal.ref.id, Heard("partly", "partly")).stage == "closed"
    with pytest.raises(InputError, match="现在不能评价"):
        checking.say(SYSTEM, appeal.ref.id, Heard("yes", "satisfied"))
    with pytest.raises(Refused):
        checking.say(HU, appeal.ref.id, Heard("yes", "satisfied"))


def test_nobody_reached_is_noted_and_asked_again(taken: Taken) -> None:
    appeal = taken()
    answered(appeal)
    assert checking.check(HU, appeal.ref.id, "phone", Heard("unreached")).stage == "answered"
    assert checking.check(HU, appeal.ref.id, "visit", Heard("yes", "satisfied")).stage == "closed"
    assert [one.values["mended"] for one in queries.checks_of(appeal.ref.id)] == ["unreached", "yes"]


def test_a_closed_appeal_is_taken_up_again_by_the_desk(taken: Taken) -> None:
    appeal = taken()
    answered(appeal)
    checking.check(HU, appeal.ref.id, "phone", Heard("yes", "satisfied"))
    with pytest.raises(Refused):
        checking.reopen(BAO, appeal.ref.id, why="又塌了")
    assert checking.reopen(HU, appeal.ref.id, why="又塌了").stage == "received"


def test_no_step_is_done_by_somebody_elses_hand(taken: Taken) -> None:
    appeal = taken()
    order = hand(appeal)
    for who in (WANG, LIU, HU, CHEN, LEADER, FAR):
        for step in (
            lambda who: routing.take(who, order.ref.id),
            lambda who: routing.send_back(who, order.ref.id, why="不归我们"),
        ):
            with pytest.raises(LuoshiError):
                step(who)
    for who in (BAO, WANG, CHEN, LEADER, FAR):
        for step in (
            lambda who: routing.hand_out(who, appeal.ref.id, Handing(TOWN, ASK)),
            lambda who: routing.answer(who, appeal.ref.id, "办了"),
            lambda who: checking.check(who, appeal.ref.id, "phone", Heard("yes", "satisfied")),
            lambda who: receiving.refuse(who, appeal.ref.id, why="不归我们"),
        ):
            with pytest.raises(LuoshiError):
                step(who)
    assert (now(appeal).stage, queries.orders_of(appeal.ref.id)[0].stage) == ("routed", "handed")


def test_the_ledgers_themselves_are_written_by_the_course_alone(taken: Taken) -> None:
    appeal = taken()
    hand(appeal)
    for who in (HU, BAO, CHEN, LEADER):
        with pytest.raises(LuoshiError):
            ledgers.edit(who, appeal.ref, {"answer": "办了"}, version=appeal.version)
        with pytest.raises(LuoshiError):
            ledgers.move(who, Ref("appeals.order", 1), "taken")


def test_an_answer_is_laid_open_without_the_person(taken: Taken) -> None:
    appeal = taken()
    answered(appeal)
    draft = publishing.draft(HU, appeal.ref.id)
    assert "某某" in draft.text
    for wrong in (
        replace(draft, answer="田有余同志：已修好"), replace(draft, text="请打13800001234"),
        Public("", "路坏", "修好"),
    ):  # fmt: skip
        with pytest.raises(InputError):
            publishing.publish(HU, appeal.ref.id, wrong)
    publishing.publish(HU, appeal.ref.id, draft)
    assert [one.ref for one in queries.published("塌陷")] == [appeal.ref]
    publishing.take_down(HU, appeal.ref.id, why="当事人要求")
    assert queries.published() == []
    with pytest.raises(Missing):
        queries.published_one(appeal.ref.id)


def test_a_report_of_wrongdoing_is_never_laid_open(taken: Taken) -> None:
    report = taken("作风问题", kind="report")
    routing.answer(HU, report.ref.id, "已转纪检机关处理。")
    with pytest.raises(Refused):
        publishing.draft(HU, report.ref.id)


def test_what_is_late_is_urged_then_raised_and_what_nobody_speaks_of_closes(taken: Taken) -> None:
    late, quiet = taken(), taken(title="北关路灯不亮", place="北关")
    answered(quiet)
    hand(late)
    assert rhythm.due(on("2026-03-25", SYSTEM)) == []
    rhythm.due(on("2026-03-26", SYSTEM))
    assert now(late).values["level"] == "urged"
    assert rhythm.due(on("2026-03-27", SYSTEM)) == []
    rhythm.due(on("2026-03-31", SYSTEM))
    assert now(late).values["level"] == "raised"
    assert now(quiet).stage == "answered"
    rhythm.due(on("2026-04-02", SYSTEM))
    assert (now(quiet).stage, now(quiet).values["rating"]) == ("closed", None)


def test_what_comes_three_times_from_one_place_becomes_one_proposal(taken: Taken) -> None:
    for place in ("东街十字", "东街 十字。", "北关"):
        taken(place=place, who=on("2026-03-02", SYSTEM))
    assert repeating.owed(on("2026-03-20", SYSTEM)) == []
    taken(place="东街十字", who=on("2026-03-18", SYSTEM))
    day = on("2026-03-20", SYSTEM)
    (owed,) = repeating.owed(day)
    made = repeating.write(day, owed)
    assert (made.values["place"], made.values["count"], made.unit) == ("东街十字", 3, COUNTY)
    assert repeating.owed(on("2026-03-21", SYSTEM)) == []
    with pytest.raises(InputError):
        repeating.decide(LEADER, made.ref.id, "改造")
    repeating.propose(HU, made.ref.id, "东街地下水管老化，建议今年更换。")
    with pytest.raises(Refused):
        repeating.decide(HU, made.ref.id, "同意")
    assert repeating.decide(LEADER, made.ref.id, "同意，住建局牵头。").stage == "decided"


def test_a_proposal_needs_its_number_within_its_days(taken: Taken) -> None:
    for day in ("2026-02-02", "2026-03-02", "2026-03-18"):
        taken(who=on(day, SYSTEM))
    assert repeating.owed(on("2026-03-20", SYSTEM)) == []


def test_neither_journal_nor_search_tells_who_appeals_to_who_may_not_know(taken: Taken) -> None:
    appeal = taken("作风问题", about=BUREAU)
    hand(appeal, TOWN)
    answer = "查无此事。"
    order = queries.orders_of(appeal.ref.id)[0]
    routing.take(WANG, order.ref.id)
    routing.reply(WANG, order.ref.id, answer)
    told = [
        f"{one.subject} {one.data} {one.why}"
        for one in journal.latest("record:", 1000)
        if "appeals.appellant" not in one.subject
    ]
    assert told
    assert not [one for one in told if "田有余" in one or "13800001234" in one]
    for who in (WANG, BAO, CHEN, LEADER, ADMIN):
        for name in ("appeals.appeal", "appeals.order", "appeals.appellant", "appeals.check"):
            assert list(records.rows(who, name, search="田有余")) == []
            assert list(records.rows(who, name, search="13800001234")) == []
    assert list(records.rows(HU, "appeals.appellant", search="田有余"))
