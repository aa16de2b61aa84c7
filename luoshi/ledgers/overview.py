"""How all that a person sees in the ledgers stands at once: what waits, what changed, how many of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Value

from luoshi.journal import queries as journal
from luoshi.journal.queries import EntryView
from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries, tables
from luoshi.ledgers.policy import roles_that
from luoshi.ledgers.records import Record, Ref
from luoshi.packs.spec import Ledger, Verb
from luoshi.units import queries as units

_LOOKED_AT = 400
"""So many of the newest entries are searched for what an actor sees."""


def waiting(actor: Actor, verb: Verb, verification: str) -> dict[str, int]:
    """Ledger → how many facts stand at a verification, of the units for which the actor may do something.
    One query for all; ledgers with none are left out."""
    reached: dict[tuple[str, ...], frozenset[str]] = {}
    counts: list[QuerySet[Any, Any]] = []
    for pack in queries.packs().values():
        for spec in pack.ledgers.values():
            roles = roles_that(verb, spec)
            if roles not in reached:
                reached[roles] = queries.reach(actor, verb, spec)
            if not reached[roles]:
                continue
            rows = tables.model(spec, pack.digest).objects.filter(withdrawn=False, unit__in=reached[roles])
            if verification == "pending" and reviewed_from(spec):
                rows = rows.filter(stage__in=reviewed_from(spec))
            rows = rows.filter(verification=verification).order_by()
            counts.append(rows.values_list(Value(spec.name)).annotate(_count=Count("id")))
    together = counts[0].union(*counts[1:], all=True) if counts else []
    order = [*queries.ledgers()]
    return dict(sorted((pair for pair in together if pair[1]), key=lambda pair: order.index(pair[0])))


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
    known = queries.ledgers()
    newest: dict[Ref, EntryView] = {}
    for entry in journal.latest("record:", _LOOKED_AT):
        newest.setdefault(Ref.parse(entry.subject.removeprefix("record:")), entry)
    rows: dict[Ref, Record] = {}
    for name in {ref.ledger for ref in newest} & set(known):
        numbers = [ref.id for ref in newest if ref.ledger == name]
        found = queries.visible(actor, name).filter(id__in=numbers).values()
        rows |= {one.ref: one for one in map(queries.reader(actor, known[name]), found)}
    return [Changed(entry, rows[ref]) for ref, entry in newest.items() if ref in rows][:limit]


def counts(actor: Actor, name: str, unit: str, start: date, end: date) -> dict[str, int]:
    """How many of a unit's facts dated in these days are pending, verified, rejected."""
    spec = queries.ledger(name)
    if spec.dated is None:
        return {}
    days = {f"{spec.dated}__gte": start, f"{spec.dated}__lte": end}
    found = queries.visible(actor, name).filter(unit__in=units.subtree([unit]), **days)
    return dict(found.order_by().values_list("verification").annotate(n=Count("id")))
