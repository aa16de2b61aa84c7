"""Adopting a pack version: what changes in the tables is shown first, then done and journalled.

A field or ledger that a new version no longer has keeps its column and its data, unseen; so
adoption never loses anything. A rename must be said (`renamed_from`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from luoshi.journal.actions import action, append
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError
from luoshi.kernel.once import forget
from luoshi.ledgers import queries, search, tables
from luoshi.ledgers.columns import of_field, of_ledger, renamed
from luoshi.ledgers.models import AdoptedPack
from luoshi.packs import freeze
from luoshi.packs.spec import Ledger, Pack
from luoshi.units.administering import may_administer_site


@dataclass(frozen=True)
class Change:
    """One change of the tables, in words and as statements."""

    kind: Literal["create", "add", "rename", "hide"]
    ledger: str
    column: str
    what: str
    statements: tuple[str, ...] = ()


def plan(pack: Pack) -> tuple[Change, ...]:
    """What adopting a pack would change, in order; empty when only rules and labels change."""
    current = queries.packs().get(pack.key)
    if current and current.digest != pack.digest and current.version >= pack.version:
        raise InputError(
            f"台账包“{pack.label}”的内容变了，版本号没有提高（现为第{current.version}版）",
            hint=f"把 version 改为 {current.version + 1}",
        )
    there = tables.names()
    changes: list[Change] = []
    for ledger in pack.ledgers.values():
        changes += _changes(ledger, pack.digest, current, there)
    return tuple(changes)


def _changes(ledger: Ledger, digest: str, current: Pack | None, there: frozenset[str]) -> Iterator[Change]:
    label = str(ledger.label)
    old_key = ledger.renamed_from or ledger.key
    before = current.ledgers.get(ledger.key) or current.ledgers.get(old_key) if current else None
    table = before.table if before else ledger.table
    if table not in there:
        statements = (*tables.creation(ledger, digest), *search.creation(ledger))
        yield Change("create", ledger.name, "", f"新建台账“{label}”", statements)
        return
    if before and before.table != ledger.table:
        _nothing_in(before)
        statements = (
            *tables.table_renaming(before.table, ledger.table),
            *tables.table_renaming(search.table(before), search.table(ledger)),
        )
        yield Change("rename", ledger.name, "", f"台账“{before.label}”改名为“{label}”", statements)
    if before:
        _same_kinds(before, ledger)
    yield from _columns(ledger, digest, tables.existing(table))


def _columns(ledger: Ledger, digest: str, present: frozenset[str]) -> Iterator[Change]:
    renames = renamed(ledger)
    wanted = [column.name for column in of_ledger(ledger)]
    for name in wanted:
        old = renames.get(name)
        if name in present:
            continue
        if old in present:
            statements = tables.renaming(ledger.table, str(old), name)
            yield Change("rename", ledger.name, name, f"列 {old} 改名为 {name}", tuple(statements))
        else:
            added = tables.addition(ledger, digest, name)
            yield Change("add", ledger.name, name, f"增加列 {name}", tuple(added))
    for name in sorted(present - set(wanted) - set(renames.values()) - {"id"}):
        yield Change("hide", ledger.name, name, f"列 {name} 不再显示，数据保留")


def _nothing_in(before: Ledger) -> None:
    """Journal, evidence, shares and comments know a record by its ledger's key, and what is in the journal
    is never written anew: a ledger that has records keeps its key."""
    if queries.table(before.name).objects.exists():
        raise InputError(
            f"台账“{before.label}”里有记录，不能改键",
            hint=f"键仍写 {before.key}，只改 label；佐证、份额、日志都按键找到记录",
        )


def _same_kinds(before: Ledger, after: Ledger) -> None:
    """A field may not become another kind of value: old records would no longer be readable."""
    for key, field in after.fields.items():
        old = before.fields.get(key) or before.fields.get(field.renamed_from or "")
        if old and [c.kind for c in of_field(key, old)] != [c.kind for c in of_field(key, field)]:
            raise InputError(
                f"“{after.label}”的字段“{key}”由 {old.type} 变为 {field.type}",
                hint="新增一个字段，旧字段保留",
            )
        if (
            old
            and (old.places, old.unit) != (field.places, field.unit)
            and old.type == field.type == "decimal"
        ):
            raise InputError(f"“{after.label}”的字段“{key}”小数位变了", hint="新增一个字段，旧字段保留")


@action
def adopt(actor: Actor, pack: Pack) -> tuple[Change, ...]:
    """Make a pack version the one the site works by; return what changed."""
    may_administer_site(actor)
    for needed in pack.requires:
        if needed not in queries.packs():
            raise InputError(f"先要启用台账包“{needed}”")
    changes = plan(pack)
    with connection.cursor() as cursor:
        for change in changes:
            for statement in change.statements:
                cursor.execute(statement)
    AdoptedPack.objects.filter(pack=pack.key, current=True).update(current=False)
    AdoptedPack.objects.update_or_create(
        pack=pack.key, digest=pack.digest,
        defaults={
            "version": pack.version, "body": freeze.dumps(pack), "adopted_at": actor.now(), "current": True,
        },
    )  # fmt: skip
    forget()
    append(
        actor, f"pack:{pack.key}", "adopt",
        {"version": pack.version, "digest": pack.digest, "changes": [change.what for change in changes]},
    )  # fmt: skip
    return changes
