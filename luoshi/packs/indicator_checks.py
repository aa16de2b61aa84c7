"""Rules over indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from sqlglot import exp

from luoshi.kernel.money import PLACES
from luoshi.packs.expressions import ExpressionError, condition, measure, suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source
from luoshi.packs.spec import Indicator, Ledger
from luoshi.packs.symbols import Symbol, of_ledger


def run(scope: Scope) -> Iterator[Issue]:
    """All issues of a pack's indicators."""
    source = scope.source("indicators")
    for indicator in scope.pack.indicators.values():
        if indicator.kind == "ratio":
            yield from _ratio(scope, source, indicator)
        elif indicator.kind == "entered":
            if indicator.ledger:
                yield source.error(
                    (indicator.key, "ledger"), f"“{indicator.key}”由人填报，不取自台账", "删去 ledger"
                )
        else:
            yield from _counted(scope, source, indicator)
    yield from _cycles(scope, source)


def _ratio(scope: Scope, source: Source, indicator: Indicator) -> Iterator[Issue]:
    if indicator.ratio is None:
        yield source.error(
            (indicator.key,), f"“{indicator.key}”是比率，却没有 ratio", "写 ratio: {part: …, of: …}"
        )
        return
    if indicator.ratio.whole and indicator.ratio.at_least:
        yield source.error(
            (indicator.key, "ratio", "at_least"), "占比的分母是上级的数，不写 at_least", "删去 at_least"
        )
    for word, name in (("part", indicator.ratio.part), ("of", indicator.ratio.of)):
        if scope.indicator(name) is None:
            yield source.error(
                (indicator.key, "ratio", word), f"没有指标“{name}”", scope.near_indicator(name)
            )


def _counted(scope: Scope, source: Source, indicator: Indicator) -> Iterator[Issue]:
    if indicator.ratio is not None:
        yield source.error((indicator.key, "ratio"), f"“{indicator.key}”不是比率，却有 ratio", "kind: ratio")
    ledger = scope.ledger(indicator.ledger or "")
    if ledger is None:
        said = f"没有台账“{indicator.ledger}”" if indicator.ledger else f"“{indicator.key}”没有写 ledger"
        yield source.error((indicator.key, "ledger"), said, scope.near_ledger(indicator.ledger or ""))
        return
    yield from _expressions(source, indicator, ledger)
    yield from _dated(source, indicator, ledger)


def _expressions(source: Source, indicator: Indicator, ledger: Ledger) -> Iterator[Issue]:
    if indicator.where:
        try:
            yield from _personal(source, indicator, "where", condition(indicator.where, ledger).ast, ledger)
        except ExpressionError as fault:
            yield source.error((indicator.key, "where"), fault.message, fault.hint)
    try:
        typed = measure(indicator.measure, ledger)
    except ExpressionError as fault:
        yield source.error((indicator.key, "measure"), fault.message, fault.hint)
        return
    yield from _personal(source, indicator, "measure", typed.ast, ledger)
    if (typed.type == "money") != (indicator.unit in PLACES):
        right = "金额指标写 unit: 元、万元或亿元" if typed.type == "money" else "不是金额，换一个 unit"
        yield source.error(
            (indicator.key, "unit"), f"“{indicator.key}”的单位“{indicator.unit}”与算法不符", right
        )


def _personal(
    source: Source, indicator: Indicator, word: str, ast: exp.Expr, ledger: Ledger
) -> Iterator[Issue]:
    """A package holds no personal data, and so no figure can be made of any."""
    named = {column.name for column in ast.find_all(exp.Column)}
    for key in sorted(named & {key for key, field in ledger.fields.items() if field.personal}):
        yield source.error((indicator.key, word), f"“{key}”是个人信息，不进入结账包", "指标换用别的字段")


def _dated(source: Source, indicator: Indicator, ledger: Ledger) -> Iterator[Issue]:
    symbols = of_ledger(ledger)
    name = indicator.date or (ledger.dated if indicator.kind == "flow" else None)
    if name is None:
        if indicator.kind == "flow":
            yield source.error(
                (indicator.key,), f"“{indicator.key}”按期累计，却没有日期", "写 date，或在台账里写 dated"
            )
    elif name not in symbols or symbols[name].type != "date":
        yield source.error(
            (indicator.key, "date"), f"“{name}”不是日期字段", suggestion(name, _dates(symbols))
        )
    if indicator.until is not None:
        yield from _ending(source, indicator, indicator.until, symbols)


def _ending(
    source: Source, indicator: Indicator, last: str, symbols: Mapping[str, Symbol]
) -> Iterator[Issue]:
    """What runs out can be taken off a number or a sum, not off distinct values, a smallest or a largest."""
    if last not in symbols or symbols[last].type != "date":
        yield source.error(
            (indicator.key, "until"), f"“{last}”不是日期字段", suggestion(last, _dates(symbols))
        )
    if indicator.kind == "flow" and not indicator.measure.startswith(("count(*)", "sum(")):
        yield source.error(
            (indicator.key, "until"), "净增只能数 count(*) 或 sum", "改 measure，或 kind: stock"
        )


def _dates(symbols: Mapping[str, Symbol]) -> list[str]:
    return [key for key, symbol in symbols.items() if symbol.type == "date"]


def _cycles(scope: Scope, source: Source) -> Iterator[Issue]:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for indicator in scope.pack.indicators.values():
        if indicator.ratio:
            parts = (scope.indicator(indicator.ratio.part), scope.indicator(indicator.ratio.of))
            sorter.add(indicator.name, *(part.name for part in parts if part))
    try:
        sorter.prepare()
    except CycleError as fault:
        names = [name.rpartition(".")[2] for name in fault.args[1]]
        yield source.error((names[0], "ratio"), f"指标互相引用：{' → '.join(names)}", "去掉其中一个引用")
