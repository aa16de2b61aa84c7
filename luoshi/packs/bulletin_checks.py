"""Rules over bulletins: every section has what its kind is made from, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from luoshi.packs.expressions import ExpressionError, condition, suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source, Way
from luoshi.packs.spec import Bulletin, Ledger, Section, SectionKind

SHOWN = ("unit", "stage")
"""What a column may be beside a field."""
COMMON = frozenset({"kind", "title"})
UNITS = frozenset({"indicators", "unit_kind", "classes"})
RECORDS = frozenset({"ledger", "where", "columns", "most"})
MAY: Mapping[SectionKind, frozenset[str]] = {
    "progress": frozenset({"indicators"}),
    "by_unit": UNITS,
    "by_field": frozenset({"indicators", "by"}),
    "ranking": UNITS,
    "lists": UNITS | {"lists"},
    "changes": UNITS,
    "projects": RECORDS,
    "stuck": frozenset({"most"}),
    "lagging": UNITS | {"lights", "text"},
    "problems": UNITS | {"text"},
    "corrections": frozenset(),
    "next_steps": frozenset({"text"}),
    "text": frozenset({"text"}),
    "annex": UNITS | RECORDS,
}
"""What each kind of section may say beside its title."""
MUST: Mapping[SectionKind, tuple[str, ...]] = {
    "progress": ("indicators",), "by_unit": ("indicators", "unit_kind"), "by_field": ("indicators", "by"),
    "ranking": ("indicators", "unit_kind"), "lists": ("indicators", "unit_kind", "lists"),
    "changes": ("indicators", "unit_kind"), "projects": ("ledger", "columns"), "lagging": ("indicators",),
}  # fmt: skip


@dataclass(frozen=True)
class _At:
    """A section and where it stands."""

    scope: Scope
    source: Source
    bulletin: Bulletin
    section: Section
    way: Way


def run(scope: Scope) -> Iterator[Issue]:
    """All issues of a pack's bulletins."""
    for bulletin in scope.pack.bulletins.values():
        source = scope.source(f"bulletins/{bulletin.key}")
        yield from _signs(scope, source, bulletin)
        for index, section in enumerate(bulletin.sections):
            at = _At(scope, source, bulletin, section, ("sections", index))
            for rule in (_words, _indicators, _by, _lights, _records):
                yield from rule(at)


def _signs(scope: Scope, source: Source, bulletin: Bulletin) -> Iterator[Issue]:
    known = scope.roles()
    for index, step in enumerate(bulletin.signs):
        if step.role not in known:
            yield source.error(
                ("signs", index, "role"), f"没有角色“{step.role}”", suggestion(step.role, known)
            )
        if step.key in {other.key for other in bulletin.signs[:index]}:
            yield source.error(("signs", index, "key"), f"“{step.key}”写了两次", "改名")


def _words(at: _At) -> Iterator[Issue]:
    """What a kind does not use is a mistake, and so is what it cannot do without."""
    kind, may = at.section.kind, MAY[at.section.kind]
    for word in sorted(at.section.model_fields_set - COMMON - may):
        right = f"可用 {'、'.join(sorted(may))}" if may else "删去"
        yield at.source.error((*at.way, word), f"{kind} 部分不用“{word}”", right)
    for word in MUST.get(kind, ()):
        if not getattr(at.section, word):
            yield at.source.error(at.way, f"{kind} 部分要写“{word}”")
    if kind == "annex" and bool(at.section.ledger) == bool(at.section.indicators):
        yield at.source.error(at.way, "annex 部分列指标或列台账，二者取一", "写 indicators 或 ledger")


def _indicators(at: _At) -> Iterator[Issue]:
    for name in at.section.indicators:
        if at.scope.indicator(name) is None:
            yield at.source.error((*at.way, "indicators"), f"没有指标“{name}”", at.scope.near_indicator(name))


def _by(at: _At) -> Iterator[Issue]:
    """Every indicator counts records that have the choice, or whose parents have it."""
    by = at.section.by
    for name in at.section.indicators if by else ():
        spec = at.scope.indicator(name)
        ledger = at.scope.ledger(spec.ledger) if spec and spec.ledger else None
        if spec is None:
            continue
        if ledger is None:
            yield at.source.error((*at.way, "by"), f"指标“{name}”不取自台账，不能按“{by}”分", "换一个指标")
            continue
        up = ledger.fields.get(ledger.parent or "")
        parent = at.scope.ledger(up.ledger or "") if up else None
        fields = {**(parent.fields if parent else {}), **ledger.fields}
        choices = [key for key, field in fields.items() if field.type == "choice"]
        if by not in choices:
            yield at.source.error((*at.way, "by"), f"“{by}”不是选择字段", suggestion(str(by), choices))


def _lights(at: _At) -> Iterator[Issue]:
    known = [one.key for one in at.scope.pack.lights]
    said = [(("lights",), at.section.lights)]
    said += [(("lists", index, "lights"), one.lights) for index, one in enumerate(at.section.lists)]  # type: ignore[misc]  # ways differ in length
    for way, keys in said:
        for key in keys:
            if key not in known:
                yield at.source.error((*at.way, *way), f"没有灯“{key}”", suggestion(key, known))


def _records(at: _At) -> Iterator[Issue]:
    """The ledger, the condition over it, and its columns; nothing personal in a public bulletin."""
    name = at.section.ledger
    if name is None:
        return
    ledger = at.scope.ledger(name)
    if ledger is None:
        yield at.source.error((*at.way, "ledger"), f"没有台账“{name}”", at.scope.near_ledger(name))
        return
    if at.section.where:
        try:
            condition(at.section.where, ledger)
        except ExpressionError as fault:
            yield at.source.error((*at.way, "where"), fault.message, fault.hint)
    for index, key in enumerate(at.section.columns):
        yield from _column(at, ledger, (*at.way, "columns", index), key)


def _column(at: _At, ledger: Ledger, way: Way, key: str) -> Iterator[Issue]:
    if key in SHOWN:
        return
    field = ledger.fields.get(key)
    if field is None:
        yield at.source.error(way, f"没有“{key}”这个字段", suggestion(key, [*ledger.fields, *SHOWN]))
    elif at.bulletin.public and (field.personal or field.type in ("person", "phone")):
        yield at.source.error(way, f"公开的通报不能列个人信息“{key}”", "删去这一列，或不公开")
