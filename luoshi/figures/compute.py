"""Figures of many indicators, exactly, and the records behind one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from sqlglot import exp

from luoshi.figures import sql
from luoshi.figures.catalogue import Catalogue
from luoshi.figures.engines import Engine
from luoshi.figures.questions import Question, Span
from luoshi.kernel.errors import InputError, SiteError
from luoshi.kernel.money import PLACES
from luoshi.kernel.numbers import Exact
from luoshi.kernel.periods import Period, PlanYear
from luoshi.packs.spec import Indicator

Values: TypeAlias = dict[tuple[str, str], Fraction | None]
"""By (indicator's full name, unit's code). None: nothing is known, which is never zero."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one record adds to a figure; `unit` is the record's own, `bp` what is credited of it.

    The amounts of a figure's contributions add up to it exactly; of a smallest or largest
    value the first record that has it carries it, of distinct values the first with each.
    """

    ledger: str
    record: int
    unit: str
    bp: int
    amount: Fraction


def span_of(period: Period, plan: PlanYear) -> Span:
    return Span(plan.start_of(period), period.end)


def lines(engine: Engine) -> frozenset[tuple[str, str]]:
    """Every unit above another, and each above itself: (above, below)."""
    query = exp.select("ancestor", "descendant").from_("unit_closure")
    return frozenset((ancestor, unit) for ancestor, unit in engine.rows(query))


def parents(found: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """Every unit and the unit right above it: of those above, the one with most above itself."""
    above: dict[str, set[str]] = {}
    for ancestor, unit in found:
        above.setdefault(unit, set()).add(ancestor)
    depth = {unit: len(ancestors) for unit, ancestors in above.items()}
    return {
        unit: max(ancestors - {unit}, key=lambda other: depth[other], default=None)
        for unit, ancestors in above.items()
    }


def whole_number(value: Any) -> int:
    """An engine that has slipped into floating point is an error, not an approximation."""
    if isinstance(value, float) or value != int(value):
        raise SiteError(f"数据库给出了不精确的数：{value}", hint="金额或数量超出了数据库整数的范围")
    return int(value)


def _unit_factor(unit: str) -> Fraction:
    """What one of a printed unit is in its kind's smallest: 万元 in 分, % in wholes; of 件/亿元 that of the
    first over that of the second; else 1."""
    over, _, under = unit.partition("/")
    if under:
        return _unit_factor(over) / _unit_factor(under)
    return Fraction(1, 100) if unit == "%" else Fraction(10 ** PLACES.get(unit, 0))


def _worded(indicator: Indicator, catalogue: Catalogue) -> tuple[sql.Measure, Question]:
    """What is counted of an indicator's facts, and the question for it, made once for a catalogue."""
    if indicator.name not in catalogue.worded:
        measure = sql.measured(indicator, catalogue.ledger_of(indicator))
        catalogue.worded[indicator.name] = measure, Question(sql.totals(indicator, catalogue, measure))
    made: tuple[sql.Measure, Question] = catalogue.worded[indicator.name]
    return made


def _counted(
    indicator: Indicator, catalogue: Catalogue, engine: Engine, span: Span, units: Iterable[str]
) -> Values:
    measure, totals = _worded(indicator, catalogue)
    added: dict[str, int] = {}
    rows = []
    if not engine.is_empty(catalogue.ledger_of(indicator).table):
        rows = engine.rows(totals.over(span))
    for unit, bp, amount in rows:
        if amount is not None:
            added[unit] = added.get(unit, 0) + whole_number(bp) * whole_number(amount)
    return amounts(indicator, measure, added, units)


def amounts(
    indicator: Indicator, measure: sql.Measure, added: Mapping[str, int], units: Iterable[str]
) -> Values:
    """Values of stored amounts times basis points. Zero where no fact is; but nothing where there is no
    smallest or largest."""
    empty = None if measure.aggregate in ("min", "max") else Fraction(0)
    one = sql.WHOLE * 10**measure.scale
    return {(indicator.name, unit): Fraction(added[unit], one) if unit in added else empty for unit in units}


