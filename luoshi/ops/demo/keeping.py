"""How the demonstration's people keep records: a few words for what they do again and again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from luoshi.kernel.actor import Actor
from luoshi.ledgers import actions as ledgers
from luoshi.ledgers import queries as records
from luoshi.ledgers.records import Record
from luoshi.ops.demo import cast
from luoshi.ops.demo.places import PASSWORD, Somebody
from luoshi.units import actions as units


def arrive(day: date, introduced: Iterable[Somebody], others: Iterable[Somebody] = ()) -> None:
    """Add people with their roles, each once however many roles; those whom `luoshi demo` introduces may log
    in, the others may not."""
    system, known = cast.system(day), set[str]()
    for people, password in ((introduced, PASSWORD), (others, None)):
        for one in people:
            if one.login not in known:
                units.add_person(system, one.login, one.name, password)
                known.add(one.login)
            units.grant(system, one.login, one.role, one.unit)


def fill(who: Actor, record: Record, **values: Any) -> Record:
    """Change fields of a record as it stands now."""
    found = records.held(record.ref.ledger, record.ref.id)
    return ledgers.edit(who, found.ref, values, version=found.version)


def move(who: Actor, record: Record, *stages: str, on: date | None = None) -> Record:
    """Move a record through stages; the record after the last."""
    for stage in stages:
        record = ledgers.move(who, record.ref, stage, on=on)
    return record


def paper(who: Actor, record: Record, purpose: str, text: str = "") -> None:
    """Attach a text for a purpose, named as the ledger calls it."""
    label = record.spec.evidence[purpose].label.zh
    content = f"{record.title}：{text or label}（演示）"
    ledgers.attach(who, record.ref, purpose, f"{label}.txt", content.encode())


def named(ledger: str, title: str) -> Record:
    """The newest record of a ledger that is called so."""
    found = [one for one in records.rows(Actor.system(), ledger, search=title) if one.title == title]
    return max(found, key=lambda one: one.ref.id)
