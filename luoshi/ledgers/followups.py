"""Later looks at what was paid, accepted or certified: child records that the System writes in time.

A look is known by its parent and its number, so that a corrected date, a granted extension or a second tick
writes none twice. Looks that were due before their record was written down are not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from dateutil.relativedelta import relativedelta

from luoshi.journal import queries as journal
from luoshi.journal.actions import action, append
from luoshi.kernel.actor import SHANGHAI, Actor
from luoshi.kernel.language import say
from luoshi.ledgers import actions, family, queries
from luoshi.ledgers.drafts import NewRow
from luoshi.ledgers.records import Record
from luoshi.packs.spec import Followup, Ledger

_VERB = "follow"


@dataclass(frozen=True)
class Look:
    """A later look that is owed: of which record, the how-manieth, and by when."""

    parent: int
    unit: str
    number: int
    due: date


def due(system: Actor) -> list[str]:
    """Once a day, write down every look that comes due, and say how many of each kind."""
    kinds = [(spec, one) for spec in queries.ledgers().values() for one in spec.followups]
    if not kinds or journal.page(_subject(system.today()), 1, verbs=[_VERB]):
        return []
    return [
        say(f"{one.label.zh}：新立{len(made)}项", f"{one.label}: {len(made)} new")
        for _spec, one, made in write(system)
        if made
    ]


@action
def write(actor: Actor) -> list[tuple[Ledger, Followup, list[Record]]]:
    """Write down every look that comes due; those that stand already are left alone."""
    done = []
    for spec in queries.ledgers().values():
        for one in spec.followups:
            child = child_of(spec, one)
            rows = [NewRow(look.unit, _values(child, one, look)) for look in owed(actor, spec, one)]
            done.append((spec, one, actions.create_many(actor, child.name, rows) if rows else []))
    told = {f"{spec.name}/{one.key}": len(made) for spec, one, made in done}
    append(actor, _subject(actor.today()), _VERB, told)
    return done


def owed(actor: Actor, spec: Ledger, one: Followup) -> list[Look]:
    """The looks of a kind that are due by `ahead` months from today and not written down. Two queries, and
    one more where records are opened again."""
    anchor = f"stage_{one.after}" if any(stage.key == one.after for stage in spec.stages) else one.after
    rows = queries.visible(actor, spec.name).filter(withdrawn=False, **{f"{anchor}__isnull": False})
    if one.until:
        stages = [stage.key for stage in spec.stages]
        rows = rows.exclude(stage__in=stages[stages.index(one.until) :])
    latest = actor.today() + relativedelta(months=one.ahead)
    owing = list(rows.values("id", "unit", "reported_at", anchor))
    written, before = _written(spec, one, [row["id"] for row in owing])
    found = []
    for row in owing:
        begun, known = row[anchor], row["reported_at"].astimezone(SHANGHAI).date()
        for number, day in looks(one, begun, latest):
            turn = before.get(row["id"], 0) + number
            if day >= known and (row["id"], turn) not in written:
                found.append(Look(row["id"], row["unit"], turn, day))
    return sorted(found, key=lambda look: (look.due, look.parent))


def _written(spec: Ledger, one: Followup, numbers: list[int]) -> tuple[set[tuple[int, int]], dict[int, int]]:
    """(record, the how-manieth look) of those written, and record → the last of them before the record was
    last opened again: then the looks begin anew and count on."""
    child, earlier = child_of(spec, one), family.rounds(spec, numbers)
    written, before = set(), dict[int, int]()
    looked = queries.table(child.name).objects.values_list(str(child.parent), one.number, "id")
    for parent, number, made in looked:
        written.add((parent, number))
        if made <= earlier.get(parent, {}).get(child.key, 0):
            before[parent] = max(before.get(parent, 0), number or 0)
    return written, before


def looks(one: Followup, begun: date, latest: date) -> Iterator[tuple[int, date]]:
    """The looks that follow a day, numbered from 1, as far as one day."""
    months = one.months or (turn * (one.every or 1) for turn in count(1))
    for number, after in enumerate(months, start=1):
        day: date = begun + relativedelta(months=after)
        if day > latest:
            return
        yield number, day


def child_of(spec: Ledger, one: Followup) -> Ledger:
    """The ledger in which a follow-up is written."""
    return queries.ledger(f"{spec.pack}.{one.ledger}")


def _values(child: Ledger, one: Followup, look: Look) -> Mapping[str, Any]:
    assert child.deadline is not None
    return {str(child.parent): look.parent, one.number: look.number, child.deadline.field: look.due}


def _subject(day: date) -> str:
    return f"followups:{day}"
