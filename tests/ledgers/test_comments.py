"""What is said about a record: by and to whoever sees it, for a while to be worded anew, never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from luoshi.kernel.actor import Holding
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import comments, queries
from luoshi.ledgers.records import Record
from luoshi.units import actions as units
from luoshi.units import queries as unit_queries
from tests.people import ADMIN, COUNTY, LIU, OTHER_TOWN, TOWN, WANG


@pytest.fixture
def people(project: Record) -> dict[str, Any]:
    """王小丽 reports for 青石镇, 陈思远 supervises 清河县, 刘大洋 reports for 柳林乡."""
    found = {}
    for login, name, role, unit in (
        ("wxl", "王小丽", "reporter", TOWN), ("csy", "陈思源", "supervisor", COUNTY),
        ("ldy", "刘大洋", "reporter", OTHER_TOWN),
    ):  # fmt: skip
        units.add_person(ADMIN, login, name, "qingshi-zhen-2026")
        units.grant(ADMIN, login, role, unit)
        number = unit_queries.person(login).id
        found[name] = replace(WANG, person=number, name=name, holdings=(Holding(role, unit),))
    return found


def test_whoever_sees_the_record_may_speak_and_be_asked(project: Record, people: dict[str, Any]) -> None:
    chen, wang, liu = people["陈思源"], people["王小丽"], people["刘大洋"]
    made = comments.say(chen, project.ref, "@王小丽请补合同，@刘大洋 也看看")
    assert [one.comment.text for one in comments.asked(wang)] == [made.text]
    assert comments.asked(liu) == []
    assert [one.text for one in comments.comments(wang, project.ref)] == [made.text]
    with pytest.raises(Missing):
        comments.say(liu, project.ref, "我也说一句")
    with pytest.raises(Missing):
        comments.comments(LIU, project.ref)


def test_looking_or_answering_is_enough(project: Record, people: dict[str, Any]) -> None:
    chen, wang = people["陈思源"], people["王小丽"]
    comments.say(chen, project.ref, "@王小丽 请看")
    assert comments.look(wang, project.ref) == 1
    assert comments.asked(wang) == []
    comments.say(chen, project.ref, "@王小丽 再看")
    comments.say(wang, project.ref, "已补")
    assert comments.asked(wang) == []


def test_a_comment_is_worded_anew_for_a_while_and_only_by_its_author(
    project: Record, people: dict[str, Any]
) -> None:
    chen, wang = people["陈思源"], people["王小丽"]
    made = comments.say(chen, project.ref, "请看")
    assert comments.reword(chen, made.id, "@王小丽 请看").changed
    assert len(comments.asked(wang)) == 1
    with pytest.raises(Missing):
        comments.reword(wang, made.id, "不看")
    later = replace(chen, clock=lambda: chen.now() + timedelta(minutes=16))
    with pytest.raises(Refused, match="15 分钟"):
        comments.reword(later, made.id, "晚了")


def test_what_is_taken_back_is_gone_from_the_page_and_stays_in_the_journal(
    project: Record, people: dict[str, Any]
) -> None:
    chen, wang = people["陈思源"], people["王小丽"]
    made = comments.say(chen, project.ref, "@王小丽 写错了")
    comments.take_back(chen, made.id)
    assert comments.comments(chen, project.ref) == []
    assert comments.asked(wang) == []
    said = [(one.verb, one.data["text"]) for one in queries.history(chen, project.ref)[1:]]
    assert said == [("comment", "@王小丽 写错了"), ("take_back", "@王小丽 写错了")]


@pytest.mark.parametrize("text", ["", "  \n", "长" * 2001])
def test_nothing_and_too_much_are_not_said(project: Record, text: str) -> None:
    with pytest.raises(InputError):
        comments.say(WANG, project.ref, text)
