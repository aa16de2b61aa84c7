"""What people ask for comes in; who they are stands apart, where the desk alone reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from luoshi.appeals import queries, receiving
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Ref
from tests.appeals.conftest import BAO, FAR, HU, ROAD, Taken, on
from tests.people import BUREAU, CHEN, COUNTY, LEADER, SYSTEM, TOWN

pytestmark = pytest.mark.django_db


def test_an_appeal_says_what_and_where_and_not_who(taken: Taken) -> None:
    made = taken()
    assert made.values["text"] == "我叫某某，电话［电话已隐去］，东街十字路面塌了一米，车过不去，请尽快修。"
    assert made.values["number"] == "诉〔2026〕1号"
    assert (made.stage, made.unit, made.reported_by) == ("received", COUNTY, None)
    assert not made.values["shielded"]
    person = queries.appellant(HU, made.ref.id)
    assert (person.values["name"], person.values["phone"]) == ("田有余", "13800001234")
    assert "13800001234" in person.values["words"]


def test_it_is_due_so_many_working_days_after_as_its_subject_says(taken: Taken) -> None:
    assert str(taken(who=on("2026-04-29", SYSTEM)).row["due_on"]) == "2026-05-09"
    """30 April, 6, 7, 8 and 9 May: the holiday of 1–5 May does not count, the Saturday worked does."""


@pytest.mark.parametrize("who", [LEADER, CHEN, BAO, FAR])
def test_who_appeals_is_read_by_nobody_but_the_desk(taken: Taken, who: object) -> None:
    made = taken()
    with pytest.raises(Missing):
        queries.appellant(who, made.ref.id)  # type: ignore[arg-type]
    with pytest.raises(Missing):
        ledgers.record(who, Ref("appeals.appellant", 1))  # type: ignore[arg-type]
    assert list(ledgers.rows(who, "appeals.appellant")) == []  # type: ignore[arg-type]


def test_what_may_not_be_nameless_is_refused_without_a_name_and_what_may_is_taken(taken: Taken) -> None:
    with pytest.raises(InputError, match="须实名"):
        taken(name="", phone="")
    made = taken("拖欠工资", name="", phone="", text="工地三个月没有发工资，请查一查。")
    assert (made.values["nameless"], made.values["shielded"]) == (True, True)


def test_everything_wrong_with_it_is_said_at_once(taken: Taken) -> None:
    with pytest.raises(InputError) as fault:
        taken(text="路坏了", phone="12345")
    assert [one.field for one in fault.value.problems] == ["诉求内容", "联系电话"]


def test_a_report_is_shielded_whether_or_not_the_person_asked(taken: Taken) -> None:
    assert taken(kind="report").values["shielded"]
    assert taken("作风问题").values["shielded"]


def test_a_shielded_complaint_about_the_desk_itself_goes_to_the_desk_above(taken: Taken) -> None:
    with pytest.raises(InputError, match="受理单位自己"):
        taken(about=COUNTY, shielded=True)
    assert taken(about=COUNTY).stage == "received"


def test_what_came_by_telephone_is_written_down_by_the_desk_alone(desk: dict[str, int]) -> None:
    said = replace(ROAD, subject=desk["道路破损"])
    assert receiving.take(HU, COUNTY, "phone", said).values["channel"] == "phone"
    for other in (BAO, FAR, CHEN):
        with pytest.raises(Refused):
            receiving.take(other, COUNTY, "phone", said)
    with pytest.raises(Refused):
        receiving.submit(HU, COUNTY, said)


def test_the_desk_is_shown_what_is_alike_and_merges_it(taken: Taken) -> None:
    first = taken()
    second = taken(title="东街塌陷没人管", text="东街十字那个路面塌陷还在，车都过不去，赶快修吧。")
    other = taken(title="北关路灯不亮", text="北关小学门口路灯不亮，孩子晚上看不见路。", place="北关小学")
    assert [one.ref.id for one in queries.whole(HU, second.ref.id).like] == [first.ref.id]
    assert queries.whole(HU, other.ref.id).like == ()
    merged = receiving.merge(HU, second.ref.id, first.ref.id, why="同一处塌陷")
    assert merged.stage == "merged"
    assert queries.main(queries.followed(queries.link(second.ref.id))).ref == first.ref
    assert [one.ref for one in queries.whole(HU, first.ref.id).merged] == [second.ref]
    for wrong, into in ((first.ref.id, first.ref.id), (first.ref.id, second.ref.id)):
        with pytest.raises(InputError):
            receiving.merge(HU, wrong, into, why="同一处")


def test_a_shielded_appeal_is_not_merged_with_one_about_somebody_else(taken: Taken) -> None:
    first, second = taken("作风问题", about=BUREAU), taken("作风问题", about=TOWN)
    with pytest.raises(InputError, match="被反映单位不同"):
        receiving.merge(HU, second.ref.id, first.ref.id, why="差不多")


def test_a_report_does_not_go_the_way_of_a_complaint_that_its_subject_may_handle(taken: Taken) -> None:
    """The bureau may be given a plain complaint about itself, and would answer the report with it."""
    plain, report = taken(about=BUREAU), taken("作风问题", about=BUREAU, kind="report")
    with pytest.raises(InputError, match="可以由被反映的单位办理"):
        receiving.merge(HU, report.ref.id, plain.ref.id, why="同一件事")
    other = taken("作风问题", about=BUREAU)
    assert receiving.merge(HU, report.ref.id, other.ref.id, why="同一件事").stage == "merged"


def test_what_is_not_taken_says_why(taken: Taken) -> None:
    number = taken().ref.id
    with pytest.raises(InputError):
        receiving.refuse(HU, number, why=" ")
    with pytest.raises(Missing):
        receiving.refuse(FAR, number, why="不归我们管")
    refused = receiving.refuse(HU, number, why="法院已经判决，请按判决执行。")
    assert (refused.stage, refused.values["refused_why"]) == ("refused", "法院已经判决，请按判决执行。")


def test_the_address_of_an_appeal_cannot_be_guessed(taken: Taken) -> None:
    words = queries.link(taken().ref.id)
    assert queries.followed(words).title == "东街路面塌陷"
    for wrong in ("1", words[:-1], words.replace(words[0], "x", 1), ""):
        with pytest.raises(Missing):
            queries.followed(wrong)
