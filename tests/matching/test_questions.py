"""A farmer asks, an expert answers in time, the farmer says whether it helped, and others find it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshi.journal import queries as journal
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers import rebuild
from luoshi.ledgers.records import Record, Ref
from luoshi.matching import answering, finding, rhythm, service
from luoshi.matching.policy import ADVICE, ANSWER, QUESTION, VISIT
from luoshi.periods import queries as periods
from tests.matching.conftest import People, on
from tests.people import CHEN, CITY, COUNTY, OTHER_COUNTY, OTHER_TOWN, SYSTEM, TOWN, WANG, ZHOU

JPG = ("羊.jpg", b"\xff\xd8\xff\xe0 picture")
Send = Callable[..., Any]
LAMB: dict[str, object] = {
    "title": "羊娃子拉稀不吃奶", "text": "我叫牛大壮，电话13893112345，生下三天的羊羔拉黄稀粪。",
    "subject": "livestock", "crop": "羔羊", "urgency": "ordinary", "phone": "13893112345",
}  # fmt: skip


@pytest.fixture
def asked(people: People, send: Send) -> Record:
    """牛农 asks on Wednesday 18 March with a picture; 康兽医 is sent to the county for animals."""
    send(people.vet, COUNTY, "livestock", "羔羊、腹泻")
    return answering.ask(people.farmer, TOWN, LAMB, [JPG])


def test_a_question_is_routed_at_once_to_who_knows_and_says_why(people: People, asked: Record) -> None:
    assert (asked.stage, asked.row["expert"], asked.values["expert_name"]) == (
        "routed", people.vet.person, "康兽医",
    )  # fmt: skip
    assert asked.values["routed_why"] == "专业相同（畜禽养殖），擅长羔羊、腹泻，选派在本县区，手上0个问题"
    assert asked.row["due_on"] == date(2026, 3, 23)
    assert [one.name for one in journal.history(asked.ref.subject)] == ["牛农", "牛农", "系统", "系统"]
    assert [one.name for one in service.question(people.farmer, asked.ref.id).pictures] == ["羊.jpg"]


def test_an_urgent_question_is_due_the_next_working_day(people: People, send: Send) -> None:
    send(people.vet, COUNTY, "livestock")
    made = answering.ask(people.farmer, TOWN, {**LAMB, "urgency": "urgent"})
    assert made.row["due_on"] == date(2026, 3, 19)


def test_who_is_nearer_comes_first_then_who_has_less_in_hand(people: People, send: Send) -> None:
    send(people.vet, COUNTY, "livestock")
    send(people.grower, TOWN, "livestock")
    first = answering.ask(people.farmer, TOWN, LAMB)
    assert first.row["expert"] == people.grower.person
    assert answering.ask(people.farmer, TOWN, LAMB).row["expert"] == people.grower.person
    assert answering.ask(people.neighbour, OTHER_TOWN, LAMB).row["expert"] == people.vet.person


def test_who_knows_the_trouble_comes_before_who_is_near(people: People, send: Send) -> None:
    send(people.vet, CITY, "livestock", "羊羔腹泻")
    send(people.grower, TOWN, "livestock", "养鸡")
    assert answering.ask(people.farmer, TOWN, LAMB).row["expert"] == people.vet.person


def test_an_expert_on_leave_is_passed_over(people: People, send: Send) -> None:
    send(people.vet, TOWN, "livestock", away_from=date(2026, 3, 16), away_until=date(2026, 3, 20))
    send(people.grower, CITY, "livestock")
    assert answering.ask(people.farmer, TOWN, LAMB).row["expert"] == people.grower.person
    later = answering.ask(on("2026-03-23", people.farmer), TOWN, LAMB)
    assert later.row["expert"] == people.vet.person


def test_with_nobody_to_answer_it_waits_and_is_routed_when_somebody_comes(people: People, send: Send) -> None:
    made = answering.ask(people.farmer, TOWN, LAMB)
    assert made.stage == "asked"
    assert service.in_office(people.office) == [made]
    assert rhythm.due(SYSTEM) == []
    send(people.vet, COUNTY, "livestock")
    assert rhythm.due(SYSTEM) == ["“羊娃子拉稀不吃奶”分派给康兽医"]
    assert rhythm.due(SYSTEM) == []


def test_the_office_gives_it_to_another_with_a_reason(people: People, asked: Record) -> None:
    assert people.grower.person is not None
    with pytest.raises(Missing):
        answering.reroute(people.other_office, asked.ref.id, people.grower.person, why="更懂")
    with pytest.raises(InputError, match="没有写改派原因"):
        answering.reroute(people.office, asked.ref.id, people.grower.person, why=" ")
    assert people.farmer.person is not None
    with pytest.raises(InputError, match="不是专家"):
        answering.reroute(people.office, asked.ref.id, people.farmer.person, why="就近")
    moved = answering.reroute(people.office, asked.ref.id, people.grower.person, why="康兽医出差")
    assert (moved.values["expert_name"], moved.row["due_on"]) == ("苗植保", asked.row["due_on"])
    with pytest.raises(Missing):
        answering.answer(people.vet, asked.ref.id, "保暖")
    with pytest.raises(Refused, match="没有分派给您"):
        answering.answer(people.office, asked.ref.id, "保暖")


def test_an_answer_in_time_is_rated_with_one_press(people: People, asked: Record) -> None:
    answering.answer(on("2026-03-23", people.vet), asked.ref.id, "保暖补液，按兽医指导用药。", [JPG])
    found = service.question(people.farmer, asked.ref.id)
    assert (found.record.stage, found.record.values["in_time"]) == ("answered", True)
    assert [one.values["text"] for one in found.answers] == ["保暖补液，按兽医指导用药。"]
    assert answering.rate(people.farmer, asked.ref.id, "satisfied").stage == "satisfied"
    with pytest.raises(InputError, match="评价一次"):
        answering.rate(people.farmer, asked.ref.id, "unsatisfied")


def test_an_answer_after_its_day_is_not_in_time(people: People, asked: Record) -> None:
    assert answering.answer(on("2026-03-24", people.vet), asked.ref.id, "保暖").values["in_time"] is False


def test_asked_again_it_goes_back_with_a_new_day_and_keeps_its_answers(people: People, asked: Record) -> None:
    answering.answer(people.vet, asked.ref.id, "保暖补液")
    again = answering.reopen(on("2026-03-25", people.farmer), asked.ref.id, why="用药两天还拉")
    assert (again.stage, again.row["due_on"], again.row["reopened"]) == ("routed", date(2026, 3, 30), 1)
    assert "（03月25日重新提出）用药两天还拉" in again.values["text"]
    answering.answer(on("2026-03-26", people.vet), asked.ref.id, "化验粪便，换药")
    assert len(service.question(people.farmer, asked.ref.id).answers) == 2
    assert rebuild.differences(QUESTION) == []
    assert rebuild.differences(ANSWER) == []


def test_unrated_it_closes_itself_ten_working_days_after_the_answer(people: People, asked: Record) -> None:
    answering.answer(on("2026-03-19", people.vet), asked.ref.id, "保暖补液")
    assert rhythm.due(on("2026-04-02", SYSTEM)) == []
    assert rhythm.due(on("2026-04-03", SYSTEM)) == ["“羊娃子拉稀不吃奶”办结"]
    with pytest.raises(InputError, match="现在不能重新提出"):
        answering.reopen(people.farmer, asked.ref.id, why="又犯了")


@pytest.mark.parametrize(
    ("who", "sees"),
    [("farmer", True), ("vet", True), ("office", True), ("neighbour", False), ("grower", False),
     ("other_office", False), ("firm", False)],
)  # fmt: skip
def test_who_sees_a_question(people: People, asked: Record, who: str, sees: bool) -> None:
    actor = getattr(people, who)
    if sees:
        assert service.question(actor, asked.ref.id).record.title == "羊娃子拉稀不吃奶"
        return
    with pytest.raises(Missing):
        service.question(actor, asked.ref.id)


def test_only_the_asker_rates_and_asks_again(people: People, asked: Record) -> None:
    answering.answer(people.vet, asked.ref.id, "保暖补液")
    for who in (people.office, people.vet):
        with pytest.raises(Refused, match="这不是您提的问题"):
            answering.rate(who, asked.ref.id, "satisfied")
    with pytest.raises(Missing):
        answering.rate(people.neighbour, asked.ref.id, "satisfied")


def test_a_farmer_asks_at_home_only_and_sends_pictures_only(people: People) -> None:
    with pytest.raises(Refused, match="不能在这个乡镇提问"):
        answering.ask(people.farmer, OTHER_TOWN, LAMB)
    with pytest.raises(Refused):
        answering.ask(WANG, TOWN, LAMB)
    with pytest.raises(InputError, match="不是照片"):
        answering.ask(people.farmer, TOWN, LAMB, [("羊.jpg", b"MZ program")])
    with pytest.raises(InputError, match="照片有 7 张"):
        answering.ask(people.farmer, TOWN, LAMB, [JPG] * 7)
    assert service.my_questions(people.farmer) == []


def test_a_visit_is_recorded_by_the_expert_with_pictures(people: People, asked: Record) -> None:
    values = {
        "visited_on": date(2026, 3, 17), "hours": "2.5", "place": "青石镇东坪村", "people": 12,
        "what": "示范羔羊保暖箱", "question": asked.ref.id,
    }  # fmt: skip
    made = answering.visit(people.vet, TOWN, values, [JPG])
    assert (made.values["hours"], made.values["expert_name"]) == (Decimal("2.5"), "康兽医")
    with pytest.raises(Refused):
        answering.visit(people.farmer, TOWN, values)
    with pytest.raises(Missing):
        answering.visit(people.grower, TOWN, values)
    with pytest.raises(InputError, match="还没有到"):
        answering.visit(people.vet, TOWN, {**values, "visited_on": date(2026, 3, 19)})
    assert [one.ref for one in service.question(people.farmer, asked.ref.id).visits] == [made.ref]
    assert rebuild.differences(VISIT) == []


def test_what_experts_did_is_counted_and_few_answers_say_little(people: People, asked: Record) -> None:
    answering.answer(on("2026-03-24", people.vet), asked.ref.id, "保暖补液")
    answering.rate(people.farmer, asked.ref.id, "satisfied")
    (one,) = service.work(people.office, 2026)
    assert (one.name, one.answered, one.in_time, one.rated, one.satisfied) == ("康兽医", 1, 0, 1, 1)
    assert not one.enough
    assert service.work(people.vet, 2026) == [one]
    assert service.work(people.grower, 2026) == []
    assert service.work(people.other_office, 2026) == []


def test_answers_and_visits_of_experts_count_in_figures(people: People, asked: Record) -> None:
    answering.answer(people.vet, asked.ref.id, "保暖补液")
    answering.rate(people.farmer, asked.ref.id, "satisfied")
    values = {"visited_on": date(2026, 3, 17), "hours": "2.5", "place": "东坪村", "what": "示范保暖箱"}
    ledgers.verify(ZHOU, answering.visit(people.vet, TOWN, values, [JPG]).ref)

    def value(key: str) -> str | None:
        march = Period.parse("2026-03")
        (said,) = periods.figures(CHEN, march, unit=COUNTY, indicator=f"innovation.{key}")
        return str(said["value"])

    told = {key: value(key) for key in (
        "questions_asked", "questions_answered", "questions_in_time", "questions_satisfied", "expert_visits",
        "expert_hours",
    )}  # fmt: skip
    assert told == {
        "questions_asked": "1", "questions_answered": "1", "questions_in_time": "1",
        "questions_satisfied": "1", "expert_visits": "1", "expert_hours": "2.5",
    }  # fmt: skip


def test_a_good_answer_joins_the_library_without_names_and_numbers(people: People, asked: Record) -> None:
    answering.answer(people.vet, asked.ref.id, "牛农您好，保暖补液；不好转打13700001111找康兽医。")
    with pytest.raises(InputError, match="没有评价满意"):
        answering.publish(people.office, asked.ref.id, {"title": "羊", "text": "羊", "advice": "羊"})
    answering.rate(people.farmer, asked.ref.id, "satisfied")
    assert [one.ref for one in service.for_library(people.office)] == [asked.ref]
    draft = service.draft(people.office, asked.ref.id)
    assert draft["text"] == "我叫某某，电话［电话已隐去］，生下三天的羊羔拉黄稀粪。"
    assert draft["advice"] == "某某您好，保暖补液；不好转打［电话已隐去］找某某。"
    with pytest.raises(InputError) as said:
        answering.publish(people.office, asked.ref.id, {**draft, "advice": "找康兽医，13700001111"})
    assert "还有个人信息：13700001111、康兽医" in str(said.value)
    made = answering.publish(people.office, asked.ref.id, draft)
    assert made.unit == COUNTY
    assert [one.record.ref for one in finding.library("小羊拉肚子")] == [made.ref]
    assert service.for_library(people.office) == []
    with pytest.raises(InputError, match="已经收入"):
        answering.publish(people.office, asked.ref.id, draft)


def test_the_library_is_read_by_everybody_and_questions_never_stand_in_it(
    people: People, asked: Record
) -> None:
    assert finding.library("羊娃子拉稀") == []
    assert records.ledger(ADVICE).public
    assert not records.ledger(QUESTION).public
    with pytest.raises(Missing):
        records.record(people.neighbour, Ref(QUESTION, asked.ref.id))
    assert OTHER_COUNTY not in service.farms(people.office)
