"""What a ledger's deadline, lights and ladder say of its fields, stages and children."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source
from luoshi.packs.spec import Deadline, Ledger


def run(scope: Scope, ledger: Ledger, source: Source) -> Iterator[Issue]:
    """All issues of one ledger."""
    yield from _due(ledger, source)
    yield from _rework(ledger, source)
    if ledger.deadline is not None:
        yield from _deadline(scope, ledger, ledger.deadline, source)
    elif ledger.lights:
        yield source.error(("lights",), "没有 deadline，灯无从判断", "写明 deadline")
    yield from _lights(ledger, source)
    children = [one.key for one in scope.children(ledger)]
    for name in ledger.seen_through:
        if name not in children:
            yield source.error(("seen_through",), f"“{name}”不是它的下级台账", suggestion(name, children))


def _due(ledger: Ledger, source: Source) -> Iterator[Issue]:
    if ledger.due and (ledger.due.workday is None) == (ledger.due.day is None):
        yield source.error(
            ("due",), "due 要写 workday 或 day 之一", "workday: 5 是次月第5个工作日，day: 28 是当月28日"
        )


def _rework(ledger: Ledger, source: Source) -> Iterator[Issue]:
    marked = [index for index, stage in enumerate(ledger.stages) if stage.rework]
    for index in marked[1:]:
        yield source.error(("stages", index, "rework"), "只能退回到一个阶段", "留下一个 rework")
    if marked and marked[0] == len(ledger.stages) - 1:
        yield source.error(
            ("stages", marked[0], "rework"), "最后一个阶段之后没有可退回的", "写在办理的阶段上"
        )


def _deadline(scope: Scope, ledger: Ledger, said: Deadline, source: Source) -> Iterator[Issue]:
    stages = [stage.key for stage in ledger.stages]
    dates = [key for key, field in ledger.fields.items() if field.type == "date"]
    yield from _known(source, "field", said.field, dates, "不是日期字段")
    yield from _known(source, "after", said.after, stages, "不是阶段")
    yield from _known(source, "until", said.until, stages, "不是阶段")
    if said.after in stages and said.until in stages and stages.index(said.after) >= stages.index(said.until):
        yield source.error(("deadline", "until"), f"“{said.until}”不在“{said.after}”之后", "写一个更晚的阶段")
    yield from _defaults(ledger, said, source)
    yield from _nodes(scope, ledger, said, source)


def _defaults(ledger: Ledger, said: Deadline, source: Source) -> Iterator[Issue]:
    """The working days by the choices of a field."""
    if said.by is not None:
        choices = [key for key, field in ledger.fields.items() if field.type == "choice"]
        yield from _known(source, "by", said.by, choices, "不是选择字段")
        if said.by in choices:
            for name in said.days:
                if name not in ledger.fields[said.by].choices:
                    right = suggestion(name, ledger.fields[said.by].choices)
                    yield source.error(("deadline", "days", name), f"“{said.by}”没有“{name}”这个选项", right)
    elif said.days:
        yield source.error(("deadline", "days"), "有 days 而没有 by", "写明按哪个选择字段")


def _nodes(scope: Scope, ledger: Ledger, said: Deadline, source: Source) -> Iterator[Issue]:
    """The nodes on the way are a child ledger with deadlines of its own."""
    if said.nodes is not None:
        children = {one.key: one for one in scope.children(ledger)}
        yield from _known(source, "nodes", said.nodes, children, "不是它的下级台账")
        if said.nodes in children and children[said.nodes].deadline is None:
            yield source.error(("deadline", "nodes"), f"“{said.nodes}”没有 deadline", "节点要写明时限")


def _known(source: Source, word: str, name: str, known: Iterable[str], what: str) -> Iterator[Issue]:
    if name not in known:
        yield source.error(("deadline", word), f"“{name}”{what}", suggestion(name, list(known)))


def _lights(ledger: Ledger, source: Source) -> Iterator[Issue]:
    keys = [light.key for light in ledger.lights]
    for index, light in enumerate(ledger.lights):
        if light.key in keys[:index]:
            yield source.error(("lights", index, "key"), f"灯“{light.key}”写了两次", "改名")
    for index, rung in enumerate(ledger.ladder):
        for name in rung.lights:
            if name not in keys:
                yield source.error(("ladder", index, "lights"), f"没有灯“{name}”", suggestion(name, keys))
