"""Searching finds any part of a text, words in any order, and the initials of pinyin; nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from luoshi.ledgers import actions, queries, search
from luoshi.ledgers.records import Record
from tests.people import CHEN, LIU, OTHER_TOWN, TOWN, WANG

PROJECT = "investment.project"


@pytest.fixture
def many(ledgers: None) -> list[Record]:
    said: list[dict[str, Any]] = [
        {"name": "苹果汁加工厂", "investor": "丰禾食品有限公司", "remark": "第一期"},
        {"name": "重庆火锅底料项目", "investor": "同创实业有限公司", "number": "XM-2026-0007"},
        {"name": "Green Valley 冷链", "investor": "绿谷物流", "content": "建设冷库两座，容量５０００吨"},
        {"name": "长城葡萄酒庄", "investor": "丰收酒业", "key_leader": "张三"},
    ]
    return [actions.create(WANG, PROJECT, TOWN, one) for one in said]


def found(question: str, who: Any = WANG) -> list[str]:
    return sorted(str(one.values["name"])[:2] for one in queries.page(who, PROJECT, search=question).rows)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("苹果", ["苹果"]), ("果汁加", ["苹果"]), ("汁", ["苹果"]), ("厂", ["苹果"]),
        ("加工厂苹果", ["苹果"]),
        ("苹果加工厂", ["苹果"]), ("丰禾 苹果", ["苹果"]), ("丰禾 火锅", []), ("pgz", ["苹果"]),
        ("jgc", ["苹果"]),
        ("cqhg", ["重庆"]), ("CQ", ["重庆"]), ("ccptj", ["长城"]), ("fs", ["长城"]), ("0007", ["重庆"]),
        ("xm-2026", ["重庆"]), ("green", ["Gr"]), ("REEN vall", ["Gr"]), ("5000吨", ["Gr"]),
        ("５０００", ["Gr"]),
        ("两座", ["Gr"]), ("XM2026", []),
        ("有限公司", ["苹果", "重庆"]), ("一期", ["苹果"]),
        ("张三", ["长城"]), ("苹汁", []), ("果苹", []),
        ("%", []), ("'", []), ('" OR 1', []), ("(", []), ("*", []),
    ],
)  # fmt: skip
def test_what_is_found(many: list[Record], question: str, names: list[str]) -> None:
    assert found(question) == names


def test_an_empty_question_asks_nothing(many: list[Record]) -> None:
    assert len(found("  ")) == 4


def test_a_records_own_number_finds_it(many: list[Record]) -> None:
    assert found(str(many[1].ref.id)) == ["重庆"]


def test_what_is_changed_is_found_by_what_it_says_now(many: list[Record]) -> None:
    actions.edit(WANG, many[0].ref, {"name": "粉条厂"}, version=1)
    assert found("苹果") == []
    assert found("粉条") == ["粉条"]
    assert found("丰禾") == ["粉条"]


def test_nobody_finds_what_they_may_not_see(many: list[Record]) -> None:
    actions.create(LIU, PROJECT, OTHER_TOWN, {"name": "苹果脆片"})
    assert found("苹果") == ["苹果"]
    assert found("苹果", CHEN) == ["苹果", "苹果"]


def test_a_part_of_one_text_and_the_start_of_the_next_are_no_phrase(many: list[Record]) -> None:
    assert found("加工厂丰禾食品") == ["苹果"]
    assert found("厂丰") == []


def test_the_search_table_can_be_made_anew_from_the_rows(many: list[Record]) -> None:
    spec = queries.ledger(PROJECT)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {search.table(spec)}")
    assert found("苹果") == []
    search.refill(spec)
    assert found("苹果") == ["苹果"]


def test_a_very_long_question_is_answered(many: list[Record]) -> None:
    assert found("苹果 " * 500) == ["苹果"]
    assert found("不" * 3000) == []
