"""An indicator as one query over facts, the same on SQLite, PostgreSQL, DuckDB and Spark, its days left open.

    fact    rows of the ledger that count, with their day and amount
    credit  each fact's amount and the basis points of every unit it is credited to
    answer  (unit, bp, amount) for each unit above, amounts added before anything is multiplied

The answer keeps basis points apart so that no engine multiplies: Σ bp × amount is done in
Python's integers, whatever the size. Every fact reaches each unit above it through
`unit_closure`, so a parent's total is made of facts and no fact counts twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from sqlglot import exp, parse_one

from luoshi.figures.catalogue import Catalogue
from luoshi.figures.questions import end, eve, start
from luoshi.kernel.errors import InputError
from luoshi.kernel.money import PLACES
from luoshi.packs import expressions
from luoshi.packs.spec import Indicator, Ledger

WHOLE = 10_000
"""Basis points of a whole fact."""

BLOCK = 12
"""Record numbers that are alike but for so many last bits are one block."""

_THESE = "these blocks"
"""Stands in a query for the condition that names some; no column is called so."""

Aggregate = Literal["sum", "distinct", "min", "max"]

_HELD = """
    {alias}.ledger = :ledger AND {alias}.record = fact.{column}
    AND {alias}.from_day <= fact._day AND ({alias}.to_day IS NULL OR fact._day < {alias}.to_day)
"""
_SPLIT = parse_one("""
    SELECT above.ancestor AS unit, part.bp AS bp, SUM(part._amount) AS amount
    FROM (SELECT unit, bp, SUM(_amount) AS _amount FROM credit GROUP BY unit, bp) AS part
    JOIN unit_closure AS above ON above.descendant = part.unit
    GROUP BY above.ancestor, part.bp
""")
_WHOLE = parse_one("""
    SELECT part.unit AS unit, 10000 AS bp, SUM(part._amount) AS amount
    FROM (
        SELECT DISTINCT above.ancestor AS unit, credit.id AS id, credit._amount AS _amount
        FROM credit JOIN unit_closure AS above ON above.descendant = credit.unit
    ) AS part
    GROUP BY part.unit
""")
_OF_VALUES = parse_one("""
    SELECT above.ancestor AS unit, 10000 AS bp, :aggregate AS amount
    FROM (SELECT DISTINCT unit, _amount FROM credit) AS part
    JOIN unit_closure AS above ON above.descendant = part.unit
    GROUP BY above.ancestor
""")
_EACH_VALUE = parse_one("""
    SELECT DISTINCT above.ancestor AS unit, 10000 AS bp, part._amount AS amount
    FROM (SELECT DISTINCT unit, _amount FROM credit) AS part
    JOIN unit_closure AS above ON above.descendant = part.unit
""")
_AGGREGATES: dict[Aggregate, exp.Expr] = {
    "distinct": parse_one("COUNT(DISTINCT part._amount)"),
    "min": parse_one("MIN(part._amount)"),
    "max": parse_one("MAX(part._amount)"),
}
_BEHIND = parse_one("""
    SELECT credit.id AS id, credit.owner AS unit, SUM(credit.bp) AS bp, credit._amount AS amount
    FROM credit JOIN unit_closure AS above ON above.descendant = credit.unit
    WHERE above.ancestor = :unit
    GROUP BY credit.id, credit.owner, credit._amount
    ORDER BY credit.id
