"""Rules over a ledger's honesty checks: what they name is there, and of the kind that can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.packs import honesty_rules as shapes
from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.shape import shaped
from luoshi.packs.source import Source, Way
from luoshi.packs.spec import Field, HonestyRule, Ledger

NUMBERS = ("money", "integer", "decimal", "percent")
TEXTS = ("text", "long_text", "organization", "region")


@dataclass(frozen=True)
class _One:
    """A rule under check: where it stands and what it may name."""

    scope: Scope
    ledger: Ledger
    source: Source
    way: Way

    def field(
        self, word: str, name: str | None, types: Iterable[str], of: Ledger | None = None
    ) -> Iterator[Issue]:
        """`name` is a field of the ledger, or of another, of one of the types."""
        there, way = (of or self.ledger).fields, (*self.way, word)
        if name is None:
            return
        if name not in there:
            yield self.source.error(way, f"{word} 里没有“{name}”这个字段", suggestion(name, there))
        elif there[name].type not in types:
            right = f"应是 {'、'.join(types)} 字段"
            yield self.source.error(way, f"{word} 不能用“{name}”（{there[name].type}）", right)

    def stage(self, word: str, name: str) -> Iterator[Issue]:
        keys = [one.key for one in self.ledger.stages]
        if name not in keys:
            yield self.source.error((*self.way, word), f"没有阶段“{name}”", suggestion(name, keys))


def run(scope: Scope) -> Iterator[Issue]:
    """All issues of the honesty checks of a pack's ledgers."""
    for ledger in scope.pack.ledgers.values():
        source = scope.source(f"ledgers/{ledger.key}")
        for index, rule in enumerate(ledger.honesty):
            way = ("honesty", index)
            if rule.key in {other.key for other in ledger.honesty[:index]}:
                yield source.error((*way, "key"), f"“{rule.key}”写了两次", "改名")
            yield from _rule(scope, ledger, source, way, rule)


def _rule(scope: Scope, ledger: Ledger, source: Source, way: Way, rule: HonestyRule) -> Iterator[Issue]:
    if rule.rule not in shapes.HONESTY:
        right = suggestion(rule.rule, shapes.HONESTY)
        yield source.error((*way, "rule"), f"没有核查规则“{rule.rule}”", right)
        return
    found: list[Issue] = []
    params = shaped(shapes.HONESTY[rule.rule], rule.params, source, (*way, "params"), found)
    yield from found
    if params is not None:
        yield from CHECKS[rule.rule](_One(scope, ledger, source, (*way, "params")), params)


def _same_file(one: _One, params: shapes.SameFile) -> Iterator[Issue]:
    if not one.ledger.evidence:
        yield one.source.error(one.way[:-1], "这本台账没有佐证", "先写 evidence")
    for name in params.purposes:
        if name not in one.ledger.evidence:
            right = suggestion(name, one.ledger.evidence)
            yield one.source.error((*one.way, "purposes"), f"没有佐证类别“{name}”", right)


def _same_value(one: _One, params: shapes.SameValue) -> Iterator[Issue]:
    known = {field.type for field in one.ledger.fields.values()}
    for name in params.fields:
        yield from one.field("fields", name, sorted(known - {"long_text"}))


def _near_same(one: _One, params: shapes.NearSame) -> Iterator[Issue]:
    yield from one.field("name", params.name, ("text", "long_text"))
    yield from one.field("investor", params.investor, ("organization", "text"))
    yield from one.field("place", params.place, ("text", "region"))
    yield from one.field("amount", params.amount, ("money",))
    yield from one.field("date", params.date, ("date",))


def _over_total(one: _One, params: shapes.OverTotal) -> Iterator[Issue]:
    children = {child.key: child for child in one.scope.children(one.ledger)}
    child = children.get(params.child)
    if child is None:
        right = suggestion(params.child, children)
        yield one.source.error((*one.way, "child"), f"“{params.child}”不是下级台账", right)
        return
    yield from one.field("field", params.field, NUMBERS)
    if child.total not in child.fields:
        yield one.source.error((*one.way, "child"), f"“{child.label}”没有 total", "在下级台账写明 total")
    elif params.field in one.ledger.fields:
        yield from _alike(one, "field", [child.fields[str(child.total)], one.ledger.fields[params.field]])


