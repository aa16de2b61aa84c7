"""A ledger's checks over a record and its children: what is probably wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from luoshi.ledgers import queries
from luoshi.ledgers.records import Record
from luoshi.packs.expressions import condition
from luoshi.packs.spec import Check, Ledger
from luoshi.packs.symbols import Symbol, of_child


@dataclass(frozen=True)
class Finding:
    """A check that holds, and so says what is wrong."""

    level: str
    said: str


def warnings(record: Record) -> list[Finding]:
    """The record's checks that hold, errors first. One query for all of them."""
    checks = record.spec.checks
    if not checks:
        return []
    children = queries.child_ledgers(record.spec)
    with connection.cursor() as cursor:
        cursor.execute(_statement(record.spec, checks, children), [record.ref.id])
        holds = cursor.fetchone() or ()
    found = [Finding(c.level, str(c.say)) for c, true in zip(checks, holds, strict=True) if true]
    return sorted(found, key=lambda one: one.level != "error")


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
