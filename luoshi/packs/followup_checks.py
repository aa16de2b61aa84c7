"""What a ledger's follow-ups say of its stages, its dates and the child ledger they are written in."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source
from luoshi.packs.spec import Followup, Ledger


def run(scope: Scope, ledger: Ledger, source: Source) -> Iterator[Issue]:
    """All issues of one ledger's follow-ups."""
    for index, one in enumerate(ledger.followups):
        way = ("followups", index)
        if one.key in [other.key for other in ledger.followups[:index]]:
            yield source.error((*way, "key"), f"“{one.key}”写了两次", "改名")
        if bool(one.months) == (one.every is not None):
            yield source.error(
                way, "months 和 every 要写其中之一", "months: [12, 36] 是到期各一次，every: 12 是每年一次"
            )
        if any(first >= second for first, second in zip((0, *one.months), one.months, strict=False)):
            yield source.error((*way, "months"), "months 要从小到大，都大于 0", "如 [12, 36]")
        yield from _begins(ledger, one, (*way, "after"), source)
        stages = [stage.key for stage in ledger.stages]
        if one.until and one.until not in stages:
            yield source.error((*way, "until"), f"“{one.until}”不是阶段", suggestion(one.until, stages))
        yield from _child(scope, ledger, one, way, source)


def _begins(ledger: Ledger, one: Followup, way: tuple[str | int, ...], source: Source) -> Iterator[Issue]:
    dates = [key for key, field in ledger.fields.items() if field.type == "date"]
    known = [*(stage.key for stage in ledger.stages), *dates]
    if one.after not in known:
        yield source.error(way, f"“{one.after}”不是阶段，也不是日期字段", suggestion(one.after, known))


def _child(
    scope: Scope, ledger: Ledger, one: Followup, way: tuple[str | int, ...], source: Source
) -> Iterator[Issue]:
    """The System fills the parent, the number and the day; nothing else may be required from the start."""
    children = {child.key: child for child in scope.children(ledger)}
    child = children.get(one.ledger)
    if child is None:
        said = f"“{one.ledger}”不是它的下级台账"
        yield source.error((*way, "ledger"), said, suggestion(one.ledger, children))
        return
    if child.deadline is None:
        yield source.error((*way, "ledger"), f"“{one.ledger}”没有 deadline", "后续事项要写明时限")
        return
    if child.stages and child.deadline.after != child.stages[0].key:
        said = f"“{one.ledger}”的时限从“{child.deadline.after}”起计，系统写的记录在“{child.stages[0].key}”"
        yield source.error((*way, "ledger"), said, "从第一个阶段起计")
    numbered = child.fields.get(one.number)
    if numbered is None or numbered.type != "integer":
        right = f"在“{one.ledger}”里加一个 integer 字段，记第几次"
        yield source.error((*way, "number"), f"“{one.ledger}”没有整数字段“{one.number}”", right)
    filled = {child.parent, child.deadline.field, one.number}
    asked = [key for key, field in child.fields.items() if field.required and key not in filled]
    if asked:
        yield source.error(
            (*way, "ledger"),
            f"“{one.ledger}”的“{'、'.join(asked)}”必填，系统写不出来",
            "改在后面的阶段要求（needs）",
        )
