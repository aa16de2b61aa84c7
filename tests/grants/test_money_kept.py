"""Whatever offices do one after another, paid ≤ contract ≤ budget: by the actions, summed from the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.grants import deciding, ending, noticing, paying, queries
from luoshi.grants.deciding import Approval
from luoshi.grants.paying import Payment
from luoshi.grants.policy import INSTALMENT, LINE, PROJECT, REFUND
from luoshi.kernel.errors import LuoshiError
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from tests.grants.conftest import CASHIER, DECIDED, NOTICE, Grants, on, paper
from tests.people import SYSTEM
from tests.reviews.conftest import LEADER, OFFICER, Review

pytestmark = pytest.mark.django_db
BUDGET = 60 * 1_000_000
LATER = "2028-03-10"
KEPT = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

Step = Callable[[Record, int, int], object]


def part(project: Record, which: int) -> int:
    return queries.instalments(project)[which].ref.id


STEPS: Mapping[str, Step] = {
    "release": lambda one, which, _n: paying.release(on(LATER, OFFICER), part(one, which), basis="齐全"),
    "pay": lambda one, which, _n: paying.pay(
        on(LATER, CASHIER), part(one, which), Payment(date(2028, 3, 10), f"国库{which}", paper(f"凭{which}"))
    ),
    "cancel": lambda one, which, _n: paying.cancel(on(LATER, OFFICER), part(one, which), why="不再需要"),
    "take back": lambda one, _which, n: paying.take_back(
        on(LATER, CASHIER), one.ref.id, Decimal(n), "缴1", paper()
    ),
    "stop": lambda one, _which, _n: ending.stop(on(LATER, LEADER), one.ref.id, why="企业停产，无法继续。"),
}


def summed(ledger: str, project: int, *stages: str) -> int:
    rows = ledgers.table(ledger).objects.filter(project=project, withdrawn=False)
    kept = rows.filter(stage__in=stages) if stages else rows
    return sum(kept.values_list("amount", flat=True))


def check_money(project: int) -> None:
    found = ledgers.table(PROJECT).objects.get(id=project)
    paid, back = summed(INSTALMENT, project, "paid"), summed(REFUND, project)
    still = summed(INSTALMENT, project, "planned", "released")
    assert 0 <= back <= paid <= paid + still <= found.funds <= BUDGET
    if found.stage != "ended":
        assert paid + still == found.funds, "what is planned and paid is the contract"


@KEPT
@given(
    steps=st.lists(
        st.tuples(st.sampled_from([*STEPS]), st.integers(0, 1), st.integers(-2, 32)), min_size=1, max_size=14
    )
)
def test_what_is_paid_stays_within_the_contract_and_what_comes_back_within_what_was_paid(
    reached: Record, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        for verb, which, amount in steps:
            try:
                with transaction.atomic():
                    STEPS[verb](queries.project(SYSTEM, reached.ref.id), which, amount)
            except LuoshiError:
                continue
            finally:
                check_money(reached.ref.id)
        transaction.set_rollback(True)


@pytest.fixture
def reached(grants: Grants) -> Record:
    """Under contract for 30 万元, in 18 and 12, both milestones confirmed: only the money is in question."""
    found = grants.signed()
    grants.reach(found, 1, "2027-04-01")
    grants.reach(found, 2, "2028-03-01")
    return found


APPROVAL = Approval("临科〔2026〕15号", "局长办公会研究同意。", "立项.pdf", b"approval")


def promised(call: int) -> int:
    decisions = [one.ref.id for one in queries.decisions(SYSTEM, call=call)]
    rows = ledgers.table(LINE).objects.filter(decision__in=decisions, outcome="proposed", withdrawn=False)
    return sum(rows.values_list("amount", flat=True))


@KEPT
@given(
    first=st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 31)), max_size=8),
    second=st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 31)), max_size=4),
)
def test_contracts_of_a_call_stay_within_its_budget_over_several_decisions(
    grants: Grants, review: Review, first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        ledgers.table("innovation.call").objects.update(budget=BUDGET)
        for typed in (first, second):
            try:
                with transaction.atomic():
                    decided(grants, review, typed)
            except LuoshiError:
                continue
            finally:
                still_open(review)
        funds = [one.row["funds"] for one in queries.projects(SYSTEM)]
        assert sum(funds) == promised(grants.call) <= BUDGET
        transaction.set_rollback(True)


def still_open(review: Review) -> None:
    """The third is not settled yet, as if it had been admitted after the others."""
    rows = ledgers.table("innovation.application").objects.filter(id=review.applications[2].ref.id)
    rows.filter(stage="declined").update(stage="ranked", stage_declined=None)


def decided(grants: Grants, review: Review, typed: list[tuple[int, int]]) -> None:
    """A decision proposed by the review, changed as typed, laid open and taken."""
    draft = grants.proposed().ref.id
    for which, amount in typed:
        try:
            with transaction.atomic():
                number = review.applications[which].ref.id
                deciding.put_line(on(NOTICE, OFFICER), draft, number, Decimal(amount), why="集体研究调整")
        except LuoshiError:
            continue
        finally:
            assert promised(grants.call) <= BUDGET
    noticing.open_notice(on(NOTICE, OFFICER), draft, "0914-2312345")
    deciding.decide(on(DECIDED, LEADER), draft, APPROVAL)
