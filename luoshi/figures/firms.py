"""What ledgers say of one firm after another: facts found by its credit code, and what is not known.

A condition is counted as an indicator is (`sql.measured`), but by firm. A record counts surely when it has
the firm's code and its condition is true; of a record of the same name without a code, or with a value
missing that the condition asks for, nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sqlglot import exp

from luoshi.figures import sql
from luoshi.figures.engines import Engine
from luoshi.kernel.money import PLACES
from luoshi.kernel.numbers import half_up
from luoshi.packs.expressions import condition
from luoshi.packs.spec import Amount, Claim, Indicator, Ledger, Requirement
from luoshi.packs.symbols import Symbol

Verdict = Literal["met", "not_met", "unknown"]


@dataclass(frozen=True)
class Firm:
    """A firm by its credit code and name; either may be empty."""

    code: str
    name: str

    @property
    def plain(self) -> str:
        """The name as it is compared: brackets alike, no spaces around."""
        return self.name.strip().replace("（", "(").replace("）", ")")


@dataclass(frozen=True)
class Fact:
    """A record that is about a firm; `holds` and `amount` None: not known."""

    record: int
    firm: Firm
    holds: bool | None
    amount: Fraction | None


@dataclass(frozen=True)
class Finding:
    """How a firm stands to one condition: what surely counts, and the records behind it."""

    verdict: Verdict
    value: Fraction
    records: tuple[int, ...]
    unsure: tuple[int, ...]


class Facts:
    """The facts of one claim over all firms, found once."""

    def __init__(self, found: Iterable[Fact]) -> None:
        self._by_code: dict[str, list[Fact]] = {}
        self._by_name: dict[str, list[Fact]] = {}
        for one in found:
            if one.firm.code:
                self._by_code.setdefault(one.firm.code, []).append(one)
            self._by_name.setdefault(one.firm.plain, []).append(one)

    def of(self, firm: Firm) -> tuple[list[Fact], list[Fact]]:
        """What is surely about a firm, and what may be: the same name, and one of the two has no code."""
        sure = self._by_code.get(firm.code, []) if firm.code else []
        alike = self._by_name.get(firm.plain, []) if firm.plain else []
        return sure, [one for one in alike if not (firm.code and one.firm.code)]


def facts(claim: Claim, ledger: Ledger, engine: Engine, named: Mapping[str, Symbol]) -> Facts:
    """Every record of a claim's ledger with whether it counts and for how much. One query."""
    said = Indicator(
        pack=ledger.pack, key=ledger.key, label=ledger.label, measure=claim.measure, unit=claim.unit
    )
    measure = sql.measured(said, ledger)
    holds: exp.Expr = exp.Literal.number(1)
    if claim.where:
        true = condition(claim.where, ledger, named).ast
        holds = exp.Case().when(true, exp.Literal.number(1)).when(exp.not_(exp.paren(true.copy())), "0")
    query = exp.select(
        "id",
        f"{claim.match}_code",
        claim.match,
        exp.alias_(holds, "holds"),
        exp.alias_(measure.amount, "amount"),
    )
    query = query.from_(ledger.table).where(exp.not_(exp.column("withdrawn"))).order_by("id")
    return Facts(
        Fact(
            number, Firm(code or "", name or ""), None if true is None else bool(true),
            None if amount is None else Fraction(amount, 10**measure.scale),
        )
        for number, code, name, true, amount in engine.rows(query)
    )  # fmt: skip


def judged(one: Requirement, found: Facts, firm: Firm) -> Finding:
    """Met whatever the unknown may be, not met whatever it may be, or unknown."""
    sure, maybe = found.of(firm)
    counted = [fact for fact in sure if fact.holds and fact.amount is not None]
    unsure = [fact for fact in sure if fact.holds is None or (fact.holds and fact.amount is None)]
    unsure += [fact for fact in maybe if fact.holds is not False]
    value = sum((fact.amount or Fraction(0) for fact in counted), Fraction(0))
    if one.absent == "unknown" and all(fact.holds is False for fact in sure):
        return Finding("unknown", value, (), tuple(fact.record for fact in unsure))
    low, high = _bounds(value, unsure)
    return Finding(
        _verdict(one, low, high), value,
        tuple(fact.record for fact in counted), tuple(fact.record for fact in unsure),
    )  # fmt: skip


def _bounds(value: Fraction, unsure: Iterable[Fact]) -> tuple[Fraction | None, Fraction | None]:
    """The least and the most that it may come to; None without a bound, where an amount is missing."""
    low: Fraction | None = value
    high: Fraction | None = value
    for fact in unsure:
        if fact.amount is None:
            return None, None
        low = low + min(fact.amount, Fraction(0)) if low is not None else None
        high = high + max(fact.amount, Fraction(0)) if high is not None else None
    return low, high


def _verdict(one: Requirement, low: Fraction | None, high: Fraction | None) -> Verdict:
    if low is None or high is None:
        return "unknown"
    if one.at_least is not None:
        return "met" if low >= one.at_least else "not_met" if high < one.at_least else "unknown"
    assert one.at_most is not None, "the compiler asks for one of the two"
    return "met" if high <= one.at_most else "not_met" if low > one.at_most else "unknown"


def due(amount: Amount, found: Facts | None, firm: Firm) -> int | None:
    """What a firm is to be paid in 分, half-up; None where what it is a share of is not known or
    nowhere recorded: a share of what nobody wrote down is not zero."""
    cap = None if amount.cap is None else Fraction(amount.cap) * 10 ** PLACES[amount.unit]
    if amount.fixed is not None:
        whole = Fraction(amount.fixed) * 10 ** PLACES[amount.unit]
    else:
        assert amount.share is not None, "the compiler asks for one of the two"
        assert found is not None, "whoever asks has counted what the amount is a share of"
        sure, maybe = found.of(firm)
        if any(one.holds is None or (one.holds and one.amount is None) for one in sure):
            return None
        if any(one.holds is not False for one in maybe) or not any(one.holds for one in sure):
            return None
        base = sum((one.amount or Fraction(0) for one in sure if one.holds), Fraction(0))
        whole = base * 10 ** PLACES[amount.share.unit] * Fraction(amount.share.percent) / 100
    return int(half_up(whole if cap is None else min(whole, cap), 0))
