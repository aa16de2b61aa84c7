"""A need finds what answers it, both are brought together, and it is followed until a contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshi.kernel.errors import InputError, LuoshiError, Missing, Refused
from luoshi.kernel.periods import Period
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers import rebuild
from luoshi.ledgers.actions import NewFile
from luoshi.ledgers.records import Record, Ref
from luoshi.matching import actions, finding, policy, queries
from luoshi.matching.finding import Wanted
from luoshi.matching.policy import EXPERT, INTRODUCTION, NEED, PATENT, SIDE
from luoshi.periods import queries as periods
from tests.matching.conftest import FIRM, People
from tests.people import CHEN, CITY, COUNTY, HAN, NOBODY, SYSTEM, TOWN, WANG, ZHOU

CONTRACT = NewFile("contract", "技术转让合同.pdf", b"%PDF-1.7 signed by both")


def add_patent(unit: str, number: str, name: str) -> Record:
    values = {"number": number, "name": name, "kind": "invention", "filed_on": date(2026, 1, 9)}
    return ledgers.create(SYSTEM, PATENT, unit, values)


@pytest.fixture
def need(people: People) -> Record:
    """丰禾 looks for a use of what the press leaves over."""
    values = {
        "name": "果汁皮渣做饲料", "firm": "丰禾食品有限公司", "domain": "food", "keywords": "果渣、饲料",
        "what": "每年剩皮渣三千吨，想发酵成羊饲料。", "budget": "80", "raised_on": date(2026, 3, 2),
    }  # fmt: skip
    return ledgers.create(people.firm, NEED, FIRM, values)


@pytest.fixture
def patent(people: People) -> Record:
    return add_patent(TOWN, "CN2026-1", "一种苹果渣发酵制饲料的方法")


@pytest.fixture
def expert(people: People) -> Record:
    values = {"person": people.vet.person, "name": "康兽医", "domain": "food", "specialty": "果渣发酵与饲料"}
    return ledgers.create(SYSTEM, EXPERT, CITY, values)


def test_a_need_finds_its_offers_with_reasons(
    people: People, need: Record, patent: Record, expert: Record
) -> None:
    add_patent(TOWN, "CN2026-2", "一种电梯门机")
    found = finding.like(people.office, need.ref).matches
    assert [one.record.ref for one in found][:1] == [patent.ref]
    assert [one.text for one in found[0].reasons] == ["标题：果渣（皮渣）、饲料、发酵", "同一县区"]
    known = next(one for one in finding.like(SYSTEM, need.ref).matches if one.kind == "expert")
    assert "同属食品加工领域" in [one.text for one in known.reasons]
    assert all("电梯" not in one.record.title for one in found)


def test_an_offer_finds_the_needs_that_are_open(people: People, need: Record, patent: Record) -> None:
    assert [one.record.ref for one in finding.like(people.office, patent.ref).matches] == [need.ref]
    actions.settle(people.firm, need.ref.id, outcome="自己解决了")
    assert finding.like(people.office, patent.ref).matches == ()


@pytest.mark.parametrize("who", [NOBODY, HAN, WANG, CHEN])
def test_nobody_finds_a_record_they_may_not_read(
    people: People, need: Record, patent: Record, who: Any
) -> None:
    for kind in ("need", "patent", "expert", "result"):
        name = policy.SHAPES[kind].ledger  # type: ignore[index]
        if name in records.ledgers():
            seen = set(records.visible(who, name).values_list("id", flat=True))
            found = finding.search(who, Wanted((("皮渣 饲料 发酵", 1.0),), only=kind))
            assert {one.record.ref.id for one in found.matches} <= seen
            assert found.kinds.get(kind, 0) <= len(seen)


def test_what_belongs_to_a_review_is_never_searched() -> None:
    searched = {shape.ledger for shape in policy.SHAPES.values()}
    assert searched == {NEED, policy.RESULT, PATENT, EXPERT, policy.ADVICE}
    expert = policy.SHAPES["expert"]
    assert {"credit", "name", "phone", "suspended_until"}.isdisjoint((*expert.summary, *expert.keywords))


def test_a_personal_field_finds_nothing(people: People, need: Record, expert: Record) -> None:
    ledgers.edit(people.firm, need.ref, {"contact": "牛大壮", "phone": "13893112345"}, version=need.version)
    for said in ("牛大壮", "13893112345", "康兽医"):
        assert finding.search(SYSTEM, Wanted(((said, 1.0),))).matches == ()


def test_what_was_changed_or_withdrawn_is_found_as_it_stands(people: People, need: Record) -> None:
    def found(text: str) -> list[Ref]:
        return [one.record.ref for one in finding.search(people.office, Wanted(((text, 1.0),))).matches]

    edited = ledgers.edit(people.firm, need.ref, {"name": "冷库节能"}, version=need.version)
    assert found("冷库") == [need.ref]
    ledgers.withdraw(people.firm, edited.ref, why="不需要了")
    assert found("冷库") == []


def test_introduced_met_negotiated_and_contracted(people: People, need: Record, patent: Record) -> None:
    made = actions.introduce(people.office, need.ref.id, patent.ref, next_step="约双方见面")
    assert (made.stage, made.unit, made.values["introduced_by"]) == ("proposed", FIRM, "蓝科")
    assert "饲料" in made.values["reason"]
    assert records.record(people.firm, need.ref).stage == "matched"
    (side,) = queries.introduction(WANG, made.ref.id).sides
    assert (side.unit, side.stage) == (TOWN, "asked")
    actions.say(WANG, side.ref.id, "愿意转让", contact="王丽", phone="13893110000")
    actions.meet(people.firm, made.ref.id, date(2026, 3, 18), next_step="报价")
    actions.negotiate(people.firm, made.ref.id)
    signed = actions.contract(people.firm, made.ref.id, date(2026, 3, 18), Decimal(60), CONTRACT)
    assert (signed.stage, signed.values["amount"]) == ("contracted", Decimal("60.00"))
    assert records.record(people.firm, need.ref).stage == "contracted"
    assert queries.introduction(people.office, made.ref.id).record.verification == "pending"
    ledgers.verify(ZHOU, signed.ref)
    assert rebuild.differences(INTRODUCTION) == []
    assert rebuild.differences(SIDE) == []
    again = finding.like(people.office, need.ref).matches
    assert "已促成1份合同" in [reason.text for one in again for reason in one.reasons]


def test_a_pair_is_introduced_once_until_it_fails(people: People, need: Record, patent: Record) -> None:
    made = actions.introduce(people.office, need.ref.id, patent.ref)
    with pytest.raises(InputError, match="已经牵过线"):
        actions.introduce(people.office, need.ref.id, patent.ref)
    with pytest.raises(InputError, match="没有写原因"):
        actions.fail(people.office, made.ref.id, why="")
    assert actions.fail(people.office, made.ref.id, why="价格谈不拢").stage == "failed"
    assert actions.introduce(people.office, need.ref.id, patent.ref).stage == "proposed"


def test_a_contract_needs_the_contract_and_its_day(people: People, need: Record, patent: Record) -> None:
    made = actions.introduce(people.office, need.ref.id, patent.ref)
    with pytest.raises(InputError, match="还没有到"):
        actions.contract(people.firm, made.ref.id, date(2026, 3, 19), Decimal(1), CONTRACT)
    with pytest.raises(LuoshiError):
        actions.contract(people.firm, made.ref.id, date(2026, 3, 18), Decimal(1), CONTRACT)
    assert records.evidence(people.firm, made.ref) == []


@pytest.mark.parametrize("who", ["other_firm", "other_office", "farmer", "vet"])
def test_strangers_bring_nobody_together(people: People, need: Record, patent: Record, who: str) -> None:
    with pytest.raises((Refused, Missing)):
        actions.introduce(getattr(people, who), need.ref.id, patent.ref)
    made = actions.introduce(people.office, need.ref.id, patent.ref)
    with pytest.raises((Refused, Missing)):
        actions.fail(getattr(people, who), made.ref.id, why="不行")


def test_an_expert_introduced_speaks_for_themselves(people: People, need: Record, expert: Record) -> None:
    made = actions.introduce(SYSTEM, need.ref.id, expert.ref)
    (side,) = queries.introduction(people.office, made.ref.id).sides
    with pytest.raises(Refused):
        actions.say(people.grower, side.ref.id, "愿意")
    assert actions.say(people.vet, side.ref.id, "愿意去看看").stage == "answered"


def test_contracts_count_in_figures_once_verified(people: People, need: Record, patent: Record) -> None:
    made = actions.introduce(people.office, need.ref.id, patent.ref)
    actions.meet(people.firm, made.ref.id, date(2026, 3, 18))
    signed = actions.contract(people.firm, made.ref.id, date(2026, 3, 18), Decimal(60), CONTRACT)

    def value(key: str) -> str | None:
        march = Period.parse("2026-03")
        (said,) = periods.figures(CHEN, march, unit=COUNTY, indicator=f"innovation.{key}")
        return said["value"]

    assert (value("introductions"), value("introduction_contracts")) == ("1", "0")
    ledgers.verify(ZHOU, signed.ref)
    assert (value("introduction_contracts"), value("introduction_amount")) == ("1", "60")
    assert value("needs_met") == "1"
