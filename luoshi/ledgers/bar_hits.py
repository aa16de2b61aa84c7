"""The records elsewhere that a bar may be about, each with whether it surely bars: one query for a bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import connection

from luoshi.ledgers import queries
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.bar_checks import TODAY
from luoshi.packs.expressions import condition
from luoshi.packs.spec import Bar, Field, Ledger, full_name

_PLAIN = "REPLACE(REPLACE(TRIM({}), '（', '('), '）', ')')"
"""A name as it is compared: 清河（集团） is 清河(集团)."""


@dataclass(frozen=True)
class Hit:
    """A record elsewhere that bars, or of which nobody knows whether it does, and why nobody knows.
    `ref` is None where this record itself lacks what is compared."""

    ref: Ref | None
    sure: bool
    why: str = ""


def hits(record: Record, bar: Bar, day: date) -> tuple[Hit, ...]:
    """What is found of one bar, each record once, what surely bars first."""
    best: dict[Ref | None, Hit] = {}
    spec, rows = _subjects(record, bar)
    for row in rows:
        for hit in _of_row(record.spec, spec, bar, row, day):
            if hit.ref not in best or (hit.sure and not best[hit.ref].sure):
                best[hit.ref] = hit
    return tuple(sorted(best.values(), key=lambda hit: (not hit.sure, str(hit.ref or ""))))


def _subjects(record: Record, bar: Bar) -> tuple[Ledger, list[Mapping[str, Any]]]:
    """What is compared: the record itself, or its children."""
    if bar.through is None:
        return record.spec, [record.row]
    spec = queries.ledger(full_name(record.spec.pack, bar.through))
    mine = queries.table(spec.name).objects.filter(withdrawn=False, **{str(spec.parent): record.ref.id})
    return spec, list(mine.order_by("id").values())


def _of_row(mine: Ledger, spec: Ledger, bar: Bar, row: Mapping[str, Any], day: date) -> Iterator[Hit]:
    other, given = queries.ledger(full_name(mine.pack, bar.ledger)), list[Any]()
    for own in bar.match.values():
        values = _values(spec.fields[own], own, row)
        if not any(values):
            yield Hit(None, False, f"“{spec.fields[own].label}”未填")
            return
        given += values
    if bar.within:
        first: date = day - relativedelta(months=bar.within.months)
        given.append(first.isoformat())
    with connection.cursor() as cursor:
        statement = _statement(other.name, mine.name, bar.key, queries.digests())
        cursor.execute(statement, [*given, day.isoformat()])
        rows = cursor.fetchall()
    for number, same, holds, inside in rows:
        if Ref(other.name, number) != Ref(spec.name, row["id"]) and 0 not in (holds, inside):
            yield _hit(Ref(other.name, number), other, bar, (same, holds, inside))


def _hit(ref: Ref, other: Ledger, bar: Bar, found: tuple[object, object, object]) -> Hit:
    same, holds, inside = found
    if not same:
        return Hit(ref, False, "名称相同，但缺统一社会信用代码")
    if inside is None and bar.within:
        return Hit(ref, False, f"“{other.fields[bar.within.of].label}”未填")
    return Hit(ref, True) if holds else Hit(ref, False, "记录里缺少判断所需的内容")


def _values(field: Field, key: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values in the order in which `_same` names them: an organization's code twice and its name."""
    if field.type == "organization":
        code = row.get(f"{key}_code") or None
        return code, code, row.get(key) or None
    return (row.get(key),)


@lru_cache(maxsize=256)
def _statement(ledger: str, mine: str, key: str, _packs: frozenset[str]) -> str:
    """The rows of a ledger that a bar may be about: number, whether it is surely the same, whether the
    condition holds, whether the day is inside; null where nobody knows. Written once for a set of packs."""
    other = queries.ledger(ledger)
    bar = next(one for one in queries.ledger(mine).bars if one.key == key)
    postgres = connection.vendor == "postgresql"
    day = "CAST(%s AS date)" if postgres else "%s"
    same = [f"{_same(theirs, other.fields[theirs])} AS {theirs}_same" for theirs in bar.match]
    inner = (
        f"SELECT t.*, {', '.join(same)}, {_inside(bar, day)} AS inside_, {day} AS today "
        f"FROM {other.table} t WHERE NOT t.withdrawn"
    )
    said = condition(bar.where, other, TODAY).ast if bar.where else None
    sql = said.sql(dialect="postgres" if postgres else "sqlite").replace("%", "%%") if said else "1 = 1"
    holds = f"CASE WHEN {sql} THEN 1 WHEN NOT ({sql}) THEN 0 END"
    sure = " * ".join(f"g.{theirs}_same" for theirs in bar.match)
    alike = " AND ".join(f"g.{theirs}_same IS NOT NULL" for theirs in bar.match)
    return f"SELECT g.id, {sure}, {holds}, g.inside_ FROM ({inner}) AS g WHERE {alike} ORDER BY g.id"


def _same(theirs: str, field: Field) -> str:
    """1 the same, 0 perhaps the same, null another."""
    if field.type != "organization":
        return f"CASE WHEN t.{theirs} = %s THEN 1 END"
    names = f"{_PLAIN.format(f't.{theirs}')} = {_PLAIN.format('CAST(%s AS text)')}"
    unknown = f"COALESCE(t.{theirs}_code, '') = '' OR CAST(%s AS text) IS NULL"
    return f"CASE WHEN t.{theirs}_code = CAST(%s AS text) THEN 1 WHEN ({unknown}) AND {names} THEN 0 END"


def _inside(bar: Bar, day: str) -> str:
    if bar.within is None:
        return "1"
    of = f"t.{bar.within.of}"
    return f"CASE WHEN {of} IS NULL THEN NULL WHEN {of} >= {day} THEN 1 ELSE 0 END"