""")


@dataclass(frozen=True, slots=True)
class Measure:
    """What is taken of each fact: a whole number that stands for itself ÷ 10^scale."""

    aggregate: Aggregate
    amount: exp.Expr
    scale: int


def measured(indicator: Indicator, ledger: Ledger) -> Measure:
    """`sum(x) filter (where c)` takes `case when c then x end`; `count(*)` sums ones."""
    typed = expressions.measure(indicator.measure, ledger)
    ast, condition = typed.ast, None
    if isinstance(ast, exp.Filter):
        ast, condition = ast.this, ast.expression.this
    aggregate, amount = _opened(ast)
    scale = typed.scale + (_rescaled(indicator, ledger, amount) if typed.type == "money" else 0)
    if condition is not None:
        amount = exp.Case().when(condition, amount)
    return Measure(aggregate, amount, scale)


def _rescaled(indicator: Indicator, ledger: Ledger, amount: exp.Expr) -> int:
    """Places between the unit money is entered in and the unit its total is printed in."""
    columns = [ledger.fields.get(column.name) for column in amount.find_all(exp.Column)]
    entered = next(one.unit for one in columns if one is not None and one.type == "money")
    return PLACES.get(indicator.unit, PLACES[str(entered)]) - PLACES[str(entered)]


def _opened(ast: exp.Expr) -> tuple[Aggregate, exp.Expr]:
    if isinstance(ast, exp.Count):
        if isinstance(ast.this, exp.Distinct):
            return "distinct", ast.this.expressions[0]
        return "sum", exp.Literal.number(1)
    kinds: dict[type[exp.Expr], Aggregate] = {exp.Sum: "sum", exp.Min: "min", exp.Max: "max"}
    return kinds[type(ast)], ast.this


def _dated(indicator: Indicator, ledger: Ledger) -> str | None:
    """The column that dates a fact. A flow falls back on the ledger's; a stock may have none."""
    if indicator.date or indicator.kind != "flow":
        return indicator.date
    if ledger.dated is None:
        raise InputError(f"指标“{indicator.name}”按期累计，却没有日期", hint="写明 date，或在台账写明 dated")
    return ledger.dated


def _facts(indicator: Indicator, ledger: Ledger, amount: exp.Expr) -> exp.Select:
    """Rows that count: not withdrawn, the filter holds, dated in the span (a stock: by its end). Of a flow
    with `until` what ran out in the span is taken off, so that it is the change of the stock."""
    column = _dated(indicator, ledger)
    day = exp.column(column) if column else end()
    netted = column if indicator.kind == "flow" and indicator.until else None
    if netted:
        amount = _net(netted, amount)
    facts = exp.select("id", "unit", exp.alias_(day, "_day"), exp.alias_(amount, "_amount"))
    facts.from_(ledger.table, copy=False)
    wanted: list[exp.Expr] = [exp.not_(exp.column("withdrawn"))]
    if ledger.parent:
        facts.select(exp.alias_(exp.column(ledger.parent), "_parent"), copy=False)
    if indicator.where:
        wanted.append(expressions.condition(indicator.where, ledger).ast.copy())
    if column:
        wanted.append(exp.column(column) <= end())
    if indicator.until:
        wanted.append(_apart(exp.column(indicator.until), column if netted else None))
    if column and indicator.kind == "flow" and not netted:
        wanted.append(exp.column(column) >= start())
    return facts.where(*wanted, copy=False)


def needed(indicator: Indicator, catalogue: Catalogue) -> frozenset[str]:
    """The columns of its ledger's table that an indicator cannot be counted without."""
    ledger = catalogue.ledger_of(indicator)
    facts = _facts(indicator, ledger, measured(indicator, ledger).amount)
    return frozenset(column.name for column in facts.find_all(exp.Column))


def _apart(last: exp.Expr, began: str | None) -> exp.Expr:
    """Whether a fact with a last day counts at the span's end; of a net one, at its end or just before its
    start and not both, where `began` is the column of its first day."""
    still = exp.or_(last.is_(exp.Null()), last >= end())
    if began is None:
        return still
    inside = exp.column(began) >= start()
    ended = exp.and_(last >= eve(), last < end())
    return exp.or_(exp.and_(inside, still), exp.and_(exp.not_(inside), ended))


def _net(began: str, amount: exp.Expr) -> exp.Expr:
    """The amount of what began in the span; taken off, what had begun before."""
    inside = exp.column(began) >= start()
    return exp.Case().when(inside, amount).else_(exp.Neg(this=exp.paren(amount.copy())))


def _sharers(ledger: Ledger, parent: Ledger | None) -> list[tuple[str, str, Ledger]]:
    """Whose shares a fact may follow, first come first: its own, then its parent's."""
    sharers = [("own", "id", ledger)] if ledger.shares else []
    return [*sharers, ("up", "_parent", parent)] if parent and parent.shares else sharers


def _credits(sharers: Iterable[tuple[str, str, Ledger]]) -> exp.Select:
    """Every unit a fact is credited to: by shares as of its day where it has any, else its own unit."""
    sharers = list(sharers)
    unit, bp, earlier = "fact.unit", str(WHOLE), ""
    for alias, _, _ in reversed(sharers):
        unit, bp = f"COALESCE({alias}.unit, {unit})", f"COALESCE({alias}.bp, {bp})"
    credit = exp.select(
        "fact.id", "fact.unit AS owner", f"{unit} AS unit", f"{bp} AS bp", "fact._amount"
    ).from_("fact")
    for alias, column, ledger in sharers:
        held = parse_one(earlier + _HELD.format(alias=alias, column=column))
        held = exp.replace_placeholders(held, ledger=exp.Literal.string(ledger.name))
        credit.join(f"share AS {alias}", on=held, join_type="left", copy=False)
        earlier += f"{alias}.unit IS NULL AND "
    return credit


