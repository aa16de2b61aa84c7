"""A sentence of a speech becomes what units owe, and keeps its place in the text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from luoshi.commitments import actions, queries
from luoshi.commitments.actions import Decision
from luoshi.commitments.matching import Owed, in_unit, match_indicator, the_indicator
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.reading import read
from tests.adopted import adopt
from tests.people import CHEN, COUNTY, HAN, OTHER_TOWN, TOWN, WANG

pytestmark = pytest.mark.django_db

FUNDS = "investment.funds_in_place"
SENTENCE, WORK = "青石镇招商到位资金要达到5.1亿元", "招商局要在6月底前制定《招商方案》"
TEXT = f"各乡镇要抓紧。{SENTENCE}。{WORK}。全县引进招商项目2—3个。"


@pytest.fixture(autouse=True)
def packs(county: None) -> None:
    adopt("investment", "innovation")


def found(kind: str, text: str, **body: Any) -> dict[str, Any]:
    start = TEXT.index(text)
    return {"kind": kind, "start": start, "end": start + len(text), "text": text, **body}


def target(**body: Any) -> dict[str, Any]:
    said = {"metric": "招商到位资金", "comparator": "ge", "value": "5.1", "unit": "亿元", "owner": ["青石镇"]}
    return found(
        "target", "青石镇招商到位资金要达到5.1亿元", confidence="0.9", rule="must_reach", **said | body
    )


def proposed(*said: dict[str, Any]) -> Any:
    document = actions.add_document(CHEN, COUNTY, "招商大会讲话", TEXT)
    return document, actions.propose(CHEN, document.id, said)


def test_a_confirmed_sentence_is_a_target_in_the_indicators_unit_with_its_source() -> None:
    document, (proposal,) = proposed(target())
    (made,) = actions.confirm(CHEN, proposal.id, Decision(2026))
    assert (made.unit, made.indicator, made.base) == (TOWN, FUNDS, Decimal(51_000))
    assert made.document == document.sha256
    assert TEXT[made.start : made.end] == SENTENCE
    proposal.refresh_from_db()
    assert (proposal.state, proposal.made, proposal.decided_by) == (
        "confirmed", [f"commitment:{made.id}"], CHEN.person,
    )  # fmt: skip


def test_every_township_means_each_of_them() -> None:
    _, (proposal,) = proposed(target(owner=["各乡镇"]))
    made = actions.confirm(CHEN, proposal.id, Decision(2026))
    assert {one.unit for one in made} == {TOWN, OTHER_TOWN}


def test_a_range_is_owed_at_its_near_end_and_hoped_for_at_its_far_end() -> None:
    said = {"metric": "引进招商项目", "comparator": "range", "value": "2", "value_max": "3", "unit": "个"}
    _, (proposal,) = proposed(found("target", "引进招商项目2—3个", owner=[], scope="全县", **said))
    (made,) = actions.confirm(CHEN, proposal.id, Decision(2026))
    assert (made.unit, made.base, made.stretch) == (COUNTY, Decimal(2), Decimal(3))


@pytest.mark.parametrize("scope", ["全县", "我县"])
def test_our_county_is_the_county_whose_text_it_is(scope: str) -> None:
    _, (proposal,) = proposed(target(owner=[], scope=scope))
    assert queries.owners(proposal) == [COUNTY]


@pytest.mark.parametrize("scope", ["全市", None])
def test_what_the_city_owes_or_nobody_is_not_laid_on_the_county(scope: str | None) -> None:
    _, (proposal,) = proposed(target(owner=[], scope=scope))
    with pytest.raises(InputError, match="请选择责任单位"):
        queries.owners(proposal)


def test_a_person_may_read_the_sentence_otherwise() -> None:
    _, (proposal,) = proposed(target())
    decision = Decision(2026, FUNDS, [OTHER_TOWN], Owed(Decimal(50_000), Decimal(52_000)))
    (made,) = actions.confirm(CHEN, proposal.id, decision)
    proposal.refresh_from_db()
    assert (made.unit, made.stretch, proposal.state) == (OTHER_TOWN, Decimal(52_000), "changed")


def test_work_without_a_number_goes_to_the_ledger_of_tasks() -> None:
    _, (proposal,) = proposed(found("task", WORK, owner=["招商局"], support=[]))
    record = actions.confirm_task(CHEN, proposal.id, "C0151")
    proposal.refresh_from_db()
    assert record.values["content"] == WORK
    assert proposal.made == [record.ref.subject]


def test_a_proposal_must_stand_where_it_says() -> None:
    wrong = target() | {"start": 0, "end": 5}
    with pytest.raises(InputError, match="不在正文的 0—5 处"):
        proposed(wrong)


def test_reading_twice_proposes_once_and_deciding_twice_is_refused() -> None:
    document, (proposal,) = proposed(target())
    assert len(actions.propose(CHEN, document.id, [target()])) == 1
    actions.refuse(CHEN, proposal.id, why="是去年的数")
    with pytest.raises(InputError, match="已经处理过"):
        actions.confirm(CHEN, proposal.id, Decision(2026))


def test_an_unknown_owner_or_metric_is_asked_about_and_not_guessed() -> None:
    _, (proposal,) = proposed(target(owner=["白云乡"]))
    with pytest.raises(InputError, match="不知道“白云乡”"):
        actions.confirm(CHEN, proposal.id, Decision(2026))
    with pytest.raises(InputError, match="哪个指标不明确"):
        the_indicator("招商工作", queries.catalogue().indicators.values())


def test_units_below_see_the_text_strangers_do_not_and_clerks_do_not_decide() -> None:
    document, (proposal,) = proposed(target())
    assert queries.document(WANG, document.id).title == "招商大会讲话"
    with pytest.raises(Missing):
        queries.document(HAN, document.id)
    with pytest.raises(Refused):
        actions.confirm(WANG, proposal.id, Decision(2026))
    with pytest.raises(Refused):
        actions.refuse(WANG, proposal.id, why="不对")


def test_an_alias_names_its_indicator() -> None:
    known = queries.catalogue().indicators.values()
    assert match_indicator("招商引资到位资金", known)[0] == (FUNDS, 100)


@pytest.mark.parametrize(
    ("value", "said", "wanted", "owed"),
    [("5.1", "亿元", "万元", "51000"), ("6", "亿", "万元", "60000"), ("300", "万元", "亿元", "0.03"),
     ("4", "家", "个", "4"), ("2", "万人", "人", "20000"), ("3.4", "%", "%", "3.4")],
)  # fmt: skip
def test_units_are_turned_exactly(value: str, said: str, wanted: str, owed: str) -> None:
    assert in_unit(Decimal(value), said, wanted) == Decimal(owed)


def test_money_is_never_taken_for_things() -> None:
    with pytest.raises(InputError, match="不能换算"):
        in_unit(Decimal(5), "亿元", "个")


def test_what_is_striven_for_becomes_the_stretch_of_the_target_before_it() -> None:
    text = "全县招商到位资金要达到5.1亿元，力争5.5亿元。各乡镇不少于500万元。"
    document = actions.add_document(CHEN, COUNTY, "讲话", text)
    actions.propose(CHEN, document.id, [one.to_json() for one in read(text)])
    whole, striven, each = queries.understood(CHEN, document.id)
    assert whole.clear
    assert whole.owed == Owed(Decimal(51_000), Decimal(55_000))
    assert (striven.clear, each.clear) == (False, False)
    assert (each.indicators[0], each.units) == (FUNDS, (TOWN, OTHER_TOWN))
    (made,) = actions.confirm(CHEN, whole.proposal.id, Decision(2026))
    assert (made.unit, made.base, made.stretch) == (COUNTY, Decimal(51_000), Decimal(55_000))
    assert [one.state for one in queries.proposals(CHEN, document.id)] == ["confirmed", "confirmed", "open"]
