"""In which figures a record counts: what its page leads to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection

from luoshi.kernel.actor import Actor
from luoshi.kernel.periods import Period
from luoshi.ledgers import queries as ledgers
from luoshi.ledgers.records import Record
from luoshi.packs import expressions
from luoshi.packs.spec import Indicator, full_name
from luoshi.periods import lake, queries


@dataclass(frozen=True)
class Counted:
    """An indicator in which a record counts from a month on (a flow: of that month), and whether the month
    is closed."""

    indicator: Indicator
    period: Period
    closed: bool


def counted(actor: Actor, record: Record) -> list[Counted]:
    """The indicators of the record's ledger whose filter holds for it as it is now, by its day. Withdrawn
    records count nowhere; one without a day not yet. Three queries."""
    if record.withdrawn:
        return []
    held = _held(record)
    closed = {one.period for one in queries.closings()}
    month = Period.month_of(actor.today())
    found = []
    for one in held:
        day = _day(one, record)
        when = Period.month_of(day) if day else month if one.kind == "stock" else None
        if when is not None:
            found.append(Counted(one, when, str(when) in closed))
    return found


def _day(one: Indicator, record: Record) -> date | None:
    found = record.row.get(one.date or record.spec.dated or "")
    return found if isinstance(found, date) else None


def _held(record: Record) -> list[Indicator]:
    """The indicators of its ledger whose filter holds. One query for all of them."""
    asked, query = _filters(record.ref.ledger, ledgers.digests())
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(query, [record.ref.id])
        holds = cursor.fetchone() or ()
    return [one for one, true in zip(asked, holds, strict=True) if true]


@lru_cache(maxsize=256)
def _filters(ledger: str, _packs: frozenset[str]) -> tuple[list[Indicator], str]:
    """A ledger's indicators and the query that tells which filters hold, made once for a set of packs."""
    spec, dialect = ledgers.ledger(ledger), lake.dialect()
    asked = [
        one
        for pack in ledgers.packs().values()
        for one in pack.indicators.values()
        if one.kind in ("flow", "stock") and full_name(one.pack, str(one.ledger)) == ledger
    ]
    parts = [
        expressions.condition(one.where, spec).ast.sql(dialect=dialect) if one.where else "1 = 1"
        for one in asked
    ]
    said = ", ".join(f"CASE WHEN {part} THEN 1 ELSE 0 END" for part in parts).replace("%", "%%")
    return asked, f"SELECT {said} FROM {spec.table} WHERE id = %s"
