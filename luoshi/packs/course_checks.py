"""What a ledger says of its numbers, of who may not do two things, of children that a stage demands, and of
what opens a record again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luoshi.packs.expressions import ExpressionError, condition, suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.numbers import PatternError, shaped
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source, Way
from luoshi.packs.spec import Ledger, Reopening, Stage, ledger_of


def run(scope: Scope, ledger: Ledger, source: Source) -> Iterator[Issue]:
    """All issues of one ledger."""
    yield from _numbered(ledger, source)
    yield from _most(scope, ledger, source)
    yield from _outside(ledger, source)
    children = {child.key: child for child in scope.children(ledger)}
    for index, stage in enumerate(ledger.stages):
        yield from _others(scope, ledger, stage, ("stages", index, "other_than"), source)
        yield from _needed(ledger, stage, ("stages", index, "needs"), children, source)
    for index, one in enumerate(ledger.reopens):
        way: Way = ("reopens", index)
        if one.key in [other.key for other in ledger.reopens[:index]]:
            yield source.error((*way, "key"), f"“{one.key}”写了两次", "改名")
        yield from _reopening(scope, ledger, one, way, children, source)


def _numbered(ledger: Ledger, source: Source) -> Iterator[Issue]:
    """The number is a text that nobody is asked for, its pattern leaves a place for it."""
    said = ledger.numbered
    if said is None:
        return
    texts = [key for key, field in ledger.fields.items() if field.type == "text"]
    if said.field not in texts:
        right = suggestion(said.field, texts)
        yield source.error(("numbered", "field"), f"“{said.field}”不是文字字段", right)
    elif ledger.fields[said.field].required:
        yield source.error(("numbered", "field"), f"“{said.field}”由系统编号，不能要人填", "删去 required")
    try:
        shaped(said.pattern)
    except PatternError as fault:
        yield source.error(("numbered", "pattern"), fault.message, fault.hint)
    way = [stage.key for stage in ledger.way]
    if said.at and said.at not in way:
        right = suggestion(said.at, way)
        yield source.error(("numbered", "at"), f"“{said.at}”不是一路上的阶段", right)


def _most(scope: Scope, ledger: Ledger, source: Source) -> Iterator[Issue]:
    """How many there are at most is a number of the record above."""
    if ledger.most is None:
        return
    parent = scope.ledger(ledger_of(ledger, ledger.fields[ledger.parent])) if ledger.parent else None
    numbers = [key for key, field in parent.fields.items() if field.type == "integer"] if parent else []
    if ledger.most not in numbers:
        right = suggestion(ledger.most, numbers) if parent else "写明 parent"
        yield source.error(("most",), f"“{ledger.most}”不是上级台账的整数字段", right)


def _outside(ledger: Ledger, source: Source) -> Iterator[Issue]:
    """Whoever looks from outside is a person, and outside of a unit."""
    units = ["unit", *(key for key, field in ledger.fields.items() if field.type == "unit")]
    for key, field in ledger.fields.items():
        way: Way = ("fields", key, "outside_of")
        if field.outside_of and field.type != "person":
            yield source.error(way, f"“{key}”不是人员字段", "type: person")
        elif field.outside_of and field.outside_of not in units:
            right = suggestion(field.outside_of, units)
            yield source.error(way, f"“{field.outside_of}”不是单位字段", right)


def _others(scope: Scope, ledger: Ledger, stage: Stage, way: Way, source: Source) -> Iterator[Issue]:
    """Whose movers are asked: stages of the ledger, its parent, its children, its parent's children."""
    near = related(scope, ledger)
    for name in stage.other_than:
        other, _, key = name.rpartition(".")
        if other and other not in near:
            said = f"“{other}”不是它的上级、下级或同属一个上级的台账"
            yield source.error(way, said, suggestion(other, near))
            continue
        known = [one.key for one in (near[other] if other else ledger).stages]
        if key not in known:
            yield source.error(way, f"“{key}”不是“{other or ledger.key}”的阶段", suggestion(key, known))


def related(scope: Scope, ledger: Ledger) -> dict[str, Ledger]:
    """The parent, the parent's other children and the children of a ledger, by key."""
    parent = scope.ledger(ledger_of(ledger, ledger.fields[ledger.parent])) if ledger.parent else None
    family = [*([parent, *scope.children(parent)] if parent else ()), *scope.children(ledger)]
    return {one.key: one for one in family if one is not ledger}


def _needed(
    ledger: Ledger, stage: Stage, way: Way, children: Mapping[str, Ledger], source: Source
) -> Iterator[Issue]:
    for key, wanted in stage.needs.children.items():
        if key not in children:
            said = f"“{key}”不是它的下级台账"
            yield source.error((*way, "children", key), said, suggestion(key, children))
            continue
        yield from _reads(wanted.when, children[key], (*way, "children", key, "when"), source)
        if wanted.every and key in {one.ledger for one in ledger.followups}:
            said = f"“{key}”由系统到时立（followups），不能要求全部合条件"
            yield source.error((*way, "children", key, "every"), said, "删去 every")
    dates = [key for key, field in ledger.fields.items() if field.type == "date"]
    early = stage.needs.not_before
    if early and early not in dates:
        yield source.error((*way, "not_before"), f"“{early}”不是日期字段", suggestion(early, dates))
    wait, before = stage.needs.wait, [one.key for one in ledger.before(stage.key)[:-1]]
    if wait and wait.after not in before:
        right = suggestion(wait.after, before)
        yield source.error((*way, "wait", "after"), f"“{wait.after}”不是“{stage.key}”前面的阶段", right)


def _reopening(
    scope: Scope, ledger: Ledger, one: Reopening, way: Way, children: Mapping[str, Ledger], source: Source
) -> Iterator[Issue]:
    stages = [stage.key for stage in ledger.way]
    if one.to not in stages[:-1]:
        right = suggestion(one.to, stages[:-1])
        yield source.error((*way, "to"), f"“{one.to}”不是可以退回的阶段", right)
    if (one.by is None) == (not one.by_roles):
        right = "by 和 when 是由下级记录重开，by_roles 是由人重开"
        yield source.error(way, "by 和 by_roles 要写其中之一", right)
    yield from _times(ledger, one, way, source)
    for role in one.by_roles:
        if role not in scope.roles():
            said = f"没有角色“{role}”"
            yield source.error((*way, "by_roles"), said, suggestion(role, scope.roles()))
    if one.by is not None and one.by not in children:
        yield source.error((*way, "by"), f"“{one.by}”不是它的下级台账", suggestion(one.by, children))
    elif one.by is not None:
        yield from _reads(one.when, children[one.by], (*way, "when"), source)


def _times(ledger: Ledger, one: Reopening, way: Way, source: Source) -> Iterator[Issue]:
    """How often a record is opened again is kept in a number, and asked of it."""
    numbers = [key for key, field in ledger.fields.items() if field.type == "integer"]
    if one.count and one.count not in numbers:
        yield source.error((*way, "count"), f"“{one.count}”不是整数字段", suggestion(one.count, numbers))
    if one.most and not one.count:
        yield source.error((*way, "most"), "最多几次要有记次数的字段", "写 count: 一个整数字段")


def _reads(when: str, child: Ledger, way: Way, source: Source) -> Iterator[Issue]:
    try:
        condition(when, child)
    except ExpressionError as fault:
        yield source.error(way, fault.message, fault.hint)
