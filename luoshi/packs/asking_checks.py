"""What a ledger's question to whoever a record was done for says of its fields and stages."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source
from luoshi.packs.spec import Ledger


def run(scope: Scope, ledger: Ledger, source: Source) -> Iterator[Issue]:
    """All issues of one ledger's question."""
    said = ledger.asks
    if said is None:
        return
    stages = [one.key for one in ledger.stages]
    if said.at not in stages:
        yield source.error(("asks", "at"), f"“{said.at}”不是阶段", suggestion(said.at, stages))
    choices = [key for key, one in ledger.fields.items() if one.type == "choice"]
    if said.field not in choices:
        right = suggestion(said.field, choices)
        yield source.error(("asks", "field"), f"“{said.field}”不是选择字段", right)
    texts = [key for key, one in ledger.fields.items() if one.type in ("text", "long_text")]
    if said.remark and said.remark not in texts:
        right = suggestion(said.remark, texts)
        yield source.error(("asks", "remark"), f"“{said.remark}”不是文字字段", right)
    for role in said.by:
        if role not in scope.roles():
            yield source.error(("asks", "by"), f"没有角色“{role}”", suggestion(role, scope.roles()))
    yield from _demanded(ledger, source)
    words = (key for key, one in ledger.fields.items() if one.type == "text")
    title = ledger.fields.get(ledger.title or next(words, ""))
    if title and title.personal:
        told = f"评价页写明“{title.label}”，它是个人信息"
        yield source.error(("asks",), told, "用另一个字段作 title")


def _demanded(ledger: Ledger, source: Source) -> Iterator[Issue]:
    """What is asked of others is demanded of nobody: not to save a record, nor to move it."""
    assert ledger.asks is not None, "called where a question is asked"
    asked = [key for key in (ledger.asks.field, ledger.asks.remark) if key]
    for key in (key for key in asked if key in ledger.fields):
        if ledger.fields[key].required:
            yield source.error(
                ("fields", key, "required"), f"“{key}”由服务对象评价，不能要人填", "删去 required"
            )
        for index, stage in enumerate(ledger.stages):
            if key in stage.needs.fields:
                way = ("stages", index, "needs", "fields")
                yield source.error(way, f"“{key}”由服务对象评价，不能要求先填", "从 needs 里删去")
