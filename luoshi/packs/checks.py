"""What the parts of a pack say of one another: one small rule each, returning what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from luoshi.packs import (
    asking_checks,
    bar_checks,
    blind_checks,
    bulletin_checks,
    consequences,
    course_checks,
    deadline_checks,
    followup_checks,
    honesty_checks,
    indicator_checks,
    pause_checks,
    picture_checks,
    policy_checks,
    sheet_checks,
)
from luoshi.packs.checklist_checks import run as asked
from luoshi.packs.expressions import ExpressionError, condition, suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source
from luoshi.packs.spec import Ledger, Pack
from luoshi.packs.symbols import Symbol, of_child

RESERVED = frozenset(
    {
        "id", "unit", "stage", "verification", "verified", "withdrawn", "version", "reported_by",
        "reported_at", "verified_by", "verified_on", "pack_digest",
    }
)  # fmt: skip
"""Columns that every ledger has, and names that expressions use."""


def run(pack: Pack, sources: Mapping[str, Source], known: Mapping[str, Pack]) -> list[Issue]:
    """All issues of a pack whose parts have their shape."""
    scope = Scope(pack, sources, known)
    found = [*_requires(scope), *_year(scope)]
    for ledger in pack.ledgers.values():
        one = _Ledger(scope, ledger, scope.source(f"ledgers/{ledger.key}"))
        found += chain.from_iterable(rule(one) for rule in LEDGER_RULES)
    found += honesty_checks.run(scope)
    found += indicator_checks.run(scope)
    found += sheet_checks.run(scope)
    found += bulletin_checks.run(scope)
    found += policy_checks.run(scope)
    found += consequences.run(scope)
    return found


def _requires(scope: Scope) -> Iterator[Issue]:
    for key in scope.pack.requires:
        if key not in scope.known:
            yield scope.source("pack").error(
                ("requires",), f"没有台账包“{key}”", suggestion(key, scope.known)
            )


def _year(scope: Scope) -> Iterator[Issue]:
    try:
        date.fromisoformat(f"2023-{scope.pack.year_starts}")
    except ValueError:
        yield scope.source("pack").error(
            ("year_starts",), f"“{scope.pack.year_starts}”不是一年里的一天", "写作 01-01 或 12-01"
        )


@dataclass(frozen=True)
class _Ledger:
    scope: Scope
    ledger: Ledger
    source: Source


def _names(one: _Ledger) -> Iterator[Issue]:
    """No field takes a name or column that is already taken."""
    columns: dict[str, str] = {}
    for key, field in one.ledger.fields.items():
        if key in RESERVED or key.startswith("stage_") or key.endswith(("_total", "_count")):
            yield one.source.error(("fields", key), f"“{key}”是系统用的名字", "换一个字段名")
        for column in (key, f"{key}_code") if field.type == "organization" else (key,):
            if column in columns:
                yield one.source.error(
                    ("fields", key), f"“{key}”与“{columns[column]}”占用同一列 {column}", "改名"
                )
            columns.setdefault(column, key)


def _fields(one: _Ledger) -> Iterator[Issue]:
    """What a type needs beside it: choices, a unit of money, a ledger."""
    for key, field in one.ledger.fields.items():
        way = ("fields", key)
        if field.type == "choice" and not field.choices:
            yield one.source.error(way, f"选择字段“{key}”没有 choices", "列出可选的值")
        if field.choices and field.type != "choice":
            yield one.source.error((*way, "choices"), f"“{key}”不是选择字段，却有 choices", "type: choice")
        if field.type == "money" and field.unit not in ("元", "万元", "亿元"):
            yield one.source.error(way, f"金额字段“{key}”的 unit 是“{field.unit}”", "写 unit: 元、万元或亿元")
        if field.min is not None and field.max is not None and field.min > field.max:
            yield one.source.error((*way, "min"), f"“{key}”的 min 大于 max")
        if field.type == "record" and one.scope.ledger(field.ledger or "") is None:
            said = (
                f"“{key}”指向的台账“{field.ledger}”不存在" if field.ledger else f"“{key}”没有写指向哪个台账"
            )
            yield one.source.error((*way, "ledger"), said, one.scope.near_ledger(field.ledger or ""))


def _renames(one: _Ledger) -> Iterator[Issue]:
    for key, field in one.ledger.fields.items():
        if field.renamed_from and field.renamed_from in one.ledger.fields:
            yield one.source.error(
                ("fields", key, "renamed_from"),
                f"“{field.renamed_from}”还在，不能又改名为“{key}”",
                "删去其中一个",
            )


def _named_fields(one: _Ledger) -> Iterator[Issue]:
    """identity, columns, title, dated, total, parent and others name fields of the right type."""
    fields, ledger = one.ledger.fields, one.ledger
    for word, names in (("identity", ledger.identity), ("columns", ledger.columns)):
        for index, name in enumerate(names):
            if name not in fields:
                yield one.source.error(
                    (word, index), f"{word} 里没有“{name}”这个字段", suggestion(name, fields)
                )
    wanted: dict[str, tuple[str | None, tuple[str, ...]]] = {
        "title": (ledger.title, ("text", "long_text", "organization")),
        "dated": (ledger.dated, ("date",)),
        "total": (ledger.total, ("money", "integer", "decimal")),
        "parent": (ledger.parent, ("record",)),
        "total_by": (ledger.total_by, ("choice",)),
        "filed_by": (ledger.filed_by, ("choice",)),
    }
    for place, (wants, types) in wanted.items():
        if wants is None:
            continue
        if wants not in fields:
            yield one.source.error((place,), f"{place} 里没有“{wants}”这个字段", suggestion(wants, fields))
        elif fields[wants].type not in types:
            yield one.source.error(
                (place,), f"{place} 不能用“{wants}”（{fields[wants].type}）", f"应是 {'、'.join(types)} 字段"
            )


def _plan(one: _Ledger) -> Iterator[Issue]:
    """The plan is a field of the parent of the kind of the total."""
    ledger = one.ledger
    if ledger.plan is None:
        return
    up = ledger.fields.get(ledger.parent or "")
    parent = one.scope.ledger(up.ledger or "") if up else None
    if parent is None or ledger.total not in ledger.fields:
        yield one.source.error(("plan",), "plan 要有 parent 和 total", "写明上级台账的字段和合计的字段")
    elif ledger.plan not in parent.fields:
        right = suggestion(ledger.plan, parent.fields)
        yield one.source.error(("plan",), f"上级台账里没有“{ledger.plan}”这个字段", right)
    elif parent.fields[ledger.plan].type != ledger.fields[str(ledger.total)].type:
        yield one.source.error(("plan",), f"“{ledger.plan}”与“{ledger.total}”不是一种数", "选同一类型的字段")


def _stages(one: _Ledger) -> Iterator[Issue]:
    """Stages need fields, evidence and gates that exist; limits run from an earlier stage."""
    keys = [stage.key for stage in one.ledger.stages]
    for index, stage in enumerate(one.ledger.stages):
        way = ("stages", index)
        if stage.key in keys[:index]:
            yield one.source.error(way, f"阶段“{stage.key}”写了两次", "改名")
        for word, names, there in (
            ("fields", stage.needs.fields, one.ledger.fields),
            ("evidence", stage.needs.evidence, one.ledger.evidence),
        ):
            for name in names:
                if name not in there:
                    yield one.source.error(
                        (*way, "needs", word),
                        f"阶段“{stage.key}”要的 {word}“{name}”没有定义",
                        suggestion(name, there),
                    )
        for name in stage.gates:
            if name not in one.ledger.gates:
                yield one.source.error(
                    (*way, "gates"),
                    f"阶段“{stage.key}”的关口“{name}”没有定义",
                    suggestion(name, one.ledger.gates),
                )
        yield from _limit(one, index, keys)
        yield from _side(one, index)


def _side(one: _Ledger, index: int) -> Iterator[Issue]:
    """Stages aside stand behind the way and end at one of it; the roles that move and change records are
    known."""
    stage, way = one.ledger.stages[index], ("stages", index)
    if stage.aside and (index == 0 or any(not later.aside for later in one.ledger.stages[index:])):
        yield one.source.error((*way, "aside"), f"“{stage.key}”不在最后", "aside 的阶段写在其他阶段之后")
    keys = [each.key for each in one.ledger.way]
    if stage.until and not stage.aside:
        yield one.source.error(
            (*way, "until"), f"“{stage.key}”不是 aside 的阶段", "until 只写在 aside 的阶段"
        )
    elif stage.until and stage.until not in keys:
        yield one.source.error((*way, "until"), f"没有阶段“{stage.until}”", suggestion(stage.until, keys))
    for word, names in (("by", stage.by), ("edited_by", stage.edited_by or ())):
        for name in names:
            if name not in one.scope.roles():
                yield one.source.error((*way, word), f"没有角色“{name}”", suggestion(name, one.scope.roles()))


def _once(one: _Ledger) -> Iterator[Issue]:
    """What is held once of an identity is so under a parent."""
    if one.ledger.once and (one.ledger.parent is None or one.ledger.parent not in one.ledger.identity):
        yield one.source.error(("once",), "once 要有 parent，identity 里要有它", "写 identity: [上级字段, …]")


def _kept(one: _Ledger) -> Iterator[Issue]:
    """What tells kept records from others is a field, and who keeps them are roles."""
    kept, roles = one.ledger.kept, one.scope.roles()
    if kept is None:
        return
    if kept.field not in one.ledger.fields:
        right = suggestion(kept.field, one.ledger.fields)
        yield one.source.error(("kept", "field"), f"没有字段“{kept.field}”", right)
    for word, names in (("by", kept.by), ("corrected_by", kept.corrected_by)):
        for name in names:
            if name not in roles:
                yield one.source.error(("kept", word), f"没有角色“{name}”", suggestion(name, roles))


def _limit(one: _Ledger, index: int, keys: list[str]) -> Iterator[Issue]:
    limit = one.ledger.stages[index].within
    if limit is None:
        return
    way = ("stages", index, "within")
    if limit.after not in keys:
        yield one.source.error(way, f"时限起点“{limit.after}”不是阶段", suggestion(limit.after, keys))
    elif keys.index(limit.after) >= index:
        yield one.source.error(way, f"时限起点“{limit.after}”不在这个阶段之前", "写一个更早的阶段")
    if (limit.days is None) == (limit.months is None):
        yield one.source.error(way, "时限要写 days 或 months 之一")
    if limit.more and not limit.days:
        yield one.source.error((*way, "more"), "按月计的时限没有 more", "写 days，或删去 more")


def _roles(one: _Ledger) -> Iterator[Issue]:
    """Deciding roles and roles of the ledger exist, built in or in a pack."""
    roles = one.scope.roles()
    for key, gate in one.ledger.gates.items():
        if gate.decided_by not in roles:
            yield one.source.error(
                ("gates", key, "decided_by"),
                f"没有角色“{gate.decided_by}”",
                suggestion(gate.decided_by, roles),
            )
    for role in one.ledger.roles:
        if role not in roles:
            yield one.source.error(("roles", role), f"没有角色“{role}”", suggestion(role, roles))


def _checks(one: _Ledger) -> Iterator[Issue]:
    children: dict[str, Symbol] = {}
    for child in one.scope.children(one.ledger):
        children |= of_child(child)
    for index, check in enumerate(one.ledger.checks):
        try:
            condition(check.when, one.ledger, children)
        except ExpressionError as fault:
            yield one.source.error(("checks", index, "when"), fault.message, fault.hint)
        stages = [stage.key for stage in one.ledger.stages]
        if check.at and check.at not in stages:
            said = f"“{check.at}”不是阶段"
            yield one.source.error(("checks", index, "at"), said, suggestion(check.at, stages))
        elif check.at and check.level != "error":
            yield one.source.error(("checks", index, "at"), "提醒不挡阶段", "写 level: error，或删去 at")


def _elsewhere(one: _Ledger) -> Iterator[Issue]:
    """Deadlines, pauses, later looks, the course of a record, what bars it: a file of rules each."""
    for rules in (
        deadline_checks, pause_checks, followup_checks, course_checks, bar_checks, asking_checks,
        picture_checks,
    ):  # fmt: skip
        yield from rules.run(one.scope, one.ledger, one.source)
    for word, does in (("seen_above", "随上级查看"), ("apart", "与上级分开")):
        if getattr(one.ledger, word) and one.ledger.parent is None:
            yield one.source.error((word,), f"没有 parent，无从{does}", "写明 parent")


def _blind(one: _Ledger) -> Iterator[Issue]:
    yield from blind_checks.run(one.ledger, one.source)


def _seen(one: _Ledger) -> Iterator[Issue]:
    """From when on a record is seen."""
    yield from bar_checks.seen(one.ledger, one.source)


def _checklist(one: _Ledger) -> Iterator[Issue]:
    yield from asked(one.ledger, one.source)


def _dead(one: _Ledger) -> Iterator[Issue]:
    """Gates and evidence that no stage asks for are probably a slip."""
    asked = {name for stage in one.ledger.stages for name in stage.gates}
    for key in one.ledger.gates:
        if key not in asked:
            line = one.source.line(("gates", key))
            yield Issue(
                one.source.name, line, "warning", f"没有阶段要过关口“{key}”", "写进某个阶段的 gates，或删去"
            )


LEDGER_RULES: tuple[Callable[[_Ledger], Iterator[Issue]], ...] = (
    _names, _fields, _renames, _named_fields, _once, _plan, _stages, _roles, _checks, _elsewhere, _seen,
    _checklist, _blind, _kept, _dead,
)  # fmt: skip
