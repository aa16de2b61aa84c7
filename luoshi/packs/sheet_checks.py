"""Rules over sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.rules import (
    ADDED,
    BUILT_IN,
    MEASURED_AGAINST,
    RULES,
    WEIGHTED,
    WITHOUT_INDICATOR,
    Composed,
    Faults,
    Pipeline,
    Tally,
)
from luoshi.packs.scope import Scope
from luoshi.packs.shape import shaped
from luoshi.packs.source import Source, Way
from luoshi.packs.spec import Rule, Sheet, Spec


@dataclass(frozen=True)
class _Item:
    """An item, its parameters when they have their shape, and where it stands."""

    scope: Scope
    source: Source
    sheet: Sheet
    index: int
    rule: Rule
    given: Spec

    @property
    def way(self) -> Way:
        return ("items", self.index)

    def wrong(self, word: str, what: str, right: str = "") -> Issue:
        return self.source.error((*self.way, word), what, right)


def run(scope: Scope) -> Iterator[Issue]:
    """All issues of a pack's sheets."""
    for sheet in scope.pack.sheets.values():
        source = scope.source(f"sheets/{sheet.key}")
        for index, rule in enumerate(sheet.items):
            yield from _rule(scope, source, sheet, index, rule)
            if rule.key in {other.key for other in sheet.items[:index]}:
                yield source.error(("items", index, "key"), f"“{rule.key}”写了两次", "改名")
        used = {rule.group for rule in sheet.items}
        for key in sheet.groups:
            if key not in used:
                line = source.line(("groups", key))
                yield Issue(source.name, line, "warning", f"没有项目归入“{key}”", "写进某项的 group，或删去")


def _rule(scope: Scope, source: Source, sheet: Sheet, index: int, rule: Rule) -> Iterator[Issue]:
    way = ("items", index)
    if rule.rule not in RULES:
        yield source.error((*way, "rule"), f"没有规则“{rule.rule}”", suggestion(rule.rule, RULES))
        return
    found: list[Issue] = []
    given = shaped(RULES[rule.rule], rule.params, source, (*way, "params"), found)
    yield from found
    item = _Item(scope, source, sheet, index, rule, given or Spec())
    for check in CHECKS:
        yield from check(item)


def _indicator(item: _Item) -> Iterator[Issue]:
    name = item.rule.indicator
    if item.rule.rule in WITHOUT_INDICATOR:
        if name:
            yield item.wrong("indicator", f"规则 {item.rule.rule} 不写 indicator", "写在 params 的 parts 里")
    elif not name:
        yield item.source.error(item.way, f"“{item.rule.key}”没有写 indicator")
    else:
        yield from _named(item, name, "indicator", built_in=item.rule.rule in ("deduct", "veto"))


def _parts(item: _Item) -> Iterator[Issue]:
    match item.given:
        case Pipeline() | Tally() | Faults():
            counts = not isinstance(item.given, Pipeline)
            for one in item.given.parts:
                yield from _named(item, one.indicator, "params", built_in=counts)
        case Composed():
            for part in item.given.parts:
                if item.scope.sheet(part.sheet) is None:
                    near = item.scope.near_sheet(part.sheet)
                    yield item.wrong("params", f"没有考核细则“{part.sheet}”", near)
                elif item.scope.sheet(part.sheet) is item.sheet:
                    yield item.wrong("params", "细则不能用自己的得分", "写另一张细则")


def _named(item: _Item, name: str, word: str, *, built_in: bool) -> Iterator[Issue]:
    """An indicator that exists; or a count every unit has, where it may stand."""
    if name.startswith("@"):
        if not built_in or name not in BUILT_IN:
            yield item.wrong(word, f"“{name}”不可用", f"扣分项可用 {'、'.join(BUILT_IN)}")
    elif item.scope.indicator(name) is None:
        yield item.wrong(word, f"没有指标“{name}”", item.scope.near_indicator(name))


def _terms(item: _Item) -> Iterator[Issue]:
    """What an item says beside its rule: a base, a condition, a group."""
    rule = item.rule
    if rule.against != "target" and rule.full is not None:
        yield item.wrong("full", "against 和 full 只写一个")
    if rule.against != "target" and rule.rule not in MEASURED_AGAINST:
        yield item.wrong("against", f"规则 {rule.rule} 不用 against", "、".join(MEASURED_AGAINST) + " 才用")
    if rule.full is not None and rule.rule not in (*MEASURED_AGAINST, "quarterly"):
        yield item.wrong(
            "full", f"规则 {rule.rule} 不用 full", "、".join(MEASURED_AGAINST) + "、quarterly 才用"
        )
    if rule.when:
        yield from _named(item, rule.when.indicator, "when", built_in=False)
    if rule.group is not None and rule.group not in item.sheet.groups:
        yield item.wrong("group", f"没有分组“{rule.group}”", suggestion(rule.group, item.sheet.groups))


def _weight(item: _Item) -> Iterator[Issue]:
    """What scores a share of a weight has one; what adds or takes points has none."""
    rule = item.rule
    if rule.rule in WEIGHTED and not rule.weight:
        yield item.source.error(item.way, f"“{rule.key}”没有分值", "写 weight")
    if rule.rule in ADDED and rule.weight:
        yield item.wrong("weight", f"规则 {rule.rule} 不写 weight", "加减几分写在 params 里")


CHECKS: tuple[Callable[[_Item], Iterator[Issue]], ...] = (_indicator, _parts, _terms, _weight)