def _over_credits(
    answer: exp.Expr, indicator: Indicator, catalogue: Catalogue, measure: Measure
) -> exp.Select:
    ledger = catalogue.ledger_of(indicator)
    facts = _facts(indicator, ledger, measure.amount)
    credit = _credits(_sharers(ledger, catalogue.parent_of(ledger)))
    assert isinstance(answer, exp.Select)
    made = answer.copy().with_("fact", as_=facts, copy=False)
    return made.with_("credit", as_=credit, copy=False)


def splits(indicator: Indicator, catalogue: Catalogue, measure: Measure) -> bool:
    """Whether a shared fact counts by its share; else it is whole for each unit that has one.

    What cannot be split (a distinct value, a smallest, a largest) is always whole.
    """
    ledger = catalogue.ledger_of(indicator)
    shared = bool(_sharers(ledger, catalogue.parent_of(ledger)))
    return measure.aggregate == "sum" and (indicator.split or not shared)


def totals(indicator: Indicator, catalogue: Catalogue, measure: Measure) -> exp.Select:
    """Rows (unit, basis points, amount added at those basis points) for every unit with a fact."""
    if measure.aggregate != "sum":
        answer = exp.replace_placeholders(_OF_VALUES, aggregate=_AGGREGATES[measure.aggregate])
    else:
        answer = _SPLIT if splits(indicator, catalogue, measure) else _WHOLE
    return _over_credits(answer, indicator, catalogue, measure)


def behind(indicator: Indicator, catalogue: Catalogue, measure: Measure, unit: str) -> exp.Select:
    """Rows (record, its own unit, basis points credited inside `unit`'s subtree, amount) by record."""
    answer = exp.replace_placeholders(_BEHIND, unit=exp.Literal.string(unit))
    return _over_credits(answer, indicator, catalogue, measure)


def by_block(indicator: Indicator, catalogue: Catalogue, measure: Measure) -> exp.Select:
    """Rows (unit, basis points, amount, block): `totals` of each block's facts by themselves, but of distinct
    values the values and not how many they are, so that blocks can be put together again."""
    if measure.aggregate == "distinct":
        query = _over_credits(_EACH_VALUE, indicator, catalogue, measure)
    else:
        query = totals(indicator, catalogue, measure)
    inner = query.args["from_"].this.this
    _grouped(inner, parse_one(f"credit.id >> {BLOCK}"))
    _grouped(query, exp.column("block", "part"))
    return query


def _grouped(query: exp.Select, block: exp.Expr) -> None:
    """Let a query tell blocks apart, by its groups if it has any."""
    query.select(exp.alias_(block, "block"), copy=False)
    if query.args.get("group"):
        query.group_by(block.copy(), copy=False)


def within(query: exp.Select) -> exp.Select:
    """The query over the facts of some blocks alone, which `narrowed` names. These are read first, by their
    numbers, for a database may else think an index of days the better way and go through all of the span."""
    made = query.copy()
    facts = made.ctes[0].this
    names = sorted({column.name for column in facts.find_all(exp.Column)})
    read = exp.select(*(exp.column(name) for name in names)).from_(facts.args["from_"].this.copy())
    facts.from_("block", copy=False)
    facts.with_("block", as_=read.where(exp.column(_THESE)), materialized=True, copy=False)
    return made


def narrowed(text: str, blocks: Iterable[int]) -> str:
    """The text of a query made by `within`, in a database's dialect, over these blocks: writing it out is
    most of the work of asking it, and is done once. Neighbours are one span."""
    runs = (
        [one for _place, one in run]
        for _gap, run in groupby(enumerate(sorted(blocks)), lambda placed: placed[1] - placed[0])
    )
    spans = (f'"id" BETWEEN {run[0] << BLOCK} AND {((run[-1] + 1) << BLOCK) - 1}' for run in runs)
    return text.replace(f'"{_THESE}"', " OR ".join(spans))
