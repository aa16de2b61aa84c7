"""Rules over sheets."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.rules import BUILT_IN, RULES
from luoshi.packs.scope import Scope
from luoshi.packs.shape import shaped
from luoshi.packs.source import Source
from luoshi.packs.spec import Rule


def run(scope: Scope) -> Iterator[Issue]:
    """All issues of a pack's sheets."""
    for sheet in scope.pack.sheets.values():
        source = scope.source(f"sheets/{sheet.key}")
        for index, rule in enumerate(sheet.items):
            yield from _rule(scope, source, index, rule)
            if rule.key in {other.key for other in sheet.items[:index]}:
                yield source.error(("items", index, "key"), f"“{rule.key}”写了两次", "改名")


def _rule(scope: Scope, source: Source, index: int, rule: Rule) -> Iterator[Issue]:
    way = ("items", index)
    if rule.rule not in RULES:
        yield source.error((*way, "rule"), f"没有规则“{rule.rule}”", suggestion(rule.rule, RULES))
        return
    found: list[Issue] = []
    shaped(RULES[rule.rule], rule.params, source, (*way, "params"), found)
    yield from found
    if not rule.indicator:
        yield source.error(way, f"“{rule.key}”没有写 indicator")
    elif rule.indicator.startswith("@"):
        if rule.rule != "deduct" or rule.indicator not in BUILT_IN:
            yield source.error(
                (*way, "indicator"), f"“{rule.indicator}”不可用", f"扣分项可用 {'、'.join(BUILT_IN)}"
            )
    elif scope.indicator(rule.indicator) is None:
        yield source.error(
            (*way, "indicator"), f"没有指标“{rule.indicator}”", scope.near_indicator(rule.indicator)
        )
