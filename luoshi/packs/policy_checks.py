"""What a pack's preferential policies say of ledgers, their fields and measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sqlglot import exp

from luoshi.kernel.money import PLACES
from luoshi.packs.expressions import ExpressionError, condition, measure, suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source, Way
from luoshi.packs.spec import Claim, Ledger, Policy
from luoshi.packs.symbols import Symbol

DAYS = ("today", "year_start", "year_end")
LONGEST = {"automatic": 60, "quick": 2, "promised": 5}
"""Working days in which each way is paid at the latest."""


def days(today: date, start: date, end: date) -> Mapping[str, Symbol]:
    """What a policy's conditions may name beside fields: these days, and the year as a number."""
    values = zip(DAYS, (today, start, end), strict=True)
    named = {
        name: Symbol(exp.cast(exp.Literal.string(value.isoformat()), "date"), "date")
        for name, value in values
    }
    return {**named, "policy_year": Symbol(exp.Literal.number(start.year), "number")}


_NAMED = days(date(2026, 1, 1), date(2026, 1, 1), date(2026, 12, 31))


def run(scope: Scope) -> Iterator[Issue]:
    """All issues of a pack's policies."""
    for one in scope.pack.policies.values():
        source = scope.source(f"policies/{one.key}")
        yield from _firms(scope, one, source)
        yield from _amount(scope, one, source)
        yield from _times(one, source)
        keys = [condition.key for condition in one.conditions]
        for index, each in enumerate(one.conditions):
            way: Way = ("conditions", index)
            if each.key in keys[:index]:
                yield source.error((*way, "key"), f"“{each.key}”写了两次", "改名")
            if (each.at_least is None) == (each.at_most is None):
                yield source.error(way, "at_least 和 at_most 要写其中之一", "如 at_least: 1")
            yield from _claim(scope, each, way, source)


def _firms(scope: Scope, one: Policy, source: Source) -> Iterator[Issue]:
    ledger = scope.ledger(one.firms)
    if ledger is None:
        yield source.error(("firms",), f"没有台账“{one.firms}”", scope.near_ledger(one.firms))
    else:
        yield from _organization(ledger, one.firm, ("firm",), source)
    if not one.conditions:
        yield source.error(("conditions",), "没有条件", "写明哪些企业能享受")


def _organization(ledger: Ledger, name: str, way: Way, source: Source) -> Iterator[Issue]:
    known = [key for key, field in ledger.fields.items() if field.type == "organization"]
    if name not in known:
        said = f"“{ledger.key}”没有企业字段“{name}”"
        yield source.error(way, said, suggestion(name, known))


def _claim(scope: Scope, one: Claim, way: Way, source: Source) -> Iterator[Issue]:
    ledger = scope.ledger(one.ledger)
    if ledger is None:
        yield source.error((*way, "ledger"), f"没有台账“{one.ledger}”", scope.near_ledger(one.ledger))
        return
    yield from _organization(ledger, one.match, (*way, "match"), source)
    try:
        if one.where:
            condition(one.where, ledger, _NAMED)
    except ExpressionError as fault:
        yield source.error((*way, "where"), fault.message, fault.hint)
    try:
        typed = measure(one.measure, ledger)
    except ExpressionError as fault:
        yield source.error((*way, "measure"), fault.message, fault.hint)
        return
    if isinstance(typed.ast, exp.Filter) or not isinstance(typed.ast, exp.Count | exp.Sum):
        yield source.error((*way, "measure"), "条件只能数 count(*) 或 sum(…)", "条件写在 where 里")
    elif isinstance(typed.ast.this, exp.Distinct):
        yield source.error((*way, "measure"), "条件只能数 count(*) 或 sum(…)", "改为 count(*)")
    elif (typed.type == "money") != (one.unit in PLACES):
        right = "金额写 unit: 元、万元或亿元" if typed.type == "money" else "不是金额，换一个 unit"
        yield source.error((*way, "unit"), f"单位“{one.unit}”与算法不符", right)


def _amount(scope: Scope, one: Policy, source: Source) -> Iterator[Issue]:
    said = one.amount
    if (said.fixed is None) == (said.share is None):
        yield source.error(("amount",), "fixed 和 share 要写其中之一", "fixed: 20，或 share: {…}")
    if said.share is not None:
        yield from _claim(scope, said.share, ("amount", "share"), source)
        if said.share.unit not in PLACES:
            yield source.error(("amount", "share", "unit"), "按比例的要从金额算", "measure: sum(金额字段)")
    if sum(part.percent for part in one.instalments) != 100:
        yield source.error(("instalments",), "各期的比例相加不是 100", "如 60 和 40")


def _times(one: Policy, source: Source) -> Iterator[Issue]:
    if one.valid_until is not None and one.valid_until < one.valid_from:
        yield source.error(("valid_until",), "止期早于起期", "写一个更晚的日期")
    if one.days > LONGEST[one.way]:
        yield source.error(("days",), f"最多 {LONGEST[one.way]} 个工作日", "改小 days，或换一种方式")
