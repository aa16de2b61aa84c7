"""A ledger's checks over a record and its children: what is probably wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record
from luoshi.packs.expressions import condition
from luoshi.packs.spec import Check, Ledger
from luoshi.packs.symbols import Symbol, of_child
from luoshi.units import queries as units

_TOLD = 5
"""So many doubles are told; more would say nothing new."""


@dataclass(frozen=True)
class Finding:
    """A check that holds, and so says what is wrong."""

    level: str
    said: str


def warnings(actor: Actor, record: Record) -> list[Finding]:
    """What is probably wrong with a record, errors first: its checks that hold, and its doubles."""
    found = [*_checked(record), *_doubles(actor, record)]
    return sorted(found, key=lambda one: one.level != "error")


def _doubles(actor: Actor, record: Record) -> list[Finding]:
    """Other records that are the same by the ledger's identity: one voucher used twice.

    Whose they are is told only to those who may see them.
    """
    keys = {key: record.row.get(key) for key in record.spec.identity}
    if not keys or any(value in (None, "") for value in keys.values()):
        return []
    same = queries.table(record.ref.ledger).objects.filter(withdrawn=False, **keys).exclude(id=record.ref.id)
    numbers = list(same.order_by("id").values_list("id", flat=True)[:_TOLD])
    seen = dict(queries.visible(actor, record.ref.ledger).filter(id__in=numbers).values_list("id", "unit"))
    labels, names = "、".join(str(record.spec.fields[key].label) for key in keys), units.names()
    whose = [f"{names[seen[one]]}的记录 {one}" if one in seen else "其他单位的一条记录" for one in numbers]
    return [Finding("warn", f"与{one}相同（{labels}）") for one in whose]


def _checked(record: Record) -> list[Finding]:
    """The checks that hold. One query for all of them."""
    checks = record.spec.checks
    if not checks:
        return []
    children = queries.child_ledgers(record.spec)
    with connection.cursor() as cursor:
        cursor.execute(_statement(record.spec, checks, children), [record.ref.id])
        holds = cursor.fetchone() or ()
    return [Finding(c.level, str(c.say)) for c, true in zip(checks, holds, strict=True) if true]


def _statement(spec: Ledger, checks: tuple[Check, ...], children: list[Ledger]) -> str:
    dialect = "postgres" if connection.vendor == "postgresql" else "sqlite"
    names: dict[str, Symbol] = {}
    extra = []
    for child in children:
        names |= of_child(child)
        mine = f"FROM {child.table} c WHERE c.{child.parent} = t.id AND NOT c.withdrawn"
        extra.append(f"(SELECT COUNT(*) {mine}) AS {child.key}_count")
        if child.total:
            extra.append(f"(SELECT COALESCE(SUM(c.{child.total}), 0) {mine}) AS {child.key}_total")
    conditions = [condition(check.when, spec, names).ast.sql(dialect=dialect) for check in checks]
    inner = f"SELECT t.*{''.join(', ' + one for one in extra)} FROM {spec.table} t WHERE t.id = %s"
    return f"SELECT {', '.join(one.replace('%', '%%') for one in conditions)} FROM ({inner}) AS row_"
