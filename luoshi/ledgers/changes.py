"""The one way a row changes: numbered, guarded by its version, told to the journal with before and after,
and followed by what it means for the record above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import InputError, Locked, Problem
from luoshi.ledgers import family, numbering, queries, reopening, writing
from luoshi.ledgers.models import Lock
from luoshi.ledgers.records import Record, of_row
from luoshi.ledgers.warnings import repeated, same_as
from luoshi.packs.spec import Ledger


def insert(actor: Actor, record: Record, *, why: str = "", more: Mapping[str, Any] | None = None) -> Record:
    """Write a new row and its first journal entry; the record's `row` is what is written."""
    _refuse_twice(actor, record.spec, [record])
    _refuse_more(record.spec, [record])
    (numbered,) = numbering.numbered(actor, record.spec, [record])
    leaned = reopening.leaning([record], adding=True)
    made = writing.insert(actor, numbered, why=why, more=more or {})
    reopening.follow(actor, made.spec, [made])
    reopening.refuse_undermined(leaned)
    return made


def insert_many(actor: Actor, spec: Ledger, records: Sequence[Record], *, why: str = "") -> list[Record]:
    """As `insert`, for many rows in few statements."""
    _refuse_twice(actor, spec, records)
    _refuse_more(spec, records)
    numbered = numbering.numbered(actor, spec, records)
    leaned = reopening.leaning(records, adding=True)
    made = writing.insert_many(actor, spec, numbered, why=why)
    reopening.follow(actor, spec, made)
    reopening.refuse_undermined(leaned)
    return made


def change(
    actor: Actor,
    record: Record,
    verb: str,
    changes: Mapping[str, Any],
    *,
    why: str = "",
    holds_from: date | None = None,
    more: Mapping[str, Any] | None = None,
) -> Record:
    """Change columns of a row that is still at the record's version; `Stale` when it is not."""
    said = {**changes, **numbering.due(actor, record, changes)}
    as_it_will_be = of_row(record.spec, {**record.row, **said})
    if not said.keys().isdisjoint(record.spec.identity):
        _refuse_twice(actor, record.spec, [as_it_will_be])
    if record.spec.parent in said:
        _refuse_more(record.spec, [as_it_will_be])
    leaned = reopening.leaning([record, as_it_will_be])
    made = writing.update(actor, record, verb, said, why=why, holds_from=holds_from, more=more or {})
    reopening.follow(actor, made.spec, [made])
    reopening.refuse_undermined(leaned)
    return made


def _refuse_twice(actor: Actor, spec: Ledger, records: Sequence[Record]) -> None:
    """Refuse what a ledger holds once of an identity (`once`). Those who write under one parent at the same
    time wait for one another, so that neither misses the other's."""
    if not spec.once:
        return
    up = family.above(spec)
    assert up is not None, "the pack was checked: what is held once has a parent"
    for number in sorted({one.row[str(spec.parent)] for one in records}):
        queries.held(up.name, number)
    identities = [tuple(one.row[key] for key in spec.identity) for one in records]
    changed = {one.ref.id: identity for one, identity in zip(records, identities, strict=True) if one.ref.id}
    said = same_as(actor, spec, changed) if changed else repeated(actor, spec, identities)
    row = {one: one + 1 if len(records) > 1 else None for one in said}
    if said:
        raise InputError(
            problems=[Problem(what, "只留一条，要改的改原来那条", row=row[one]) for one, what in said.items()]
        )


def _refuse_more(spec: Ledger, records: Sequence[Record]) -> None:
    """Refuse more records under one than a number in it says (`most`). Those who write under it at the same
    time wait for one another."""
    if spec.most is None:
        return
    beneath: dict[int, list[int]] = {}
    for place, one in enumerate(records):
        if one.row[str(spec.parent)] is not None:
            beneath.setdefault(one.row[str(spec.parent)], []).append(place)
    problems = []
    for number, places in sorted(beneath.items()):
        left, said = _room(spec, number)
        many = places[left:] if left is not None else []
        rows = [place + 1 if len(records) > 1 else None for place in many]
        problems += [Problem(said, "要换的，先撤回原来的一条", row=row) for row in rows]
    if problems:
        raise InputError(problems=problems)


def _room(spec: Ledger, number: int) -> tuple[int | None, str]:
    """How many more records may stand under one, and how that is said; None: any number."""
    up, aside = family.above(spec), [one.key for one in spec.stages if one.aside]
    assert up is not None, "the pack was checked: what there is so much of at most has a parent"
    over = queries.held(up.name, number)
    most = over.row[str(spec.most)]
    if most is None:
        return None, ""
    there = queries.table(spec.name).objects.filter(withdrawn=False, **{str(spec.parent): number})
    count = there.exclude(stage__in=aside).count()
    label = up.fields[str(spec.most)].label
    return max(most - count, 0), f"“{over.public_title}”的“{label}”是{most}，已有{count}条“{spec.label}”"


def check_version(record: Record, version: int) -> None:
    """Refuse to change what the actor has not seen."""
    if record.version != version:
        raise writing.stale(record)


def refuse_locked(record: Record, *days: date | None) -> None:
    """Refuse to change a fact of a closed day; says why it is closed and who can lift it."""
    for day in days:
        lock = queries.lock(record.unit, day)
        if lock is not None:
            raise locked(lock)


def locked(lock: Lock) -> Locked:
    """The refusal in words."""
    return Locked(
        f"{lock.start:%Y年%m月%d日}至{lock.end:%m月%d日}已锁定：{lock.why}",
        hint=f"{lock.lifts}可以解锁；已结账的数据请用“更正”，写明原因",
    )
