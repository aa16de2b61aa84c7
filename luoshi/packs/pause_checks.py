"""What a ledger's pauses say of its limits and of the child ledger in which whoever applied is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source
from luoshi.packs.spec import FieldType, Ledger

NOTICE: Mapping[str, FieldType] = {"kind": "text", "text": "long_text", "told_on": "date"}
"""The fields of a notice that the System fills in, beside its parent."""


def run(scope: Scope, ledger: Ledger, source: Source) -> Iterator[Issue]:
    """All issues of one ledger's pauses."""
    if ledger.pauses and not any(stage.within for stage in ledger.stages) and ledger.deadline is None:
        yield source.error(("pauses",), "没有时限，无可暂停", "写明 within 或 deadline")
    children = {child.key: child for child in scope.children(ledger)}
    for key, one in ledger.pauses.items():
        for role in one.by:
            if role not in scope.roles():
                right = suggestion(role, scope.roles())
                yield source.error(("pauses", key, "by"), f"没有角色“{role}”", right)
        if one.told is None:
            continue
        if one.told not in children:
            said = f"“{one.told}”不是它的下级台账"
            yield source.error(("pauses", key, "told"), said, suggestion(one.told, children))
        else:
            yield from _notice(children[one.told], ("pauses", key, "told"), source)


def _notice(child: Ledger, way: tuple[str, ...], source: Source) -> Iterator[Issue]:
    """A notice says what kind it is, what is told and when; nothing else is required from the start."""
    for name, kind in NOTICE.items():
        if name not in child.fields or child.fields[name].type != kind:
            right = f"在“{child.key}”里加 {name}: {{type: {kind}, …}}"
            yield source.error(way, f"“{child.key}”没有 {kind} 字段“{name}”", right)
    asked = [key for key, one in child.fields.items() if one.required and key not in (*NOTICE, child.parent)]
    if asked:
        said = f"“{child.key}”的“{'、'.join(asked)}”必填，系统写不出来"
        yield source.error(way, said, "改在后面的阶段要求（needs）")