def _divided(
    indicator: Indicator, catalogue: Catalogue, known: Values, above: Mapping[str, str | None]
) -> Values:
    """part ÷ of in the ratio's own unit, money units and percent reconciled; None without a divisor."""
    part, of = catalogue.parts_of(indicator)
    factor = _unit_factor(part.unit) / _unit_factor(of.unit) / _unit_factor(indicator.unit)
    whole = indicator.ratio is not None and indicator.ratio.whole
    values: Values = {}
    for unit, parent in above.items():
        dividend = known.get((part.name, unit))
        divisor = known.get((of.name, (parent or "") if whole else unit))
        if dividend is None or not divisor:
            values[indicator.name, unit] = None
        else:
            values[indicator.name, unit] = dividend / divisor * factor
    return values


def values(
    catalogue: Catalogue,
    engine: Engine,
    period: Period,
    plan: PlanYear,
    *,
    names: Iterable[str] | None = None,
    entered: Mapping[tuple[str, str], Exact] | None = None,
    above: Mapping[str, str | None] | None = None,
) -> Values:
    """Year-to-date (a stock: as it stands) of each indicator and unit at the period's end.

    `names` limits what is computed; whatever these rest on is computed too. `entered` holds
    the values that come from documents, by (indicator's full name, unit); `above` the unit right
    above each, where whoever asks has read it.
    """
    span, known = span_of(period, plan), Values()
    above = parents(lines(engine)) if above is None else above
    for indicator in catalogue.in_order(catalogue.indicators if names is None else names):
        if indicator.kind in ("entered", "ratio"):
            known.update(derived(indicator, catalogue, known, above, entered or {}))
        else:
            known.update(_counted(indicator, catalogue, engine, span, above))
    return known


def derived(
    indicator: Indicator,
    catalogue: Catalogue,
    known: Values,
    above: Mapping[str, str | None],
    entered: Mapping[tuple[str, str], Exact],
) -> Values:
    """An indicator that no facts are counted for, where what it rests on is known."""
    if indicator.kind == "ratio":
        return _divided(indicator, catalogue, known, above)
    keys = [(indicator.name, unit) for unit in above]
    return {key: Fraction(entered[key]) if key in entered else None for key in keys}


def trace(
    indicator: Indicator, catalogue: Catalogue, engine: Engine, unit: str, span: Span
) -> list[Contribution]:
    """The records behind a figure, by id. A ratio is traced through its two parts."""
    if indicator.kind in ("ratio", "entered"):
        parts = "、".join(part.name for part in catalogue.parts_of(indicator))
        hint = f"请追溯{parts}" if parts else "其来源是录入的文件"
        raise InputError(f"“{indicator.label}”不是由台账直接得出的", hint=hint)
    ledger = catalogue.ledger_of(indicator)
    measure = sql.measured(indicator, ledger)
    rows = engine.rows(Question(sql.behind(indicator, catalogue, measure, unit)).over(span))
    split = sql.splits(indicator, catalogue, measure)
    amounts = _amounts(measure, [row[3] for row in rows])
    return [
        Contribution(ledger.name, record, owner, bp, amount * bp / sql.WHOLE)
        for (record, owner, credited, _), amount in zip(rows, amounts, strict=True)
        for bp in [whole_number(credited) if split else sql.WHOLE]
    ]


def _amounts(measure: sql.Measure, stored: list[Any]) -> list[Fraction]:
    """Each record's own amount, so that together they are what the measure gives."""
    if measure.aggregate == "sum":
        return [Fraction(whole_number(value or 0), 10**measure.scale) for value in stored]
    carried = {value for value in stored if value is not None}
    if measure.aggregate != "distinct" and carried:
        carried = {min(carried) if measure.aggregate == "min" else max(carried)}
    amounts = []
    for value in stored:
        counted = 1 if measure.aggregate == "distinct" else Fraction(value or 0, 10**measure.scale)
        amounts.append(Fraction(counted if value in carried else 0))
        carried.discard(value)
    return amounts
