"""What a ledger's bars say of other ledgers, its own fields and stages; and from when a record is seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp

from luoshi.packs.expressions import ExpressionError, condition, suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source, Way
from luoshi.packs.spec import Bar, Ledger
from luoshi.packs.symbols import Symbol

TODAY: Mapping[str, Symbol] = {"today": Symbol(exp.column("today"), "date")}
"""What a bar's condition may name beside the fields of its ledger."""


def run(scope: Scope, ledger: Ledger, source: Source) -> Iterator[Issue]:
    """All issues of one ledger's bars."""
    stages = [stage.key for stage in ledger.stages]
    for index, one in enumerate(ledger.bars):
        way: Way = ("bars", index)
        if one.key in [other.key for other in ledger.bars[:index]]:
            yield source.error((*way, "key"), f"“{one.key}”写了两次", "改名")
        yield from _known(source, (*way, "at"), one.at, stages, "不是阶段")
        if one.unknown_at:
            yield from _known(source, (*way, "unknown_at"), one.unknown_at, stages, "不是阶段")
        yield from _known(source, (*way, "decided_by"), one.decided_by, scope.roles(), "不是角色")
        yield from _sides(scope, ledger, one, way, source)


def _sides(scope: Scope, ledger: Ledger, one: Bar, way: Way, source: Source) -> Iterator[Issue]:
    """Both sides of the comparison are there and of one kind."""
    other = scope.ledger(one.ledger)
    if other is None:
        yield source.error((*way, "ledger"), f"没有台账“{one.ledger}”", scope.near_ledger(one.ledger))
        return
    children = {child.key: child for child in scope.children(ledger)}
    mine = children.get(one.through) if one.through else ledger
    if mine is None:
        said = f"“{one.through}”不是它的下级台账"
        yield source.error((*way, "through"), said, suggestion(str(one.through), children))
        return
    if not one.match:
        yield source.error((*way, "match"), "没有写按什么比对", "match: {对方字段: 本台账字段}")
    for theirs, own in one.match.items():
        yield from _known(source, (*way, "match"), theirs, other.fields, f"不是“{other.key}”的字段")
        yield from _known(source, (*way, "match"), own, mine.fields, f"不是“{mine.key}”的字段")
        pair = [ledger.fields.get(key) for ledger, key in ((other, theirs), (mine, own))]
        if None not in pair and pair[0].type != pair[1].type:  # type: ignore[union-attr]
            yield source.error((*way, "match"), f"“{theirs}”与“{own}”类型不同", "比对同一类型的字段")
    yield from _when(other, one, way, source)


def _when(other: Ledger, one: Bar, way: Way, source: Source) -> Iterator[Issue]:
    if one.where:
        try:
            condition(one.where, other, TODAY)
        except ExpressionError as fault:
            yield source.error((*way, "where"), fault.message, fault.hint)
    if one.within:
        dates = [key for key, field in other.fields.items() if field.type == "date"]
        yield from _known(source, (*way, "within", "of"), one.within.of, dates, "不是日期字段")


def seen(ledger: Ledger, source: Source) -> Iterator[Issue]:
    """From when a role, or anybody, sees a record: a stage of the ledger, a role that reads it."""
    stages = [stage.key for stage in ledger.stages]
    if ledger.public_from:
        yield from _known(source, ("public_from",), ledger.public_from, stages, "不是阶段")
    readers = [role for role, verbs in ledger.roles.items() if "read" in verbs]
    for role, stage in ledger.seen_from.items():
        yield from _known(source, ("seen_from", role), role, readers, "不是能查看它的角色")
        yield from _known(source, ("seen_from", role), stage, stages, "不是阶段")


def _known(
    source: Source, way: Way, said: str, known: Iterable[str] | Mapping[str, object], what: str
) -> Iterator[Issue]:
    names = list(known)
    if said not in names:
        yield source.error(way, f"“{said}”{what}", suggestion(said, names))
