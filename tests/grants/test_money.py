"""Public money of a project by examples a clerk can check, and whatever is done in whatever order."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.grants import money
from luoshi.grants.money import Account
from luoshi.grants.policy import diligence_score, risk_score
from luoshi.kernel.errors import InputError

WAN = 1_000_000
"""分 in a 万元."""


def test_eighteen_and_twelve_are_the_thirty_of_the_contract() -> None:
    money.refuse_plan(Account(30 * WAN, 30 * WAN))
    with pytest.raises(InputError, match=r"拨款计划合计 29\.999999 万元"):
        money.refuse_plan(Account(30 * WAN, 30 * WAN - 1))


def test_what_was_neither_spent_nor_returned_is_owed() -> None:
    assert Account(30 * WAN, 30 * WAN, paid=30 * WAN, back=2 * WAN, spent=25 * WAN).owed == 3 * WAN
    assert Account(30 * WAN, 30 * WAN, paid=18 * WAN).owed == 0


def test_each_yuan_brought_two_and_a_half() -> None:
    assert money.leverage(20 * WAN, 50 * WAN) == Fraction(5, 2)
    assert money.leverage(0, 50 * WAN) is None


def test_a_call_does_not_promise_more_than_it_has() -> None:
    money.refuse_over_budget(60 * WAN, 30 * WAN, 30 * WAN)
    with pytest.raises(InputError, match="超过申报通知剩余的 29 万元"):
        money.refuse_over_budget(60 * WAN, 31 * WAN, 30 * WAN)
    money.refuse_over_budget(None, 31 * WAN, 30 * WAN)


def test_a_score_nobody_proved_counts_nothing() -> None:
    scores = {"technology": 5, "market": 4, "team": 3}
    assert str(diligence_score(scores, frozenset({"technology", "market", "team"}))) == "80"
    assert str(diligence_score(scores, frozenset({"technology"}))) == "33.3"
    assert str(risk_score({"finance": 1, "credit": 0}, frozenset({"finance", "credit"}))) == "10"
    assert str(risk_score({"finance": 1, "credit": 0}, frozenset({"finance"}))) == "60"
    assert str(risk_score({}, frozenset())) == "100"


STEPS = st.lists(st.tuples(st.sampled_from(["pay", "back", "spend"]), st.integers(-5, 60)), max_size=30)


@given(contract=st.integers(1, 50), steps=STEPS)
def test_whatever_is_tried_what_is_paid_stays_between_nothing_and_the_contract(
    contract: int, steps: list[tuple[str, int]]
) -> None:
    now = Account(contract, contract)
    for verb, amount in steps:
        try:
            if verb == "pay":
                money.refuse_payment(now, amount)
                now = replace(now, paid=now.paid + amount)
            elif verb == "back":
                money.refuse_refund(now, amount)
                now = replace(now, back=now.back + amount)
            else:
                money.refuse_spending(now, amount)
                now = replace(now, spent=amount)
        except InputError:
            continue
        assert 0 <= now.back <= now.paid <= now.contract
        assert now.spent is None or 0 <= now.spent <= now.paid
        assert 0 <= now.owed <= now.paid - now.back


@given(budget=st.integers(0, 100), amounts=st.lists(st.integers(1, 40), max_size=12))
def test_whatever_is_proposed_decisions_of_a_call_stay_within_its_budget(
    budget: int, amounts: list[int]
) -> None:
    promised = 0
    for amount in amounts:
        try:
            money.refuse_over_budget(budget, promised, amount)
        except InputError:
            assert promised + amount > budget
            continue
        promised += amount
    assert promised <= budget