def _outside_year(one: _One, params: shapes.OutsideYear) -> Iterator[Issue]:
    if params.date is None and one.ledger.dated is None:
        yield one.source.error(one.way[:-1], "没有日期可查", "写 params 的 date，或在台账里写 dated")
    yield from one.field("date", params.date, ("date",))


def _stage_evidence(one: _One, params: shapes.StageWithoutEvidence) -> Iterator[Issue]:
    if not any(stage.needs.evidence for stage in one.ledger.stages):
        yield one.source.error(one.way[:-1], "没有阶段要求佐证", "在阶段的 needs 里写 evidence")
    for name in params.stages:
        yield from one.stage("stages", name)


def _not_started(one: _One, params: shapes.LongNotStarted) -> Iterator[Issue]:
    yield from one.field("date", params.date, ("date",))
    yield from one.stage("stage", params.stage)


def _last_days(one: _One, params: shapes.LastDays) -> Iterator[Issue]:
    if one.ledger.dated is None:
        yield one.source.error(one.way[:-1], "没有日期可查", "在台账里写 dated")
    if params.over == "month" and params.days > 28:
        yield one.source.error((*one.way, "days"), "一个月没有这么多天", "days 不大于 28，或写 over: year")


def _recompute(one: _One, params: shapes.Recompute) -> Iterator[Issue]:
    summed, shared = params.sum or params.total, params.percent or params.part or params.whole
    whole = (params.sum and params.total) if summed else (params.percent and params.part and params.whole)
    if bool(summed) == bool(shared) or not whole:
        right = "写 sum 和 total，或写 percent、part 和 whole"
        yield one.source.error(one.way, "不知道核算什么", right)
        return
    for word, name in (
        *(("sum", name) for name in params.sum), ("total", params.total), ("part", params.part),
        ("whole", params.whole),
    ):  # fmt: skip
        yield from one.field(word, name, NUMBERS)
    yield from one.field("percent", params.percent, ("percent", "decimal"))
    sides = [*params.sum, params.total] if summed else [params.part, params.whole]
    yield from _alike(
        one, "total" if summed else "whole", [one.ledger.fields.get(str(name)) for name in sides]
    )


def _alike(one: _One, word: str, fields: Iterable[Field | None]) -> Iterator[Issue]:
    """Numbers that are added or compared are kept alike: money as 分, others with the same places."""
    kinds = {
        (field.type, field.places if field.type in ("decimal", "percent") else 0)
        for field in fields
        if field is not None
    }
    if len(kinds) > 1:
        yield one.source.error((*one.way, word), "不是一种数，不能相加相比", "选同一类型、小数位相同的字段")


def _unit_slip(one: _One, params: shapes.UnitSlip) -> Iterator[Issue]:
    yield from one.field("field", params.field, ("money",))
    for name in params.texts:
        yield from one.field("texts", name, TEXTS)
    if params.parent is not None:
        up = one.ledger.fields.get(one.ledger.parent or "")
        parent = one.scope.ledger(up.ledger or "") if up else None
        if parent is None:
            yield one.source.error((*one.way, "parent"), "这本台账没有上级", "先写 parent")
        else:
            yield from one.field("parent", params.parent, ("money",), parent)
    if params.parent is None and not params.texts and not params.history:
        yield one.source.error(one.way, "没有可比的数", "写 parent、texts，或 history: true")


CHECKS: Mapping[str, Callable[[_One, Any], Iterator[Issue]]] = {
    "same_file": _same_file,
    "same_value": _same_value,
    "near_same": _near_same,
    "over_total": _over_total,
    "outside_year": _outside_year,
    "stage_without_evidence": _stage_evidence,
    "long_not_started": _not_started,
    "last_days": _last_days,
    "recompute": _recompute,
    "unit_slip": _unit_slip,
}
