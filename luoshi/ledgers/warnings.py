"""A ledger's checks over a record and its children: what is probably wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from luoshi.kernel.actor import Actor
from luoshi.kernel.language import say
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record
from luoshi.packs.expressions import condition
from luoshi.packs.spec import Check, Ledger
from luoshi.packs.symbols import Symbol, of_child, parts
from luoshi.units import queries as units

_BATCH = 500
"""Values asked for in one query."""


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
    """Another record that is the same by the ledger's identity: one voucher used twice."""
    identity = tuple(record.row.get(key) for key in record.spec.identity)
    said = same_as(actor, record.spec, {record.ref.id: identity}).get(record.ref.id)
    return [Finding("warn", said)] if said else []


def repeated(actor: Actor, spec: Ledger, identities: Sequence[tuple[object, ...]]) -> dict[int, str]:
    """Place of what is to be a record → that it is the same as another of the list, or as a record there is.
    The identities are stored values, as the ledger orders its fields."""
    same = Counter(one for one in identities if spec.identity and None not in one)
    labels = [str(spec.fields[key].label) for key in spec.identity]
    here = say(f"表内有相同的行（{'、'.join(labels)}）", f"The same as another row ({', '.join(labels)})")
    # No record has a number below nought: what is new is never taken for one that is there.
    known = same_as(actor, spec, {-1 - place: one for place, one in enumerate(identities)})
    told = {-1 - number: said for number, said in known.items()}
    return told | {place: here for place, one in enumerate(identities) if same[one] > 1}


def same_as(actor: Actor, spec: Ledger, identities: Mapping[int, tuple[object, ...]]) -> dict[int, str]:
    """Number of a record → that another record is the same, and by what; stored values as the ledger orders
    its fields."""
    labels = [str(spec.fields[key].label) for key in spec.identity]
    return {
        number: say(f"与{said}相同（{'、'.join(labels)}）", f"The same as {said} ({', '.join(labels)})")
        for number, said in _others(actor, spec, identities).items()
    }


def _others(actor: Actor, spec: Ledger, identities: Mapping[int, tuple[object, ...]]) -> dict[int, str]:
    """Number of a record (or of what is to be one) → the earliest other record of the same identity, in
    words. Two queries for a batch. Whose it is is told only to those who may see it."""
    wanted = {one: values for one, values in identities.items() if spec.identity and None not in values}
    if not wanted:
        return {}
    first, names = spec.identity[0], units.names()
    table, same = queries.table(spec.name), dict[tuple[object, ...], list[int]]()
    for start in range(0, len(wanted), _BATCH):
        values = [pair[0] for pair in list(wanted.values())[start : start + _BATCH]]
        rows = table.objects.filter(withdrawn=False, **{f"{first}__in": values}).order_by("id")
        for number, *identity in rows.values_list("id", *spec.identity):
            same.setdefault(tuple(identity), []).append(number)
    others = {
        one: next((number for number in same.get(values, ()) if number != one), None)
        for one, values in wanted.items()
    }
    numbers = {number for number in others.values() if number is not None}
    seen = dict(queries.visible(actor, spec.name).filter(id__in=numbers).values_list("id", "unit"))
    return {
        one: _told(number, names[seen[number]] if number in seen else "")
        for one, number in others.items()
        if number is not None
    }


def _told(number: int, unit: str) -> str:
    """A record in words; `unit` is empty for whoever may not see it."""
    if not unit:
        return say("其他单位的一条记录", "a record of another unit")
    return say(f"{unit}的记录 {number}", f"record {number} of {unit}")


def _checked(record: Record) -> list[Finding]:
    return [Finding(one.level, str(one.say)) for one in checked(record)]


def checked(record: Record) -> list[Check]:
    """The checks that hold. One query for all of them."""
    checks = record.spec.checks
    if not checks:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_statement(record.ref.ledger, queries.digests()), [record.ref.id])
        holds = cursor.fetchone() or ()
    return [one for one, true in zip(checks, holds, strict=True) if true]


@lru_cache(maxsize=256)
def _statement(ledger: str, _packs: frozenset[str]) -> str:
    """The query of a ledger's checks, made once for a set of packs."""
    spec = queries.ledger(ledger)
    dialect = "postgres" if connection.vendor == "postgresql" else "sqlite"
    names: dict[str, Symbol] = {}
    extra = []
    for child in queries.child_ledgers(spec):
        names |= of_child(child)
        mine = f"FROM {child.table} c WHERE c.{child.parent} = t.id AND NOT c.withdrawn"
        extra.append(f"(SELECT COUNT(*) {mine}) AS {child.key}_count")
        if child.total:
            total = f"{child.key}_total"
            extra.append(f"(SELECT COALESCE(SUM(c.{child.total}), 0) {mine}) AS {total}")
            for part in parts(child):
                of = f"{mine} AND c.{child.total_by} = '{part}'"
                extra.append(f"(SELECT COALESCE(SUM(c.{child.total}), 0) {of}) AS {total}_{part}")
    conditions = [condition(check.when, spec, names).ast.sql(dialect=dialect) for check in spec.checks]
    inner = f"SELECT t.*{''.join(', ' + one for one in extra)} FROM {spec.table} t WHERE t.id = %s"
    return f"SELECT {', '.join(one.replace('%', '%%') for one in conditions)} FROM ({inner}) AS row_"
