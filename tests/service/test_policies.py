"""Preferential policies: who qualifies is counted from the ledgers, in three values; paid once, in parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.figures.firms import Fact, Facts, Firm, due, judged
from luoshi.kernel.errors import InputError, Missing, Refused
from luoshi.ledgers import actions
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Amount, Policy, Requirement
from luoshi.service import benefiting, qualifying
from luoshi.service.policy import PAYMENT
from tests.people import COUNTY, HAN, OTHER_COUNTY, SYSTEM, TOWN
from tests.service.conftest import BUYER, FIRM_UNIT, OFFICER, OTHER, OTHER_FIRM, on

SECOND = replace(OFFICER, person=58, name="牛惠企")
AWARD, SUBSIDY = "service.high_tech_award", "service.rd_subsidy"
FENGHE, YUNLING, NAMELESS = "丰禾食品有限公司", "云岭果业有限公司", "柳林木业有限公司"


def certify(
    firm: str, code: str | None, when: date, unit: str = TOWN, *, first: bool | None = True
) -> Record:
    values = {
        "firm": firm, "firm_code": code, "certificate": f"GR{firm[:2]}{when}", "certified_on": when,
        "expires_on": date(when.year + 3, when.month, when.day), "first": first,
    }  # fmt: skip
    return actions.create(SYSTEM, "innovation.enterprise", unit, values)


def spend(firm: str, code: str | None, year: int, amount: str | None) -> Record:
    values = {
        "name": f"{firm}{year}", "scope": "firm", "firm": firm, "firm_code": code, "year": year,
        "amount": amount,
    }  # fmt: skip
    return actions.create(SYSTEM, "innovation.rd_spending", TOWN, values)


def blacklist(firm: str, code: str | None, listed: date, ends: date | None = None) -> Record:
    values = {
        "organization": firm,
        "organization_code": code,
        "reason": "虚报",
        "listed_on": listed,
        "ends_on": ends,
    }
    return actions.create(SYSTEM, "innovation.blacklist", COUNTY, values)


def verdicts(policy: str = AWARD, year: int = 2026) -> dict[str, tuple[str, dict[str, str]]]:
    return {
        one.firm.name: (one.verdict, {said.key: found.verdict for said, found in one.findings})
        for one in qualifying.standings(OFFICER, policy, year)
    }


pytestmark = pytest.mark.django_db


def test_who_qualifies_is_counted_and_what_is_missing_is_unknown(hall: None) -> None:
    certify(FENGHE, FIRM_UNIT, date(2026, 2, 3))
    certify(YUNLING, OTHER_FIRM, date(2025, 12, 30))
    certify(NAMELESS, None, date(2026, 2, 4))
    assert verdicts() == {
        FENGHE: ("met", {"certified": "met", "clean": "met"}),
        NAMELESS: ("unknown", {"certified": "unknown", "clean": "met"}),
        YUNLING: ("not_met", {"certified": "not_met", "clean": "met"}),
    }
    assert verdicts(year=2025)[YUNLING][0] == "met"


def test_a_black_list_bars_while_it_holds_and_is_unknown_by_name_alone(hall: None) -> None:
    certify(FENGHE, FIRM_UNIT, date(2026, 2, 3))
    listed = blacklist(FENGHE, None, date(2026, 1, 5))
    assert verdicts()[FENGHE] == ("unknown", {"certified": "met", "clean": "unknown"})
    actions.edit(SYSTEM, listed.ref, {"organization_code": FIRM_UNIT}, version=listed.version)
    assert verdicts()[FENGHE] == ("not_met", {"certified": "met", "clean": "not_met"})
    now = ledgers.record(SYSTEM, listed.ref)
    actions.edit(SYSTEM, listed.ref, {"ends_on": date(2026, 3, 17)}, version=now.version)
    assert verdicts()[FENGHE][0] == "met"


def test_a_share_is_exact_capped_and_unknown_until_it_is_reported(hall: None) -> None:
    certify(FENGHE, FIRM_UNIT, date(2025, 2, 3))
    assert verdicts(SUBSIDY)[FENGHE] == ("unknown", {"certified": "met", "spent": "unknown"})
    assert qualifying.standings(OFFICER, SUBSIDY, 2026)[0].amount is None
    first = spend(FENGHE, FIRM_UNIT, 2026, None)
    assert verdicts(SUBSIDY)[FENGHE][1]["spent"] == "unknown"
    actions.edit(SYSTEM, first.ref, {"amount": "123.456789"}, version=first.version)
    (one,) = qualifying.standings(OFFICER, SUBSIDY, 2026)
    assert (one.verdict, one.amount) == ("met", Decimal("6.172839"))  # 5 % of 1,234,567.89 yuan
    assert qualifying.standings(OFFICER, SUBSIDY, 2025)[0].verdict == "unknown"
    spend(FENGHE, FIRM_UNIT, 2026, "2000")
    assert qualifying.standings(OFFICER, SUBSIDY, 2026)[0].amount == Decimal(50)


def test_the_records_behind_are_shown_to_whoever_may_read_them(hall: None) -> None:
    made = certify(FENGHE, FIRM_UNIT, date(2026, 2, 3))
    (one,) = qualifying.standings(OFFICER, AWARD, 2026)
    said, found = one.findings[0]
    policy = qualifying.policy(AWARD)
    assert found.records == (made.ref.id,)
    assert qualifying.behind(OFFICER, said, policy, found) == ([], 1)
    seen, others = qualifying.behind(SYSTEM, said, policy, found)
    assert ([each.ref for each in seen], others) == ([made.ref], 0)


def test_a_firm_sees_how_it_stands_and_no_other_firm(hall: None) -> None:
    certify(FENGHE, FIRM_UNIT, date(2026, 2, 3))
    certify(YUNLING, OTHER_FIRM, date(2026, 2, 3), OTHER_COUNTY)
    assert {(one.key, each.firm.name) for one, each in qualifying.of_firm(BUYER, 2026)} == {
        ("high_tech_award", FENGHE), ("rd_subsidy", FENGHE),
    }  # fmt: skip
    assert {each.firm.name for _one, each in qualifying.of_firm(OTHER, 2026)} == {YUNLING}
    assert qualifying.of_firm(HAN, 2026) == []
    assert {one.firm.name for one in qualifying.standings(OFFICER, AWARD, 2026)} == {FENGHE}
    assert qualifying.standings(HAN, AWARD, 2026) == []
    with pytest.raises(Missing, match="没有这家企业"):
        qualifying.of_one(OFFICER, OTHER_FIRM, 2026)


def test_a_benefit_is_written_once_confirmed_by_another_and_paid(hall: None) -> None:
    certify(FENGHE, FIRM_UNIT, date(2026, 2, 3))
    certify(NAMELESS, None, date(2026, 2, 4))
    with pytest.raises(Refused, match="由惠企办办理"):
        benefiting.find(HAN, AWARD, 2026)
    (made,) = benefiting.find(OFFICER, AWARD, 2026)
    assert (made.values["firm"], made.values["amount"], made.unit) == (FENGHE, Decimal(20), TOWN)
    assert benefiting.find(OFFICER, AWARD, 2026) == []
    with pytest.raises(Refused, match="自己比对的不能自己确认"):
        benefiting.confirm(OFFICER, made.ref.id)
    # Sixty working days after Monday 14 September 2026, counted over both holidays of the autumn.
    sure = benefiting.confirm(on(SECOND, date(2026, 9, 14)), made.ref.id)
    assert (sure.stage, sure.values["due_on"]) == ("confirmed", date(2026, 12, 11))
    (part,) = ledgers.beneath(PAYMENT, made.ref.id)
    assert (part.values["amount"], part.values["due_on"]) == (Decimal(20), date(2026, 12, 11))
    with pytest.raises(InputError, match="到账日期不对"):
        benefiting.pay(on(OFFICER, date(2026, 9, 20)), part.ref.id, date(2026, 9, 13), "回单.pdf", b"a")
    benefiting.pay(on(OFFICER, date(2026, 9, 21)), part.ref.id, date(2026, 9, 20), "回单.pdf", b"a")
    assert qualifying.benefit(OFFICER, made.ref.id).stage == "paid"
    with pytest.raises(InputError, match="已经到账"):
        benefiting.pay(on(OFFICER, date(2026, 9, 21)), part.ref.id, date(2026, 9, 20), "回单.pdf", b"a")
    assert [one.ref for one in qualifying.benefits(BUYER)] == [made.ref]
    assert qualifying.benefits(OTHER) == []


def test_who_no_longer_qualifies_is_not_confirmed(hall: None) -> None:
    certify(FENGHE, FIRM_UNIT, date(2026, 2, 3))
    (made,) = benefiting.find(OFFICER, AWARD, 2026)
    blacklist(FENGHE, FIRM_UNIT, date(2026, 3, 10))
    with pytest.raises(InputError, match="查不到企业符合条件"):
        benefiting.confirm(SECOND, made.ref.id)


def test_a_subsidy_is_paid_in_two_parts_that_add_up(hall: None) -> None:
    certify(FENGHE, FIRM_UNIT, date(2025, 2, 3))
    spend(FENGHE, FIRM_UNIT, 2026, "123.456789")
    (made,) = benefiting.find(OFFICER, SUBSIDY, 2026)
    benefiting.confirm(on(SECOND, date(2026, 9, 23)), made.ref.id)
    first, second = ledgers.beneath(PAYMENT, made.ref.id)
    assert (first.values["amount"], second.values["amount"]) == (Decimal("3.703703"), Decimal("2.469136"))
    # 24, 28, 29, 30 September and 8 October; six months later.
    assert (first.values["due_on"], second.values["due_on"]) == (date(2026, 10, 8), date(2027, 4, 8))


def test_a_policy_out_of_force_gives_nothing(hall: None) -> None:
    with pytest.raises(InputError, match="不在有效期"):
        benefiting.find(on(OFFICER, date(2025, 12, 31)), AWARD, 2025)
    with pytest.raises(Missing, match="没有政策"):
        benefiting.find(OFFICER, "service.high_tech", 2026)


ABOUT = Requirement(key="k", say="至少", ledger="x", match="firm", at_least=Decimal(10))
A, B = Firm("C1", "甲公司"), Firm("", "甲公司")
AMOUNTS = st.one_of(st.none(), st.integers(-5, 20).map(Fraction))


@given(
    st.lists(st.tuples(st.sampled_from([A, B]), st.sampled_from([True, False, None]), AMOUNTS), max_size=6)
)
def test_met_and_not_met_hold_whatever_the_unknown_turns_out_to_be(
    found: list[tuple[Firm, bool | None, Fraction | None]],
) -> None:
    facts = Facts(Fact(number, *one) for number, one in enumerate(found))
    verdict = judged(ABOUT, facts, A).verdict
    for true in (True, False):
        for amount in (Fraction(-5), Fraction(20)):
            worlds = [
                (holds if holds is not None and firm == A else (true and holds is not False), given)
                for firm, holds, known in found
                for given in [known if known is not None else amount]
            ]
            total = sum((given for holds, given in worlds if holds), Fraction(0))
            if verdict != "unknown":
                assert (verdict == "met") == (total >= 10)


@given(st.integers(0, 10**12), st.lists(st.integers(1, 50), max_size=3))
def test_the_parts_of_an_amount_add_up_to_it(fen: int, shares: list[int]) -> None:
    shares = [*shares[:1], 100 - sum(shares[:1])] if shares else [100]
    said = qualifying_policy(shares)
    made = benefiting.parts(said, fen)
    assert sum(amount for _part, amount in made) == fen
    assert all(amount >= 0 for _part, amount in made)


def qualifying_policy(shares: list[int]) -> Policy:
    return Policy.model_validate(
        {
            "pack": "t", "key": "p", "label": "政策", "way": "automatic", "firms": "x", "firm": "firm",
            "conditions": [ABOUT], "amount": Amount(fixed=Decimal(1)), "valid_from": date(2026, 1, 1),
            "days": 60,
            "instalments": [{"percent": share} for share in shares],
        }
    )  # fmt: skip


def test_a_fixed_amount_is_the_same_for_all_and_capped() -> None:
    assert due(Amount(fixed=Decimal(20)), None, A) == 20_000_000
    assert due(Amount(fixed=Decimal(20), cap=Decimal(15)), None, A) == 15_000_000
