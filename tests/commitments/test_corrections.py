"""What people make of proposals becomes annotations by which a site measures its reader."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from luoshi.commitments import actions, corrections
from luoshi.commitments.actions import Decision
from luoshi.commitments.matching import Owed
from luoshi.commitments.models import Document
from luoshi.kernel.errors import InputError, Refused
from luoshi.reading import read
from tests.adopted import adopt
from tests.people import CHEN, COUNTY, TOWN, WANG

pytestmark = pytest.mark.django_db

TEXT = (
    "二、今年的目标任务\n全县招商引资到位资金达到5.1亿元。新签约项目20个。\n"
    "招商局要在6月底前制定招商项目清单。各乡镇要在3月底前上报方案。\n三、去年工作回顾\n好好干活吧，财政局落实配套资金。"
)


@pytest.fixture
def document(county: None) -> Document:
    adopt("investment", "innovation")
    made = actions.add_document(CHEN, COUNTY, "讲话", TEXT)
    actions.propose(CHEN, made.id, [one.to_json() for one in read(TEXT)])
    return made


def proposed(document: Document, words: str) -> Any:
    return next(one for one in document.proposals.all() if words in one.text)


def gold(document: Document) -> list[tuple[str, str]]:
    return [(one["kind"], one["text"]) for one in corrections.corrected(CHEN, document.id).gold]


def test_what_is_confirmed_is_gold_and_what_is_refused_is_not(document: Document) -> None:
    assert corrections.corrected(CHEN, document.id).open == 4
    actions.confirm(
        CHEN, proposed(document, "5.1亿元").id, Decision(2026, "investment.funds_in_place", (COUNTY,))
    )
    actions.refuse(CHEN, proposed(document, "20个").id, why="不是今年的")
    actions.confirm_task(CHEN, proposed(document, "项目清单").id, COUNTY)
    actions.refuse(CHEN, proposed(document, "上报方案").id, why="已经完成")
    done = corrections.corrected(CHEN, document.id)
    assert done.open == 0
    assert [(one["kind"], one["text"]) for one in done.gold] == [
        ("target", "全县招商引资到位资金达到5.1亿元"), ("task", "招商局要在6月底前制定招商项目清单"),
    ]  # fmt: skip
    assert all(one["text"] == TEXT[one["start"] : one["end"]] for one in done.gold)


def test_a_value_that_was_put_right_is_gold_as_it_was_put_right(document: Document) -> None:
    found = proposed(document, "5.1亿元")
    decision = Decision(2026, "investment.funds_in_place", (COUNTY,), Owed(Decimal(52_000)))
    actions.confirm(CHEN, found.id, decision, why="口径不同")
    (target,) = [one for one in corrections.corrected(CHEN, document.id).gold if one["kind"] == "target"]
    assert (target["value"], target["unit"]) == ("52000", "万元")


def test_what_was_missed_is_added_by_its_words_and_counts(document: Document) -> None:
    made = actions.add_proposal(CHEN, document.id, "task", "财政局落实配套资金")
    assert (made.text, list(made.body["owner"]), made.rule) == ("财政局落实配套资金", ["财政局"], "by-hand")
    actions.confirm_task(CHEN, made.id, COUNTY)
    assert ("task", "财政局落实配套资金") in gold(document)


@pytest.mark.parametrize(
    ("kind", "words", "says"),
    [
        ("task", "这句话没有", "正文里没有"), ("task", "要", "正文里有 2 处"),
        ("target", "好好干活吧", "没有读出"),
        ("task", "  ", "正文里没有"), ("figure", "好好干活吧", "没有读出"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_says_why(document: Document, kind: str, words: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        actions.add_proposal(CHEN, document.id, kind, words)


def test_nothing_is_added_twice_or_by_a_stranger(document: Document) -> None:
    actions.add_proposal(CHEN, document.id, "task", "财政局落实配套资金")
    with pytest.raises(InputError, match="已经有了"):
        actions.add_proposal(CHEN, document.id, "task", "财政局落实配套资金")
    other = actions.add_document(CHEN, TOWN, "通知", "财政所落实资金。")
    with pytest.raises(Refused):
        actions.add_proposal(WANG, other.id, "task", "财政所落实资金")
