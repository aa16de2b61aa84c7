"""When a ledger's open records are due: limits of their stages, and dates that are named as deadlines.

A limit's due day follows from the day it began, so that the days of a month are a span of beginnings and a
question for the database; only records whose clocks were ever stopped are looked at one by one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from luoshi.kernel.actor import Actor
from luoshi.ledgers import queries
from luoshi.ledgers.limits import due_day, left, state_of
from luoshi.ledgers.records import Record
from luoshi.ledgers.stages import State, clocks
from luoshi.ledgers.standing import Course, courses
from luoshi.packs.spec import Ledger, Limit, Stage

SHOWN = 300
"""Deadlines of one kind that are told one by one; all are counted."""
_NAMED = re.compile(r"(?:^|_)(?:due|deadline|expires)(?:_on)?$")
"""How a pack names a date by which something has to be done: `due_on`, `permit_expires_on`."""


@dataclass(frozen=True)
class Deadline:
    """A record and the day by which something of it is due. `left` in working days, negative when late."""

    record: Record
    key: str
    what: str
    """The stage to be reached, or the date; `key` in the pack, `what` in words."""
    due: date
    left: int
    state: State


@dataclass(frozen=True)
class Found:
    """The first deadlines by day, and how many there are on each day in all."""

    shown: Sequence[Deadline]
    counts: Mapping[date, int]


def fields(spec: Ledger) -> list[str]:
    """The date fields of a ledger that are deadlines."""
    return [key for key, one in spec.fields.items() if one.type == "date" and _NAMED.search(key)]


def has(spec: Ledger) -> bool:
    """Whether anything of the ledger is ever due."""
    return bool(fields(spec)) or any(stage.within for stage in spec.stages)


def deadlines(
    actor: Actor,
    name: str,
    first: date,
    last: date,
    *,
    search: str = "",
    filters: Mapping[str, Any] | None = None,
    most: int = SHOWN,
) -> Found:
    """What is due in a span of days and not done yet, of what the actor may see. Two queries for each limit
    and each date, and two for those whose clocks were stopped."""
    spec, today = queries.ledger(name), actor.today()
    found = queries.narrowed(actor, name, search=search, filters=filters)
    limits = [(number, stage) for number, stage in enumerate(spec.stages) if stage.within]
    stopped = courses(spec, today) if limits else {}
    shown = [*_stopped(found, spec, stopped, first, last, actor)] if stopped else []
    counts = Counter(one.due for one in shown)
    for number, stage in limits:
        open_ = _open(found, spec, number).exclude(id__in=list(stopped))
        shown += _of_limit(open_, spec, stage, (first, last), actor, counts, most)
    for key in fields(spec):
        shown += _of_field(_unfinished(found, spec, key), spec, key, (first, last), actor, counts, most)
    return Found(sorted(shown, key=lambda one: (one.due, one.record.ref.id)), counts)


def _open(found: QuerySet[Any], spec: Ledger, number: int) -> QuerySet[Any]:
    """Records that have entered neither the stage nor one after it."""
    return found.filter(**{f"stage_{later.key}__isnull": True for later in spec.stages[number:]})


def _unfinished(found: QuerySet[Any], spec: Ledger, key: str) -> QuerySet[Any]:
    """Records that may still go on; where there are no stages nobody can tell, and all may. By the ledger's
    deadline a record is done when it reaches the stage that the pack names."""
    if spec.deadline and spec.deadline.field == key:
        stages = [stage.key for stage in spec.stages]
        return found.exclude(stage__in=stages[stages.index(spec.deadline.until) :])
    return found.exclude(stage__in=spec.ends) if spec.stages else found


def _of_limit(
    open_: QuerySet[Any],
    spec: Ledger,
    stage: Stage,
    span: tuple[date, date],
    actor: Actor,
    counts: Counter[date],
    most: int,
) -> Iterator[Deadline]:
    limit = stage.within
    assert limit is not None
    begun = f"stage_{limit.after}"
    between = _beginnings(limit, *span)
    if between is None:
        return
    mine = open_.filter(**{f"{begun}__gte": between[0], f"{begun}__lte": between[1]})
    days = mine.order_by().values_list(begun).annotate(n=Count("id"))
    due = {start: (due_day(limit, start), count) for start, count in days}
    for day, count in due.values():
        if day is not None:
            counts[day] += count
    read = queries.reader(actor, spec)
    for row in mine.order_by(begun, "id").values()[:most]:
        day = due_day(limit, row[begun])
        if day is not None:
            state = state_of(limit, day, actor.today())
            yield Deadline(
                read(row),
                stage.key,
                str(stage.label),
                day,
                left(actor.today(), day),
                state,
            )


def _beginnings(limit: Limit, first: date, last: date) -> tuple[date, date] | None:
    """The days of beginning whose limit ends in a span: the later it began the later it is due."""
    reach = 31 * (limit.months or 0) + 3 * (limit.days or 0) + 40
    start = first - timedelta(days=reach)
    places = range((last - start).days + 1)

    def due(place: int) -> date:
        return due_day(limit, start + timedelta(days=place)) or date.max

    low, high = bisect_left(places, first, key=due), bisect_right(places, last, key=due)
    return (start + timedelta(days=low), start + timedelta(days=high - 1)) if low < high else None


def _of_field(
    found: QuerySet[Any],
    spec: Ledger,
    key: str,
    span: tuple[date, date],
    actor: Actor,
    counts: Counter[date],
    most: int,
) -> Iterator[Deadline]:
    mine = found.filter(**{f"{key}__gte": span[0], f"{key}__lte": span[1]})
    for day, count in mine.order_by().values_list(key).annotate(n=Count("id")):
        counts[day] += count
    limit, read = Limit(after=key), queries.reader(actor, spec)
    for row in mine.order_by(key, "id").values()[:most]:
        day = row[key]
        yield Deadline(
            read(row),
            key,
            str(spec.fields[key].label),
            day,
            left(actor.today(), day),
            state_of(limit, day, actor.today()),
        )


def _stopped(
    found: QuerySet[Any],
    spec: Ledger,
    stopped: Mapping[int, Course],
    first: date,
    last: date,
    actor: Actor,
) -> Iterator[Deadline]:
    """Limits of records whose clocks were ever stopped or given more time."""
    read = queries.reader(actor, spec)
    for row in found.filter(Q(id__in=list(stopped))).values():
        record = read(row)
        for one in clocks(record, actor.today(), stopped[record.ref.id]):
            if one.state not in ("done", "done_late") and first <= one.due <= last:
                yield Deadline(record, one.stage, one.label, one.due, one.left, one.state)
