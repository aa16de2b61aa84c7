"""How all that a person sees in the ledgers stands at once: what waits, what changed, how many of a month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice, pairwise

from django.db import connection
from django.db.models import Count, Value

from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.kernel.once import once
from luoshi.ledgers import queries
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.spec import Ledger, Verb, ledger_of
from luoshi.units import queries as units

_LOOKED_AT = (0, 50, 400)
"""So many of the newest entries are searched for what an actor sees: most see enough among the first, and the
others may be of scores of ledgers."""
WAITS: Mapping[Verb, str] = {"verify": "pending", "report": "rejected"}
"""What is done with a fact that stands at which verification."""
_used: set[str] = set()
"""Tables in which this process has seen a row."""


@once
def used() -> frozenset[str]:
    """The ledgers that hold any record, withdrawn or not, and those whose records stand beneath such: in no
    other does anything wait. One query, about those alone in which this process has not seen a record yet:
    records never go."""
    tops = {name: _top(spec) for name, spec in queries.ledgers().items()}
    asked = sorted(set(tops.values()) - _used)
    selects = (f"SELECT * FROM (SELECT {n} FROM {_quoted(one)} LIMIT 1) t{n}" for n, one in enumerate(asked))
    _used.update(asked[n] for (n,) in _all([*selects]))
    return frozenset(name for name, top in tops.items() if top in _used)


def forget() -> None:
    """Where rows did go: a test undoes what it did."""
    _used.clear()


def _top(spec: Ledger) -> str:
    """The table without whose records a ledger has none: of what it stands beneath, else its own."""
    while spec.parent and spec.fields[spec.parent].required:
        spec = queries.ledger(ledger_of(spec, spec.fields[spec.parent]))
    return spec.table


@once
def waiting(actor: Actor) -> Mapping[Verb, Mapping[str, int]]:
    """What is to be done with facts (`verify` those pending, `report` again those sent back): ledger → how
    many, of the units for which the actor may. One query for all; ledgers with none are left out."""
    asked: list[tuple[Verb, str]] = []
    selects: list[str] = []
    values: list[str] = []
    for name in filter(used().__contains__, queries.ledgers()):
        for verb, verification in WAITS.items():
            reached = queries.reach(actor, verb, queries.ledger(name))
            if reached:
                where, said = _standing(queries.ledger(name), verification, reached)
                selects.append(f"SELECT {len(asked)}, COUNT(*) FROM {where}")
                values += said
                asked.append((verb, name))
    counted: dict[Verb, dict[str, int]] = {verb: {} for verb in WAITS}
    for place, count in _all(selects, values):
        verb, name = asked[place]
        counted[verb] |= {name: count} if count else {}
    return counted


def _standing(spec: Ledger, verification: str, units_of: frozenset[str]) -> tuple[str, list[str]]:
    """A ledger's facts at a verification, of some units, as SQL. By hand: a home page counts scores of
    ledgers, and Django takes a millisecond to word each."""
    asked = {"verification": [verification]}
    if verification == "pending" and reviewed_from(spec):
        asked["stage"] = [*reviewed_from(spec)]
    if units_of != units.names().keys():
        asked["unit"] = [*units_of]
    where = (f"{column} IN ({', '.join(['%s'] * len(said))})" for column, said in asked.items())
    return f"{_quoted(spec.table)} WHERE NOT withdrawn AND {' AND '.join(where)}", [*chain(*asked.values())]


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)


def _all(selects: Sequence[str], values: Sequence[str] = ()) -> list[tuple[int, ...]]:
    """The rows of several statements, in order. One query, or none."""
    if not selects:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), values)
        return sorted(cursor.fetchall())


def reviewed_from(spec: Ledger) -> tuple[str, ...]:
    """The stages in which a record with a deadline waits to be verified: once its unit says that it is done.
    Empty where every stage will do."""
    if spec.deadline is None:
        return ()
    keys = [stage.key for stage in spec.stages]
    return tuple(keys[keys.index(spec.deadline.until) :])


@dataclass(frozen=True)
class Changed:
    """Something that happened to a record, with the record as it is now."""

    entry: EntryView
    record: Record


def changes(actor: Actor, limit: int) -> list[Changed]:
    """The latest that happened to records the actor sees, newest first; a record stands once."""
    newest: dict[Ref, int] = {}
    for number, subject in journal.latest_subjects("record:", _LOOKED_AT[-1]):
        newest.setdefault(Ref.parse(subject.removeprefix("record:")), number)
    shown: dict[Ref, int] = {}
    for start, end in pairwise(_LOOKED_AT):
        some = dict(islice(newest.items(), start, end))
        seen = _seen(actor, some)
        shown |= {ref: number for ref, number in some.items() if ref in seen}
        if len(shown) >= limit:
            break
    shown = dict(islice(shown.items(), limit))
    entries = {one.id: one for one in journal.numbered(shown.values())}
    rows = _records(actor, shown)
    return [Changed(entries[number], rows[ref]) for ref, number in shown.items()]


def _by_ledger(refs: Iterable[Ref]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for ref in refs:
        found.setdefault(ref.ledger, []).append(ref.id)
    return found


def _seen(actor: Actor, refs: Iterable[Ref]) -> frozenset[Ref]:
    """Which of some records the actor sees. One query."""
    known = queries.ledgers()
    rows = [
        queries.visible(actor, name).filter(id__in=numbers).order_by().values_list(Value(name), "id")
        for name, numbers in _by_ledger(refs).items()
        if name in known
    ]
    return frozenset(Ref(*one) for one in rows[0].union(*rows[1:], all=True)) if rows else frozenset()


def _records(actor: Actor, refs: Iterable[Ref]) -> dict[Ref, Record]:
    """Records that the actor sees. A query for each ledger."""
    found: dict[Ref, Record] = {}
    for name, numbers in _by_ledger(refs).items():
        rows = queries.visible(actor, name).filter(id__in=numbers).values()
        found |= {one.ref: one for one in map(queries.reader(actor, queries.ledger(name)), rows)}
    return found


def counts(actor: Actor, name: str, unit: str, start: date, end: date) -> dict[str, int]:
    """How many of a unit's facts dated in these days are pending, verified, rejected."""
    spec = queries.ledger(name)
    if spec.dated is None:
        return {}
    days = {f"{spec.dated}__gte": start, f"{spec.dated}__lte": end}
    found = queries.visible(actor, name).filter(unit__in=units.subtree([unit]), **days)
    return dict(found.order_by().values_list("verification").annotate(n=Count("id")))
