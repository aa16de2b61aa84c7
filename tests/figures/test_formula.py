"""A share's arithmetic, and a share of too few."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from luoshi.assessment.measure import Basis as Scored
from luoshi.assessment.measure import Member, cases
from luoshi.assessment.rules import Case
from luoshi.assessment.rules.case import out
from luoshi.figures.assemble import Basis, Figure, Peer, Target, figures
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.formula import formula
from luoshi.kernel.periods import Period, PlanYear
from luoshi.packs.spec import Indicator, Pack, Ratio, Rule

APRIL = Period(2022, "month", 4)
CLOSED = Indicator(pack="t", key="closed", label="办结", unit="件", ledger="x")
UNHAPPY = Indicator(pack="t", key="unhappy", label="不满意", unit="件", ledger="x")
RATE = Indicator(
    pack="t", key="rate", label="不满意率", kind="ratio", unit="%", better="lower",
    ratio=Ratio(part="unhappy", of="closed", at_least=Decimal(10)),
)  # fmt: skip
KNOWN = {one.key: one for one in (CLOSED, UNHAPPY, RATE)}
CATALOGUE = Catalogue.of({"t": Pack(key="t", version=1, label="试", indicators=KNOWN)})
OFFICES = tuple(Peer(code, f"{code}局", "department/A") for code in ("a", "b", "c"))


def made(**cases: tuple[int, int]) -> dict[str, Figure]:
    """The rates of offices of which so many were not satisfied of so many; everybody owes 10 %."""
    ytd: dict[tuple[str, str], Any] = {}
    for unit, (unhappy, closed) in cases.items():
        ytd |= {("t.unhappy", unit): unhappy, ("t.closed", unit): closed}
        ytd["t.rate", unit] = Fraction(unhappy * 100, closed)
    targets = {("t.rate", unit): Target(Decimal(10)) for unit in cases}
    basis = Basis(CATALOGUE, APRIL, PlanYear(), ytd=ytd, targets=targets)
    return {one.unit: one for one in figures(basis, [RATE], OFFICES)}


def test_a_share_of_too_few_is_shown_and_neither_ranked_nor_lit() -> None:
    found = made(a=(8, 87), b=(0, 4), c=(5, 39))
    assert [(one.rank, one.state) for one in found.values()] == [(1, "ok"), (None, "few"), (2, "ok")]
    few = found["b"]
    assert (few.ytd, few.completion, few.ahead, few.light) == (0, None, None, None)


def test_just_enough_is_enough() -> None:
    assert made(a=(1, 10))["a"].state == "ok"
    assert made(a=(1, 9))["a"].state == "few"


def test_a_share_of_too_few_is_not_scored_and_moves_no_average() -> None:
    found = {("t.rate", unit): one.to_json() for unit, one in made(a=(8, 80), b=(0, 4), c=(5, 50)).items()}
    peers = [Member(code, code, "A") for code in ("a", "b", "c")]
    rule = Rule(
        key="r",
        label="不满意率",
        rule="proportional",
        indicator="rate",
        weight=Decimal(10),
        against="average",
    )
    scored = cases(rule, peers, Scored(found, {}, {"rate": RATE}))
    assert [one.actual for one in scored] == [10, None, 10]
    assert scored[0].base == 10
    assert (out(scored[1]).value, out(scored[1]).arithmetic) == (None, "件数太少，不计分")
    assert out(Case()).arithmetic == "—"


@pytest.mark.parametrize(
    ("unhappy", "closed", "said"),
    [
        (8, 87, "不满意8件 ÷ 办结87件 = 9.20%"),
        (6, 70, "不满意6件 ÷ 办结70件 = 8.57%"),
        (0, 70, "不满意0件 ÷ 办结70件 = 0.00%"),
    ],
)
def test_the_formula_says_what_was_divided_by_what(unhappy: int, closed: int, said: str) -> None:
    one = made(a=(unhappy, closed))["a"].to_json()
    parts = {"t.unhappy": {"ytd": str(unhappy)}, "t.closed": {"ytd": str(closed)}}
    assert formula(RATE, CATALOGUE, one, parts.get) == said


def test_what_is_no_share_or_lacks_a_part_has_no_formula() -> None:
    one = made(a=(8, 87))["a"].to_json()
    assert formula(CLOSED, CATALOGUE, one, lambda _name: None) == ""
    assert formula(RATE, CATALOGUE, one, lambda _name: None) == ""
    whole = RATE.model_copy(update={"ratio": Ratio(part="unhappy", of="closed", whole=True)})
    assert formula(whole, CATALOGUE, one, lambda _name: {"ytd": "1"}) == ""
